"""A slow phone: offline warm start and what a tap costs at a quarter of this machine's speed; prints both."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import Locator, Page

from e2e import field_world
from e2e.field_app import PIN, FieldApp
from e2e.site import Site

pytestmark = pytest.mark.django_db(transaction=True)

SLOWER = 4
HANDLER_MS = 50
START_MS = 3000
ROUNDS = 5
STARTS = 3
TAP = """element => new Promise(done => {
    const began = performance.now();
    element.click();
    setTimeout(() => done(performance.now() - began));
})"""


# Work of the kind that handlers do; how much longer it takes than on the machine the limits were set on says how much
# slower this one is now.
WORK = """() => {
    const began = performance.now();
    for (let round = 0; round < 20; round += 1) {
        const box = document.createElement("div");
        for (let n = 0; n < 200; n += 1) box.append(document.createElement("span"), `${n}`);
        document.body.append(box);
        box.getBoundingClientRect();
        box.remove();
    }
    return performance.now() - began;
}"""
WORK_MS = 100.0


def slowness(page: Page) -> float:
    """How many times slower than the reference this machine is now, at least 1."""
    return max(1.0, min(float(page.evaluate(WORK)) for _ in range(5)) / WORK_MS)


def tap_ms(element: Locator) -> float:
    """Milliseconds of a tap's handlers and of drawing what they changed."""
    element.wait_for()
    return float(element.evaluate(TAP))


def a_round(page: Page) -> list[float]:
    """Through the screens: today, an order, its more sheet, the tabs."""
    taps = [tap_ms(page.locator(".card.next .acts a").last), tap_ms(page.locator(".dock .btn.sq"))]
    taps.append(tap_ms(page.locator(".sheet .ib").first))
    taps.append(tap_ms(page.locator(".top .ib").first))
    taps += [tap_ms(page.locator(".tabs a").nth(number)) for number in (2, 3, 4, 0)]
    return taps


def a_start(page: Page) -> tuple[float, float]:
    """Milliseconds from the reload to the PIN, and from the PIN to the first order."""
    page.reload()
    page.locator("#pin").wait_for()
    start = page.evaluate("performance.now()")
    page.locator("#pin").fill(PIN)
    began = page.evaluate("performance.now()")
    page.keyboard.press("Enter")
    page.locator(".card.next").wait_for()
    return start, page.evaluate("performance.now()") - began


def test_a_slow_phone_starts_offline_and_answers_taps_in_time(
    live_site: Site, open_page: Callable[..., Page], capsys: pytest.CaptureFixture[str]
) -> None:
    """Held against the limits is the best of several tries: a busy machine only ever adds to what the app takes."""
    world = field_world.build(history=0)
    page = open_page(world.engineer.user, "zh", phone=True)
    app = FieldApp(page, "zh").open()
    page.locator(".card.next").wait_for()
    app.ready_offline()
    app.offline(True)
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    start, unlock = (min(ms) for ms in zip(*(a_start(page) for _ in range(STARTS)), strict=True))
    slower = [slowness(page)]
    rounds = [a_round(page) for _ in range(ROUNDS)]
    slower.append(slowness(page))
    best = sorted(min(taps) for taps in zip(*rounds, strict=True))
    every = sorted(ms for taps in rounds for ms in taps)
    with capsys.disabled():
        print(
            f"\noffline warm start {start:.0f} ms, PIN to first order {unlock:.0f} ms; {len(every)} taps: "
            f"median {median(every):.1f} ms, p95 {every[int(len(every) * 0.95)]:.1f} ms; "
            f"best of {ROUNDS}: median {median(best):.1f} ms, slowest {best[-1]:.1f} ms ({SLOWER}x slower; "
            f"machine {slower[0]:.2f} to {slower[1]:.2f} times slower than the reference)"
        )
    assert start <= START_MS * max(slower)
    assert median(best) <= HANDLER_MS * max(slower)
    assert app.errors == []
