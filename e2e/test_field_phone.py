"""The phone itself: camera, updates, live news, sizes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from django.conf import settings
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from callout.assets.models import Asset
from callout.field.models import Command
from callout.foundation import files
from callout.foundation.models import Event
from callout.workorders.models import Booking, BookingStamp
from e2e import field_world
from e2e.conftest import PHONE
from e2e.field_app import FieldApp, eventually, picture
from e2e.field_world import World
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

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


def label(folder: Path, text: str) -> Path:
    """A film of a type plate with a QR code, as the camera would see it."""
    code = io.BytesIO()
    segno.make(text, error="m").save(code, kind="png", scale=12, border=4)
    frame = Image.new("RGB", (1280, 720), (200, 205, 210))
    picture = Image.open(code).convert("RGB")
    frame.paste(picture, ((1280 - picture.width) // 2, (720 - picture.height) // 2))
    jpeg = io.BytesIO()
    frame.save(jpeg, "JPEG", quality=90)
    film = folder / "label.mjpeg"
    film.write_bytes(jpeg.getvalue() * 30)
    return film


@pytest.fixture
def camera_page(
    playwright: Playwright, browser_type_launch_args: dict[str, Any], world: World, live_site: Site, tmp_path: Path
) -> Iterator[Page]:
    """A phone whose camera looks at the type plate of the first order's asset."""
    film = label(tmp_path, "LC35N8220301774")
    arguments = [*browser_type_launch_args["args"], f"--use-file-for-fake-video-capture={film}"]
    browser = playwright.chromium.launch(executable_path=browser_type_launch_args["executable_path"], args=arguments)
    context = browser.new_context(**PHONE, base_url=live_site.url, locale="zh-CN", permissions=["camera"])
    context.add_cookies([live_site.session_cookie(world.engineer.user)])
    yield context.new_page()
    browser.close()


def test_the_camera_reads_the_type_plate_without_a_network(camera_page, world):
    app = FieldApp(camera_page, "zh").open()
    camera_page.locator(".card.next").wait_for()
    app.ready_offline()
    app.offline(True)
    address = arrive(app, world)
    app.open(f"{address}/scan/asset")
    app.see("与工单设备一致", "")
    camera_page.locator(".sheet .btn.main").click()
    camera_page.wait_for_url("**/record")
    assert app.stored("drafts")[0]["serial"] == "LC35N8220301774"
    assert app.errors == []


def test_an_update_waits_until_it_is_asked_for_and_keeps_the_draft(app, world):
    app.ready_offline()
    address = arrive(app, world)
    app.open(f"{address}/record")
    app.page.locator("#result").fill("写到一半")
    worker = Path(settings.ROOT) / "callout/static/build/field-sw.js"
    before = worker.read_text()
    try:
        worker.write_text(before + "\n// a newer version\n")
        app.page.evaluate("navigator.serviceWorker.getRegistration().then(r => r.update()).then(() => true)")
        eventually(lambda: app.page.evaluate("navigator.serviceWorker.getRegistration().then(r => !!r.waiting)"))
        assert app.page.locator("#result").input_value() == "写到一半"
        app.open("/")
        app.page.get_by_text("新版已备好").click()
        eventually(
            lambda: app.page.evaluate("navigator.serviceWorker.getRegistration().then(r => !r.waiting && !!r.active)")
        )
        app.open(f"{address}/record")
        assert app.page.locator("#result").input_value() == "写到一半"
    finally:
        worker.write_text(before)


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


PATHS = (
    "/",
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
    .filter(e => e.offsetParent !== null && e.getBoundingClientRect().height < least).map(e => e.outerHTML.slice(0, 90))"""


def test_screens_are_small_and_fit_gloves(app, world):
    address = arrive(app, world)
    for path in PATHS:
        app.open(path.format(order=address))
        app.page.wait_for_timeout(300)
        assert app.page.evaluate("document.querySelectorAll('*').length") < DOM_LIMIT, path
        assert app.page.evaluate("document.documentElement.scrollWidth") <= 390, f"{path} sticks out sideways"
        assert app.page.evaluate(TOO_SMALL, SMALLEST) == [], path
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
    app.page.reload()
    eventually(lambda: str(photo.uid) in [row["uid"] for row in app.stored("blobs")])
    app.offline(True)
    app.open(f"/order/{visit.work_order.uid}")
    with app.page.expect_popup() as opened:
        app.page.get_by_role("button", name="e4.jpg").click()
    assert opened.value.url.startswith("blob:")
