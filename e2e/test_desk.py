"""An agent's call, from the ring to the booked engineer, in both languages and by keyboard."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from callout import testing
from callout.accounts.models import User
from callout.assets.models import Code
from callout.cases import services
from callout.cases.models import Case, Interaction
from callout.contact_centre.models import Call, Draft
from callout.contact_centre.webhook import signed_report
from callout.customers.models import Customer
from callout.foundation import cache
from callout.foundation.models import PersonalDataReveal
from callout.workorders.intake import Request, take_request
from callout.workorders.models import WorkOrder
from e2e.field_app import eventually
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "zh": {
        "ring": "模拟来电",
        "stranger": "模拟陌生来电",
        "saved": "已建",
        "register": "只登记",
        "visit": "安排上门",
        "file": "给来电人建档",
        "solved": "电话解决",
        "answer": "怎么解决的",
        "resolve": "保存并解决",
        "draft": "草稿已存",
        "reveal": "显示完整内容",
        "hold": "挂起",
    },
    "en": {
        "ring": "Simulate call",
        "stranger": "Simulate unknown caller",
        "saved": "saved",
        "register": "Register only",
        "visit": "Open visit",
        "file": "New file for this caller",
        "solved": "Solved on the phone",
        "answer": "What helped",
        "resolve": "Save and resolve",
        "draft": "draft saved",
        "reveal": "Show in clear",
        "hold": "Hold case",
    },
}
SAID = {"zh": "开机十来分钟就不制冷，面板闪 E4", "en": "Not cooling after ten minutes, the panel flashes E4"}


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def town(live_site: Site) -> testing.Town:
    town = testing.town()
    Code.objects.filter(pk=town.codes["symptom"].pk).update(words=["不制冷", "not cooling", "E4"])
    town.engineer("周建国")
    cache.clear()
    return town


@pytest.fixture
def desk(open_page: Callable[..., Page], town: testing.Town, language: str) -> Page:
    page = open_page(testing.user("agent", region=town.region, name="李晓梅"), language)
    page.goto("/desk/")
    return page


def test_from_the_ring_to_the_booked_engineer(
    desk: Page, live_site: Site, town: testing.Town, language: str, out: Path
) -> None:
    live_site.worker()
    words = WORDS[language]
    desk.get_by_role("button", name=words["ring"], exact=True).click()
    expect(desk.get_by_role("heading", name=town.customer.name)).to_be_visible()
    expect(desk.locator(".callbar")).to_contain_text("138****6207")
    desk.locator("[name=note_to_engineer]").fill("地库可停")  # written before the call is answered
    desk.keyboard.press("F6")
    expect(desk.locator(".callbar:not([data-ringing])")).to_be_visible()
    expect(desk.locator("[name=note_to_engineer]")).to_have_value("地库可停")

    desk.keyboard.press("Alt+KeyA")
    desk.keyboard.press("Digit1")
    desk.keyboard.press("Alt+KeyW")
    desk.keyboard.insert_text(SAID[language])
    expect(desk.locator("#understood")).to_contain_text("S1")
    expect(desk.locator("#understood")).to_contain_text("E4")
    expect(desk.locator("#rail")).to_contain_text("¥0.00")
    expect(desk.locator("#draft")).to_contain_text(words["draft"])
    desk.screenshot(path=out / f"desk-{language}.png")

    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_url(re.compile(r"/cases/CA-\d{6}-\d{5}/$"))
    expect(desk.get_by_text(words["saved"])).to_be_visible()
    expect(desk.locator("#case-body")).to_contain_text("周建国")
    desk.screenshot(path=out / f"case-{language}.png")
    case = Case.objects.get()
    assert case.note_to_engineer == "地库可停"
    assert (case.state, case.symptom, case.device_code, case.channel) == (
        "in_service",
        town.codes["symptom"],
        "E4",
        "phone",
    )
    assert Call.objects.get().case == case
    assert not Draft.objects.exists()


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_a_note_half_written_stays_when_the_timeline_shows_another_kind(desk: Page, town: testing.Town) -> None:
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
    )
    case = take_request(actor=None, request=request)
    desk.goto(f"/cases/{case.number}/")
    desk.locator("#note [name=body]").fill("客户催了两次")
    desk.locator("#timeline").get_by_role("button", name="通话").click()
    expect(desk.locator("#timeline").get_by_role("button", name="通话")).to_have_attribute("aria-pressed", "true")
    expect(desk.locator("#note [name=body]")).to_have_value("客户催了两次")
    desk.locator("#note button").click()
    eventually(lambda: Interaction.objects.filter(case=case, body="客户催了两次").exists())
    expect(desk.locator("#note [name=body]")).to_have_value("")


@pytest.mark.parametrize("language", ["zh"], indirect=True)
def test_ctrl_enter_saves_what_helped_and_sends_nobody(desk: Page, town: testing.Town) -> None:
    desk.goto(f"/desk/?customer={town.customer.pk}")
    desk.locator("[name=description]").fill("遥控器没反应")
    desk.get_by_role("button", name="电话解决").click()
    desk.locator("#answer").fill("换了电池")
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_url(re.compile(r"/cases/CA-\d{6}-\d{5}/$"))
    assert (Case.objects.get().state, WorkOrder.objects.count()) == ("resolved", 0)


def test_an_unknown_caller_gets_a_file_and_the_case_waits_registered(
    desk: Page, town: testing.Town, language: str
) -> None:
    words = WORDS[language]
    desk.get_by_role("button", name=words["stranger"]).click()
    desk.get_by_role("link", name=words["file"]).click()
    desk.locator("[name=name]").fill("陈新")
    for name, text in (("city", "杭州"), ("district", "西湖区"), ("street", "古墩路 701 号")):
        desk.locator(f"[name={name}]").fill(text)
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", name="陈新")).to_be_visible()
    desk.locator("[name=description]").fill(SAID[language])
    desk.get_by_role("button", name=words["register"]).click()
    expect(desk.get_by_role("link", name=words["visit"]).first).to_be_visible()
    case = Case.objects.get()
    assert (case.customer.name, case.visits) == ("陈新", 0)
    assert Customer.objects.get(name="陈新").phone.startswith("1990000")


def test_a_question_answered_on_the_phone(desk: Page, town: testing.Town, language: str) -> None:
    words = WORDS[language]
    desk.goto(f"/desk/?customer={town.customer.pk}")
    desk.locator("[name=description]").fill(SAID[language])
    desk.get_by_role("button", name=words["solved"], exact=True).click()
    desk.get_by_label(words["answer"]).fill("清洗滤网后正常")
    desk.get_by_role("button", name=words["resolve"]).click()
    expect(desk).to_have_url(re.compile(r"/cases/CA-"))
    expect(desk.locator("#timeline")).to_contain_text("清洗滤网后正常")
    assert Case.objects.get().state == "resolved"


def test_what_is_typed_survives_a_reload_and_a_mistake(desk: Page, town: testing.Town, language: str) -> None:
    desk.goto(f"/desk/?customer={town.customer.pk}")
    desk.locator("[name=description]").fill(SAID[language])
    expect(desk.locator("#draft")).to_contain_text(WORDS[language]["draft"])
    desk.reload()
    expect(desk.locator("[name=description]")).to_have_value(SAID[language])
    desk.locator("[name=contact_phone]").fill("123")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".field-error").first).to_be_visible()
    expect(desk.locator("[name=description]")).to_have_value(SAID[language])
    assert not Case.objects.exists()


def test_the_palette_and_a_look_in_clear(desk: Page, town: testing.Town, language: str) -> None:
    desk.keyboard.press("Control+KeyK")
    desk.locator("#palette-q").fill("6207")
    desk.get_by_role("option", name=re.compile(town.customer.name)).click()
    expect(desk.locator("#file")).to_contain_text("138****6207")
    desk.locator("#file").get_by_role("button", name=re.compile(WORDS[language]["reveal"])).first.click()
    expect(desk.locator("#file")).to_contain_text("13800006207")
    assert PersonalDataReveal.objects.get().field == "phone"


def test_a_case_is_held_in_a_dialog_and_a_half_written_note_survives_the_news(
    desk: Page, town: testing.Town, language: str
) -> None:
    agent = User.objects.get(full_name="李晓梅")
    request = Request(
        customer=town.customer, channel="phone", service_type=town.repair, description=SAID[language], asset=town.asset
    )
    case = take_request(actor=agent, request=request)
    desk.goto(f"/cases/{case.number}/")
    note = desk.locator("#note [name=body]")
    note.fill("客户下午才在家")
    services.add_note(actor=None, case_id=case.pk, body="别处写的备注")
    expect(desk.locator("#timeline")).to_contain_text("别处写的备注")
    expect(note).to_have_value("客户下午才在家")
    note.press("Enter")
    expect(desk.locator("#timeline .quote").first).to_contain_text("客户下午才在家")
    expect(desk.locator("#note [name=body]")).to_have_value("")

    desk.get_by_role("link", name=WORDS[language]["hold"]).click()
    dialog = desk.locator("dialog[open]")
    dialog.get_by_role("button", name=WORDS[language]["hold"]).click()
    expect(dialog.locator(".field-error")).to_be_visible()
    dialog.locator("[name=waiting_for]").first.check(force=True)
    dialog.get_by_role("button", name=WORDS[language]["hold"]).click()
    expect(desk.locator("dialog[open]")).to_have_count(0)
    expect(desk.locator(".tl .gap")).to_be_visible()
    case.refresh_from_db()
    assert case.state == "waiting"


def test_a_ring_reaches_the_agent_on_another_page(
    desk: Page, live_site: Site, town: testing.Town, language: str
) -> None:
    desk.goto("/customers/")
    expect(desk.locator(".online-up")).to_be_visible()
    agent = User.objects.get(full_name="李晓梅")
    report = signed_report(id="pbx-9", event="ringing", caller=town.customer.phone, agent=agent.username)
    request = urllib.request.Request(f"{live_site.url}/hooks/telephony/", report["body"].encode(), report["headers"])
    assert urllib.request.urlopen(request).status == 202
    desk.locator(".ring a").click()
    expect(desk.get_by_role("heading", name=town.customer.name)).to_be_visible()
