"""No network for good: a finished job goes from phone to desk, and from phone to phone, as codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from callout import testing
from callout.field.models import Command, RelayParcel
from callout.foundation.models import Attachment
from callout.workorders.models import ServiceRecord
from e2e import field_world
from e2e.field_app import FieldApp, eventually
from e2e.field_world import World
from e2e.handset import camera_phone, film
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

MOST_CODES = 10  # of one signed job: a colleague holds still for one round of them, not for half a minute
SHOWN = 18  # pictures of the camera's thirty a second: the app's usual 600 ms for each code


@pytest.fixture
def world(live_site: Site) -> World:
    return field_world.build(history=0)


def finished_offline(app: FieldApp, world: World) -> None:
    """The first job from its order page to the signature, without a network."""
    eventually(lambda: any(row["key"] == "relay" for row in app.stored("meta")))
    app.ready_offline()
    app.offline(True)
    visit = world.visits["first"]
    app.open(f"/order/{visit.work_order.uid}")
    app.go_there()
    app.write_record("LC35N8220301774")
    app.sign_and_complete()


def shown_codes(app: FieldApp) -> list[str]:
    """Every frame, as a camera would read it one after the other."""
    app.open("/relay")
    frame = app.page.locator("[data-frame]")
    frame.wait_for()
    seen: dict[str, str] = {}
    of = int(frame.get_attribute("data-frame").split(":")[3])
    while len(seen) < of:
        text = frame.get_attribute("data-frame")
        seen[text.split(":")[2]] = text
        if of > 1:
            app.tap("下一张", "Next")
    return list(seen.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_takes_the_job_and_the_phone_doubles_nothing(
    world: World, live_site: Site, open_page: Callable[..., Page], language: str
) -> None:
    app = FieldApp(open_page(world.engineer.user, language, phone=True), language).open()
    app.page.locator(".card.next").wait_for()
    finished_offline(app, world)
    frames = shown_codes(app)
    desk = open_page(testing.user("agent", region=world.outlet.region), language)
    desk.goto("/relay/")
    desk.locator("#frames").fill("\n".join(reversed(frames)))
    desk.get_by_role("button", name=app.say("读入", "Read in"), exact=True).click()
    expect(desk.locator("#taken")).to_be_visible()
    visit = world.visits["first"]
    visit.refresh_from_db()
    assert visit.state == "completed"
    before = Command.objects.count()
    app.offline(False)
    app.open("/outbox")
    eventually(lambda: not [c for c in app.raw("commands") if c["state"] == "queued"])
    assert (Command.objects.count(), ServiceRecord.objects.filter(booking=visit).count()) == (before, 1)
    assert not app.errors


@pytest.fixture
def frames(world: World, open_page: Callable[..., Page]) -> Iterator[list[str]]:
    """The codes of the first job, finished on a phone that never gets a network again."""
    app = FieldApp(open_page(world.engineer.user, "zh", phone=True), "zh").open()
    app.page.locator(".card.next").wait_for()
    finished_offline(app, world)
    yield shown_codes(app)
    assert app.errors == []


def handed_on(colleague: FieldApp, world: World) -> None:
    """The colleague's phone says so, and the office has the job."""
    eventually(lambda: RelayParcel.objects.exists())
    visit = world.visits["first"]
    visit.refresh_from_db()
    assert visit.state == "completed"
    assert ServiceRecord.objects.get(booking=visit).solved
    assert Attachment.objects.filter(subject_id=visit.work_order_id, kind="signature").count() == 1
    colleague.see("已交", "")
    assert colleague.errors == []


def test_a_colleagues_camera_reads_the_job_off_the_screen(
    frames: list[str],
    world: World,
    live_site: Site,
    playwright: Playwright,
    browser_type_launch_args: dict[str, Any],
    tmp_path: Path,
) -> None:
    assert len(frames) <= MOST_CODES
    user, screen = field_world.man(world.outlet, "李", "4128").user, film(tmp_path, frames, each=SHOWN)
    with camera_phone(playwright, browser_type_launch_args, live_site, user, "zh", screen) as colleague:
        colleague.open("/relay/read")
        colleague.page.wait_for_url("**/relay")
        handed_on(colleague, world)


def test_a_colleagues_phone_takes_the_codes_as_text(
    frames: list[str], world: World, open_page: Callable[..., Page]
) -> None:
    user = field_world.man(world.outlet, "李", "4128").user
    colleague = FieldApp(open_page(user, "zh", phone=True), "zh").open("/relay/read")
    colleague.page.locator("#frames").fill("\n".join([*frames[1:], frames[0]]))
    handed_on(colleague, world)
