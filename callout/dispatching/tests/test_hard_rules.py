"""What an order needs and an engineer has: each rule takes effect in the instant choice and is named when it fails."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from callout import testing
from callout.dispatching import begun, dispatch, services
from callout.dispatching.choose import Answer
from callout.foundation import cache
from callout.foundation.errors import BusinessError
from callout.workforce.models import (
    Crew,
    CrewMember,
    Engineer,
    EngineerTool,
    OutletCapacity,
    OutletScore,
    Shift,
    Tool,
    Vehicle,
)
from callout.workorders import bookings, records
from callout.workorders.bookings import stamp_now
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, OrderLink, OrderNeed, OrderWindow, WorkOrder
from callout.workorders.records import RecordInput

pytestmark = pytest.mark.django_db


def make_order(town: testing.Town, **columns: Any) -> WorkOrder:
    """An order that nobody has planned yet."""
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    order = take_request(actor=None, request=request).work_orders.get()
    WorkOrder.objects.filter(pk=order.pk).update(**columns)
    return WorkOrder.objects.select_related("site").get(pk=order.pk)


def answer(order: WorkOrder) -> Answer:
    cache.clear()
    return services.find(order, timezone.now())


def change(engineer: Engineer, **columns: Any) -> None:
    Engineer.objects.filter(pk=engineer.pk).update(**columns)


def rules(found: Answer) -> dict[int, tuple[str, str]]:
    return {engineer.pk: (rule, detail) for engineer, _outlet, rule, detail in found.excluded}


def test_a_tool_must_be_with_him_and_inspected() -> None:
    town = testing.town()
    has, expired, without = town.engineer(), town.engineer(), town.engineer()
    pump = Tool.objects.create(code="pump", name_zh="真空泵", name_en="Vacuum pump")
    EngineerTool.objects.create(engineer=has, tool=pump)
    EngineerTool.objects.create(engineer=expired, tool=pump, valid_until=timezone.localdate() - timedelta(days=1))
    order = make_order(town, has_details=True)
    OrderNeed.objects.create(work_order=order, tool=pump)
    found = answer(order)
    assert [option.engineer.pk for option in found.options] == [has.pk]
    assert rules(found) == {
        expired.pk: ("tool_expired", "真空泵|Vacuum pump"),
        without.pk: ("tool_missing", "真空泵|Vacuum pump"),
    }


def test_parts_must_lie_in_the_van_in_that_quantity() -> None:
    town = testing.town()
    enough, few = town.engineer(stock=3), town.engineer(stock=1)
    order = make_order(town, has_details=True)
    OrderNeed.objects.create(work_order=order, part=town.part, quantity=2)
    found = answer(order)
    assert [option.engineer.pk for option in found.options] == [enough.pk]
    assert rules(found)[few.pk][0] == "part_missing"


def test_the_vehicle_carries_the_load_and_reaches_the_place() -> None:
    town = testing.town()
    van, scooter, walker = town.engineer(), town.engineer(), town.engineer()
    Vehicle.objects.create(plate="浙A1", outlet=town.outlet, driver=van, capacity_kg=300)
    Vehicle.objects.create(
        plate="浙A2", outlet=town.outlet, driver=scooter, kind="scooter", capacity_kg=20, speed_factor=0.5
    )
    order = make_order(town, load_kg=80)
    found = answer(order)
    assert [option.engineer.pk for option in found.options] == [van.pk]
    assert rules(found) == {scooter.pk: ("too_heavy", "20<80"), walker.pk: ("too_heavy", "0<80")}

    light = answer(make_order(town))
    minutes = {option.engineer.pk: option.travel_minutes for option in light.options}
    assert minutes[scooter.pk] == pytest.approx(2 * minutes[van.pk])
    Vehicle.objects.filter(driver=van).update(range_km=1)
    assert rules(answer(make_order(town)))[van.pk][0] == "too_far"


def test_territories_forbid_or_cost() -> None:
    town = testing.town()
    hard, soft, free = town.engineer(), town.engineer(), town.engineer()
    elsewhere = [[121.0, 31.0], [121.1, 31.0], [121.1, 31.1]]
    change(hard, territory=elsewhere, territory_hard=True)
    change(soft, territory=elsewhere)
    found = answer(make_order(town))
    assert rules(found) == {hard.pk: ("outside_territory", "")}
    terms = {option.engineer.pk: option.terms for option in found.options}
    assert terms[soft.pk]["territory"] == 25.0
    assert "territory" not in terms[free.pk]


def test_whom_the_customer_excludes_does_not_go() -> None:
    town = testing.town()
    first, second = town.engineer(), town.engineer()
    found = answer(make_order(town, excluded_engineers=[first.pk]))
    assert [option.engineer.pk for option in found.options] == [second.pk]
    assert rules(found) == {first.pk: ("excluded", "")}


def test_a_closed_or_full_day_of_the_outlet_is_left_out() -> None:
    town = testing.town()
    town.engineer()
    today = timezone.localdate()
    OutletCapacity.objects.create(outlet=town.outlet, day=today, closed=True, reason="盘点")
    OutletCapacity.objects.create(outlet=town.outlet, day=today + timedelta(days=1), orders=0)
    starts = answer(make_order(town)).options[0].starts
    assert timezone.localdate(starts) == today + timedelta(days=2)


def noon_shift(town: testing.Town, engineer: Engineer, **columns: Any) -> None:
    """Nine to five on every day."""
    week = {str(day): [["09:00", "17:00"]] for day in range(7)}
    shift = Shift.objects.create(code=f"day-{engineer.pk}", name_zh="白班", name_en="Day", week=week, **columns)
    change(engineer, shift=shift)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def test_a_flexible_break_is_kept() -> None:
    town = testing.town()
    engineer = town.engineer(east_km=0.1)
    noon_shift(town, engineer, breaks=[[60, "11:30", "13:30"]])
    tomorrow = timezone.localdate() + timedelta(days=1)
    order = make_order(
        town,
        minutes=150,
        earliest_at=local(tomorrow, 11),
        window_from=local(tomorrow, 11),
        window_until=local(tomorrow, 16),
    )
    option = answer(order).options[0]
    assert option.starts >= local(tomorrow, 12, 30)


def test_overtime_is_taken_when_the_engineer_does_any_and_costs() -> None:
    town = testing.town()
    engineer = town.engineer(east_km=0.1)
    noon_shift(town, engineer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    window = {
        "window_from": local(tomorrow, 16, 30),
        "window_until": local(tomorrow, 18),
        "earliest_at": local(tomorrow, 16, 30),
    }
    order = make_order(town, minutes=90, **window)
    assert not answer(order).options
    change(engineer, overtime_minutes=120, overtime_factor=2)
    option = answer(order).options[0]
    assert option.terms["overtime"] == pytest.approx(
        2 * (option.ends - local(tomorrow, 17)).total_seconds() / 60, abs=0.1
    )


def test_any_of_several_windows_will_do() -> None:
    town = testing.town()
    town.engineer(east_km=0.1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    order = make_order(
        town,
        has_details=True,
        window_from=timezone.now() - timedelta(hours=3),
        window_until=timezone.now() - timedelta(hours=2),
    )
    OrderWindow.objects.create(work_order=order, starts_at=local(tomorrow, 14), ends_at=local(tomorrow, 16))
    assert local(tomorrow, 14) <= answer(order).options[0].starts <= local(tomorrow, 16)


def test_the_outlets_score_and_the_fairness_ledger_feed_the_choice() -> None:
    town = testing.town()
    engineer = town.engineer()
    OutletScore.objects.create(
        outlet=town.outlet, month=timezone.localdate().replace(day=1), score=60, computed_at=timezone.now()
    )
    assert answer(make_order(town)).options[0].terms["score"] == pytest.approx(8.0)
    assert engineer.pk == answer(make_order(town)).options[0].engineer.pk


def team(town: testing.Town) -> tuple[WorkOrder, list[Engineer]]:
    people = [town.engineer(east_km=n) for n in (1, 2, 3)]
    crew = Crew.objects.create(code="crew-1", outlet=town.outlet, name_zh="一组", name_en="Crew 1")
    for engineer in (people[0], people[2]):
        CrewMember.objects.create(crew=crew, engineer=engineer, since=timezone.localdate())
    order = make_order(town, people=2)
    testing.run_jobs()
    return WorkOrder.objects.get(pk=order.pk), people


def test_two_go_together_the_crew_first_and_end_together() -> None:
    town = testing.town()
    order, people = team(town)
    lead, helper = order.bookings.order_by("helper")
    assert (lead.engineer, helper.engineer, helper.helper) == (people[0], people[2], True)
    assert (lead.starts_at, lead.ends_at) == (helper.starts_at, helper.ends_at)
    for booking in (lead, helper):
        bookings.set_out(actor=booking.engineer.user, booking_id=booking.pk, stamp=stamp_now())
    done = RecordInput(action_id=town.codes["action"].pk)
    with pytest.raises(BusinessError) as refused:
        records.carry_over(actor=helper.engineer.user, booking_id=helper.pk, reason="parts", note="", stamp=stamp_now())
    assert refused.value.code == "lead_records"  # the lead is still at work
    records.complete(actor=lead.engineer.user, booking_id=lead.pk, record=done, stamp=stamp_now())
    helper.refresh_from_db()
    order.refresh_from_db()
    assert (helper.state, order.state) == ("completed", "completed")


def test_the_team_moves_and_is_released_as_one() -> None:
    order, _people = team(testing.town())
    lead = order.bookings.get(helper=False)
    bookings.move(actor=None, booking_id=lead.pk, starts_at=lead.starts_at + timedelta(hours=3))
    lead.refresh_from_db()
    assert order.bookings.get(helper=True).starts_at == lead.starts_at
    bookings.cancel_booking(actor=None, booking_id=lead.pk, reason="x", stamp=stamp_now(), replan=False)
    order.refresh_from_db()
    assert order.state == "unscheduled"
    assert not order.bookings.active().exists()


def linked(kind: str, **columns: Any) -> tuple[Booking, WorkOrder]:
    """A booked first order and a second one that hangs on it."""
    town = testing.town()
    town.engineer(east_km=1)
    town.engineer(east_km=2)
    first, second = make_order(town), make_order(town, has_details=True)
    OrderLink.objects.create(before=first, after=second, kind=kind, **columns)
    before = answer(second)
    if kind != "together":
        assert (before.options, before.reason) == ([], "waits_for")
    services.plan_order(actor=None, order_id=first.pk)
    return first.bookings.get(), second


def test_what_comes_after_begins_when_the_first_is_over() -> None:
    booking, second = linked("precedes", min_gap=120)
    assert answer(second).options[0].starts >= booking.ends_at + timedelta(minutes=120)


def test_one_visit_has_one_engineer() -> None:
    booking, second = linked("same_visit")
    found = answer(second)
    assert [option.engineer.pk for option in found.options] == [booking.engineer_id]
    assert found.options[0].starts - booking.ends_at <= timedelta(hours=2)


def test_together_means_at_the_same_time_by_another() -> None:
    booking, second = linked("together")
    found = answer(second)
    assert found.options
    assert booking.engineer_id not in [option.engineer.pk for option in found.options]
    assert abs(found.options[0].starts - booking.starts_at) <= timedelta(minutes=5)


def test_nobody_is_promised_before_he_can_be_there() -> None:
    town = testing.town()
    town.engineer(east_km=25)
    now = timezone.localtime().replace(hour=10, minute=50, second=0, microsecond=0) + timedelta(days=1)
    cache.clear()
    option = services.find(make_order(town), now).options[0]
    assert option.starts >= now + timedelta(minutes=option.travel_minutes)


def test_who_is_still_at_work_is_not_free_from_the_end_that_was_planned() -> None:
    town = testing.town()
    engineer = town.engineer()
    now = timezone.localtime().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=1)
    busy = make_order(town)
    booking = bookings.book(
        actor=None, order_id=busy.pk, engineer=engineer, starts_at=now - timedelta(hours=2),
        ends_at=now - timedelta(hours=1), travel_minutes=5, travel_km=1.0,
    )  # fmt: skip
    Booking.objects.filter(pk=booking.pk).update(state="on_site", on_site_at=now - timedelta(hours=2))
    [row] = services.busy_times([engineer.pk], now)[engineer.pk]
    assert row.ends == now + begun.AT_LEAST_LEFT


def test_a_certificate_must_hold_on_the_day_of_the_visit() -> None:
    town = testing.town()
    engineer = town.engineer()
    engineer.engineer_skills.update(valid_until=timezone.localdate())
    later = make_order(town, earliest_at=timezone.now() + timedelta(days=2))
    assert rules(answer(later)) == {engineer.pk: ("certificate_expired", timezone.localdate().isoformat())}
    found = answer(make_order(town))
    assert all(timezone.localdate(option.starts) == timezone.localdate() for option in found.options)


def test_helpers_are_taken_too_when_several_orders_are_planned_at_once() -> None:
    town = testing.town()
    town.engineer(east_km=1), town.engineer(east_km=2)
    pair, single = make_order(town, people=2, severity=2), make_order(town, severity=3)
    cache.clear()
    dispatch.plan_all(actor=testing.user("dispatcher", region=town.region), order_ids=[pair.pk, single.pk])
    lead, alone = pair.bookings.get(helper=False), single.bookings.get()
    assert pair.bookings.filter(helper=True).count() == 1
    assert alone.starts_at >= lead.ends_at or alone.ends_at <= lead.starts_at
