"""The dispatcher's list of a day in a browser: he sees a booking, moves it
by mouse and by keyboard, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import APIResponse, Error, Page, Route, expect

from callout import testing
from callout.dispatching.planning import runs
from callout.workforce.models import Engineer
from callout.workforce.selectors import day_bounds
from callout.workorders import bookings
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, WorkOrder
from e2e.field_app import eventually
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "zh": {"move": "改派", "undo": "撤销", "fits": "可以"},
    "en": {"move": "Move", "undo": "Undo", "fits": "Fits"},
}


@pytest.fixture
def town(live_site: Site) -> testing.Town:
    return testing.town()


def order_for(town: testing.Town) -> WorkOrder:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    order = take_request(actor=None, request=request).work_orders.get()
    WorkOrder.objects.filter(pk=order.pk).update(due_at=tomorrow(22))
    return order


def tomorrow(hour: int) -> datetime:
    """Tomorrow at a full local hour: nothing is in the past, whatever time the test runs."""
    return day_bounds(timezone.localdate() + timedelta(days=1))[0] + timedelta(hours=hour)


def booked(town: testing.Town, engineer: Engineer, hour: int) -> Booking:
    at = tomorrow(hour)
    return bookings.book(
        actor=None, order_id=order_for(town).pk, engineer=engineer, starts_at=at, ends_at=at + timedelta(hours=1)
    )


def day_page(open_page: Callable[..., Page], town: testing.Town, language: str) -> Page:
    page = open_page(testing.user("dispatcher", region=town.region), language)
    page.goto(f"/dispatch/list/?day={tomorrow(0).date().isoformat()}")
    page.locator(".dispatch-row").first.wait_for()
    return page


def row_of(engineer: Engineer) -> str:
    return f'.dispatch-row[data-engineer="{engineer.pk}"]'


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_booking_is_dragged_to_another_engineer_and_undone(
    open_page: Callable[..., Page], town: testing.Town, language: str
) -> None:
    first, second = town.engineer("周建国"), town.engineer("吴晓峰")
    booking = booked(town, first, 10)
    page, words = day_page(open_page, town, language), WORDS[language]
    bar = page.locator(f"#booking-{booking.pk}")
    expect(page.locator(row_of(first)).locator(".job")).to_have_count(1)

    source = bar.bounding_box()
    target = page.locator(row_of(second)).locator("[data-lane]").bounding_box()
    assert source and target
    page.mouse.move(source["x"] + 8, source["y"] + 8)
    page.mouse.down()
    page.mouse.move(source["x"] + 40, target["y"] + 10, steps=5)
    page.mouse.move(source["x"] + 8 + 80, target["y"] + 20, steps=5)
    expect(page.locator(".job.ghost")).to_be_visible()
    page.mouse.up()

    dialog = page.locator("#dialog")
    expect(dialog.locator(".verdict .ink-success")).to_have_text(words["fits"])
    dialog.get_by_role("button", name=words["move"]).click()
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == second.pk)
    expect(page.locator(row_of(second)).locator(".job")).to_have_count(1)
    moved = Booking.objects.get(pk=booking.pk)
    assert moved.starts_at > booking.starts_at

    page.locator("#toasts").get_by_role("button", name=words["undo"]).click()
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == first.pk)
    assert Booking.objects.get(pk=booking.pk).starts_at == booking.starts_at
    expect(page.locator(row_of(first)).locator(".job")).to_have_count(1)


def test_the_keyboard_moves_what_the_mouse_can(open_page: Callable[..., Page], town: testing.Town) -> None:
    first, second = town.engineer("周建国"), town.engineer("吴晓峰")
    booking = booked(town, first, 10)
    page = day_page(open_page, town, "zh")
    page.locator(f"#booking-{booking.pk}").focus()
    page.keyboard.press("Enter")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#dispatch-says")).to_contain_text("吴晓峰 10:30")
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog.locator(".verdict .ink-success")).to_have_text("可以")
    page.keyboard.press("Control+Enter")
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == second.pk)
    assert Booking.objects.get(pk=booking.pk).starts_at == booking.starts_at + timedelta(minutes=30)


def test_an_occupied_time_is_refused_before_anything_changes(
    open_page: Callable[..., Page], town: testing.Town
) -> None:
    engineer = town.engineer("周建国")
    booking, other = booked(town, engineer, 10), booked(town, engineer, 12)
    page = day_page(open_page, town, "en")
    page.locator(f"#booking-{booking.pk}").focus()
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Not possible")
    expect(dialog.get_by_role("button", name="Move")).to_be_disabled()
    page.keyboard.press("Escape")
    assert Booking.objects.get(pk=booking.pk).starts_at == booking.starts_at
    assert Booking.objects.get(pk=other.pk).starts_at == other.starts_at


def test_an_order_nobody_has_is_assigned_by_a_click_on_a_free_time(
    open_page: Callable[..., Page], town: testing.Town
) -> None:
    engineer = town.engineer("周建国")
    order = order_for(town)
    page = day_page(open_page, town, "en")
    page.locator(f"#order-{order.pk}").click()
    expect(page.locator("#dispatch-panel")).to_contain_text("周建国")
    lane = page.locator(row_of(engineer)).locator("[data-lane]")
    box = lane.bounding_box()
    assert box
    lane.click(position={"x": box["width"] / 2, "y": 20})
    dialog = page.locator("#dialog")
    dialog.get_by_role("button", name="Assign").click()
    eventually(lambda: Booking.objects.filter(work_order=order, engineer=engineer).exists())
    expect(page.locator(f"#order-{order.pk}")).to_have_count(0)
    expect(page.locator(row_of(engineer)).locator(".job")).to_have_count(1)


def test_the_day_changes_while_the_dispatcher_looks(open_page: Callable[..., Page], town: testing.Town) -> None:
    engineer = town.engineer("周建国")
    page = day_page(open_page, town, "en")
    booking = booked(town, engineer, 14)
    expect(page.locator(f"#booking-{booking.pk}")).to_be_visible(timeout=10_000)
    bookings.move(actor=None, booking_id=booking.pk, starts_at=tomorrow(16))
    expect(page.locator(f"#booking-{booking.pk}")).to_contain_text("16:00", timeout=10_000)


def test_a_change_while_the_day_is_being_read_is_shown(open_page: Callable[..., Page], town: testing.Town) -> None:
    booking = booked(town, town.engineer("周建国"), 14)
    page = day_page(open_page, town, "en")
    held: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    page.route("**/dispatch/list/?*", hold_the_first)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('dispatch:changed', {bubbles: true}))")
    while not held:
        page.wait_for_timeout(100)
    bookings.move(actor=None, booking_id=booking.pk, starts_at=tomorrow(16))
    page.wait_for_timeout(2_000)
    route, answer = held[0]
    with suppress(Error):  # the page has given it up
        route.fulfill(response=answer)
    expect(page.locator(f"#booking-{booking.pk}")).to_contain_text("16:00", timeout=10_000)


def test_what_happens_before_a_page_listens_is_shown_in_each_window(
    open_page: Callable[..., Page], town: testing.Town
) -> None:
    engineer = town.engineer("周建国")
    held: list[Route] = []
    page = day_page(open_page, town, "en")
    page.context.route("**/live/**", lambda route: held.append(route))
    page.reload()
    second = page.context.new_page()
    second.goto(page.url)
    booking = booked(town, engineer, 14)
    while len(held) < len((page, second)):  # the one asks for the stream, the other for what it missed
        second.wait_for_timeout(100)
    for route in held:
        route.continue_()
    for window in (page, second):
        expect(window.locator(f"#booking-{booking.pk}")).to_be_visible(timeout=10_000)


@pytest.mark.parametrize(("language", "stop", "over"), [("zh", "放弃", "已放弃"), ("en", "Give up", "Given up")])
def test_the_list_of_plans_stays_while_one_is_made(
    open_page: Callable[..., Page], town: testing.Town, language: str, stop: str, over: str
) -> None:
    runs.ask(actor=None, region_id=town.region.pk, day=tomorrow(0).date())
    page = open_page(testing.user("dispatcher", region=town.region), language)
    page.goto("/dispatch/plans/")
    rows = page.locator("table.list tbody tr")
    expect(rows).to_have_count(1)
    with page.expect_response("**/progress/"):
        expect(page.locator("progress")).to_be_visible()
    page.wait_for_timeout(300)
    expect(rows).to_have_count(1)
    page.get_by_role("button", name=stop).click()
    expect(rows.first).to_contain_text(over)
