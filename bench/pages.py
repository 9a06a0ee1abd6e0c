"""Server time, query count and first-load weight of the main pages.

    DATABASE_URL=… python -m bench.million            # once: a million customers and cases
    DATABASE_URL=… python -m bench.pages [--rounds 30] [--json]

Server time is what the application takes from request to the last byte, data base included, network and browser not.
Weight is the gzip size of the page with every style sheet, script and sprite that it names.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import time
from dataclasses import dataclass

os.environ.setdefault("CALLOUT_LOG_LEVEL", "ERROR")
os.environ.setdefault("CALLOUT_HOSTS", "testserver,localhost")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.lib.machine import describe  # noqa: E402
from callout.accounts.models import User  # noqa: E402
from callout.cases.models import Case  # noqa: E402
from callout.customers.models import Customer  # noqa: E402
from callout.workorders.models import WorkOrder  # noqa: E402

AIM_MS, AIM_KB = 80, 180
_STATIC = re.compile(r'(?:href|src)="(/static/[^"#?]+)')


@dataclass(frozen=True)
class Page:
    """A page and who opens it (a demo role)."""

    name: str
    path: str
    role: str


def pages() -> list[Page]:
    """The ten pages people live in, on rows from the middle of the data."""
    case = Case.objects.filter(state="closed").order_by("-id")[1000:1001].get()
    dispatcher = User.objects.get(demo_label="dispatcher")
    order = WorkOrder.objects.visible_to(dispatcher).filter(state="completed").order_by("-id")[1000:1001].get()
    customer = Customer.objects.filter(cases__isnull=False).order_by("-id").first()
    if customer is None:
        raise SystemExit("No customer has a case: fill the data base with bench.million first.")
    return [
        Page("desk with a file", f"/desk/?customer={customer.pk}", "agent"),
        Page("cases, open", "/cases/", "agent"),
        Page("cases, all", "/cases/?tab=all", "agent"),
        Page("cases, search", "/cases/?tab=all&q=不制冷", "agent"),
        Page("case", f"/cases/{case.number}/", "agent"),
        Page("orders", "/orders/", "dispatcher"),
        Page("order", f"/orders/{order.number}/", "dispatcher"),
        Page("dispatch day", "/dispatch/", "dispatcher"),
        Page("customers", "/customers/", "agent"),
        Page("customer", f"/customers/{customer.pk}/", "agent"),
        Page("assets", "/assets/", "agent"),
        Page("morning", "/morning/", "manager"),
    ]


def client_for(role: str) -> Client:
    """A signed-in browser of a demo account."""
    browser = Client()
    browser.force_login(User.objects.get(demo_label=role))
    browser.cookies["callout_language"] = "zh-hans"
    return browser


def measure(page: Page, rounds: int) -> dict[str, object]:
    """p50 and p95 in ms, queries and weight of one page."""
    browser = client_for(page.role)
    first = browser.get(page.path)
    with CaptureQueriesContext(connection) as queries:
        body = _body(browser, page.path)
    count = len(queries)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        _body(browser, page.path)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return {
        "page": page.name,
        "status": first.status_code,
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "queries": count,
        "first_load_kb": round(weight(body) / 1024, 1),
    }


def _body(browser: Client, path: str) -> bytes:
    response = browser.get(path)
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def weight(body: bytes) -> int:
    """Gzip bytes of the page and of what it names under /static/ (imports of modules and style sheets included)."""
    seen: set[str] = set()
    todo = _STATIC.findall(body.decode())
    total = len(gzip.compress(body))
    while todo:
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", todo.pop().removeprefix(settings.STATIC_URL))
        path = finders.find(name)
        if name in seen or not path:
            continue
        seen.add(name)
        with open(path, "rb") as file:
            content = file.read()
        total += len(gzip.compress(content))
        if name.endswith((".css", ".js")):
            folder = name.rsplit("/", 1)[0] if "/" in name else ""
            for link in re.findall(rb"@import\s+(?:url\()?[\"']([^\"']+)|from\s*[\"'](\./[^\"']+)", content):
                relative = next(part for part in link if part).decode().removeprefix("./")
                todo.append(settings.STATIC_URL + (f"{folder}/{relative}" if folder else relative))
    return total


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sizes = {"customers": Customer.objects.count(), "cases": Case.objects.count()}
    rows = [measure(page, options.rounds) for page in pages()]
    if options.json:
        print(json.dumps({"machine": describe(), "sizes": sizes, "pages": rows}, ensure_ascii=False))
        return
    print(
        f"{describe()}\n{sizes['customers']:,} customers, {sizes['cases']:,} cases; aims: p95 {AIM_MS} ms, {AIM_KB} kB"
    )
    print(f"{'page':18} {'status':>6} {'p50 ms':>8} {'p95 ms':>8} {'queries':>8} {'kB gzip':>8}")
    for row in rows:
        print("{page:18} {status:>6} {p50_ms:>8} {p95_ms:>8} {queries:>8} {first_load_kb:>8}".format(**row))


if __name__ == "__main__":
    main()
