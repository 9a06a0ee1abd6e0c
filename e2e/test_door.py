"""Before the door opens: the engineer's phone and the customer's page show the same number, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from callout.foundation.tests.test_files import picture
from callout.notifications.models import Message
from callout.workforce.models import Vehicle
from callout.workforce.portraits import set_portrait
from callout.workorders.door import door_url
from e2e import field_world
from e2e.field_app import FieldApp, eventually
from e2e.field_world import World
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(live_site: Site) -> World:
    world = field_world.build(history=0)
    Vehicle.objects.create(plate="苏E·7K218", outlet=world.outlet, driver=world.engineer)
    set_portrait(actor=None, engineer=world.engineer, name="me.png", data=picture("PNG", (600, 600)))
    return world


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_customer_compares_before_opening(
    world: World, live_site: Site, open_page: Callable[..., Page], language: str
) -> None:
    visit = world.visits["first"]
    order = visit.work_order
    near = {"latitude": order.latitude + 0.02, "longitude": order.longitude}
    page = open_page(world.engineer.user, language, phone=True, geolocation=near, permissions=["geolocation"])
    app = FieldApp(page, language).open("/me")
    shown = app.page.get_by_role("button", name=app.say("显示", "Shown"), exact=True)
    shown.click()
    expect(shown).to_have_attribute("aria-pressed", "true")
    app.open(f"/order/{order.uid}")
    live_site.worker()
    while app.page.locator(".dock .btn.main").inner_text().find(app.say("到达", "Arrive")) < 0:
        app.next_step()
        app.page.wait_for_timeout(400)
    app.page.locator(".toast button").last.click()
    message = eventually(lambda: Message.objects.filter(template="on_the_way").first())
    assert door_url(visit.pk) in message.body

    customer = open_page(None, language, phone=True)
    customer.goto(re.search(r"/d/\S+", door_url(visit.pk)).group())
    expect(customer.get_by_text("3.1 km")).to_be_visible(timeout=40_000)
    expect(customer.get_by_text("苏E·7K218")).to_be_visible()
    app.open(f"/order/{order.uid}/door")
    app.offline(True)
    shown = app.page.locator(".code")
    expect(shown).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    eventually(lambda: customer.locator(".door-code").inner_text() == shown.inner_text())
    app.offline(False)

    customer.get_by_role("button", name=app.say("不是本人", "Someone else")).click()
    expect(customer.get_by_role("status")).to_be_visible()
    assert not app.errors
