"""The board's views in a browser, in both languages: spans, groups, filters, resizing, replay, a full board, two plans
side by side, an undo that comes too late, and the reasons on the order's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from callout import testing
from callout.dispatching.tests.board_world import World, tomorrow
from callout.workforce.models import Crew, CrewMember, EngineerSkill, Skill
from callout.workforce.selectors import day_bounds
from callout.workorders import bookings
from callout.workorders.bookings import Stamp
from callout.workorders.models import Booking, BookingStamp, WorkOrder
from e2e.field_app import eventually
from e2e.site import Site
from e2e.test_board import bar, open_board, row

pytestmark = pytest.mark.django_db(transaction=True)

MOST_ELEMENTS = 1500
COUNT = "() => document.querySelectorAll('*').length"
WORDS = {
    "zh": {"day": "日", "three": "3 日", "week": "周", "group": "分组", "outlet": "杭州网点", "crew": "一班",
           "alone": "没有班组", "skill": "制冷", "urgent": "急", "none": "没有符合的工单", "clear": "清除筛选",
           "by_due": "排序：时限", "undo": "撤销", "late": "撤不了", "draft": "草稿试排", "sides": "并排对比",
           "force": "现行计划", "km": "行驶 km", "replay": "回放", "back": "回到现在", "waiting": "未派 1",
           "why": "为什么是周建国", "next": "接下来", "sum": "合计", "cannot": "不能派", "rule": "缺技能"},
    "en": {"day": "Day", "three": "3 days", "week": "Week", "group": "Groups", "outlet": "Outlet", "crew": "Crew one",
           "alone": "No crew", "skill": "Refrigeration", "urgent": "Urgent", "none": "No order matches",
           "clear": "Clear filters", "by_due": "Sort: due", "undo": "Undo", "late": "Too late to undo",
           "draft": "Try a draft", "sides": "Side by side", "force": "Plan in force", "km": "Driving km",
           "replay": "Replay", "back": "Back to now", "waiting": "Not assigned 1", "why": "Why 周建国",
           "next": "The next ones", "sum": "Sum", "cannot": "Cannot go", "rule": "skill missing"},
}  # fmt: skip
BOTH = pytest.mark.parametrize("language", ["zh", "en"])


@pytest.fixture
def world(live_site: Site) -> World:
    return World.made()


def bars(page: Page) -> set[int]:
    """Orders whose bars are in the page."""
    return {int(each.get_attribute("data-order") or 0) for each in page.locator(".bd-bar").all()}


@BOTH
def test_a_day_three_days_and_a_week(open_page: Callable[..., Page], world: World, language: str) -> None:
    booked = [world.booked(world.first, 10 + 24 * days).work_order_id for days in (0, 1, 6)]
    page, words = open_board(open_page, world, language), WORDS[language]
    first, second, last = booked
    for name, days, shown in (("three", 3, booked[:2]), ("week", 7, booked), ("day", 1, [first])):
        page.get_by_role("button", name=words[name], exact=True).click()
        expect(page.locator(".bd-bar")).to_have_count(len(shown))
        assert bars(page) == set(shown)
        expect(page.locator(".bd-day")).to_have_count(days)
    page.get_by_role("button", name=words["week"], exact=True).click()
    expect(page.locator(".bd-day")).to_have_count(7)
    page.reload()
    expect(page.locator(f"#bar-{second}")).to_be_visible()
    expect(page.locator(".bd-day")).to_have_count(7)
    expect(page.locator(f"#bar-{last}")).to_be_visible()


@BOTH
def test_lines_are_grouped_by_outlet_crew_and_skill(
    open_page: Callable[..., Page], world: World, language: str
) -> None:
    crew = Crew.objects.create(outlet=world.town.outlet, name_zh="一班", name_en="Crew one", code="c1")
    CrewMember.objects.create(crew=crew, engineer=world.first, since=timezone.localdate())
    other = Skill.objects.create(code="electric", name_zh="电气", name_en="Electrics")
    EngineerSkill.objects.filter(engineer=world.second).delete()
    EngineerSkill.objects.create(engineer=world.second, skill=other, level=3)
    page, words = open_board(open_page, world, language), WORDS[language]
    groups = page.locator(".bd-group")
    expect(groups).to_have_count(1)
    expect(groups.first).to_contain_text(words["outlet"])
    choice = page.get_by_label(words["group"])
    choice.select_option("crew")
    expect(groups).to_have_count(2)
    expect(groups.filter(has_text=words["crew"])).to_have_count(1)
    expect(groups.filter(has_text=words["alone"])).to_have_count(1)
    choice.select_option("skill")
    expect(groups.filter(has_text=words["skill"])).to_have_count(1)
    groups.filter(has_text=words["skill"]).click()
    expect(row(page, world.first)).to_have_count(0)
    expect(row(page, world.second)).to_be_visible()


@BOTH
def test_waiting_orders_are_searched_filtered_and_sorted(
    open_page: Callable[..., Page], world: World, language: str
) -> None:
    leak, noise = world.order("漏水", due_hour=12), world.order("噪音", due_hour=20)
    WorkOrder.objects.filter(pk=leak.pk).update(severity=2, minutes=30)
    WorkOrder.objects.filter(pk=noise.pk).update(severity=4, minutes=120)
    page, words = open_board(open_page, world, language), WORDS[language]
    items, field = page.locator(".bd-item"), page.locator("#bd-filter")
    expect(items).to_have_count(2)
    page.keyboard.press("/")
    expect(field).to_be_focused()
    field.fill("噪音")
    expect(items).to_have_count(1)
    expect(items.first).to_contain_text("噪音")
    field.fill("电梯")
    expect(page.locator(".bd-list")).to_contain_text(words["none"])
    page.get_by_role("button", name=words["clear"]).click()
    expect(items).to_have_count(2)
    page.locator(".bd-chips").get_by_role("button", name=f"{words['urgent']} 1").click()
    expect(items).to_have_count(1)
    expect(items.first).to_contain_text("漏水")
    page.locator(".bd-chips").get_by_role("button").first.click()
    expect(items.first).to_contain_text("漏水")
    page.get_by_role("button", name=words["by_due"]).click()
    expect(items.first).to_contain_text("噪音")


@BOTH
def test_the_right_edge_of_a_bar_makes_the_visit_longer(
    open_page: Callable[..., Page], world: World, language: str
) -> None:
    booking, words = world.booked(world.first, 10), WORDS[language]
    page = open_board(open_page, world, language)
    box = bar(page, booking).bounding_box()
    assert box
    edge, middle = box["x"] + box["width"] - 3, box["y"] + box["height"] / 2
    page.mouse.move(edge, middle)
    page.mouse.down()
    page.mouse.move(edge + 8, middle, steps=2)
    page.mouse.move(box["x"] + 1.5 * box["width"], middle, steps=4)
    expect(page.locator(".bd-drop")).to_be_visible()
    page.mouse.up()
    eventually(lambda: Booking.objects.get(pk=booking.pk).ends_at == booking.ends_at + timedelta(minutes=30))
    now = Booking.objects.get(pk=booking.pk)
    assert (now.starts_at, now.engineer_id) == (booking.starts_at, world.first.pk)
    page.locator(".bd-toast").get_by_role("button", name=words["undo"]).click()
    eventually(lambda: Booking.objects.get(pk=booking.pk).ends_at == booking.ends_at)


def yesterday(hour: float) -> datetime:
    return day_bounds(timezone.localdate() - timedelta(days=1))[0] + timedelta(hours=hour)


def past_visit(world: World) -> WorkOrder:
    """Taken in at seven, given to the first engineer at nine, begun at half past ten, all of it yesterday."""
    order = world.order()
    WorkOrder.objects.filter(pk=order.pk).update(created_at=yesterday(7), due_at=yesterday(20))
    booking = bookings.book(
        actor=None, order_id=order.pk, engineer=world.first, starts_at=yesterday(10.5), ends_at=yesterday(11.5),
        at=yesterday(9),
    )  # fmt: skip
    bookings.set_out(actor=None, booking_id=booking.pk, stamp=Stamp(yesterday(10)))
    bookings.arrive(actor=None, booking_id=booking.pk, stamp=Stamp(yesterday(10.5)))
    assert BookingStamp.objects.filter(booking=booking).count() == 4
    return order


@BOTH
def test_a_past_day_is_replayed(open_page: Callable[..., Page], world: World, language: str) -> None:
    order, words = past_visit(world), WORDS[language]
    page = open_page(testing.user("dispatcher", region=world.town.region), language)
    page.goto(f"/dispatch/?day={yesterday(0).date().isoformat()}")
    mark = page.locator(f"#bar-{order.pk}")
    expect(mark).to_be_visible()
    slider = page.locator(".bd-scrub input")

    def seek(hour: float) -> None:
        slider.fill(str(int(yesterday(hour).timestamp())))
        expect(page.locator(".bd-scrub .x")).to_contain_text(words["replay"])

    seek(8.5)
    expect(mark).to_have_count(0)
    expect(page.locator("#bd-un")).to_have_text(words["waiting"])
    seek(9.5)
    expect(mark).to_have_class("bd-bar plan free")
    seek(11)
    expect(mark).to_have_class("bd-bar live i")
    assert not page.get_by_role("button", name="Ctrl Z").is_enabled(), "the past is only looked at"
    page.get_by_role("button", name=words["back"]).click()
    expect(page.get_by_role("button", name=words["back"])).to_have_count(0)


@BOTH
def test_a_full_board_stays_small(open_page: Callable[..., Page], live_site: Site, language: str) -> None:
    from bench.board import make

    person, region = make(100, 1000)
    gone = WorkOrder.objects.filter(bookings__engineer__outlet__region=region).order_by("pk")[:150]
    waiting = list(gone.values_list("pk", flat=True))
    Booking.objects.filter(work_order__in=waiting).delete()
    WorkOrder.objects.filter(pk__in=waiting).update(state="unscheduled")
    page = open_page(person, language)
    page.set_viewport_size({"width": 1920, "height": 1080})
    for days in (1, 3, 7):
        page.goto(f"/dispatch/?day={tomorrow().date().isoformat()}&days={days}")
        page.locator(".bd-bar").first.wait_for()
        for share in (0, 0.5, 1):
            page.evaluate(
                "(share) => { const s = document.getElementById('bd-scroll');"
                " s.scrollTo(s.scrollLeft, share * (s.scrollHeight - s.clientHeight)); }", share,
            )  # fmt: skip
            page.wait_for_timeout(200)
            assert page.locator(".bd-row").count() > 15
            assert page.locator(".bd-bar").count() > 50
            assert page.evaluate(COUNT) < MOST_ELEMENTS, (days, share)
    expect(page.locator("#bd-un")).to_contain_text("15")
    page.get_by_label(WORDS[language]["group"]).select_option("skill")
    page.locator(".bd-row").first.wait_for()
    assert page.evaluate(COUNT) < MOST_ELEMENTS


@BOTH
def test_two_plans_stand_side_by_side(open_page: Callable[..., Page], world: World, language: str) -> None:
    booking, words = world.booked(world.first, 10), WORDS[language]
    page = open_board(open_page, world, language)
    page.get_by_role("button", name=words["draft"]).click()
    page.locator(".bd-diff").wait_for()
    bar(page, booking).focus()
    for key in ("Enter", "ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".bd-bar.changed")).to_have_count(1)
    page.get_by_role("button", name=words["sides"]).click()
    sides = page.get_by_role("dialog", name=words["sides"])
    expect(sides).to_contain_text(words["force"])
    expect(sides).to_contain_text(words["km"])
    moved = sides.locator("table").nth(1).locator("tbody tr")
    expect(moved).to_have_count(1)
    expect(moved.locator("td").nth(0)).to_have_text("周建国 10:00–11:00")
    expect(moved.locator("td").nth(1)).to_have_text("吴晓峰 10:15–11:15")
    assert Booking.objects.get(pk=booking.pk).engineer_id == world.first.pk


@BOTH
def test_an_undo_never_takes_back_what_somebody_else_did(
    open_page: Callable[..., Page], world: World, language: str
) -> None:
    booking, words = world.booked(world.first, 10), WORDS[language]
    page = open_board(open_page, world, language)
    bar(page, booking).focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == world.second.pk)
    expect(page.get_by_role("button", name="Ctrl Z")).to_be_enabled()
    bookings.move(actor=None, booking_id=booking.pk, starts_at=tomorrow(14))
    page.reload()  # or the live update: either way the board knows the newer version
    page.locator(".bd-row").first.wait_for()
    assert not page.get_by_role("button", name="Ctrl Z").is_enabled(), "another visit to the page has nothing to undo"

    bar(page, booking).focus()
    for key in ("Enter", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    eventually(lambda: Booking.objects.get(pk=booking.pk).engineer_id == world.first.pk)
    expect(page.get_by_role("button", name="Ctrl Z")).to_be_enabled()
    with page.expect_response(lambda answer: "/board/data/" in answer.url and answer.status == 200):
        bookings.move(actor=None, booking_id=booking.pk, starts_at=tomorrow(16))
    page.keyboard.press("Control+z")
    expect(page.locator(".bd-toast")).to_contain_text(words["late"])
    assert Booking.objects.get(pk=booking.pk).starts_at == tomorrow(16)


@BOTH
def test_the_orders_page_says_why(open_page: Callable[..., Page], world: World, language: str) -> None:
    unskilled = world.town.engineer("不会", east_km=2)
    EngineerSkill.objects.filter(engineer=unskilled).delete()
    order, words = world.order("压缩机响"), WORDS[language]
    testing.run_jobs()
    page = open_page(testing.user("dispatcher", region=world.town.region), language)
    page.goto(f"/orders/{order.number}/")
    panel = page.locator(".why-panel").first
    for text in (words["why"], words["sum"], words["next"], "吴晓峰", words["cannot"], "不会", words["rule"]):
        expect(panel).to_contain_text(text)
