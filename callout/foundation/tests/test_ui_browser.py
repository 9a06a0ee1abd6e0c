"""The frame in a real browser: keyboard, palette, lists without reload, themes, phone, accessibility."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from callout.accounts.access import SYSTEM_VIEW
from callout.foundation.models import Event
from callout.foundation.tests.test_ui_lists import person
from callout.foundation.ui import navigation
from callout.foundation.ui.icons import icon
from callout.foundation.ui.navigation import NavItem
from callout.runtime.browser import BROWSER

AXE = Path(settings.ROOT) / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("callout.foundation.tests.ui_pages"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A function that opens a signed-in page of a given width; complaints of the console fail the test."""
    items = [NavItem("work", "events", "Events", "ticket", SYSTEM_VIEW, keys="e")]
    items += [NavItem("manage", "components", "Components", "components", SYSTEM_VIEW)]
    monkeypatch.setattr(navigation, "_items", {item.url_name: item for item in items})
    # The test server reads the sources; names of an earlier collectstatic would not be found.
    monkeypatch.setattr(storages["staticfiles"], "hashed_files", {})
    icon.cache_clear()
    now = timezone.now()
    kinds = ["case.opened"] * 30 + ["case.closed"] * 3
    Event.objects.bulk_create([Event(type=kind, at=now - timedelta(minutes=n)) for n, kind in enumerate(kinds)])
    session = Client()
    session.force_login(person("1001", SYSTEM_VIEW))
    complaints: list[str] = []
    contexts = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "favicon" not in message.text:
            complaints.append(message.text)

    def open_page(address: str = "/events/", width: int = 1440, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="en-US", **options)
        contexts.append(context)
        context.add_cookies(
            [{"name": "sessionid", "value": session.cookies["sessionid"].value, "url": live_server.url}]
        )
        page = context.new_page()
        page.on("console", hear)
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def test_a_list_is_sorted_filtered_and_searched_without_a_new_page(opened: Any) -> None:
    page = opened()
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Type", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Type")
    page.keyboard.press("f")
    page.get_by_label("closed", exact=True).check()
    page.locator("#list-filters").get_by_role("button", name="Filter").click()
    expect(page.locator(".filter")).to_contain_text("Type: closed")
    expect(page).to_have_url(re.compile(r"\?sort=type&type=case\.closed$"))
    page.get_by_label("Drop Type").click()
    page.keyboard.press("/")
    page.keyboard.type("clos")
    expect(page.locator(".pager")).to_contain_text("1–3 of 3")
    expect(page.get_by_placeholder("Type")).to_be_focused()
    assert page.evaluate("window.same"), "the page was never reloaded"


def test_the_keyboard_reaches_pages_palette_and_help(opened: Any) -> None:
    page = opened("/ui/")
    page.keyboard.press("g")
    page.keyboard.press("e")
    page.wait_for_url("**/events/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-page")).to_contain_text("New event")
    page.keyboard.type("compon")
    expect(page.locator('#palette [aria-selected="true"]')).to_contain_text("Components")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ui/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_picked_rows_bring_the_bar_and_the_action_answers_with_a_toast(opened: Any) -> None:
    page = opened()
    expect(page.locator(".bulkbar")).to_be_hidden()
    page.get_by_label("Select the page").check()
    expect(page.locator("[data-picked]")).to_have_text("25 selected")
    page.get_by_label("all 33").check()
    page.evaluate("htmx.ajax('POST', '/events/mark/', {swap: 'none', values: {all: '1', query: 'type=case.closed'}})")
    toast = page.locator(".toast-line")
    expect(toast).to_contain_text("3 marked")
    expect(toast.get_by_role("button", name="Undo")).to_be_visible()


def test_the_theme_follows_the_system_until_chosen(opened: Any) -> None:
    page = opened(color_scheme="dark")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    with page.expect_response("**/preferences/theme/"):
        page.get_by_label("Switch light and dark").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "light"


def test_a_live_event_refreshes_the_list_and_keeps_what_was_picked(opened: Any) -> None:
    page = opened()
    page.locator("td.pick input").nth(1).check()
    fresh = Event.objects.create(type="case.closed", at=timezone.now() + timedelta(minutes=1))
    page.evaluate("document.body.dispatchEvent(new CustomEvent('calm:case', {bubbles: true}))")
    expect(page.locator(f'tr[data-pk="{fresh.pk}"]')).to_have_class(re.compile("fresh"))
    expect(page.locator("td.pick input:checked")).to_have_count(1)


def test_on_a_phone_rows_are_cards_and_the_menu_is_a_drawer(opened: Any) -> None:
    page = opened(width=390, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".side")).to_be_hidden()
    page.get_by_label("Menu").click()
    expect(page.locator(".side")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".side")).to_be_hidden()


def test_a_dialog_offers_the_safe_choice_first(opened: Any) -> None:
    page = opened("/ui/")
    page.locator('[data-dialog="example-confirm"]').click()
    expect(page.locator("#example-confirm")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent").startswith("Keep the order")
    page.keyboard.press("Escape")
    expect(page.locator("#example-confirm")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_assistive_technology(opened: Any, live_server: Any, scheme: str) -> None:
    page = opened(color_scheme=scheme, bypass_csp=True)
    for address in ("/events/?type=case.closed", "/ui/", "/phone/", "/offline/"):
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        page.add_script_tag(path=str(AXE))
        found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
        assert [(address, v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]] == []
