"""Desk and phone talk about one case, the phone in a cellar at first; and the team of the outlet talks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from callout import testing
from callout.chat import services
from callout.chat.models import ChatMessage, ChatRead
from callout.chat.rooms import Room
from callout.field.tests.conftest import png
from e2e import field_world
from e2e.field_app import FieldApp, eventually, picture
from e2e.field_world import World
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(live_site: Site) -> World:
    return field_world.build(history=0)


@pytest.fixture(params=["zh", "en"])
def app(request: pytest.FixtureRequest, world: World, open_page: Callable[..., Page]) -> FieldApp:
    return FieldApp(open_page(world.engineer.user, request.param, phone=True), request.param).filled()


def say(app: FieldApp, text: str) -> None:
    app.page.locator(".write textarea").fill(text)
    app.page.locator(".write .btn.main").click()


def test_desk_and_phone_talk_about_one_case(
    app: FieldApp, world: World, open_page: Callable[..., Page], out: Path
) -> None:
    visit = world.visits["first"]
    case = visit.work_order.case
    desk = open_page(testing.user("agent", region=case.region, name="沈悦"), app.language)
    desk.goto(f"/cases/{case.number}/")
    desk.locator("#chat-form input[name=text]").fill("客户六点后在家")
    desk.locator("#chat-form button").click()
    expect(desk.locator(".chat .own .bubble")).to_have_text("客户六点后在家")
    expect(app.page.locator(".card .row", has_text="客户六点后在家")).to_be_visible()
    expect(app.page.locator(".tabs .n")).to_have_text("1")

    app.page.locator(".card .row", has_text="客户六点后在家").click()
    expect(app.page.locator(".said .bubble")).to_have_text("客户六点后在家")
    expect(desk.locator(".chat .own")).to_contain_text(world.engineer.user.full_name)
    app.offline(True)
    say(app, "收到，六点到\n先拍张照")
    app.page.locator(".write input[type=file]").set_input_files(
        {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    expect(app.page.locator(".said.own .picture img")).to_be_visible()
    expect(app.page.locator(".said.own .state").last).to_contain_text(app.say("待发", "waiting"))
    app.page.screenshot(path=out / f"chat-offline-{app.language}.png")
    assert ChatMessage.objects.count() == 1, "nothing has left the cellar"

    app.offline(False)
    eventually(lambda: ChatMessage.objects.exclude(attachment=None).count() == 1, seconds=60)
    expect(desk.locator(".chat .bubble", has_text="先拍张照")).to_be_visible()
    expect(desk.locator(".chat .picture img")).to_be_visible()
    eventually(lambda: ChatRead.objects.filter(reader__full_name="沈悦").exists())
    expect(app.page.locator(".said.own .state").last).to_contain_text(app.say("已读", "read"), timeout=40_000)
    expect(app.page.locator(".said.own .picture img")).to_be_visible()
    desk.screenshot(path=out / f"chat-desk-{app.language}.png")
    app.page.screenshot(path=out / f"chat-{app.language}.png")
    assert app.unsent() == 0
    assert app.errors == []


def test_the_team_talks_and_new_messages_are_counted(
    app: FieldApp, world: World, open_page: Callable[..., Page], out: Path
) -> None:
    mate = field_world.man(world.outlet, "李卫东", "2099")
    room = Room(outlet=world.outlet)
    services.say(actor=mate.user, room=room, text="谁有 35µF 电容？")
    services.show(actor=mate.user, room=room, data=png())
    expect(app.page.locator(".tabs .n")).to_have_text("2", timeout=40_000)
    app.open("/chats")
    app.page.screenshot(path=out / f"chats-{app.language}.png")
    app.page.get_by_role("link", name=re.compile(app.say("姑苏网点", "Gusu outlet"))).click()
    expect(app.page.locator(".said .picture img")).to_be_visible()
    say(app, "我有两个")
    eventually(lambda: ChatMessage.objects.filter(text="我有两个", outlet=world.outlet).exists(), seconds=40)
    app.page.locator(".write textarea").fill("还差一")
    eventually(lambda: any(row["key"].startswith("chat:") for row in app.raw("meta")))
    expect(app.reload().page.locator(".write textarea")).to_have_value("还差一")
    office = open_page(testing.user("dispatcher", region=world.outlet.region), app.language)
    office.goto("/chats/")
    office.locator(".rooms a").first.click()
    expect(office.locator(".chat .bubble", has_text="我有两个")).to_be_visible()
    office.locator("#chat-form input[name=text]").fill("下午送过去")
    office.locator("#chat-form button").click()
    expect(app.page.locator(".said .bubble", has_text="下午送过去")).to_be_visible(timeout=40_000)
    app.page.screenshot(path=out / f"team-{app.language}.png")
    office.screenshot(path=out / f"team-office-{app.language}.png")
    assert app.errors == []
