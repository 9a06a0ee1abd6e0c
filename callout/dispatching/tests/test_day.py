"""The dispatcher's day: what stands on it, what a drop would mean, and what the drop does."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from callout import testing
from callout.cases.models import Case
from callout.dispatching import manual, preview
from callout.dispatching.day import read_day
from callout.dispatching.models import Decision
from callout.dispatching.why import explain, last_decision
from callout.foundation.errors import BusinessError
from callout.workforce.models import Absence, EngineerSkill
from callout.workforce.selectors import day_bounds
from callout.workorders import bookings
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, WorkOrder

pytestmark = pytest.mark.django_db


def order_for(town: testing.Town) -> WorkOrder:
    case: Case = take_request(
        actor=None,
        request=Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
        ),
    )
    return case.work_orders.get()


def signed_in(town: testing.Town, role: str = "dispatcher") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user(role, region=town.region))
    return client


def test_the_day_shows_engineers_bookings_and_what_nobody_has() -> None:
    town = testing.town()
    engineer = town.engineer("周建国")
    planned = order_for(town)
    testing.run_jobs()
    town.skill.rules.update(min_level=5)
    testing.cache.clear()
    unserved = order_for(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order=planned)
    day = timezone.localdate(booking.starts_at)
    answer = signed_in(town).get(reverse("dispatching:list"), {"day": day.isoformat()})
    page = answer.content.decode()
    assert f'id="booking-{booking.pk}"' in page
    assert f'data-engineer="{engineer.pk}"' in page
    assert f'id="order-{unserved.pk}"' in page
    assert "Nobody here is skilled enough" in page


def test_a_day_costs_the_same_queries_for_one_engineer_and_for_many(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    town = testing.town()
    for n in range(12):
        town.engineer(f"工程师{n}", stock=0)
    for _ in range(12):
        order_for(town)
    testing.run_jobs()
    client = signed_in(town)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("dispatching:list")).status_code == 200


def test_the_place_is_chosen_among_what_one_dispatches() -> None:
    town, other = testing.town(), testing.town("宁波")
    everywhere, local = testing.user("dispatcher"), testing.user("dispatcher", outlet=town.outlet)
    today = timezone.localdate()
    assert read_day(everywhere, today, f"o{other.outlet.pk}").where.key == f"o{other.outlet.pk}"
    assert read_day(everywhere, today, f"r{other.region.pk}").where.key == f"r{other.region.pk}"
    for key in ("", "o0", "oX", "r", f"o{other.outlet.pk}", f"r{other.region.pk}"):
        assert read_day(local, today, key).where.region == town.region, key
    assert read_day(testing.user("agent"), today).groups == []


def test_people_see_only_their_own_region() -> None:
    town, other = testing.town(), testing.town("宁波")
    order = order_for(other)
    stranger = signed_in(town)
    assert stranger.get(reverse("dispatching:options", args=[order.number])).status_code == 404
    assert stranger.get(reverse("dispatching:assign", args=[order.number])).status_code == 404
    assert stranger.get(reverse("workorders:detail", args=[order.number])).status_code == 404
    assert signed_in(town, "agent").get(reverse("dispatching:list")).status_code == 403


def test_assigning_by_hand_books_decides_and_can_be_undone() -> None:
    town = testing.town()
    order = order_for(town)
    testing.run_jobs()
    near, far = town.engineer("近", east_km=1), town.engineer("远", east_km=9)
    client = signed_in(town)
    at = timezone.localtime() + timedelta(hours=1)
    dialog = client.get(
        reverse("dispatching:assign", args=[order.number]),
        {"engineer": far.pk, "at": at.isoformat()},
        headers={"HX-Request": "true"},
    )
    assert "Fits" in dialog.content.decode()
    answer = client.post(
        reverse("dispatching:assign", args=[order.number]),
        {"engineer": far.pk, "starts_at": f"{at:%Y-%m-%dT%H:%M}"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 204
    booking = Booking.objects.get(work_order=order)
    assert booking.engineer == far
    assert booking.travel_km > 5
    decision = Decision.objects.filter(work_order=order)[0]
    why = explain(decision)
    assert (why.name, why.alternatives[0].name) == ("远", near.user.full_name)
    assert why.total == pytest.approx(sum(term.minutes for term in why.terms), abs=0.05)

    client.post(reverse("dispatching:undo", args=[manual.undo_token(booking, None)]), headers={"HX-Request": "true"})
    testing.run_jobs()
    order.refresh_from_db()
    assert order.state == "unscheduled"
    assert not order.bookings.active().exists()
    assert last_decision(order.pk) is None


def test_a_move_takes_the_new_way_and_back() -> None:
    town = testing.town()
    first, second = town.engineer("甲", east_km=1), town.engineer("乙", east_km=7)
    order = order_for(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order=order)
    assert booking.engineer == first
    was = (first.pk, booking.starts_at)
    actor = testing.user("dispatcher", region=town.region)
    moved = manual.reassign(
        actor=actor,
        booking_id=booking.pk,
        engineer_id=second.pk,
        starts_at=booking.starts_at + timedelta(hours=2),
        version=booking.version,
    )
    assert (moved.engineer, moved.travel_km > booking.travel_km) == (second, True)
    token = manual.undo_token(moved, was)
    manual.undo(actor=actor, token=token)
    booking.refresh_from_db()
    assert (booking.engineer_id, booking.starts_at) == was
    with pytest.raises(BusinessError) as late:
        manual.undo(actor=actor, token=token)
    assert late.value.code == "undo_too_late"


def test_somebody_elses_change_is_not_overwritten() -> None:
    town = testing.town()
    town.engineer("甲")
    other = town.engineer("乙")
    order = order_for(town)
    testing.run_jobs()
    booking = Booking.objects.get(work_order=order)
    client = signed_in(town)
    bookings.move(actor=None, booking_id=booking.pk, starts_at=booking.starts_at + timedelta(minutes=30))
    answer = client.post(
        reverse("dispatching:move", args=[booking.pk]),
        {
            "engineer": other.pk,
            "starts_at": f"{timezone.localtime(booking.starts_at):%Y-%m-%dT%H:%M}",
            "version": booking.version,
        },
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert "Someone else changed this booking" in answer.content.decode()


def test_hard_rules_forbid_and_soft_rules_cost() -> None:
    town = testing.town()
    engineer = town.engineer("周建国", level=3)
    busy, order = order_for(town), order_for(town)
    at = timezone.now() + timedelta(hours=3)
    bookings.book(actor=None, order_id=busy.pk, engineer=engineer, starts_at=at, ends_at=at + timedelta(hours=1))
    clash = preview.check(order, engineer.pk, at + timedelta(minutes=30))
    assert not clash.possible
    assert "booked" in clash.hard[0] or "已有" in clash.hard[0]
    late = preview.check(order, engineer.pk, timezone.now() + timedelta(hours=6))
    assert late.possible
    assert late.soft
    assert late.option.terms["late"] > 0
    EngineerSkill.objects.filter(engineer=engineer).update(valid_until=timezone.localdate() - timedelta(days=1))
    testing.cache.clear()
    assert not preview.check(order, engineer.pk, at + timedelta(hours=2)).possible


def test_an_absence_stands_in_the_way() -> None:
    town = testing.town()
    engineer = town.engineer("周建国")
    order = order_for(town)
    at = timezone.now() + timedelta(hours=3)
    Absence.objects.create(engineer=engineer, starts_at=at, ends_at=at + timedelta(hours=4), reason="培训")
    assert not preview.check(order, engineer.pk, at + timedelta(hours=1)).possible
    day = read_day(testing.user("dispatcher"), timezone.localdate(at), f"o{town.outlet.pk}")
    start, end = day_bounds(timezone.localdate(at))
    marks = [mark for row in day.groups[0].rows for mark in row.marks if mark.css == "absent"]
    assert [mark.title for mark in marks] == ["培训"]
    assert start < at < end


def test_a_booking_inside_an_absence_stands_out() -> None:
    town = testing.town()
    engineer = town.engineer("周建国")
    order_for(town)
    testing.run_jobs()
    booking = Booking.objects.get(engineer=engineer)
    Absence.objects.create(engineer=engineer, starts_at=booking.starts_at - timedelta(hours=1), ends_at=booking.ends_at)
    day = read_day(testing.user("dispatcher"), timezone.localdate(booking.starts_at), f"o{town.outlet.pk}")
    assert [(bar.look, bar.icon) for bar in day.bars] == [("late", "calendar-off")]


def test_taking_back_leaves_the_order_to_the_dispatcher_or_plans_again() -> None:
    town = testing.town()
    town.engineer("甲")
    order = order_for(town)
    testing.run_jobs()
    client = signed_in(town)
    booking = Booking.objects.get(work_order=order)
    url = reverse("dispatching:take-back", args=[booking.pk])
    assert client.post(url, {"reason": "", "then": "keep"}).status_code == 422
    client.post(url, {"reason": "改派", "then": "keep"})
    testing.run_jobs()
    order.refresh_from_db()
    assert order.state == "unscheduled"
    client.post(reverse("dispatching:plan"), {"pk": order.pk})
    order.refresh_from_db()
    assert order.state == "scheduled"


def test_several_orders_go_to_one_engineer_one_after_the_other() -> None:
    town = testing.town()
    engineer = town.engineer("甲")
    orders = [order_for(town) for _ in range(3)]
    client = signed_in(town)
    pks = [order.pk for order in orders]
    assert "3 orders" in client.post(reverse("dispatching:assign-many"), {"pk": pks}).content.decode()
    client.post(reverse("dispatching:assign-many"), {"pk": pks, "engineer": engineer.pk})
    booked = list(Booking.objects.filter(engineer=engineer).order_by("starts_at"))
    assert len(booked) == 3
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(booked))
