"""A phone with a profile on disk, and what its camera looks at."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import segno
from PIL import Image
from playwright.sync_api import BrowserContext, Playwright

from e2e.conftest import LOCALES, PHONE, STEP_MS
from e2e.field_app import FieldApp
from e2e.site import Site

WIDTH, HEIGHT = 1280, 720
SHORT = 100  # a label's text; longer ones are a phone's screen, with low correction as the app draws them


class Handset:
    """A browser with a profile on disk, so that closing it is a real restart."""

    def __init__(
        self, playwright: Playwright, arguments: dict[str, Any], folder: Path, site: Site, language: str
    ) -> None:
        self._start = lambda: playwright.chromium.launch_persistent_context(
            folder, **arguments, **PHONE, locale=LOCALES[language], timezone_id="Asia/Shanghai", base_url=site.url
        )
        self.context: BrowserContext = self._start()
        self.app = FieldApp(self.context.pages[0], language)

    def restart(self, *, offline: bool) -> FieldApp:
        """Close the browser and start it again."""
        self.context.close()
        self.context = self._start()
        self.context.set_offline(offline)
        self.app.use(self.context.pages[0])
        return self.app


def film(folder: Path, texts: list[str], *, each: int = 30) -> Path:
    """What the camera sees: QR codes one after the other, so many pictures of each, again and again."""
    out = folder / "film.mjpeg"
    out.write_bytes(b"".join(_picture(text) * each for text in texts))
    return out


def _picture(text: str) -> bytes:
    code = segno.make(text, error="m" if len(text) < SHORT else "l", micro=False)
    drawn = io.BytesIO()
    code.save(drawn, kind="png", scale=min(12, HEIGHT // code.symbol_size(border=4)[1]), border=4)
    plate = Image.open(drawn).convert("RGB")
    picture = Image.new("RGB", (WIDTH, HEIGHT), (200, 205, 210))
    picture.paste(plate, ((WIDTH - plate.width) // 2, (HEIGHT - plate.height) // 2))
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=90)
    return jpeg.getvalue()


@contextmanager
def camera_phone(
    playwright: Playwright, arguments: dict[str, Any], site: Site, user: Any, language: str, seen: Path
) -> Iterator[FieldApp]:
    """A phone whose camera looks at this film."""
    given = arguments | {"args": [*arguments["args"], f"--use-file-for-fake-video-capture={seen}"]}
    browser = playwright.chromium.launch(**given)
    context = browser.new_context(**PHONE, base_url=site.url, locale=LOCALES[language], permissions=["camera"])
    context.set_default_timeout(STEP_MS)
    context.add_cookies([site.session_cookie(user)])
    yield FieldApp(context.new_page(), language)
    browser.close()
