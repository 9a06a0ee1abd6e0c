"""The board in a browser, in both languages: drag, keyboard, undo, two
dispatchers at once, hover cost, what-if, why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from callout import testing
from callout.dispatching.tests.board_world import World, tomorrow
from callout.workforce.models import Engineer
from callout.workorders import bookings
from callout.workorders.models import Booking
from e2e.field_app import eventually
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "zh": {"undo": "撤销", "fits": "可以放", "cannot": "不能放", "hard": "已有", "why": "为什么是周建国",
           "draft": "草稿试排",
           "publish": "发布草稿", "free": "收回", "assign": "派给他", "moves": "正在移",
           "locked": "已锁定", "published": "已发布"},
    "en": {"undo": "Undo", "fits": "Fits", "cannot": "Cannot drop", "hard": "booked at that time", "why": "Why 周建国",
           "draft": "Try a draft", "publish": "Publish draft", "free": "Take back", "assign": "Assign",
           "moves": "moves this", "locked": "is locked", "published": "Published"},
}  # fmt: skip
BOTH = pytest.mark.parametrize("language", ["zh", "en"])


@pytest.fixture
def world(live_site: Site) -> World:
    return World.made()


def open_board(open_page: Callable[..., Page], world: World, language: str, name: str = "") -> Page:
    page = open_page(testing.user("dispatcher", region=world.town.region, name=name), language)
    page.goto(f"/dispatch/?day={tomorrow().date().isoformat()}")
    page.locator(".bd-row").first.wait_for()
    return page


def bar(page: Page, booking: Booking) -> Locator:
    return page.locator(f"#bar-{booking.work_order_id}")


def row(page: Page, engineer: Engineer) -> Locator:
    return page.locator(f'.bd-row[data-engineer="{engineer.pk}"]')


def lift(page: Page, booking: Booking, to: Engineer, hours: float = 0) -> None:
    """Drag a bar over another engineer's lane, some hours later, and hold it there."""
    source, target = bar(page, booking).bounding_box(), row(page, to).bounding_box()
    assert source and target
    x, y = source["x"] + 6, source["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 4, steps=3)
    page.mouse.move(x + hours * source["width"], target["y"] + 20, steps=6)
    expect(page.locator(".bd-ghost")).to_be_visible()


@BOTH
def test_a_bar_is_dragged_and_the_move_undone_and_redone(
    open_page: Callable[..., Page], world: World, language: str
) -> None:
    booking, words = world.booked(world.first, 10), WORDS[language]
    page = open_board(open_page, world, language)
    lift(page, booking, world.second, 2)
    expect(page.locator(".bd-drop")).to_contain_text(words["fits"])
    page.mouse.up()
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == world.second.pk)
    assert Booking.objects.get(pk=booking.pk).starts_at > booking.starts_at
    expect(row(page, world.second).locator(".bd-bar")).to_have_count(1)

    page.locator(".bd-toast").get_by_role("button", name=words["undo"]).click()
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == world.first.pk)
    assert Booking.objects.get(pk=booking.pk).starts_at == booking.starts_at
    expect(row(page, world.first).locator(".bd-bar")).to_have_count(1)
    expect(page.get_by_role("button", name="Ctrl Y")).to_be_enabled()
    page.keyboard.press("Control+y")
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == world.second.pk)


@BOTH
def test_the_keyboard_does_what_the_mouse_can(open_page: Callable[..., Page], world: World, language: str) -> None:
    booking = world.booked(world.first, 10)
    page = open_board(open_page, world, language)
    bar(page, booking).focus()
    page.keyboard.press("Enter")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(".bd-drop")).to_contain_text("吴晓峰 10:30–11:45")
    page.keyboard.press("Enter")
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == world.second.pk)
    moved = Booking.objects.get(pk=booking.pk)
    assert (moved.starts_at, moved.ends_at) == (tomorrow(10.5), tomorrow(11.75))
    expect(page.get_by_role("button", name="Ctrl Z")).to_be_enabled()
    page.keyboard.press("Control+z")
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == world.first.pk)
    assert Booking.objects.get(pk=booking.pk).ends_at == booking.ends_at


@BOTH
def test_while_it_hovers_the_card_tells_cost_and_broken_rules(
    open_page: Callable[..., Page], world: World, language: str
) -> None:
    booking, _other = world.booked(world.first, 10), world.booked(world.second, 13)
    page, words = open_board(open_page, world, language), WORDS[language]
    lift(page, booking, world.second, 3)
    card = page.locator(".bd-drop")
    expect(card).to_contain_text(words["cannot"])
    expect(card).to_contain_text(words["hard"])
    expect(page.locator(".bd-ghost.bad")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".bd-toast")).to_contain_text(words["hard"])
    booking.refresh_from_db()
    assert booking.engineer_id == world.first.pk
    lift(page, booking, world.second, 1)
    expect(card).to_contain_text(words["fits"])
    page.keyboard.press("Escape")
    expect(page.locator(".bd-ghost")).to_have_count(0)
    page.mouse.up()
    booking.refresh_from_db()
    assert booking.engineer_id == world.first.pk


