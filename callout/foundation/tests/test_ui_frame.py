"""The frame around every page: navigation, palette, theme, language, messages, sign-in and error pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.template.loader import get_template
from django.test import Client, override_settings

from callout.accounts.access import CASES_VIEW, SYSTEM_VIEW, USERS_MANAGE
from callout.accounts.models import User
from callout.foundation.tests.test_ui_lists import person
from callout.foundation.ui import navigation, search
from callout.foundation.ui.navigation import Badge, NavItem
from callout.foundation.ui.search import Hit, Source
from callout.foundation.ui.staticfiles import Storage

ROOT = Path(settings.ROOT)
pytestmark = [pytest.mark.django_db, pytest.mark.urls("callout.foundation.tests.ui_pages")]


@pytest.fixture(autouse=True)
def own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries of other apps lead to pages that this test's addresses do not have."""
    items = [
        NavItem(
            "work", "events", "Events", "ticket", SYSTEM_VIEW, badge=lambda user: Badge("12 late", late=True), keys="e"
        ),
        NavItem("manage", "phone", "Phones", "phone", USERS_MANAGE),
    ]
    monkeypatch.setattr(navigation, "_items", {item.url_name: item for item in items})
    sources = [
        Source(
            "people",
            "People",
            "user",
            SYSTEM_VIEW,
            lambda user, text, most: [Hit("/events/", f"<{text}>", chip=("case", "new"))],
        ),
        Source("secret", "Secret", "lock", USERS_MANAGE, lambda user, text, most: [Hit("/", "secret")]),
    ]
    monkeypatch.setattr(search, "_sources", {source.name: source for source in sources})


@pytest.fixture
def reader() -> User:
    return person("1001", SYSTEM_VIEW)


@pytest.fixture
def client(reader: User) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(reader)
    return browser


def text(response: Any) -> str:
    return response.content.decode()


def test_the_navigation_holds_what_a_person_may_use_and_marks_the_page(client: Client) -> None:
    html = text(client.get("/events/"))
    assert re.search(r'href="/events/" title="Events" aria-current="page" data-go="e"', html)
    assert "Phones" not in html


def test_badges_come_in_their_own_answer_and_only_for_visible_entries(client: Client) -> None:
    html = text(client.get("/navigation/badges/"))
    assert '<span class="count late" id="badge-events" hx-swap-oob="true">12 late</span>' in html
    assert "badge-phone" not in html


def test_the_palette_asks_the_sources_a_person_may_read(client: Client) -> None:
    html = text(client.get("/search/?q=zhang"))
    assert "&lt;zhang&gt;" in html and "New" in html
    assert "secret" not in html
    assert "Nothing found" not in text(client.get("/search/?q=z"))


def test_the_theme_is_kept_and_nonsense_refused(client: Client, reader: User) -> None:
    assert client.post("/preferences/theme/", {"theme": "dark"}).status_code == 204
    reader.refresh_from_db()
    assert reader.theme == "dark"
    assert 'data-theme="dark"' in text(client.get("/events/"))
    assert client.post("/preferences/theme/", {"theme": "pink"}).status_code == 400


def test_the_language_changes_for_the_browser_and_the_person(client: Client, reader: User) -> None:
    response = client.post("/language/", {"language": "zh-hans", "next": "/events/"})
    assert response["Location"] == "/events/"
    reader.refresh_from_db()
    assert reader.language == "zh-hans"
    assert '<html lang="zh-Hans"' in text(client.get("/events/"))
    away = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert away["Location"].startswith("/accounts/login/")


def test_a_message_reaches_an_htmx_answer_as_a_toast_with_undo(client: Client) -> None:
    answer = client.post("/events/mark/", {"pk": []}, headers={"hx-request": "true"})
    toast = json.loads(answer["HX-Trigger"])["toast"]["toasts"][0]
    assert toast == {"text": "0 marked", "level": "success", "undo": "/unmark/"}


@pytest.mark.parametrize(("accept", "heading", "mark"), [("zh-CN", "登录", "zh-Hans"), ("en-US", "Sign in", "en")])
def test_the_sign_in_page_speaks_the_browsers_language(accept: str, heading: str, mark: str) -> None:
    html = text(Client(headers={"accept-language": accept}).get("/accounts/login/"))
    assert f"<h1>{heading}</h1>" in html and f'<html lang="{mark}"' in html
    assert 'name="username"' not in html, "no demo accounts outside a demo"


