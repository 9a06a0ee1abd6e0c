"""The main job through the services: from the request to the closed case."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from callout import testing
from callout.cases import services as cases
from callout.cases.models import Case
from callout.dispatching.models import Decision
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.models import AuditEntry, Event
from callout.foundation.transitions import IllegalTransition
from callout.parts import services as parts
from callout.parts.models import Stock
from callout.workorders import bookings, records
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, prepare, take_request
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.records import PartInput, RecordInput

pytestmark = pytest.mark.django_db


def take(town: testing.Town, **more: object) -> Case:
    request = Request(
        customer=town.customer,
        channel="phone",
        service_type=town.repair,
        description="开机十分钟就不制冷",
        asset=town.asset,
        **more,
    )
    return take_request(actor=testing.user("agent"), request=request)


def soon(minutes: int = 0) -> Stamp:
    return Stamp(timezone.now() + timedelta(minutes=minutes) - timedelta(minutes=30))


def test_a_request_is_promised_booked_done_and_closed() -> None:
    town = testing.town()
    near = town.engineer("周建国", east_km=1)
    town.engineer("吴晓峰", east_km=12)

    case = take(town, severity=2, symptom=town.codes["symptom"])
    assert (case.state, case.entitlement["kind"]) == ("triaged", "warranty")
    assert {m.kind for m in case.milestones.all()} == {"respond", "arrive", "resolve"}
    order = case.work_orders.get()
    assert order.state == "unscheduled"

    testing.run_jobs()
    booking = Booking.objects.get(work_order=order)
    decision = Decision.objects.get(work_order=order)
    assert booking.engineer == near
    assert decision.outcome == "booked"
    assert [c["name"] for c in decision.candidates] == ["周建国", "吴晓峰"]
    assert decision.candidates[0]["cost"] == pytest.approx(sum(decision.candidates[0]["terms"].values()), abs=0.2)
    case.refresh_from_db()
    assert case.state == "in_service"

    man = near.user
    now = timezone.now()
    bookings.accept(actor=man, booking_id=booking.pk, stamp=Stamp(now))
    bookings.set_out(actor=man, booking_id=booking.pk, stamp=Stamp(now, 30.28, 120.15, 12))
    bookings.arrive(actor=man, booking_id=booking.pk, stamp=Stamp(now, 30.29, 120.16, 8))
    record = records.complete(
        actor=man, booking_id=booking.pk, stamp=Stamp(now + timedelta(minutes=3)),
        record=RecordInput(
            symptom_id=town.codes["symptom"].pk, object_id=town.codes["object"].pk, cause_id=town.codes["cause"].pk,
            action_id=town.codes["action"].pk, result="更换电容，制冷恢复", parts=(PartInput(town.part.pk, 1),),
            labour_minutes=30, signer="张丽萍",
        ),
    )  # fmt: skip
    assert record.charge == Decimal(0)
    assert {line.reason for line in record.charge_lines.all()} == {"warranty"}
    assert Stock.objects.get(store=near.van, part=town.part).quantity == 4
    case.refresh_from_db()
    assert (case.state, case.breached) == ("resolved", False)
    assert case.milestones.get(kind="arrive").state == "met"

    cases.close(actor=None, case_id=case.pk, rating=5)
    case.refresh_from_db()
    assert (case.state, case.rating) == ("closed", 5)
    kinds = list(Event.objects.filter(case_id=case.pk).order_by("id").values_list("type", flat=True))
    assert kinds[:2] == ["case.created", "work_order.created"]
    assert kinds[-1] == "case.closed"
    assert AuditEntry.objects.filter(table="workorders_booking", row=str(booking.pk), actor_id=man.pk).exists()


def test_out_of_warranty_the_customer_pays_the_list_price() -> None:
    town = testing.town()
    engineer = town.engineer()
    town.asset.accepted_on = town.asset.purchased_on = timezone.localdate() - timedelta(days=365 * 8)
    town.asset.save()
    case = take(town)
    assert case.entitlement["kind"] == "none"
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    record = records.complete(
        actor=engineer.user, booking_id=booking.pk, stamp=Stamp(timezone.now()),
        record=RecordInput(result="清洗", parts=(PartInput(town.part.pk, 2),), labour_minutes=30),
    )  # fmt: skip
    assert record.charge == Decimal("50") + Decimal("60") + 2 * Decimal("46")


def test_a_refusal_finds_the_next_engineer_and_is_kept() -> None:
    town = testing.town()
    first, second = town.engineer("甲", east_km=1), town.engineer("乙", east_km=5)
    case = take(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    assert booking.engineer == first
    with pytest.raises(InvalidInput):
        bookings.decline(actor=first.user, booking_id=booking.pk, reason=" ", stamp=Stamp(timezone.now()))
    bookings.decline(actor=first.user, booking_id=booking.pk, reason="生病", stamp=Stamp(timezone.now()))
    testing.run_jobs()
    assert Booking.objects.get(work_order__case=case, state="dispatched").engineer == second
    excluded = Decision.objects.filter(work_order__case=case).latest("id").excluded
    assert [(e["name"], e["rule"]) for e in excluded] == [("甲", "declined")]


def test_carry_over_pauses_the_clock_and_comes_back_as_a_new_visit() -> None:
    town = testing.town()
    engineer = town.engineer()
    case = take(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    order = records.carry_over(
        actor=engineer.user,
        booking_id=booking.pk,
        reason="parts",
        note="缺主板",
        part=town.part,
        stamp=Stamp(timezone.now()),
    )
    case.refresh_from_db()
    assert (order.state, case.state, case.waiting_for) == ("on_hold", "waiting", "parts")
    assert case.milestones.get(kind="resolve").state == "paused"

    request = parts.request_part(
        actor=engineer.user, engineer=engineer, part=town.part, quantity=1, work_order_id=order.pk
    )
    store = testing.Store.objects.create(code="C1", kind="central", name_zh="中心库", name_en="Central")
    parts.receive(actor=None, store=store, part=town.part, quantity=3)
    parts.decide_request(actor=None, request_id=request.pk, approve=True, source=store)
    parts.ship_request(actor=None, request_id=request.pk)
    parts.receive_request(actor=engineer.user, request_id=request.pk)
    testing.run_jobs()
    order = WorkOrder.objects.get(pk=order.pk)
    case.refresh_from_db()
    assert (order.state, order.visit, case.state) == ("scheduled", 2, "in_service")
    assert order.bookings.get(state="dispatched").engineer == engineer
    assert case.milestones.get(kind="resolve").state == "running"


def test_nobody_fits_and_the_order_says_why() -> None:
    town = testing.town()
    town.engineer(level=3)
    town.skill.rules.update(min_level=5)
    testing.cache.clear()
    case = take(town)
    testing.run_jobs()
    order = case.work_orders.get()
    assert (order.state, order.unserved_reason) == ("unscheduled", "skill_low")
    assert Decision.objects.get(work_order=order).excluded[0]["detail"] == "3<5"


def test_not_solved_reopens_with_new_promises_and_a_new_visit() -> None:
    town = testing.town()
    engineer = town.engineer()
    case = take(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    records.complete(
        actor=engineer.user, booking_id=booking.pk, record=RecordInput(result="加氟"), stamp=Stamp(timezone.now())
    )
    cases.reopen(actor=None, case_id=case.pk, reason="还是不制冷")
    testing.run_jobs()
    case.refresh_from_db()
    assert (case.state, case.visits, case.reopen_count) == ("in_service", 2, 1)
    assert case.milestones.filter(kind="resolve", state="running").count() == 1


def test_the_same_external_request_is_taken_once() -> None:
    town = testing.town()
    first = take(town, source="hp", external_id="A-1")
    again = take(town, source="hp", external_id="A-1")
    assert first.pk == again.pk
    assert Case.objects.count() == 1


def test_a_repeat_within_thirty_days_is_free_and_linked() -> None:
    town = testing.town()
    engineer = town.engineer()
    case = take(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    records.complete(
        actor=engineer.user, booking_id=booking.pk, record=RecordInput(result="加氟"), stamp=Stamp(timezone.now())
    )
    case.refresh_from_db()
    preview = prepare(
        Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="又坏了", asset=town.asset
        )
    )
    assert preview.repeat == case
    again = take(town, repeat_of=case)
    assert (again.repeat_of, again.entitlement["kind"]) == (case, "repeat")


def test_what_is_wrong_is_said_by_field_and_changes_nothing() -> None:
    town, other = testing.town(), testing.town("宁波")
    with pytest.raises(InvalidInput) as refusal:
        take_request(
            actor=None,
            request=Request(
                customer=town.customer,
                channel="smoke",
                service_type=town.repair,
                description=" ",
                asset=other.asset,
                severity=9,
            ),
        )
    assert set(refusal.value.fields) == {"channel", "description", "asset", "severity"}
    assert not Case.objects.exists()


def test_times_from_the_field_must_be_possible() -> None:
    town = testing.town()
    engineer = town.engineer()
    case = take(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    with pytest.raises(BusinessError) as refusal:
        bookings.accept(actor=engineer.user, booking_id=booking.pk, stamp=Stamp(timezone.now() + timedelta(hours=2)))
    assert refusal.value.code == "time_in_future"
    with pytest.raises(IllegalTransition):
        bookings.pause(actor=engineer.user, booking_id=booking.pk, reason="", stamp=Stamp(timezone.now()))
