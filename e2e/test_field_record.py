"""The service record on a phone: follow-up checks, meters, codes by history, marked photos, costs, stars, the paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from callout.assets.models import MeterReading
from callout.cases.models import Case, ServiceType
from callout.chat.models import ChatMessage
from callout.feedback.models import Survey
from callout.foundation.models import Attachment
from callout.notifications.models import Message
from callout.parts.models import Stock
from callout.workorders import bookings, helpers, records
from callout.workorders.bookings import stamp_now
from callout.workorders.models import CostApproval, OnSiteRating, ServiceRecord, WorkOrder
from e2e import field_world
from e2e.field_app import FieldApp, eventually
from e2e.field_world import World
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(live_site: Site, request: pytest.FixtureRequest) -> World:
    """The parameter: how many visits of the past the first device has."""
    return field_world.build(history=getattr(request, "param", 0))


@pytest.fixture(params=["zh", "en"])
def app(request: pytest.FixtureRequest, world: World, open_page: Callable[..., Page]) -> FieldApp:
    """The engineer's phone in the first job's record, on site."""
    page = open_page(world.engineer.user, request.param, phone=True, permissions=["geolocation", "camera"])
    return FieldApp(page, request.param).filled()


def on_site(app: FieldApp, world: World) -> None:
    """Go to the first job and begin its record."""
    app.open(f"/order/{world.visits['first'].work_order.uid}")
    app.go_there()
    app.next_step()
    app.page.wait_for_url("**/record")


def shot(app: FieldApp, out: Path, name: str) -> None:
    """A picture to look at."""
    app.page.screenshot(path=out / f"{name}-{app.language}.png", full_page=True)


def test_a_low_pressure_asks_for_more_and_a_right_one_takes_it_back(app, world, out):
    on_site(app, world)
    pressure, leak = app.page.locator("#in-low_pressure"), app.page.locator("#check-leak_tested")
    expect(leak).to_have_count(0)
    pressure.fill("0.42")
    app.see("偏低 0.28", "Low by 0.28")
    app.see("因低压侧压力（R32）偏低", "Low-side pressure (R32) is low")
    leak.get_by_role("button").first.click()
    expect(app.page.locator("#check-refilled")).to_be_visible()
    shot(app, out, "record-followup")
    pressure.fill("0.9")
    expect(leak).to_have_count(0)
    assert app.errors == []


@pytest.mark.parametrize("world", [12], indirect=True)
def test_codes_come_by_what_this_model_had_before_and_by_pinyin(app, world, out):
    on_site(app, world)
    app.page.locator("#code-object").click()
    first = app.page.locator(".sheet [role=option]").first
    expect(first).to_contain_text("O-103")
    expect(first).to_contain_text("100%")
    app.see("同型号 12 单的比例", "Share of 12 visits to this model")
    shot(app, out, "record-picker")
    app.page.locator(".sheet .find input").fill("ysj")
    expect(app.page.locator(".sheet [role=option]").first).to_contain_text(app.say("压缩机", "Compressor"))
    assert app.errors == []


def test_marks_are_drawn_on_a_copy_and_both_photos_reach_the_office(app, world, out):
    on_site(app, world)
    app.photograph()
    app.page.locator("#photos .shots button").first.click()
    app.tap("标注", "Mark")
    app.page.locator(".marks").wait_for()
    app.tap("圈", "Circle")
    app.write_name(".marks")
    shot(app, out, "record-marks")
    app.next_in_sheet()
    eventually(lambda: len(app.raw("shots")) == 2)
    original, marked = sorted(app.stored("shots"), key=lambda row: row["at"])
    assert marked["original"] == original["uid"]
    app.page.locator(".dock .btn.sq").click()
    app.tap("遗留到下次", "Carry over")
    app.page.get_by_role("radio").first.click()
    app.page.locator(".sheet .btn.main").click()
    app.page.wait_for_url("**/field/")
    kept = Attachment.objects.filter(kind="photo").order_by("id")
    eventually(lambda: kept.count() == 2)
    assert {row.note for row in kept} == {app.say("铭牌", "Label"), app.say("铭牌 · 已标", "Label · marked")}
    assert kept[0].sha256 != kept[1].sha256
    assert app.errors == []


def test_an_implausible_meter_wants_a_reason(app, world, out):
    asset = world.visits["first"].work_order.asset
    MeterReading.objects.create(asset=asset, code="run_hours", value=1200, unit="h", at=asset.created_at)
    WorkOrder.objects.filter(asset=asset).update(service_type=ServiceType.objects.get(code="maintain"))
    app.open("/")
    on_site(app, world)
    field = app.page.locator("#in-run_hours")
    app.see("上次 1200 h", "Last 1200 h")
    field.fill("900")
    app.see("比上次少 300", "300 less than last time")
    shot(app, out, "record-meter")
    app.page.locator("#check-run_hours input").nth(1).fill(app.say("换了主板", "New board"))
    eventually(lambda: app.stored("drafts")[0]["reasons"].get("check.run_hours"))
    assert app.errors == []


def test_extra_work_is_signed_for_rated_and_texted_without_a_network(app, world, out, live_site):
    on_site(app, world)
    app.offline(True)
    app.page.locator("#costs").get_by_role("button").first.click()
    app.page.locator(".sheet .row").first.click()
    shot(app, out, "record-estimate")
    app.consent()
    app.see("已签字同意", "signed for")
    app.fill_record("LC35N8220301774")
    app.hand_over()
    app.tap("还差付款方式", "Payment")
    expect(app.page.locator("#pay")).to_be_in_viewport()
    app.tap("现金", "Cash")
    app.tap("还差签字", "Signature")
    expect(app.page.locator("#sign")).to_be_in_viewport()
    app.sign()
    app.page.get_by_role("radio", name=app.say("很满意", "Great")).click()
    app.tap("准时", "On time")
    app.tap("短信发客户", "Text to customer")
    shot(app, out, "finish")
    app.tap("看服务单", "See record")
    expect(app.page.locator(".paper")).to_contain_text("王秀兰")
    shot(app, out, "paper")
    app.page.locator(".top .ib").first.click()
    app.page.wait_for_url("**/finish")
    app.next_step()
    app.page.wait_for_url("**/field/")
    app.offline(False)
    visit = world.visits["first"]
    eventually(lambda: ServiceRecord.objects.filter(booking=visit).exists(), seconds=30)
    record, approval = ServiceRecord.objects.get(booking=visit), CostApproval.objects.get()
    assert 0 < record.charge <= approval.amount
    assert record.price_list
    assert OnSiteRating.objects.get().tags == ["on_time"]
    eventually(lambda: Message.objects.filter(template="service_record").count() == 1)
    live_site.worker()
    eventually(lambda: Survey.objects.filter(case=visit.work_order.case, rating=5).exists(), seconds=40)
    assert not Message.objects.filter(template="survey", case_id=visit.work_order.case_id).exists()
    assert Case.objects.get(pk=visit.work_order.case_id).state == "closed"
    assert app.errors == []


def test_a_record_that_was_sent_back_is_changed_and_sent_again(app, world, out):
    on_site(app, world)
    app.offline(True)
    app.fill_record("LC35N8220301774")
    app.hand_over()
    app.sign()
    app.tap("短信发客户", "Text to customer")
    app.next_step()
    app.page.wait_for_url("**/field/")
    Stock.objects.filter(store__engineer=world.engineer, part__number="LCP-1001").update(quantity=0)
    app.offline(False)
    app.open("/outbox")
    app.see("被退回", "Sent back")
    shot(app, out, "outbox-sent-back")
    app.open(f"/order/{world.visits['first'].work_order.uid}/chat")
    app.page.locator(".write textarea").fill("缺件")
    app.page.locator(".write .btn.main").click()
    eventually(lambda: ChatMessage.objects.filter(text="缺件").exists())  # only the record waits
    app.open("/me")
    app.see("不能注销", "cannot sign out")
    app.open("/outbox")
    app.tap("改记录", "Change record")
    app.page.wait_for_url("**/record")
    app.page.locator("#part-0").get_by_role("button").first.click()
    expect(app.page.locator("#part-0")).to_have_count(0)
    app.sign_and_complete()
    eventually(lambda: ServiceRecord.objects.filter(booking=world.visits["first"]).exists(), seconds=30)
    eventually(lambda: Message.objects.filter(template="service_record").count() == 1)
    assert app.errors == []


@pytest.mark.parametrize("app", ["zh"], indirect=True)
def test_photos_of_a_visit_that_others_ended_reach_the_office(app, world, out):
    on_site(app, world)
    app.photograph()
    eventually(lambda: app.unsent() == 0)
    app.open("/me")
    app.tap("注销这部手机", "Sign this phone out")
    app.see("还有 1 项只在这部手机上", "Only on this phone and lost by signing out: 1")
    shot(app, out, "sign-out")
    first = world.visits["first"]
    first.refresh_from_db()
    records.carry_over(actor=None, booking_id=first.pk, reason="parts", note="", stamp=stamp_now())
    app.open("/")
    eventually(lambda: Attachment.objects.filter(kind="photo").count() == 1)
    assert app.errors == []


def test_who_goes_along_leaves_the_record_to_the_lead(app, world, out):
    mate = field_world.man(world.outlet, "钱进", "4128")
    lead = bookings.move(actor=None, booking_id=world.visits["first"].pk, engineer=mate)
    [along] = helpers.add(actor=None, lead=lead, engineer_ids=[world.engineer.pk], at=timezone.now())
    for step in (bookings.set_out, bookings.arrive):
        step(actor=world.engineer.user, booking_id=along.pk, stamp=stamp_now())
    app.open(f"/order/{lead.work_order.uid}/record")
    app.see("您随 钱进 同去", "You go with 钱进")
    expect(app.page.locator(".dock .btn.main")).to_have_count(0)
    shot(app, out, "helper")
    app.page.locator(".dock .btn.sq").click()
    app.see("暂停", "Pause")
    expect(app.page.get_by_text(app.say("遗留到下次", "Carry over"))).to_have_count(0)
    assert app.errors == []
