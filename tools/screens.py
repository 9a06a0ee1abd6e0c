"""Pictures of every screen of a running demo, in both languages, on desktop and phone, light and dark.

    make run                                          # in another window
    .venv/bin/python -m tools.screens                 # all of them into var/screens
    .venv/bin/python -m tools.screens --only desk,case --languages en --devices phone --themes dark
    .venv/bin/python -m tools.screens --check         # besides: axe-core on each, and nothing wider than the window
    .venv/bin/python -m tools.screens --publish       # the chosen ones into docs/img, small

The pictures show what the demo's accounts see; nothing is drawn by hand.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from callout.runtime.browser import BROWSER
from tools.screen_list import PUBLISHED, SCREENS, Screen

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
LANGUAGES = {"zh": ("zh-CN", "zh-hans"), "en": ("en-GB", "en")}
SETTLE_MS = 500
WIDTH = 1440  # of a published picture


@dataclass(frozen=True)
class Look:
    """How a screen is seen."""

    language: str
    device: str
    theme: str

    @property
    def suffix(self) -> str:
        """``zh-desktop``, ``en-phone-dark``."""
        return f"{self.language}-{self.device}" + ("-dark" if self.theme == "dark" else "")


class Studio:
    """A browser over one running demo; signs in once for each account."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self._signed_in: dict[str, Any] = {}
        self._contexts: dict[tuple[str, Look], BrowserContext] = {}

    def context(self, role: str, look: Look) -> BrowserContext:
        """A browser window of this account, kept for the next screen."""
        if (role, look) not in self._contexts:
            locale, language = LANGUAGES[look.language]
            made = self.browser.new_context(
                base_url=self.url, locale=locale, timezone_id="Asia/Shanghai",
                color_scheme="dark" if look.theme == "dark" else "light", storage_state=self._state(role),
                **DEVICES[look.device],
            )  # fmt: skip
            made.add_cookies([{"name": "callout_language", "value": language, "url": self.url}])
            self._contexts[role, look] = made
        return self._contexts[role, look]

    def _state(self, role: str) -> Any:
        if role and role not in self._signed_in:
            context = self.browser.new_context(base_url=self.url, locale="en-GB")
            context.add_cookies([{"name": "callout_language", "value": "en", "url": self.url}])
            page = context.new_page()
            page.goto("/accounts/login/")
            page.locator("button[name=username]").filter(has_text=role).click()
            page.wait_for_load_state()
            self._signed_in[role] = context.storage_state()
            context.close()
        return self._signed_in.get(role)

    def open(self, screen: Screen, look: Look) -> Page:
        """The screen, loaded and led to the state that it shows."""
        page = self.context(screen.role, look).new_page()
        page.goto(screen.path)
        screen.lead(page, look.language)
        page.wait_for_timeout(SETTLE_MS)
        return page


def looks(languages: list[str], devices: list[str], themes: list[str]) -> Iterator[Look]:
    """Every combination."""
    for language in languages:
        for device in devices:
            for theme in themes:
                yield Look(language, device, theme)


def faults(page: Page) -> list[str]:
    """What axe-core complains of, and whether the page is wider than its window."""
    found = []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"{wide} px wider than the window")
    page.evaluate(AXE.read_text())
    for violation in page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]:
        nodes = violation["nodes"]
        found.append(f"{violation['id']} × {len(nodes)}: {nodes[0]['target']} {nodes[0]['failureSummary'][:160]!r}")
    return found


def shoot(studio: Studio, screens: list[Screen], wanted: list[Look], out: Path, check: bool) -> int:
    """Take the pictures; answers how many screens failed."""
    out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for screen in screens:
        for look in wanted:
            if screen.devices and look.device not in screen.devices:
                continue
            name = f"{screen.name}-{look.suffix}"
            try:
                page = studio.open(screen, look)
                page.screenshot(path=out / f"{name}.png", full_page=screen.whole)
                complaints = faults(page) if check else []
                page.close()
            except Exception as error:  # one screen that does not come must not hide the others
                complaints = [f"{type(error).__name__}: {str(error).splitlines()[0]}"]
            failed += bool(complaints)
            print(name, *complaints, sep="\n    ", flush=True)
    return failed


def publish(studio: Studio, folder: Path) -> None:
    """The chosen pictures, small enough for a repository."""
    from PIL import Image  # the product's own dependency; the other ways need no Pillow

    folder.mkdir(parents=True, exist_ok=True)
    by_name = {screen.name: screen for screen in SCREENS}
    for name, device, theme in PUBLISHED:
        for language in LANGUAGES:
            page = studio.open(by_name[name], Look(language, device, theme))
            picture: Image.Image = Image.open(io.BytesIO(page.screenshot()))
            page.close()
            picture = picture.convert("RGB")
            if picture.width > WIDTH:
                picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)))
            picture.save(folder / f"{name}-{language}.webp", quality=80, method=6)
            print(folder / f"{name}-{language}.webp")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "screens")
    parser.add_argument("--only", default="", help="names, comma separated; all of them otherwise")
    parser.add_argument("--languages", default="zh,en")
    parser.add_argument("--devices", default="desktop,phone")
    parser.add_argument("--themes", default="light")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--publish", action="store_true")
    options = parser.parse_args()
    names = [name for name in options.only.split(",") if name]
    chosen = [screen for screen in SCREENS if not names or screen.name in names]
    wanted = list(looks(options.languages.split(","), options.devices.split(","), options.themes.split(",")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        studio = Studio(browser, options.url)
        if options.publish:
            publish(studio, ROOT / "docs" / "img")
            return 0
        return min(1, shoot(studio, chosen, wanted, options.out, options.check))


if __name__ == "__main__":
    sys.exit(main())
