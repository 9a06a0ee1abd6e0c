"""A day in cellars: twelve orders without a network, then all of it arrives; two phones; a thief with ten tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from callout.field.models import Command
from callout.foundation.models import Attachment
from callout.parts.models import Movement
from callout.workorders.models import Booking, BookingStamp, ServiceRecord
from e2e import field_world
from e2e.field_app import PIN, FieldApp, eventually
from e2e.field_world import World
from e2e.handset import Handset, film
from e2e.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ORDERS = 12
CARRIED = (3, 7)
DECLINED = 11
# An old phone thinks long about a PIN; the story must not depend on a fast one.
SLOW_KEYS = """const derive = crypto.subtle.deriveBits.bind(crypto.subtle), wait = setTimeout;
crypto.subtle.deriveBits = async (...how) => { await new Promise(done => wait(done, 300)); return derive(...how); }"""


@pytest.fixture
def world(live_site: Site) -> World:
    return field_world.full_day(ORDERS)


@pytest.fixture(params=["zh", "en"])
def handset(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
    live_site: Site,
    world: World,
) -> Iterator[Handset]:
    """The engineer's phone; its camera looks at the type plate of the first order's asset."""
    plate = film(tmp_path, [world.visits["0"].work_order.asset.serial])
    arguments = browser_type_launch_args | {
        "args": [*browser_type_launch_args["args"], f"--use-file-for-fake-video-capture={plate}"],
        "permissions": ["camera"],
    }
    handset = Handset(playwright, arguments, tmp_path / "phone", live_site, request.param)
    handset.context.add_cookies([live_site.session_cookie(world.engineer.user)])
    handset.app.open().page.locator(".card.next").wait_for()
    handset.app.ready_offline()
    yield handset
    handset.context.close()


def visit_customer(app: FieldApp, visit: Booking, number: int) -> None:
    """Accept, go, and either repair, carry over or decline."""
    app.open(f"/order/{visit.work_order.uid}")
    if number == DECLINED:
        app.page.locator(".dock .btn.sq").click()
        app.tap("拒绝", "Decline")
        app.page.get_by_role("radio", name=app.say("身体不适", "Unwell")).click()
        app.page.locator(".sheet .btn.main").click()
        app.page.wait_for_url("**/field/")
        return
    app.accept()
    app.go_there()
    if number in CARRIED:
        app.carry_over("等备件", "Waiting for parts")
        return
    app.write_record(visit.work_order.asset.serial if number else "")
    app.sign_and_complete()


def test_a_day_of_twelve_orders_without_a_network_arrives_whole(handset, world):
    app = handset.app
    app.offline(True)
    for number in range(ORDERS):
        if number == ORDERS // 2:
            app = handset.restart(offline=True)  # the battery died at noon: a cold start by a link to the next order
        visit_customer(app, world.visits[str(number)], number)
    app.open("/day")
    repaired = ORDERS - len(CARRIED) - 1
    expect(app.page.locator(".acts .big").first).to_have_text(str(repaired))
    app.open("/outbox")
    app.see("离线", "Offline")
    assert Command.objects.count() == 0
    assert app.unsent() == 4 * ORDERS - 3 + repaired, "each step and each photo waits"

    app.offline(False)
    eventually(lambda: app.unsent() == 0, seconds=120)
    assert set(Command.objects.values_list("status", "code")) == {("applied", "")}
    states = [Booking.objects.get(pk=world.visits[str(n)].pk).state for n in range(ORDERS)]
    wanted = ["partial" if n in CARRIED else "declined" if n == DECLINED else "completed" for n in range(ORDERS)]
    assert states == wanted
    assert ServiceRecord.objects.count() == Movement.objects.filter(kind="use").count() == repaired
    for kind in ("photo", "signature"):
        assert Attachment.objects.filter(kind=kind).count() == repaired
    for number in range(DECLINED):
        stamps = list(BookingStamp.objects.filter(booking=world.visits[str(number)]).order_by("at"))
        assert [stamp.state for stamp in stamps if stamp.state != "dispatched"] == [
            "accepted", "travelling", "on_site", states[number],
        ]  # fmt: skip
    assert app.errors == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_two_phones_of_one_engineer_show_the_same(world, open_page: Callable[..., Page], language: str):
    first, second = (FieldApp(open_page(world.engineer.user, language, phone=True), language).open() for _ in range(2))
    visit = world.visits["0"]
    address = f"/order/{visit.work_order.uid}"
    for app in (first, second):
        app.ready_offline()
        app.open(address)
    first.offline(True)
    for app in (first, second):
        app.accept()
    second.go_there()
    first.next_step()
    first.see("已出发", "Set out")
    eventually(lambda: Booking.objects.get(pk=visit.pk).state == "on_site", seconds=40)
    first.offline(False)
    eventually(lambda: first.unsent() == 0, seconds=40)
    for app in (first, second):
        app.open(address)
        expect(app.page.locator(".dock .btn.main")).to_contain_text(app.say("开始记录", "Start record"))
        assert [c for c in app.stored("commands") if c["state"] not in ("sent", "acked")] == []
    assert set(Command.objects.values_list("status", flat=True)) == {"applied"}
    stamps = BookingStamp.objects.filter(booking=visit).values_list("state", flat=True)
    assert sorted(stamps) == sorted(set(stamps)), "no step happened twice"
    assert first.errors == second.errors == []


def test_what_two_phones_ended_differently_is_asked_and_nothing_is_lost(world, open_page: Callable[..., Page]):
    first, second = (FieldApp(open_page(world.engineer.user, "zh", phone=True), "zh").open() for _ in range(2))
    visit = world.visits["1"]
    address = f"/order/{visit.work_order.uid}"
    for app in (first, second):
        app.ready_offline()
    first.offline(True)
    first.open(address)
    first.accept()
    first.go_there()
    first.write_record(visit.work_order.asset.serial)
    first.sign_and_complete()
    second.open(address)
    second.accept()
    second.go_there()
    second.carry_over("等备件", "")
    eventually(lambda: Booking.objects.get(pk=visit.pk).state == "partial")
    first.offline(False)
    first.open("/outbox")
    eventually(lambda: {c["code"] for c in first.stored("commands")} == {"visit_ended", "held"})
    first.page.locator(".edge-amb .btn").click()
    first.tap("记录转给办公室", "")
    case = visit.work_order.case
    eventually(
        lambda: "更换电容，制冷恢复 · LCP-1001 ×1" in str(list(case.interactions.values_list("body", flat=True)))
    )
    eventually(lambda: Attachment.objects.filter(kind="photo").count() == 1)
    (signed,) = Attachment.objects.filter(subject="case", subject_id=case.pk)
    assert signed.name in str(list(case.interactions.values_list("body", flat=True))), "the note names its signature"
    eventually(lambda: first.unsent() == 0)
    assert ServiceRecord.objects.count() == Movement.objects.filter(kind="use").count() == 0, "the office decides"
    assert first.errors == second.errors == []


def guess(page: Page, pin: str, says: str) -> None:
    """Type a PIN; the app answers with these words."""
    page.locator("#pin").fill(pin)
    page.keyboard.press("Enter")
    expect(page.locator("form [role=alert]")).to_contain_text(says)
    page.locator("#pin").fill("")


def test_ten_wrong_pins_lock_the_phone_and_signing_in_loses_nothing(handset, world, live_site):
    app, visit = handset.app, world.visits["0"]
    app.offline(True)
    app.open(f"/order/{visit.work_order.uid}")
    app.accept()
    page = app.page
    page.add_init_script(SLOW_KEYS)
    page.clock.install()
    page.goto("/field/")
    wrong, waits = app.say("PIN 不对", "Wrong PIN"), app.say("错太多次", "Too many wrong ones")
    for number in range(9):
        guess(page, f"90000{number}", wrong)
        if number >= 2:
            guess(page, PIN, waits)
            page.clock.fast_forward("02:10:00")
    guess(page, "900009", app.say("PIN 已停用", "no longer opens"))
    page.clock.fast_forward("03:00:00")
    guess(page, PIN, app.say("PIN 已停用", "no longer opens"))
    assert app.raw("keys")[0]["pin"] is None
    app.offline(False)
    handset.context.add_cookies([live_site.session_cookie(world.engineer.user)])
    app.tap("忘记 PIN", "Forgot the PIN")
    page.locator("#pin2").wait_for()
    app.unlock()
    eventually(lambda: Booking.objects.get(pk=visit.pk).state == "accepted", seconds=30)
    assert app.errors == []
