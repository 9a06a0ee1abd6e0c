"""Driving the field app: the phone, its screens and what they show."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import re
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, expect

WAIT = 15


PAGE_LEFT = ("Execution context was destroyed", "Cannot find context with specified id")


def eventually(check: Callable[[], Any], *, seconds: float = WAIT, step: float = 0.2) -> Any:
    """The first true answer of ``check``; fails after ``seconds``. A page that is just being left has no answer yet."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if answer := check():
                return answer
        except PlaywrightError as error:
            if not any(text in error.message for text in PAGE_LEFT):
                raise
        time.sleep(step)
    raise AssertionError(f"did not come true in {seconds} s: {check}")


def picture() -> bytes:
    """A photo as a phone takes it."""
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()


PIN = "135790"


@functools.cache
def _stretched(pin: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, iterations)


def data_key(vault: dict[str, Any], pin: str) -> bytes:
    """The key of the phone's data (docs/adr/0015-field-encryption.md)."""
    return _decrypt(_stretched(pin, bytes(vault["salt"]), vault["iterations"]), bytes(vault["pin"]), "pin")


def _decrypt(key: bytes, whole: bytes, label: str) -> bytes:
    return AESGCM(key).decrypt(whole[:12], whole[12:], label.encode())


def _opened(key: bytes, table: str, row: dict[str, Any]) -> dict[str, Any]:
    plain = _decrypt(key, bytes(row.pop("sealed")), table)
    return row | ({"bytes": plain} if table == "blobs" else json.loads(plain))


AC_VALUES = {
    "zh": {"供电电压": "226", "进出风温差": "12", "低压侧压力（R32）": "0.9", "运行电流": "6", "绝缘电阻": "5"},
    "en": {
        "Supply voltage": "226",
        "Inlet to outlet temperature difference": "12",
        "Low-side pressure (R32)": "0.9",
        "Running current": "6",
        "Insulation resistance": "5",
    },
}


