"""Photos a step of the checklist wants, and parts by serial number and batch: on the phone, without a network, and in
the office."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from callout import testing
from callout.parts import services as parts
from callout.parts.models import Part, StockLot, Store
from callout.workorders.models import PartUsage, RecordPhoto, ServiceRecord
from e2e import field_world
from e2e.field_app import FieldApp, eventually
from e2e.field_world import World
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)
BOARD, GAS = "LCP-1004", "LCP-1009"


@pytest.fixture
def world(live_site: Site) -> World:
    world = field_world.build(history=0)
    van = world.engineer.van
    parts.receive(actor=None, store=van, part=part(BOARD), quantity=2, pieces={"SN001": 1, "SN002": 1})
    parts.receive(actor=None, store=van, part=part(GAS), quantity=5, pieces={"B2609-1": 2, "B2609-2": 3})
    return world


@pytest.fixture(params=["zh", "en"])
def app(request: pytest.FixtureRequest, world: World, open_page: Callable[..., Page]) -> FieldApp:
    """The engineer's phone."""
    page = open_page(world.engineer.user, request.param, phone=True, permissions=["geolocation", "camera"])
    return FieldApp(page, request.param).filled()


def part(number: str) -> Part:
    """A part of the catalogue."""
    return Part.objects.get(number=number)


def lots(store: Store, number: str) -> dict[str, int]:
    """Pieces in a store."""
    found = StockLot.objects.filter(stock__store=store, part__number=number)
    return dict(found.values_list("code", "quantity"))


def outlet_store(world: World) -> Store:
    """The store of the engineer's outlet."""
    return Store.objects.create(
        code="OUT", kind="outlet", outlet=world.outlet, region=world.outlet.region, name_zh="库", name_en="Store"
    )


def write(app: FieldApp, world: World) -> None:
    """Go to the first job and write its record."""
    app.open(f"/order/{world.visits['first'].work_order.uid}")
    app.go_there()
    app.write_record("LC35N8220301774")


def find(app: FieldApp, number: str) -> None:
    """Take a part of the van into the record."""
    app.tap("查找", "Find")
    app.page.locator(".sheet .row", has_text=number).click()


def test_a_record_waits_for_its_photo_and_the_office_sees_what_is_still_to_come(app, world, open_page):
    write(app, world)
    page, step = app.page, app.page.locator("#check-bracket_safe")
    step.locator(".shots button").first.click()
    app.tap("删除", "Remove")
    expect(page.locator(".dock .btn.main")).to_contain_text(
        app.say("外机支架牢固的照片", "Photo: Outdoor bracket is firm")
    )
    app.next_step()
    expect(page.locator("#photo-bracket_safe")).to_be_focused()
    step.locator(".seg button").last.click()
    expect(page.locator(".dock .btn.main")).to_contain_text(app.say("去收费签字", "To charges and signature"))
    step.locator(".seg button").first.click()
    app.photograph("bracket_safe")
    step.locator(".shots button").first.click()
    app.tap("标注", "Mark")
    page.locator(".marks").wait_for()
    app.write_name(".marks")
    app.next_in_sheet()
    eventually(lambda: len(app.raw("shots")) == 2)

    page.route("**/field/api/files/**", lambda route: route.abort())
    app.sign_and_complete()
    eventually(lambda: RecordPhoto.objects.filter(step="bracket_safe", attachment=None).count() == 2)
    office = open_page(testing.user("dispatcher", region=world.outlet.region), app.language)
    address = f"/orders/{world.visits['first'].work_order.number}/"
    office.goto(address)
    expect(office.get_by_text(app.say("2 张照片待传", "2 photos awaited"))).to_be_visible()

    page.unroute("**/field/api/files/**")
    app.open("/outbox")
    eventually(lambda: RecordPhoto.objects.exclude(attachment=None).count() == 2, seconds=40)
    office.goto(address)
    expect(office.locator("dd .photos img")).to_have_count(2)
    assert app.errors == []


def test_pieces_are_picked_and_scanned_offline_and_what_left_the_van_meanwhile_is_refused(app, world):
    van = world.engineer.van
    app.offline(True)
    write(app, world)
    page = app.page
    find(app, BOARD)
    page.locator(".sheet .find input").fill("sn9")
    app.see("账上不在你车上", "not in your van by the books")
    expect(page.locator(".sheet .btn.main")).to_be_disabled()
    page.locator(".sheet .find input").fill("")
    page.locator(".sheet .row", has_text="SN001").click()
    find(app, GAS)
    page.locator(".sheet .row", has_text="B2609-2").click()
    app.tap("扫备件", "Scan part")
    app.type_serial("sn002 ")
    app.see("SN002 · 在车上", "SN002 · in the van")
    page.locator(".sheet .btn.main").click()
    page.wait_for_url("**/record")
    expect(page.locator("[id^=part-]")).to_have_count(4)
    app.sign_and_complete()

    moved = {"part": part(BOARD), "quantity": 1, "pieces": {"SN001": 1}}
    parts.transfer(actor=None, source=van, target=outlet_store(world), **moved)
    app.offline(False)
    eventually(lambda: ServiceRecord.objects.filter(booking=world.visits["first"]).exists(), seconds=40)
    app.open("/outbox")
    page.locator("details.card summary").click()
    app.see("没有出车：LCP-1004 SN001", "Not taken from the van: LCP-1004 SN001")
    refused = PartUsage.objects.filter(record__booking=world.visits["first"]).exclude(refused="")
    assert list(refused.values_list("part__number", "serial", "refused")) == [(BOARD, "SN001", "serial_not_here")]
    assert (lots(van, BOARD), lots(van, GAS)) == ({}, {"B2609-1": 2, "B2609-2": 2})
    assert app.errors == []


def test_the_van_is_counted_and_handed_over_by_number(app, world):
    van, store = world.engineer.van, outlet_store(world)
    app.open("/parts")
    page = app.page
    page.locator(".row", has_text=BOARD).click()
    page.locator(".sheet label.row", has_text="SN002").click()
    page.locator(".sheet .find input").fill("sn7")
    app.tap("加上 SN7", "Add SN7")
    page.locator(".sheet .btn.main").click()
    eventually(lambda: lots(van, BOARD) == {"SN002": 1, "SN7": 1})
    page.locator(".row", has_text="SN7").click()
    app.tap("交出去", "Hand over")
    expect(page.locator(".sheet .btn.main")).to_be_disabled()
    page.locator(".sheet label.row", has_text="SN7").click()
    page.locator(".sheet .btn.main").click()
    eventually(lambda: (lots(van, BOARD), lots(store, BOARD)) == ({"SN002": 1}, {"SN7": 1}))
    page.locator(".row", has_text=GAS).click()
    app.tap("交出去", "Hand over")
    page.locator(".sheet .row", has_text="B2609-1").get_by_role("button").click()
    page.locator(".sheet .btn.main").click()
    eventually(lambda: (lots(van, GAS), lots(store, GAS)) == ({"B2609-1": 1, "B2609-2": 3}, {"B2609-1": 1}))
    assert app.errors == []
