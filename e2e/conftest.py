"""Browser tests: the real site in a process of its own over the test data base, and browsers as people use them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from callout.runtime.browser import BROWSER
from e2e.site import Site

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's synchronous interface runs beside an event loop

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
STEP_MS = 30_000
expect.set_options(timeout=STEP_MS)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    arguments = ["--no-sandbox", *CAMERA]
    if video := os.environ.get("CALLOUT_E2E_VIDEO"):
        arguments.append(f"--use-file-for-fake-video-capture={video}")
    return {"executable_path": BROWSER, "args": arguments}


@pytest.fixture(scope="session")
def site_process(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One server for all browser tests."""
    with django_db_blocker.unblock(), Site.started(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def live_site(site_process: Site, transactional_db: None) -> Iterator[Site]:
    """The site over an empty data base; ``live_site.worker()`` runs jobs beside it."""
    site_process.rest()
    yield site_process
    site_process.rest()


@pytest.fixture
def open_page(browser: Browser, live_site: Site) -> Iterator[Callable[..., Page]]:
    """``open_page(user, "zh", phone=True)``: a browser of its own, signed in as ``user`` (None: nobody)."""
    contexts: list[BrowserContext] = []

    def open_one(user: Any = None, language: str = "zh", *, phone: bool = False, **more: Any) -> Page:
        profile = PHONE if phone else DESKTOP
        context = browser.new_context(
            locale=LOCALES[language], timezone_id="Asia/Shanghai", base_url=live_site.url, **profile, **more
        )
        context.set_default_timeout(STEP_MS)
        contexts.append(context)
        if user is not None:
            context.add_cookies([live_site.session_cookie(user)])
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page_zh(open_page: Callable[..., Page]) -> Page:
    """A desktop browser in Chinese, nobody signed in."""
    return open_page(None, "zh")


@pytest.fixture
def page_en(open_page: Callable[..., Page]) -> Page:
    """A desktop browser in English, nobody signed in."""
    return open_page(None, "en")


@pytest.fixture
def out() -> Path:
    """Folder for screenshots, kept out of version control."""
    folder = Path(__file__).parent / "out"
    folder.mkdir(exist_ok=True)
    return folder