class FieldApp:
    """One phone. Words are looked up by language: ``zh`` or ``en``."""

    def __init__(self, page: Page, language: str) -> None:
        self.language = language
        self.errors: list[str] = []
        self.use(page)

    def use(self, page: Page) -> None:
        """Go on in this page (after a restart) and watch it for errors."""
        self.page = page
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if "Content Security Policy" in message.text else None,
        )

    def say(self, zh: str, en: str) -> str:
        """The text in the app's language."""
        return zh if self.language == "zh" else en

    def open(self, path: str = "/") -> FieldApp:
        """Open an address of the app and wait until it is drawn."""
        self.page.goto(f"/field{path}")
        return self.unlock()

    def filled(self) -> FieldApp:
        """Open the app and wait until it has its orders and could do without a network."""
        self.open().page.locator(".card.next").wait_for()
        self.ready_offline()
        return self

    def reload(self) -> FieldApp:
        """Load the page again; the key is gone with the old one."""
        self.page.reload()
        return self.unlock()

    def unlock(self) -> FieldApp:
        """Type the PIN when the app asks for it, and choose it on a new phone."""
        shown = self.page.locator("#app .toast, #app .welcome .btn").first
        shown.wait_for(state="attached")
        asked = self.page.locator("#pin")
        if asked.count():
            asked.fill(PIN)
            if self.page.locator("#pin2").count():
                self.page.locator("#pin2").fill(PIN)
            self.page.keyboard.press("Enter")
            asked.wait_for(state="detached")
            shown.wait_for(state="attached")
        return self

    def ready_offline(self) -> None:
        """Wait until the service worker controls the page and its cache is filled."""
        eventually(lambda: self.page.evaluate("navigator.serviceWorker.controller !== null"))

    def offline(self, gone: bool) -> None:
        """Cut or restore the network, service worker included."""
        self.page.context.set_offline(gone)

    def tap(self, zh: str, en: str) -> None:
        """Tap the button or link with this name."""
        name = re.compile(rf"^\W*{re.escape(self.say(zh, en))}")
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()

    def next_step(self) -> None:
        """Tap the one filled button."""
        self.page.locator(".dock .btn.main").click()

    def see(self, zh: str, en: str) -> None:
        """This text is on the screen."""
        expect(self.page.get_by_text(self.say(zh, en)).locator("visible=true").first).to_be_visible(timeout=WAIT * 1000)

    def stored(self, table: str) -> list[dict[str, Any]]:
        """Rows of the phone's data base, decrypted with the PIN as any reader who knows it could."""
        vault, rows = (self.raw(name) for name in ("keys", table))
        if table == "keys" or not rows:
            return rows
        key = data_key(vault[0], PIN)
        return [_opened(key, table, row) for row in rows]

    def raw(self, table: str) -> list[dict[str, Any]]:
        """Rows as they lie on the disk; bytes as lists of numbers."""
        return self.page.evaluate(
            """table => new Promise((resolve, reject) => {
                const opening = indexedDB.open('callout-field');
                opening.onerror = () => reject(opening.error);
                opening.onsuccess = () => {
                    const all = opening.result.transaction(table).objectStore(table).getAll();
                    const plain = (_, value) => value instanceof Uint8Array ? Array.from(value) : value;
                    all.onsuccess = () => {
                        resolve(JSON.parse(JSON.stringify(all.result, plain)));
                        opening.result.close();
                    };
                };
            })""",
            table,
        )

    def unsent(self) -> int:
        """Commands and photos that wait."""
        waiting = [c for c in self.raw("commands") if c["state"] == "queued"]
        return len(waiting) + len([s for s in self.raw("shots") if s["state"] == "queued"])

    def type_serial(self, serial: str) -> None:
        """Open the scanner and type the number instead."""
        self.tap("手工输入", "Type it")
        self.page.locator(".sheet .find input").fill(serial)
        self.page.locator(".sheet .btn.main").last.click()

    def pick_codes(self, *codes: str) -> None:
        """Choose codes one after the other; the picker goes on by itself."""
        for code in codes:
            self.page.locator(".sheet .find input").fill(code)
            self.page.locator(".sheet [role=option]", has_text=code).first.click()

    def sign(self) -> None:
        """Write a name on the glass."""
        self.write_name(".sig canvas")
        eventually(lambda: any(draft["signature"] for draft in self.stored("drafts")))

    def consent(self) -> None:
        """The customer signs for what it costs, in the sheet that asks."""
        self.page.locator("#consent").click()
        self.write_name(".sheet .sig canvas")
        self.next_in_sheet()

    def next_in_sheet(self) -> None:
        """Tap the filled button of the open sheet and see it close."""
        self.page.locator(".sheet .btn.main").click()
        expect(self.page.locator(".sheet")).to_have_count(0)

    def correct_labour(self, minutes: int, why: str) -> None:
        """Say other minutes of work than the stamps, and why."""
        self.page.locator("#time-labour").click()
        self.page.locator("#corrected").fill(str(minutes))
        self.page.locator("#why").fill(why)
        self.next_in_sheet()

    def write_name(self, glass: str) -> None:
        """Draw strokes on a canvas."""
        canvas = self.page.locator(glass)
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + 40, box["y"] + 60)
        mouse.down()
        for step in range(24):
            mouse.move(box["x"] + 40 + step * 9, box["y"] + 70 + (-1) ** (step // 2) * 28, steps=2)
        mouse.up()

    def photograph(self, step: str = "") -> None:
        """Take a photo, of a step of the checklist when one is named."""
        before = len(self.raw("shots"))
        self.page.locator(f"#check-{step} input[type=file]" if step else "#photos input[type=file]").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture()}
        )
        eventually(lambda: len(self.raw("shots")) == before + 1)

    def fill_checks(self, values: dict[str, str]) -> None:
        """Answer the checklist: measurements by name, everything else "pass"."""
        checks = self.page.locator("[id^=check-]")
        for index in range(checks.count()):
            check = checks.nth(index)
            if check.locator("input.num").count():
                self.measure(check.locator("input.num"), values[check.locator("label b").inner_text()])
            elif check.locator(".seg button").count():
                check.locator(".seg button").first.click()
            else:
                check.locator("input").fill("-")

    def measure(self, field: Locator, value: str) -> None:
        """Type a number and see it there: a sheet that is just closing may take the keyboard away."""
        field.fill(value)
        while field.input_value() != value or not field.evaluate("e => e === document.activeElement"):
            self.page.wait_for_timeout(50)
            field.fill(value)

    def answered(self) -> int:
        """Checklist items answered in the saved draft of the order on the screen."""
        return sum(len(draft["answers"]) for draft in self.stored("drafts") if draft["order"] in self.page.url)

    def step(self, zh: str, en: str) -> None:
        """Tap the one filled button, hear what was done, and see another one there."""
        button = self.page.locator(".dock .btn.main")
        before = button.inner_text()
        button.click()
        self.see(zh, en)
        expect(button).not_to_have_text(before, use_inner_text=True)

    def accept(self) -> None:
        """Accept from the order's page."""
        self.step("已接单", "Accepted")

    def go_there(self) -> None:
        """Set out and arrive from the order's page."""
        self.step("已出发", "Set out")
        self.step("已到达", "Arrived")

    def write_record(self, serial: str = "") -> None:
        """Serial (typed; without one the camera reads it), codes, checks with their photo, a part, the result."""
        self.next_step()
        self.page.wait_for_url("**/record")
        self.fill_record(serial)

    def fill_record(self, serial: str = "") -> None:
        """Fill the open record."""
        page = self.page
        page.locator("#asset").click()
        if serial:
            self.type_serial(serial)
        self.see("与工单设备一致", "Matches the order's asset")
        page.locator(".sheet .btn.main").click()
        page.wait_for_url("**/record")
        page.locator("#code-object").click()
        self.pick_codes("O-103", "C-104", "A-102")
        expect(page.locator(".sheet")).to_have_count(0)
        self.fill_checks(AC_VALUES[self.language])
        self.tap("查找", "Find")
        page.locator(".sheet .row", has_text="LCP-1001").click()
        self.photograph("bracket_safe")
        page.locator("#result").fill(self.say("更换电容，制冷恢复", "Capacitor replaced, cools again"))
        eventually(lambda: self.answered() == 7)

    def carry_over(self, zh: str, en: str) -> None:
        """On site: the job goes on another day, for this reason."""
        self.page.locator(".dock .btn.sq").click()
        self.tap("遗留到下次", "Carry over")
        self.page.get_by_role("radio", name=self.say(zh, en)).click()
        self.page.locator(".sheet .btn.main").click()
        self.page.wait_for_url("**/field/")

    def hand_over(self) -> None:
        """The record is complete, as the one button says: on to the customer's page."""
        expect(self.page.locator(".dock .btn.main")).to_contain_text(self.say("去收费签字", "To charges and signature"))
        self.next_step()
        self.page.wait_for_url("**/finish")

    def sign_and_complete(self) -> None:
        """Hand the phone over: charges, signature, complete."""
        self.hand_over()
        self.see("客户应付", "Customer pays")
        self.sign()
        self.next_step()
        self.page.wait_for_url("**/field/")
