"""The dispatcher's board at 100 engineers × 1,000 bookings: server time, first picture, elements, time of a handler.

    CALLOUT_DATA=var/bench python -m callout.runtime.beside \\
        python -m bench.board [--engineers 100] [--bookings 1000] [--json]

The bookings are invented in a region of their own, which is made once. A handler's time is from the event to the end of
the layout it causes, measured in the page (headless Chromium, 1920 × 1080).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

os.environ.setdefault("CALLOUT_LOG_LEVEL", "ERROR")
os.environ.setdefault("CALLOUT_HOSTS", "testserver,localhost")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the ORM runs beside Playwright

import django

django.setup()

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from bench.lib.machine import describe  # noqa: E402
from callout import testing  # noqa: E402
from callout.accounts.models import Region, User  # noqa: E402
from callout.workforce.models import Engineer  # noqa: E402
from callout.workforce.selectors import day_bounds  # noqa: E402
from callout.workorders.intake import Request, take_request  # noqa: E402
from callout.workorders.models import Booking, WorkOrder  # noqa: E402
from e2e.site import Site  # noqa: E402

NAME = "看板压测"
SEED = 7
ROUNDS = 40
AIMS = {"data_ms": 50, "check_ms": 50, "handler_ms": 50, "elements": 1500}

MEASURE = """async ([kind, rounds]) => {
  const scroll = document.getElementById("bd-scroll");
  const box = scroll.getBoundingClientRect();
  const times = [];
  for (let n = 0; n < rounds; n += 1) {
    const share = ((n * 7) % rounds) / rounds;
    const began = performance.now();
    if (kind === "scroll") {
      scroll.scrollTop = share * (scroll.scrollHeight - scroll.clientHeight);
      scroll.dispatchEvent(new Event("scroll"));
    } else if (kind === "move") {
      const at = { clientX: box.left + 220 + share * 600, clientY: box.top + 60 + share * 500 };
      dispatchEvent(new PointerEvent("pointermove", { ...at, bubbles: true }));
    } else {
      const key = n % 2 ? "ArrowDown" : "ArrowRight";
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    }
    await Promise.resolve();
    await Promise.resolve();
    void scroll.offsetHeight;
    times.push(performance.now() - began);
    await new Promise(requestAnimationFrame);
  }
  return times;
}"""


def make(engineers: int, bookings: int) -> tuple[User, Any]:
    """A region with its day, and its dispatcher; made again when the size is another one."""
    known = Region.objects.filter(name_zh=f"{NAME}工贸").first()
    if known and Booking.objects.filter(engineer__outlet__region=known).count() == bookings:
        return User.objects.get(memberships__region=known, memberships__role__code="dispatcher"), known
    town, rng = testing.town(NAME), Random(SEED)
    people = [town.engineer(f"工程师{n:03}", stock=0, east_km=rng.uniform(-9, 9)) for n in range(engineers)]
    first = take_request(
        actor=None,
        request=Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="不制冷", asset=town.asset
        ),
    ).work_orders.get()
    orders = WorkOrder.objects.bulk_create(_orders(first, bookings, rng))
    Booking.objects.bulk_create(_bookings(orders, people))
    return testing.user("dispatcher", region=town.region), town.region


def _orders(model: WorkOrder, count: int, rng: Random) -> list[WorkOrder]:
    columns = {
        f.attname: getattr(model, f.attname)
        for f in WorkOrder._meta.concrete_fields
        if f.attname not in {"id", "uid", "number", "visit", "state"}
    }
    return [
        WorkOrder(
            **columns
            | {
                "title": f"空调 不制冷 E{n}",
                "latitude": model.latitude + rng.uniform(-0.1, 0.1),
                "longitude": model.longitude + rng.uniform(-0.1, 0.1),
            },
            number=f"BENCH-{model.pk}-{n}",
            visit=n + 2,
            state="scheduled",
        )
        for n in range(count)
    ]


def _bookings(orders: list[WorkOrder], people: list[Engineer]) -> list[Booking]:
    start = day_bounds(timezone.localdate() + timedelta(days=1))[0] + timedelta(hours=8)
    return [
        Booking(
            work_order=order,
            engineer=people[n % len(people)],
            state="accepted",
            starts_at=_at(start, n // len(people)),
            ends_at=_at(start, n // len(people)) + timedelta(minutes=40),
            travel_minutes=15,
            travel_km=6.0,
            created_at=start,
        )
        for n, order in enumerate(orders)
    ]


def _at(start: datetime, turn: int) -> datetime:
    return start + timedelta(minutes=60 * turn)


def server_times(user: User) -> dict[str, float]:
    """Medians of the board's data and of one what-if question."""
    client, day = Client(), (timezone.localdate() + timedelta(days=1)).isoformat()
    client.force_login(user)
    board = client.get("/dispatch/board/data/", {"day": day}).json()
    bar, other = board["bookings"][0], board["engineers"][-1]
    place = {"engineer": other["id"], "starts": bar["starts"] + 2700}
    return {
        "data_ms": _median(lambda: client.get("/dispatch/board/data/", {"day": day})),
        "check_ms": _median(lambda: client.get(f"/dispatch/board/orders/{bar['order']}/check/", place)),
        "data_kb": round(len(client.get("/dispatch/board/data/", {"day": day}).content) / 1024),
        "engineers": len(board["engineers"]),
        "bookings": len(board["bookings"]),
    }


