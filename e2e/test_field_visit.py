"""The engineer's visit on a phone, with a network."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from callout.cases.models import Case
from callout.field.models import Command
from callout.foundation.models import Attachment
from callout.parts.models import PartRequest, Stock
from callout.workorders.models import Booking, BookingStamp, CostApproval, ServiceRecord
from e2e import field_world
from e2e.field_app import FieldApp, eventually
from e2e.field_world import World
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(live_site: Site) -> World:
    return field_world.build(history=0)


@pytest.fixture(params=["zh", "en"])
def app(request: pytest.FixtureRequest, world: World, open_page: Callable[..., Page]) -> FieldApp:
    """The engineer's phone after its first start: registered and filled."""
    page = open_page(
        world.engineer.user,
        request.param,
        phone=True,
        geolocation={"latitude": 31.3121, "longitude": 120.6301},
        permissions=["geolocation", "camera"],
    )
    app = FieldApp(page, request.param).open()
    page.locator(".card.next").wait_for()
    app.ready_offline()
    return app


def test_a_visit_from_set_out_to_signature(app, world):
    page, visit = app.page, world.visits["first"]
    page.locator(".card.next").get_by_role("link", name=app.say("详情", "Details")).click()
    page.locator(".steps").wait_for()
    app.see("高空外机", "高空外机")
    app.go_there()
    app.write_record("LC35N8220301774")
    app.sign_and_complete()
    eventually(lambda: Booking.objects.get(pk=visit.pk).state == "completed")
    record = ServiceRecord.objects.get(booking=visit)
    assert record.serial == "LC35N8220301774"
    assert [record.symptom.code, record.object.code, record.cause.code, record.action.code] == [
        "S-103",
        "O-103",
        "C-104",
        "A-102",
    ]
    assert record.answers["supply_voltage"] == 226
    assert record.part_usages.get().part.number == "LCP-1001"
    assert record.charge == 0, "in warranty"
    assert BookingStamp.objects.filter(booking=visit, state="on_site", latitude=31.3121).exists()
    eventually(
        lambda: (
            set(Attachment.objects.filter(subject_id=visit.work_order_id).values_list("kind", flat=True))
            == {"signature", "photo"}
        )
    )
    assert visit.work_order.case.__class__.objects.get(pk=visit.work_order.case_id).state == "resolved"
    eventually(lambda: app.unsent() == 0)
    app.see("已完成 1 单", "1 done")
    assert app.errors == []


def test_carry_over_keeps_its_reason_and_asks_for_the_part(app, world, live_site):
    visit = world.visits["first"]
    app.open(f"/order/{visit.work_order.uid}")
    app.go_there()
    app.page.locator(".dock .btn.sq").click()
    app.tap("遗留到下次", "Carry over")
    app.page.get_by_role("radio", name=app.say("等备件", "Waiting for parts")).click()
    app.page.locator(".sheet select").select_option(
        label=app.say("室外主板 N8-B · LCP-1004", "Outdoor control board N8-B · LCP-1004")
    )
    app.page.locator(".sheet textarea").fill("下次带主板")
    app.page.locator(".sheet .btn.main").click()
    app.page.wait_for_url("**/field/")
    app.see("下次带主板", "下次带主板")
    eventually(lambda: Booking.objects.get(pk=visit.pk).state == "partial")
    order = Booking.objects.get(pk=visit.pk).work_order
    assert (order.state, order.hold_reason, order.hold_note, order.hold_part.number) == (
        "on_hold",
        "parts",
        "下次带主板",
        "LCP-1004",
    )
    assert PartRequest.objects.get().work_order_id == order.pk
    assert Case.objects.get(pk=order.case_id).state == "waiting"
    assert app.errors == []
    assert Command.objects.exclude(status="applied").count() == 0
    assert Stock.objects.filter(store__engineer=world.engineer, quantity__lt=0).count() == 0


def test_the_charge_shown_offline_is_the_charge_the_server_books(app, world):
    visit = world.visits["first"]
    Case.objects.filter(pk=visit.work_order.case_id).update(entitlement={})
    app.open(f"/order/{visit.work_order.uid}")
    app.see("按价目收费", "At list price")
    app.offline(True)
    app.go_there()
    app.write_record("LC35N8220301774")
    app.hand_over()
    app.correct_labour(37, app.say("忘了打点", "Forgot to stamp"))
    app.consent()
    app.tap("现金", "Cash")
    shown = app.page.locator(".bill tfoot .big").inner_text()
    app.sign()
    app.next_step()
    app.page.wait_for_url("**/field/")
    app.offline(False)
    eventually(lambda: ServiceRecord.objects.filter(booking=visit).exists(), seconds=30)
    record = ServiceRecord.objects.get(booking=visit)
    assert (record.labour_minutes, record.payment) == (37, "cash")
    assert record.reasons["labour"] == app.say("忘了打点", "Forgot to stamp")
    assert CostApproval.objects.get().amount == record.charge
    assert float(re.sub(r"[^\d.]", "", shown)) == float(record.charge) > 0
    assert app.errors == []
