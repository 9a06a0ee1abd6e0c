"""Desk and engineer look for the same fault: the phone in a cellar, the desk on its workbench."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from callout import testing
from callout.assets.models import Asset
from callout.cases.models import Case
from callout.diagnosis.models import Finding, Knowledge, RemoteSession
from callout.diagnosis.services import publish_knowledge
from callout.foundation.pack_diagnosis import patterns
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
    """The engineer's phone, filled for days without a network."""
    return FieldApp(open_page(world.engineer.user, request.param, phone=True), request.param).filled()


def press(app: FieldApp, zh: str, en: str, *, exact: bool = True) -> None:
    app.page.get_by_role("button", name=app.say(zh, en), exact=exact).last.click()


def ask(app: FieldApp, zh: str, en: str) -> None:
    expect(app.page.get_by_role("heading", name=app.say(zh, en))).to_be_visible()


def test_the_engineer_diagnoses_offline_and_the_desk_sees_it_live(
    app: FieldApp, world: World, open_page: Callable[..., Page], out: Path
) -> None:
    visit = world.visits["first"]
    case = visit.work_order.case
    desk = open_page(testing.user("agent", region=case.region, name="沈悦"), app.language)
    desk.goto(f"/cases/{case.number}/diagnosis/")
    expect(desk.locator("#known-title")).to_be_visible()

    app.offline(True)
    app.open(f"/order/{visit.work_order.uid}/diagnosis")
    app.page.screenshot(path=out / f"diagnosis-choose-{app.language}.png")
    app.page.get_by_role("link", name=app.say("不制冷 符合报修现象", "Does not cool Fits the reported symptom")).click()
    press(app, "出风正常", "Normal air")
    press(app, "干净", "Clean")
    press(app, "风机不转", "Fan stands")
    ask(app, "室外机电源电压", "Supply voltage at the outdoor unit")
    app.page.locator("input").fill("abc")
    press(app, "确定", "Enter")
    app.see("请填写数字", "Enter a number")
    app.page.locator("input").fill("226")
    app.page.screenshot(path=out / f"diagnosis-measure-{app.language}.png")
    press(app, "确定", "Enter")
    ask(app, "风机电容容量", "Fan capacitor")
    app.page.locator("input").fill("22")
    press(app, "确定", "Enter")
    ask(app, "电容衰减", "Capacitor weak")
    app.page.screenshot(path=out / f"diagnosis-outcome-{app.language}.png")
    assert Finding.objects.count() == 0, "nothing has left the cellar"

    app.offline(False)
    eventually(lambda: Finding.objects.count() == 5, seconds=40)  # a phone long offline tries every 16 s
    expect(desk.locator(".note-lead", has_text=app.say("电容衰减", "Capacitor weak"))).to_be_visible()
    desk.screenshot(path=out / f"diagnosis-desk-{app.language}.png")
    assert [row.answer for row in Finding.objects.order_by("at", "id")] == ["0", "0", "2", "226", "22"]
    assert app.errors == []


def test_what_the_desk_answers_comes_to_the_phone(app: FieldApp, world: World, open_page: Callable[..., Page]) -> None:
    visit = world.visits["first"]
    case = visit.work_order.case
    app.open(f"/order/{visit.work_order.uid}/diagnosis/cooling")
    desk = open_page(testing.user("agent", region=case.region), app.language)
    desk.goto(f"/cases/{case.number}/diagnosis/")
    desk.get_by_role("button", name=app.say("出风正常", "Normal air")).click()
    expect(desk.locator(".steps-done li")).to_have_count(1)
    ask(app, "滤网和蒸发器干净吗？", "Are filter and evaporator clean?")
    desk.get_by_role("button", name=app.say("撤销回答", "Undo answer")).click()
    expect(desk.locator(".steps-done li")).to_have_count(0)
    press_undone = app.say("设为制冷、16 ℃、高风，室内机出风吗？", "Set to cool, 16 ℃, high fan: does air come out?")
    expect(app.page.get_by_role("heading", name=press_undone)).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_compares_measures_and_works_from_afar(
    world: World, open_page: Callable[..., Page], out: Path, language: str
) -> None:
    case = world.visits["first"].work_order.case
    desk = open_page(testing.user("agent", region=case.region, name="沈悦"), language)
    base = f"/cases/{case.number}/diagnosis/"
    desk.goto(f"{base}?tab=compare")
    desk.locator("#compare-text").fill("main_board: N8-B 2.01\npassword: geheim")
    desk.locator("main form button[type=submit]").last.click()
    expect(desk.locator("table .badge-danger")).to_have_count(1)
    desk.screenshot(path=out / f"diagnosis-compare-{language}.png")
    desk.goto(f"{base}?tab=curves")
    desk.locator("#points").fill("2 6\n5 9\n10 7\n15 9")
    desk.locator("main form button[type=submit]").last.click()
    expect(desk.locator("circle.low")).to_have_count(1)
    desk.screenshot(path=out / f"diagnosis-curve-{language}.png")
    desk.goto(f"{base}?tab=remote")
    desk.locator("main form button[type=submit]").last.click()
    desk.locator("#remote-done").fill("已恢复出厂设置")
    desk.locator("main form button[type=submit]").last.click()
    expect(desk.get_by_role("cell", name="已恢复出厂设置")).to_be_visible()
    desk.screenshot(path=out / f"diagnosis-remote-{language}.png")
    assert RemoteSession.objects.get().ended_at is not None
    assert "geheim" not in str(list(Finding.objects.values_list("data", flat=True)))