@override_settings(DEMO=True)
def test_demo_accounts_are_one_press_away(reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(demo_label="agent")
    html = text(Client(headers={"accept-language": "en"}).get("/accounts/login/"))
    assert re.search(rf'<button type="submit" name="username" value="1001"[^>]*>.*?>Agent {reader}</b>', html)


def test_a_wrong_password_says_so_and_keeps_the_number() -> None:
    browser = Client(headers={"accept-language": "en"})
    html = text(browser.post("/accounts/login/", {"login": "1001", "password": "wrong"}))
    assert "Not signed in" in html and 'value="1001"' in html


@pytest.mark.parametrize(
    "address", ["/accounts/password/reset/", "/accounts/signup/", "/accounts/confirm-email/", "/offline/"]
)
def test_pages_around_sign_in_are_ours(address: str) -> None:
    assert 'class="solo"' in text(Client().get(address))


@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/password/change/"])
def test_account_pages_stand_in_the_frame(reader: User, address: str) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"login": reader.username, "password": "a good password", "next": "/events/"})
    browser.post("/accounts/reauthenticate/", {"password": "a good password", "next": "/events/"})
    assert 'class="shell"' in text(browser.get(address))


def test_who_has_no_password_yet_can_set_one(reader: User, client: Client) -> None:
    reader.set_unusable_password()
    reader.save()
    client.force_login(reader)
    html = text(client.get("/accounts/password/change/", follow=True))
    assert "Set a password" in html and 'class="shell"' in html


def test_error_pages_need_no_data(client: Client) -> None:
    assert "Nothing here" in text(client.get("/nowhere/"))
    stranger = Client(headers={"accept-language": "en"})
    stranger.force_login(person("1005", CASES_VIEW))
    assert "not open to you" in text(stranger.get("/ui/"))
    client.raise_request_exception = False
    broken = client.get("/broken/")
    assert broken.status_code == 500 and "这一步没有完成" in text(broken)
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert "The form is too old" in text(strict.post("/language/", {"language": "en"}))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_component_page_draws_everything(reader: User, language: str) -> None:
    User.objects.filter(pk=reader.pk).update(language=language)
    browser = Client()
    browser.force_login(reader)
    html = text(browser.get("/ui/"))
    for mark in (
        'class="spine"',
        'class="tl"',
        'class="sla late"',
        'class="bulkbar inline"',
        "data-chart=",
        "note note-danger",
        "field-error",
    ):
        assert mark in html


def templates() -> Iterator[Path]:
    yield from (ROOT / "callout").rglob("templates/**/*.html")
    yield from (ROOT / "packs").rglob("templates/**/*.html")


def test_no_template_breaks_the_content_security_policy() -> None:
    """No inline style, no inline script that runs, no handler attribute, no foreign host."""
    for path in templates():
        source = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son(click|change|submit|load|input|error)=|hx-on", source), path
        for script in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", source):
            assert "application/json" in script, f"{path}: {script}"
        assert not re.search(r'(src|href)="(https?:)?//', source), path


def test_every_icon_named_in_a_template_or_module_is_in_the_sprite() -> None:
    known = set((ROOT / "frontend" / "icons.txt").read_text().split())
    used: dict[str, Path] = {}
    for path in templates():
        used |= dict.fromkeys(re.findall(r'{% icon "([\w-]+)"', path.read_text()), path)
        used |= dict.fromkeys(re.findall(r'\bicon="([\w-]+)"', path.read_text()), path)
    for path in (ROOT / "callout").rglob("*.py"):
        if "tests" not in path.parts:
            used |= dict.fromkeys(re.findall(r'\bicon="([\w-]+)"', path.read_text()), path)
            used |= dict.fromkeys(re.findall(r'NavItem\("\w+", "[\w:-]+", [^,]+, "([\w-]+)"', path.read_text()), path)
    missing = {name: str(path) for name, path in used.items() if name not in known}
    assert not missing


def test_the_style_sheet_becomes_one_file_when_collected(tmp_path: Path) -> None:
    storage = Storage(location=str(tmp_path), base_url="/static/")
    source = ROOT / "callout" / "static"
    parts = re.findall(r'url\("(.+?)"\)', (source / "callout.css").read_text())
    for name in ("callout.css", *parts):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((source / name).read_bytes())
    assert storage.url("callout.css") == "/static/callout.css", "before collecting, names are plain"
    original = FileSystemStorage(location=str(source))
    list(storage.post_process({name: (original, name) for name in ("callout.css", *parts)}))
    address = storage.url("callout.css")
    joined = (tmp_path / Path(address).name).read_text()
    assert re.fullmatch(r"/static/callout\.[0-9a-f]{12}\.css", address)
    assert "@import" not in joined and ".shell {" in joined and "@media print" in joined


def test_the_500_page_stands_alone() -> None:
    assert "Start page" in get_template("errors/500.html").render()
