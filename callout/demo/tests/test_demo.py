"""The demo: a small one is made once and looked at from several sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from callout import testing
from callout.accounts.access import DEFAULT_ROLES
from callout.accounts.models import Outlet, Region, User
from callout.assets.models import Asset
from callout.cases.models import OPEN_STATES, Case, Milestone
from callout.customers.models import Customer
from callout.demo.customers import FAULTY_BATCH, FAULTY_MODEL
from callout.demo.generate import DataBaseInUse, generate
from callout.dispatching.models import Decision, FairnessEntry, Offer
from callout.feedback.models import Callback, Survey
from callout.foundation.models import Event
from callout.parts.models import Movement, PartRequest, Stock, Store
from callout.workforce.models import Engineer, EngineerSkill, OutletScore
from callout.workorders.models import Booking, ChargeLine, ServiceRecord, WorkOrder

pytestmark = pytest.mark.slow

SMALL = {"seed": 7, "scale": 0.05, "days": 40, "reset": False}


def quiet(text: str) -> None:
    """No progress."""


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """One small demo for the whole module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        generate(**SMALL, say=quiet)
        yield
        transaction.set_rollback(True)


def test_every_region_has_outlets_and_every_outlet_engineers_with_a_van(demo):
    assert Region.objects.count() == 12
    assert not Region.objects.annotate(n=Count("outlets")).filter(n=0).exists()
    assert not Outlet.objects.annotate(n=Count("engineers")).filter(n=0).exists()
    assert Store.objects.filter(kind="van").count() == Engineer.objects.count()
    assert EngineerSkill.objects.filter(valid_until__lt=timezone.localdate()).exists()


def test_each_role_has_a_demo_account_that_has_no_password(demo):
    shown = User.objects.exclude(demo_label="")
    assert sorted(shown.values_list("demo_label", flat=True)) == sorted(row[0] for row in DEFAULT_ROLES)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert User.objects.get(demo_label="engineer").engineer.outlet.region.code == "HZ"


def test_customers_have_places_and_reserved_looking_numbers(demo):
    assert Customer.objects.count() == 150
    assert not Customer.objects.annotate(n=Count("sites")).filter(n=0).exists()
    assert all(
        customer.phone[:3] in ("138", "136") and customer.phone[3:7] == "0000" for customer in Customer.objects.all()
    )
    assert {kind for (kind,) in Customer.objects.values_list("kind").distinct()} == {"person", "organisation"}


def test_the_history_has_every_outcome(demo):
    states = set(Booking.objects.values_list("state", flat=True))
    assert states >= {"completed", "partial", "declined", "failed", "cancelled", "accepted"}
    assert Case.objects.filter(state="closed").count() > 100
    assert Case.objects.filter(repeat_of__isnull=False).exists()
    assert Case.objects.filter(breached=True).exists() and Case.objects.filter(rating__lte=2).exists()
    assert Case.objects.filter(state__in=OPEN_STATES).count() >= 5  # fewer by noon than by evening
    assert Case.objects.filter(state="merged").exists() and Case.objects.filter(state="reopened").exists()


def test_times_lie_in_order_and_none_in_the_future(demo):
    now = timezone.now() + timedelta(seconds=5)
    assert not Case.objects.filter(Q(created_at__gt=now) | Q(closed_at__gt=now) | Q(resolved_at__gt=now)).exists()
    assert not Case.objects.filter(Q(resolved_at__lt=F("created_at")) | Q(closed_at__lt=F("resolved_at"))).exists()
    assert not Booking.objects.filter(on_site_at__lt=F("travelling_at")).exists()
    assert not Booking.objects.filter(ended_at__lt=F("on_site_at")).exists()
    assert not Event.objects.filter(at__gt=now).exists()
    oldest = Case.objects.order_by("created_at")[0].created_at
    assert timedelta(days=38) < now - oldest < timedelta(days=42)


def test_what_is_resolved_has_kept_or_missed_each_promise(demo):
    ended = Milestone.objects.filter(case__state="closed").exclude(state="cancelled")
    assert not ended.filter(state__in=("running", "paused")).exists()
    assert not ended.filter(state="met", met_at__gt=F("due_at")).exists()
    assert not ended.filter(state="missed", met_at__lte=F("due_at")).exists()


