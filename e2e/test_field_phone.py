"""The phone itself: camera, updates, live news, sizes."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Playwright, expect

from callout.assets.models import Asset
from callout.cases.models import Case
from callout.field.models import Command
from callout.foundation import files
from callout.foundation.models import Event
from callout.workorders.models import Booking, BookingStamp
from e2e import field_world
from e2e.field_app import FieldApp, eventually, picture
from e2e.field_world import World
from e2e.handset import camera_phone, film
from e2e.site import Site
from tools.screens import faults

pytestmark = pytest.mark.django_db(transaction=True)

NEWER = "field-a00000000001"  # the cache of the next version
DOM_LIMIT = 1500
SMALLEST = 48


@pytest.fixture
def world(live_site: Site) -> World:
    return field_world.build(history=0)


@pytest.fixture
def app(world: World, open_page: Callable[..., Page]) -> FieldApp:
    app = FieldApp(open_page(world.engineer.user, "zh", phone=True), "zh").open()
    app.page.locator(".card.next").wait_for()
    return app


def arrive(app: FieldApp, world: World) -> str:
    """On site at the first order; its address."""
    address = f"/order/{world.visits['first'].work_order.uid}"
    app.open(address)
    app.go_there()
    return address


@pytest.fixture
def camera_app(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], world: World, live_site: Site, tmp_path: Path
) -> Iterator[FieldApp]:
    """A phone whose camera looks at the type plate of the first order's asset."""
    plate = film(tmp_path, ["LC35N8220301774"])
    with camera_phone(playwright, browser_type_launch_args, live_site, world.engineer.user, "zh", plate) as app:
        yield app


def test_the_camera_reads_the_type_plate_without_a_network(camera_app, world):
    app, page = camera_app.open(), camera_app.page
    page.locator(".card.next").wait_for()
    app.ready_offline()
    app.offline(True)
    address = arrive(app, world)
    app.open(f"{address}/scan/asset")
    app.see("与工单设备一致", "")
    page.locator(".sheet .btn.main").click()
    page.wait_for_url("**/record")
    assert app.stored("drafts")[0]["serial"] == "LC35N8220301774"
    assert app.errors == []


def half_written(app: FieldApp) -> list[Any]:
    """What the open record shows of the unfinished work."""
    expect(app.page.locator(".shots img")).to_have_count(1)
    return [app.page.locator(place).input_value() for place in ("#result", "#check-supply_voltage input")]


@contextmanager
def next_version() -> Iterator[None]:
    """The server has a newer app meanwhile. All sites of a run serve the same file, so one test at a time."""
    worker = Path(settings.ROOT) / "callout/static/build/field-sw.js"
    with worker.with_name(".built").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        before = worker.read_text()
        newer = re.sub(r"field-[0-9a-f]{12}", NEWER, before)
        assert newer != before
        try:
            worker.write_text(newer)
            yield
        finally:
            worker.write_text(before)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_update_waits_until_it_is_asked_for_and_keeps_the_draft(world, open_page, language):
    app = FieldApp(open_page(world.engineer.user, language, phone=True), language).open()
    app.page.locator(".card.next").wait_for()
    app.ready_offline()
    address = arrive(app, world)
    app.open(f"{address}/record")
    app.photograph()
    app.page.locator("#check-supply_voltage input").fill("226")
    app.page.locator("#result").fill("写到一半")
    with next_version():
        app.page.evaluate("navigator.serviceWorker.getRegistration().then(r => r.update()).then(() => true)")
        eventually(lambda: app.page.evaluate("navigator.serviceWorker.getRegistration().then(r => !!r.waiting)"))
        assert half_written(app) == ["写到一半", "226"], "nobody asked for it yet"
        app.open("/")
        app.see("新版已备好", "A new version is ready")
        app.page.get_by_text(app.say("新版已备好", "A new version is ready")).click()
        eventually(lambda: app.page.evaluate("caches.keys()") == [NEWER])
        app.offline(True)
        app.open(f"{address}/record")
        assert half_written(app) == ["写到一半", "226"]
        assert app.errors == []