@BOTH
def test_a_waiting_order_is_assigned_by_a_click_on_a_free_time(
    open_page: Callable[..., Page], world: World, language: str
) -> None:
    order = world.order("漏水")
    page, words = open_board(open_page, world, language), WORDS[language]
    page.locator(f"#wait-{order.pk}").click()
    expect(page.locator(".bd-offers").get_by_role("button").first).to_contain_text(words["assign"])
    lane = row(page, world.first).locator(".bd-lane")
    box = lane.bounding_box()
    assert box
    lane.click(position={"x": box["width"] / 2, "y": 20})
    eventually(lambda: Booking.objects.filter(work_order=order, engineer=world.first).exists())
    expect(page.locator(f"#wait-{order.pk}")).to_have_count(0)
    expect(page.locator(f"#bar-{order.pk}")).to_be_visible()
    expect(page.get_by_role("button", name="Ctrl Z")).to_be_enabled()
    page.keyboard.press("Control+z")
    eventually(lambda: not order.bookings.active().exists())


@BOTH
def test_two_dispatchers_see_each_other_and_what_changes(
    open_page: Callable[..., Page], world: World, language: str
) -> None:
    booking, words = world.booked(world.first, 10), WORDS[language]
    mine = open_board(open_page, world, language, "张岚")
    theirs = open_board(open_page, world, language, "李敏")
    mine.wait_for_timeout(1500)  # the stream of live events must be open before something happens
    bar(theirs, booking).focus()
    theirs.keyboard.press("Enter")
    expect(mine.locator(f"#bar-{booking.work_order_id}.theirs")).to_be_visible(timeout=15_000)
    assert words["moves"] in (bar(mine, booking).get_attribute("data-by") or "")
    theirs.keyboard.press("ArrowDown")
    theirs.keyboard.press("Enter")
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == world.second.pk)
    expect(row(mine, world.second).locator(".bd-bar")).to_have_count(1, timeout=15_000)
    expect(mine.locator(".bd-people")).to_contain_text("李")

    late = world.booked(world.first, 15)  # the field and the machine are seen as well
    expect(bar(mine, late)).to_be_visible(timeout=15_000)


def test_what_somebody_else_changed_is_put_back_out_of_my_hand(open_page: Callable[..., Page], world: World) -> None:
    booking = world.booked(world.first, 10)
    page = open_board(open_page, world, "en")
    page.wait_for_timeout(1500)
    bar(page, booking).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".bd-ghost")).to_be_visible()
    bookings.move(actor=None, booking_id=booking.pk, starts_at=tomorrow(14))
    expect(page.locator(".bd-toast")).to_contain_text("Somebody just changed", timeout=15_000)
    expect(page.locator(".bd-ghost")).to_have_count(0)
    assert Booking.objects.get(pk=booking.pk).starts_at == tomorrow(14)


@BOTH
def test_a_draft_is_tried_compared_and_published(open_page: Callable[..., Page], world: World, language: str) -> None:
    booking, words = world.booked(world.first, 10), WORDS[language]
    page = open_board(open_page, world, language)
    page.get_by_role("button", name=words["draft"]).click()
    strip = page.locator(".bd-diff")
    expect(strip).to_be_visible()
    bar(page, booking).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".bd-bar.changed")).to_have_count(1)
    expect(row(page, world.second).locator(".bd-bar")).to_have_count(1)
    assert Booking.objects.get(pk=booking.pk).engineer_id == world.first.pk, "nothing is published yet"
    strip.get_by_role("button", name=words["published"]).click()
    expect(row(page, world.first).locator(".bd-bar")).to_have_count(1)
    strip.locator(".bd-seg button").nth(1).click()
    strip.get_by_role("button", name=words["publish"]).click()
    page.get_by_role("alertdialog").get_by_role("button", name=words["publish"]).click()
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == world.second.pk)
    expect(strip).to_have_count(0)


@BOTH
def test_the_panel_says_why_and_locks(open_page: Callable[..., Page], world: World, language: str) -> None:
    order = world.order("压缩机响")
    testing.run_jobs()
    booking = Booking.objects.get(work_order=order)
    bookings.move(actor=None, booking_id=booking.pk, starts_at=tomorrow(10))  # in sight at whatever hour this runs
    page, words = open_board(open_page, world, language), WORDS[language]
    bar(page, booking).click()
    panel = page.locator(".bd-why")
    expect(panel).to_contain_text(words["why"])
    expect(panel).to_contain_text("吴晓峰")
    page.keyboard.press("l")
    eventually(lambda: Booking.objects.get(pk=booking.pk).locked)
    expect(page.locator(".bd-toast")).to_contain_text(words["locked"])
    page.keyboard.press("l")
    eventually(lambda: not Booking.objects.get(pk=booking.pk).locked)


def test_a_phone_gets_the_list_by_engineer(open_page: Callable[..., Page], world: World) -> None:
    booking = world.booked(world.first, 10)
    page = open_page(testing.user("dispatcher", region=world.town.region), "zh", phone=True)
    page.goto(f"/dispatch/?day={tomorrow().date().isoformat()}")
    page.wait_for_url("**/dispatch/list/**")
    expect(page.locator(f"#booking-{booking.pk}")).to_be_visible()