LOG = b"""2026-11-27 08:11:42 E4 compressor overcurrent, password: hunter2
2026-11-27 08:12:40 filter dirty
"""
OVERCURRENT = (
    "over | danger | E4.{0,40}overcurrent | 压机过流 / Compressor overcurrent | 量电压 / Measure volts | cooling"
)


@pytest.fixture
def with_patterns(world: World) -> Knowledge:
    """The category's knowledge with a pattern for logs, and a healthy device that the engineer once repaired."""
    order, other = world.visits["first"].work_order, world.visits["asked"].work_order
    unit = Asset.objects.create(
        product=order.asset.product, serial="LC35N8220300001", customer=other.customer, site=other.site,
        versions={"main_board": "N8-B 2.09"},
    )  # fmt: skip
    Case.objects.filter(pk=other.case_id).update(asset=unit, state="closed")
    known = Knowledge.objects.filter(category=order.category).latest("version")
    content = {**known.content, "patterns": list(patterns(OVERCURRENT))}
    return publish_knowledge(actor=None, category=order.category, content=content)


def test_the_whole_workbench_is_on_the_phone_without_a_network(
    with_patterns: Knowledge, world: World, open_page: Callable[..., Page], app: FieldApp, out: Path
) -> None:
    visit = world.visits["first"]
    base, page = f"/order/{visit.work_order.uid}", app.page
    app.offline(True)
    app.open(f"{base}/log")
    page.locator("main ~ footer input[type=file]").set_input_files(
        {"name": "ac.log", "mimeType": "text/plain", "buffer": LOG}
    )
    app.see("压机过流", "Compressor overcurrent")
    assert "hunter2" not in page.content()
    page.screenshot(path=out / f"bench-log-{app.language}.png", full_page=True)

    app.open(f"{base}/compare")
    board = page.locator("li.beside", has_text="main_board")
    board.locator("input").fill("N8-B 2.09")
    expect(board).to_have_class(re.compile("differs"))
    page.get_by_role("combobox").select_option("LC35N8220300001")
    expect(board).to_have_class(re.compile("same"))
    board.locator("input").fill("N8-B 2.01")
    expect(board).to_have_class(re.compile("differs"))
    page.screenshot(path=out / f"bench-compare-{app.language}.png", full_page=True)
    press(app, "记录对比", "Record comparison", exact=False)
    app.see("已记下", "Noted")

    app.open(f"{base}/curves")
    values = page.locator(".points input")
    for index, value in enumerate(("6", "9", "7", "9")):
        values.nth(index).fill(value)
    expect(page.locator(".curve .out").first).to_be_visible()
    app.reload()
    expect(page.locator(".points input").nth(1)).to_have_value("9")
    page.screenshot(path=out / f"bench-curve-{app.language}.png", full_page=True)
    press(app, "记录", "Record", exact=False)
    app.see("已记下", "Noted")
    app.open(f"{base}/similar")
    page.screenshot(path=out / f"bench-similar-{app.language}.png")
    app.open(f"{base}/diagnosis")
    page.screenshot(path=out / f"bench-{app.language}.png", full_page=True)
    assert not Finding.objects.exists(), "nothing has left the cellar"

    app.offline(False)
    eventually(lambda: Finding.objects.count() == 3, seconds=60)
    found = {row.kind: row for row in Finding.objects.all()}
    assert found["log"].data["matches"][0]["code"] == "over"
    assert (found["comparison"].answer, found["comparison"].data["differing"]) == ("LC35N8220300001", 1)
    assert [point["verdict"] for point in found["curve"].data["points"]].count("ok") < 4
    assert "hunter2" not in str([row.data for row in found.values()])
    desk = open_page(testing.user("agent", region=visit.work_order.region, name="沈悦"), app.language)
    desk.goto(f"/cases/{visit.work_order.case.number}/diagnosis/?tab=logs")
    expect(desk.get_by_text("ac.log").first).to_be_visible()
    assert app.errors == []