def test_a_new_order_appears_by_itself(app, world):
    asset = Asset.objects.get(serial="LCJSQ25230800451")
    world.book("new", field_world.request(asset, "热水器漏水", "接口滴水"), minutes=600)
    assert Event.objects.filter(type="booking.dispatched").exists()
    app.see("热水器漏水", "")
    app.tap("接单", "")
    app.see("已接单", "")
    app.page.locator(".toast .ib").click()
    asked = world.visits["asked"]
    eventually(
        lambda: (
            Booking.objects.get(pk=asked.pk).state == "accepted"
            or Booking.objects.get(pk=world.visits["new"].pk).state == "accepted"
        )
    )


def test_a_step_can_be_taken_back_before_it_is_sent(app, world):
    visit = world.visits["first"]
    app.open(f"/order/{visit.work_order.uid}")
    app.next_step()
    app.tap("撤销", "")
    expect(app.page.locator(".dock .btn.main")).to_contain_text("出发")
    assert app.stored("commands") == []
    assert Booking.objects.get(pk=visit.pk).state == "accepted"


def test_a_step_tapped_twice_is_taken_once(app, world):
    app.open(f"/order/{world.visits['first'].work_order.uid}")
    button = app.page.locator(".dock .btn.main")
    button.evaluate("button => { button.click(); button.click(); }")
    expect(button).to_contain_text("到达现场")
    assert [command["type"] for command in app.stored("commands")] == ["set_out"]


def test_a_request_sent_twice_is_made_once(app, world):
    order = world.visits["first"].work_order
    app.open(f"/order/{order.uid}/request")
    app.page.locator("textarea").fill("厨房的灯也不亮")
    app.page.locator(".dock .btn.main").evaluate("button => { button.click(); button.click(); }")
    app.page.wait_for_url(f"**/order/{order.uid}")
    eventually(lambda: Case.objects.filter(description="厨房的灯也不亮").exists())
    assert [command["type"] for command in app.stored("commands")].count("new_request") == 1
    assert Case.objects.filter(description="厨房的灯也不亮").count() == 1


PATHS = (
    "/",
    "/pool",
    "/away",
    "/day",
    "{order}/scan/asset",
    "{order}",
    "{order}/record",
    "{order}/finish",
    "{order}/parts",
    "{order}/request",
    "/outbox",
    "/parts",
    "/me",
)
TOO_SMALL = """least => [...document.querySelectorAll('button, a[href], select, textarea, input.in')]
    .filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < least)
    .map(e => e.outerHTML.slice(0, 90))"""


def test_screens_are_small_and_fit_gloves(app, world):
    address = arrive(app, world)
    for path in PATHS:
        app.open(path.format(order=address))
        app.page.wait_for_timeout(300)
        assert app.page.evaluate("document.querySelectorAll('*').length") < DOM_LIMIT, path
        assert app.page.evaluate("document.documentElement.scrollWidth") <= 390, f"{path} sticks out sideways"
        assert app.page.evaluate(TOO_SMALL, SMALLEST) == [], path
        assert faults(app.page) == [], path
    assert app.errors == []


def test_a_phone_with_a_wrong_clock_stamps_the_right_time(app, world):
    visit = world.visits["first"]
    app.page.clock.install(time=timezone.now() + timedelta(hours=3))
    app.open("/outbox")
    app.see("比服务器快", "")
    app.offline(True)
    app.open(f"/order/{visit.work_order.uid}")
    app.next_step()
    app.see("已出发", "")
    app.page.locator(".toast .ib").click()
    app.offline(False)
    eventually(lambda: BookingStamp.objects.filter(booking=visit, state="travelling").exists(), seconds=40)
    stamp = BookingStamp.objects.get(booking=visit, state="travelling")
    assert abs(stamp.at - timezone.now()) < timedelta(minutes=2)
    assert Command.objects.get().skew_ms > 2 * 3_600_000


def test_pictures_of_the_customer_are_on_the_phone_before_they_are_needed(app, world):
    visit = world.visits["first"]
    photo = files.store(
        actor=None, subject="case", subject_id=visit.work_order.case_id, kind="photo", name="e4.jpg", data=picture()
    )
    app.reload()
    eventually(lambda: str(photo.uid) in [row["uid"] for row in app.stored("blobs")])
    app.offline(True)
    app.open(f"/order/{visit.work_order.uid}")
    with app.page.expect_popup() as opened:
        app.page.get_by_role("button", name="e4.jpg").click()
    assert opened.value.url.startswith("blob:")
