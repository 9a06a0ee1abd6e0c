"""No network: everything goes on, survives a restart of the browser, and arrives once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, Route, expect

from callout.cases.models import Case, Interaction
from callout.field.models import Command, Device
from callout.foundation.models import Attachment
from callout.parts.models import Movement
from callout.workorders import bookings, services
from callout.workorders.models import Booking, ServiceRecord
from e2e import field_world
from e2e.field_app import eventually
from e2e.field_world import World
from e2e.handset import Handset
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = 2  # times the busy server says so
SLOW = 3  # seconds that a busy test machine may add


@pytest.fixture
def world(live_site: Site) -> World:
    return field_world.build(history=0)


@pytest.fixture(params=["zh", "en"])
def handset(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
    live_site: Site,
    world: World,
) -> Iterator[Handset]:
    handset = Handset(playwright, browser_type_launch_args, tmp_path / "phone", live_site, request.param)
    handset.context.add_cookies([live_site.session_cookie(world.engineer.user)])
    handset.app.open().page.locator(".card.next").wait_for()
    handset.app.ready_offline()
    yield handset
    handset.context.close()


def test_a_visit_in_a_cellar_survives_a_restart_and_arrives_once(handset, world):
    app, visit = handset.app, world.visits["first"]
    deep = f"/order/{visit.work_order.uid}"
    app.offline(True)
    app.open(deep)
    app.go_there()
    app.write_record("LC35N8220301774")

    app = handset.restart(offline=True)
    app.open(f"{deep}/record")
    assert app.page.locator("#result").input_value() == app.say("更换电容，制冷恢复", "Capacitor replaced, cools again")
    assert app.page.locator("#check-supply_voltage input").input_value() == "226"
    expect(app.page.locator(".shots img")).to_have_count(1)
    app.sign_and_complete()
    app.see("离线，照常工作", "Offline. Keep working")
    assert app.unsent() == 4, "three steps and a photo wait"

    app = handset.restart(offline=True)
    app.open("/outbox")
    app.see("完成 · 空调不制冷", "Complete · 空调不制冷")
    assert Command.objects.count() == 0
    app.offline(False)
    eventually(lambda: app.unsent() == 0)
    assert Booking.objects.get(pk=visit.pk).state == "completed"
    assert list(Command.objects.order_by("id").values_list("type", "status")) == [
        ("set_out", "applied"),
        ("arrive", "applied"),
        ("complete", "applied"),
    ]
    assert ServiceRecord.objects.count() == 1
    assert Movement.objects.filter(kind="use").count() == 1
    assert Attachment.objects.filter(kind="photo").count() == 1
    app.reload()
    app.see("今日已发 3 条", "3 sent today")
    assert (Command.objects.count(), ServiceRecord.objects.count()) == (3, 1)
    assert app.errors == []


def test_what_the_office_changed_meanwhile_is_said_and_settled(handset, world):
    app, asked, first = handset.app, world.visits["asked"], world.visits["first"]
    app.offline(True)
    app.open("/")
    app.tap("接单", "Accept")
    app.see("已接单", "Accepted")
    app.open(f"/order/{first.work_order.uid}")
    app.next_step()
    app.see("已出发", "Set out")
    bookings.move(
        actor=None, booking_id=asked.pk, starts_at=asked.starts_at.replace(minute=(asked.starts_at.minute + 30) % 60)
    )
    services.cancel_order(actor=None, order_id=first.work_order_id, reason="客户取消")
    app.offline(False)
    app.open("/outbox")
    eventually(lambda: {c["code"] for c in app.stored("commands")} == {"time_changed", "visit_cancelled"})
    app.see("办公室取消了这次上门", "The office cancelled this visit")
    app.page.locator(".edge-amb", has_text=app.say("接单", "Accept")).locator(".btn").click()
    app.page.get_by_role("radio").last.check()
    app.page.locator(".sheet .btn.main").click()
    eventually(lambda: Booking.objects.get(pk=asked.pk).state == "accepted")
    app.page.locator(".edge-amb .btn").click()
    app.tap("记录转给办公室", "Pass my record to the office")
    eventually(lambda: Case.objects.get(pk=first.work_order.case_id).interactions.count() == 1)
    eventually(lambda: [c for c in app.stored("commands") if c["state"] in ("conflict", "rejected", "queued")] == [])
    assert app.errors == []


def test_a_busy_server_is_not_no_network_and_what_is_said_covers_no_button(handset, world):
    app, visit = handset.app, world.visits["first"]
    page, asked = app.page, []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, headers={"Retry-After": "3"})

    page.route("**/field/api/**", refuse)
    app.open(f"/order/{visit.work_order.uid}")
    app.next_step()
    expect(page.locator(".toast")).to_be_visible()
    page.locator(".dock .btn.sq").click()
    toast, sheet = page.locator(".toast").bounding_box(), page.locator(".sheet").bounding_box()
    assert toast and sheet and toast["y"] + toast["height"] <= sheet["y"], "a sheet's buttons stay free"
    app.open("/")
    said = re.compile(app.say(r"服务器忙，\d\d:\d\d 再试", r"Server busy, tries again at \d\d:\d\d"))
    expect(page.locator(".banner")).to_contain_text(said)
    app.open("/outbox")
    expect(page.get_by_text(said).first).to_be_visible()
    expect(page.get_by_text(app.say("离线，照常工作", "Offline. Keep working"))).to_have_count(0)
    assert asked


def test_a_phone_that_was_told_to_wait_comes_back_by_itself_and_not_before(handset, world):
    app, visit = handset.app, world.visits["first"]
    page, asked, wait = app.page, [], 3
    app.open(f"/order/{visit.work_order.uid}")
    eventually(lambda: app.unsent() == 0)

    def refuse(route: Route) -> None:
        asked.append(time.monotonic())
        if len(asked) <= REFUSED:
            route.fulfill(status=503, headers={"Retry-After": str(wait)})
        else:
            route.continue_()

    page.route("**/field/api/commands", refuse)
    app.next_step()
    page.locator(".toast .ib").click()  # it stands: sent now, not after the time to undo it
    # Playwright hands requests over only while it is asked something, so the wait asks.
    eventually(lambda: app.raw("commands") and len(asked) > REFUSED, seconds=2 * REFUSED * wait + 20)
    eventually(lambda: Booking.objects.get(pk=visit.pk).state == "travelling")
    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert all(wait - 0.2 <= pause <= 2 * wait + SLOW for pause in pauses[:REFUSED]), pauses
    assert Command.objects.filter(type="set_out").count() == 1
    eventually(lambda: app.unsent() == 0)
    assert app.errors == []


def test_a_record_longer_than_a_note_reaches_the_office_whole_in_several(handset, world):
    app, first = handset.app, world.visits["first"]
    app.offline(True)
    app.open(f"/order/{first.work_order.uid}")
    app.go_there()
    app.write_record("LC35N8220301774")
    result = "".join(f"{n:04}步" for n in range(500))
    app.page.locator("#result").fill(result)
    eventually(lambda: app.stored("drafts")[0]["result"] == result)
    app.sign_and_complete()
    bookings.move(actor=None, booking_id=first.pk, engineer=field_world.man(world.outlet, "周建国", "4188"))
    app.offline(False)
    app.open("/outbox")
    eventually(lambda: {c["code"] for c in app.stored("commands")} >= {"visit_reassigned", "held"})
    app.page.locator(".edge-amb .btn").click()
    app.tap("记录转给办公室", "Pass my record to the office")
    notes = Interaction.objects.filter(case_id=first.work_order.case_id).order_by("id")
    eventually(lambda: notes.count() == 3)
    eventually(lambda: app.unsent() == 0)
    bodies = [note.body for note in notes]
    signed = [line for body in bodies for line in body.splitlines() if "signature-" in line]
    assert len(signed) == 1 and signed[0] in bodies[0], "the proof goes with the first"
    assert result in "".join(body.removesuffix(f"\n{signed[0]}") for body in bodies)
    assert set(Command.objects.filter(type="note").values_list("status", flat=True)) == {"applied"}
    assert app.errors == []


def test_a_lost_phone_wipes_itself_at_its_next_contact(handset, world):
    app = handset.app
    app.offline(True)
    app.open("/")
    Device.objects.update(revoked_at="2026-01-01T00:00Z")
    app.offline(False)
    app.see("本机数据已清除", "This phone was wiped")
    assert app.stored("orders") == []
    assert app.stored("meta") == []
    eventually(lambda: Device.objects.get().wiped_at)


def test_a_phone_the_server_forgot_keeps_its_work_and_registers_again(handset, world):
    app, visit = handset.app, world.visits["first"]
    app.offline(True)
    app.open(f"/order/{visit.work_order.uid}")
    app.next_step()
    app.see("已出发", "Set out")
    Device.objects.all().delete()
    app.offline(False)
    app.open("/")
    eventually(lambda: Booking.objects.get(pk=visit.pk).state == "travelling", seconds=30)
    assert Device.objects.count() == 1
    assert app.errors == []


def test_another_engineer_on_the_same_phone_gets_his_own_orders(handset, world, live_site):
    app = handset.app
    colleague = field_world.man(world.outlet, "周建国", "4188")
    handset.context.add_cookies([live_site.session_cookie(colleague.user)])
    app.open("/")
    app.page.locator("#pin2").wait_for()  # the colleague chooses a PIN of his own
    app.unlock()
    app.see("今天没有工单", "No jobs today")
    assert app.stored("orders") == []
    assert Device.objects.get(engineer=world.engineer).revoked_at


def test_what_lies_on_the_phone_cannot_be_read_and_a_forgotten_pin_loses_nothing(handset, world, live_site):
    app, visit = handset.app, world.visits["first"]
    app.offline(True)
    app.open(f"/order/{visit.work_order.uid}")
    app.next_step()
    app.see("已出发", "Set out")
    on_disk = str([app.raw(table) for table in ("orders", "commands", "meta", "sections")])
    for secret in (visit.work_order.case.contact_name, visit.work_order.title, "set_out", "token"):
        assert secret not in on_disk.replace("'key': 'token'", "")

    app = handset.restart(offline=True)
    app.page.goto("/field/")
    app.page.locator("#pin").fill("000000")
    app.page.keyboard.press("Enter")
    app.see("PIN 不对", "Wrong PIN")
    app.tap("忘记 PIN", "Forgot the PIN")
    app.see("要有网络才能重设 PIN", "A new PIN needs a network")
    app.offline(False)
    handset.context.add_cookies([live_site.session_cookie(world.engineer.user)])
    app.tap("忘记 PIN", "Forgot the PIN")
    app.page.locator("#pin2").wait_for()
    app.unlock()
    eventually(lambda: Booking.objects.get(pk=visit.pk).state == "travelling", seconds=30)
    assert app.errors == []


def test_a_lost_phone_is_wiped_though_nobody_knows_its_pin(handset, world):
    app = handset.app
    Device.objects.update(revoked_at="2026-01-01T00:00Z")
    app.page.goto("/field/")
    app.see("本机数据已清除", "This phone was wiped")
    assert [app.raw(table) for table in ("keys", "orders", "meta")] == [[], [], []]
    eventually(lambda: Device.objects.get().wiped_at)
