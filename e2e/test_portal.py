"""A customer without an account: request, progress, wish, rating; and the clerk who calls. In both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from callout import testing
from callout.cases.models import Case
from callout.feedback.models import Callback, Survey
from callout.foundation.models import Attachment
from callout.foundation.tests.test_files import picture
from callout.notifications.models import Message, Notice
from callout.workorders import records
from callout.workorders.bookings import Stamp
from callout.workorders.models import Booking
from callout.workorders.records import RecordInput
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "zh": {
        "send": "提交报修",
        "taken": "已受理",
        "came": "上门",
        "wish": "改时间或取消",
        "change": "改时间",
        "heard": "调度已收到",
        "not_solved": "没解决",
        "submit": "提交",
        "again": "已重开",
        "solved": "已解决",
        "next": "保存，打下一个",
        "closed": "已关闭",
    },
    "en": {
        "send": "Send request",
        "taken": "Taken",
        "came": "Visit",
        "wish": "Another time, or not at all",
        "change": "Change the time",
        "heard": "The dispatcher has your wish",
        "not_solved": "Not solved",
        "submit": "Send",
        "again": "Open again",
        "solved": "Solved",
        "next": "Save and next call",
        "closed": "closed",
    },
}


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def town(live_site: Site) -> testing.Town:
    town = testing.town()
    engineer = town.engineer("周建国")
    engineer.user.phone = "13900001111"
    engineer.user.save()
    return town


def ask_for_service(page: Page, town: testing.Town, words: dict[str, str], photo: Path) -> None:
    """Fill the form the way a thumb does."""
    page.goto("/request/")
    page.get_by_role("textbox").first.fill("空调不制冷，外机不转")
    page.locator("#id_serial").fill(town.asset.serial)
    page.locator("#id_serial").blur()
    expect(page.locator("#serial-product")).to_contain_text(re.compile("挂机|Split"))
    photo.write_bytes(picture())
    page.locator("#id_photos").set_input_files(photo)
    expect(page.locator("#thumbs img")).to_have_count(1)
    page.locator("#id_region").select_option(str(town.region.pk))
    page.locator("#id_district").fill("西湖区")
    page.locator("#id_street").fill("文三路 1 号")
    page.locator("#id_name").fill("李雪")
    page.locator("#id_phone").fill("1390000444")
    page.locator("#id_consent").check()
    page.wait_for_timeout(2100)  # the form refuses what was filled in no time
    page.get_by_role("button", name=words["send"]).click()
    expect(page.locator(".error")).to_contain_text(re.compile("11"))
    page.locator("#id_phone").fill("13900004444")
    page.locator("#id_photos").set_input_files(photo)
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("status").first).to_contain_text(words["taken"])


def finish(case: Case) -> None:
    """The engineer does the work."""
    booking = Booking.objects.select_related("engineer__user").filter(work_order__case=case, state="dispatched").get()
    stamp = Stamp(timezone.now())
    records.complete(actor=booking.engineer.user, booking_id=booking.pk, record=RecordInput(result="加氟"), stamp=stamp)
    testing.run_jobs()


def test_from_the_request_to_not_solved(
    open_page: Callable[..., Page], town: testing.Town, language: str, tmp_path: Path
) -> None:
    words, dispatcher = WORDS[language], testing.user("dispatcher", region=town.region)
    page = open_page(None, language, phone=True)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    ask_for_service(page, town, words, tmp_path / "door.jpg")
    case = Case.objects.get()
    assert Attachment.objects.get(subject="case").subject_id == case.pk

    testing.run_jobs()
    page.reload()
    expect(page.locator("main")).to_contain_text("周建国")
    expect(page.locator("h1")).to_contain_text(words["came"])
    page.get_by_text(words["wish"]).click()
    page.locator("#text").fill("周三晚上")
    page.get_by_role("button", name=words["change"], exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(words["heard"])
    assert "周三晚上" in Notice.objects.get(user=dispatcher).text_zh

    finish(case)
    page.goto(re.search(r"/s/\S+", Message.objects.get(template="survey").body)[0])  # type: ignore[index]
    page.get_by_text(words["not_solved"], exact=True).click()
    page.locator(".stars label").nth(1).click()
    page.get_by_role("button", name=words["submit"]).click()
    expect(page.locator("h1")).to_contain_text(words["again"])
    testing.run_jobs()
    case.refresh_from_db()
    assert (case.reopen_count, case.visits, case.rating) == (1, 2, 2)
    assert [text for text in problems if "422" not in text] == []


def test_a_record_downloads_from_the_customers_page(
    open_page: Callable[..., Page], town: testing.Town, tmp_path: Path
) -> None:
    page = open_page(None, "zh", phone=True)
    ask_for_service(page, town, WORDS["zh"], tmp_path / "door.jpg")
    testing.run_jobs()
    finish(Case.objects.get())
    page.reload()
    address = page.locator("a[href$='record.pdf']").get_attribute("href")
    answer = page.request.get(f"{address}?lang=en")
    assert answer.ok and answer.body().startswith(b"%PDF-") and b"/ByteRange" in answer.body()


def test_the_clerk_calls_and_closes(
    open_page: Callable[..., Page], town: testing.Town, language: str, tmp_path: Path
) -> None:
    words = WORDS[language]
    ask_for_service(open_page(None, language, phone=True), town, words, tmp_path / "door.jpg")
    testing.run_jobs()
    finish(Case.objects.get())
    Callback.objects.update(due_at=timezone.now())
    assert Survey.objects.exists()
    page = open_page(testing.user("callback_clerk", region=town.region), language)
    page.goto("/callbacks/")
    page.get_by_role("link", name=Case.objects.get().number).click()
    page.get_by_text(words["solved"], exact=True).first.click()
    page.locator("#answers").get_by_text("4", exact=True).click()
    page.get_by_role("button", name=words["next"]).click()
    expect(page.locator("body")).to_contain_text(words["closed"])
    assert (Case.objects.get().state, Case.objects.get().rating) == ("closed", 4)