def _median(ask: Any) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        assert ask().status_code == 200  # noqa: S101
        times.append((time.perf_counter() - began) * 1000)
    return round(median(times), 1)


def browser_times(page: Page) -> dict[str, float]:
    """First picture, elements at rest and while scrolling, and the handlers of scrolling, dragging and keys."""
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    page.goto(f"/dispatch/?day={day}")
    page.locator(".bd-bar").first.wait_for()
    shown = page.evaluate("() => performance.now()")
    answered = page.evaluate(
        "() => performance.getEntriesByType('resource').find((e) => e.name.includes('/board/data/')).responseEnd"
    )
    page.wait_for_timeout(1000)
    count = "() => document.querySelectorAll('*').length"
    found = {"loaded_ms": round(shown), "after_data_ms": round(shown - answered), "elements": page.evaluate(count)}
    handlers = page.evaluate(MEASURE, ["scroll", ROUNDS])
    page.evaluate("() => document.getElementById('bd-scroll').scrollTo(0, 0)")
    page.wait_for_timeout(300)
    found |= {"scroll_ms": round(median(handlers), 1), "elements_scrolled": page.evaluate(count)}
    page.locator(".bd-bar").nth(3).focus()
    page.keyboard.press("Enter")
    keys = page.evaluate(MEASURE, ["key", ROUNDS])
    page.keyboard.press("Escape")
    box = page.locator(".bd-bar.free").nth(4).bounding_box()
    assert box  # noqa: S101
    page.mouse.move(box["x"] + 6, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 26, box["y"] + 12, steps=3)
    moves = page.evaluate(MEASURE, ["move", ROUNDS])
    page.keyboard.press("Escape")
    page.mouse.up()
    found |= {"key_ms": round(median(keys), 1), "drag_ms": round(median(moves), 1)}
    return found | {"handler_ms": round(median([*handlers, *keys, *moves]), 1)}


def run(engineers: int, bookings: int) -> dict[str, Any]:
    """All figures."""
    user, _region = make(engineers, bookings)
    found: dict[str, Any] = server_times(user)
    with Site.started(Path(tempfile.mkdtemp())) as site, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": 1920, "height": 1080}, base_url=site.url, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.add_cookies([site.session_cookie(user)])  # type: ignore[list-item]
        page = context.new_page()
        browser_times(page)  # a first visit fills the caches of server and browser
        found |= browser_times(page)
        browser.close()
    return found


def main() -> int:
    """Print the figures; 1 when one misses its aim."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engineers", type=int, default=100)
    parser.add_argument("--bookings", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = run(options.engineers, options.bookings)
    missed = [name for name, aim in AIMS.items() if found[name] > aim]
    if options.json:
        sys.stdout.write(json.dumps(found | {"missed": missed, "machine": describe()}) + "\n")
    else:
        for name, value in found.items():
            aim = f"  (aim {AIMS[name]})" if name in AIMS else ""
            sys.stdout.write(f"{name:18} {value}{aim}{'  MISSED' if name in missed else ''}\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