def test_stock_is_the_sum_of_its_movements(demo):
    for row in Stock.objects.all():
        moved = Movement.objects.filter(store=row.store_id, part=row.part_id).aggregate(n=Sum("quantity"))["n"]
        assert row.quantity == moved >= 0


def test_charges_follow_the_entitlement(demo):
    in_warranty = ServiceRecord.objects.filter(work_order__case__entitlement__kind="warranty")
    assert in_warranty.exists() and not in_warranty.filter(charge__gt=0).exists()
    assert ServiceRecord.objects.filter(work_order__case__entitlement__kind="none", charge__gt=0).exists()
    for record in ServiceRecord.objects.annotate(total=Sum("charge_lines__amount")):
        assert record.charge == (record.total or 0)
    assert not ChargeLine.objects.filter(amount=0, reason="", list_price__gt=0).exists()


def test_nobody_led_a_visit_without_the_skill(demo):
    for booking in Booking.objects.filter(helper=False).select_related("work_order", "engineer"):  # a helper needs none
        order = booking.work_order
        if order.skill_id:
            skill = booking.engineer.engineer_skills.get(skill=order.skill_id)
            assert skill.level >= order.skill_level
            assert skill.valid_until is None or skill.valid_until >= timezone.localdate(booking.created_at)


def test_every_order_can_say_why_it_went_to_whom(demo):
    assert not WorkOrder.objects.filter(state__in=("scheduled", "completed", "posted"), decisions=None).exists()
    booked = Decision.objects.filter(outcome="booked")
    assert all(row.candidates[0]["engineer"] == row.engineer_id for row in booked)


def test_customers_were_asked_and_some_are_still_to_be_called(demo):
    assert Survey.objects.filter(rating__isnull=False).exists()
    assert {"open", "done", "cancelled"} <= set(Callback.objects.values_list("state", flat=True))
    done = Callback.objects.filter(state="done")
    assert not done.filter(Q(rating=None) | Q(done_by=None)).exists()


def test_parts_that_orders_wait_for_are_asked_for(demo):
    waiting = set(WorkOrder.objects.filter(state="on_hold", hold_reason="parts").values_list("pk", flat=True))
    assert waiting == set(PartRequest.objects.values_list("work_order_id", flat=True))


def test_the_first_customer_owns_the_air_conditioner_of_the_faulty_batch(demo):
    first = Customer.objects.order_by("pk")[0]
    assert (first.name, first.phone) == ("张丽萍", "13800006207")
    assert first.assets.filter(product__model=FAULTY_MODEL, batch=FAULTY_BATCH).exists()


def test_the_same_seed_makes_the_same_company(demo):
    names = list(Customer.objects.order_by("pk").values_list("name", "number"))
    serials = list(Asset.objects.order_by("pk").values_list("serial", flat=True))
    staff = list(User.objects.order_by("username").values_list("username", "full_name"))
    generate(**SMALL | {"reset": True}, say=quiet)
    assert [name for name, _ in names] == list(Customer.objects.order_by("pk").values_list("name", flat=True))
    assert serials == list(Asset.objects.order_by("pk").values_list("serial", flat=True))
    assert staff == list(User.objects.order_by("username").values_list("username", "full_name"))


def test_a_demo_is_not_made_twice_without_being_asked(demo):
    with pytest.raises(DataBaseInUse, match="--reset"):
        generate(**SMALL, say=quiet)


@pytest.mark.django_db
def test_real_customers_are_never_touched():
    testing.town()
    with pytest.raises(CommandError, match="real customers"):
        call_command("demo", "--reset", "--scale", "0.01")
    assert Customer.objects.count() == 1


def test_each_screen_of_dispatch_has_something_to_show(demo):
    assert {offer.kind for offer in Offer.objects.filter(state="open")} == {"pool", "outlet"}
    assert Offer.objects.filter(state="open", kind="pool", invitations__isnull=False).exists()
    assert Booking.objects.filter(state="proposed").exists()
    assert FairnessEntry.objects.exists()
    assert OutletScore.objects.filter(outlet__engineers__user__demo_label="engineer").exists()
