"""Server time, query count and first-load weight of the main pages.

    DATABASE_URL=… python -m bench.million            # once: a million customers and cases
    DATABASE_URL=… python -m bench.pages [--rounds 30] [--json] [--only case]
    DATABASE_URL=… python -m bench.pages --lists      # every list: each tab, sort, filter, search, deep page and export

Server time is what the application takes from request to the last byte, data base included, network and browser not;
CPU is the application's part of it (a machine that others use makes the first long, not the second). First load is the
gzip size of the page with every style sheet, script and sprite that it names; what scripts fetch once the page stands
counts as later.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("CALLOUT_LOG_LEVEL", "ERROR")
os.environ.setdefault("CALLOUT_HOSTS", "testserver,localhost")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from bench.lib.list_walk import walk  # noqa: E402
from bench.lib.machine import describe  # noqa: E402
from callout.accounts.models import User  # noqa: E402
from callout.cases.links import tracking_token  # noqa: E402
from callout.cases.models import Case  # noqa: E402
from callout.customers.models import Customer  # noqa: E402
from callout.feedback.models import Callback, Survey  # noqa: E402
from callout.runtime.memory import settle  # noqa: E402
from callout.workorders.models import WorkOrder  # noqa: E402

AIM_MS, AIM_KB = 80, 180
COLUMNS = {
    "page": ("page", 18), "status": ("status", 6), "best_ms": ("best ms", 7), "p50_ms": ("p50 ms", 7),
    "p95_ms": ("p95 ms", 7), "cpu_ms": ("CPU ms", 6), "queries": ("queries", 7), "sql_ms": ("SQL ms", 6),
    "first_load_kb": ("kB first", 8), "later_kb": ("later", 6),
}  # fmt: skip
_STATIC = re.compile(r'(?:href|src)="(/static/[^"#?]+)')
_NEEDED = re.compile(rb"@import\s+(?:url\()?[\"']([^\"']+)|from\s*[\"'](\./[^\"']+)")
_LATER = re.compile(rb"import\([\"'`](\./[^\"'`]+)")


@dataclass(frozen=True)
class Page:
    """A page and who opens it (a demo role; none: the public)."""

    name: str
    path: str
    role: str = ""


def pages() -> list[Page]:
    """The pages people live in and those of the public, on rows from the middle of the data."""
    case = Case.objects.filter(state="closed").order_by("-id")[1000:1001].get()
    dispatcher = User.objects.get(demo_label="dispatcher")
    order = WorkOrder.objects.visible_to(dispatcher).filter(state="completed").order_by("-id")[1000:1001].get()
    customer = Customer.objects.filter(cases__isnull=False).order_by("-id").first()
    if customer is None:
        raise SystemExit("No customer has a case: fill the data base with bench.million first.")
    recent = Case.objects.filter(state="closed").order_by("-closed_at")[100:101].get()
    callback = Callback.objects.filter(state="open").order_by("due_at")[50:51].get()
    survey = Survey.objects.filter(answered_at=None).order_by("-id")[50:51].get()
    return [
        Page("desk with a file", f"/desk/?customer={customer.pk}", "agent"),
        Page("cases, open", "/cases/", "agent"),
        Page("cases, all", "/cases/?tab=all", "agent"),
        Page("cases, search", "/cases/?tab=all&q=不制冷", "agent"),
        Page("case", f"/cases/{case.number}/", "agent"),
        Page("orders", "/orders/", "dispatcher"),
        Page("order", f"/orders/{order.number}/", "dispatcher"),
        Page("board", "/dispatch/", "dispatcher"),
        Page("board's data", "/dispatch/board/data/", "dispatcher"),
        Page("day as a list", "/dispatch/list/", "dispatcher"),
        Page("customers", "/customers/", "agent"),
        Page("customer", f"/customers/{customer.pk}/", "agent"),
        Page("assets", "/assets/", "agent"),
        Page("morning", "/morning/", "manager"),
        Page("call-backs", "/callbacks/", "callback_clerk"),
        Page("call-back", f"/callbacks/{callback.pk}/", "callback_clerk"),
        Page("field app", "/field/"),
        Page("request form", "/request/"),
        Page("tracking", f"/t/{tracking_token(recent.pk)}/"),
        Page("survey", f"/s/{survey.token}/"),
    ]


def client_for(role: str) -> Client:
    """A signed-in browser of a demo account; of nobody without a role."""
    browser = Client()
    if role:
        browser.force_login(User.objects.get(demo_label=role))
    browser.cookies["callout_language"] = "zh-hans"
    return browser


def measure(page: Page, rounds: int) -> dict[str, object]:
    """p50 and p95 in ms, queries and weight of one page."""
    browser = client_for(page.role)
    first = browser.get(page.path)
    with CaptureQueriesContext(connection) as queries:
        body = _body(browser, page.path)
    count, in_sql = len(queries), sum(float(query["time"]) for query in queries.captured_queries)
    times, spent = [], []
    for _ in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        _body(browser, page.path)
        times.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - used) * 1000)
    times.sort()
    first_load, later = weight(body)
    return {
        "page": page.name,
        "status": first.status_code,
        "best_ms": round(times[0], 1),
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "cpu_ms": round(sorted(spent)[len(spent) // 2], 1),
        "queries": count,
        "sql_ms": round(in_sql * 1000),
        "first_load_kb": round(first_load / 1024, 1),
        "later_kb": round(later / 1024, 1),
    }


def _body(browser: Client, path: str) -> bytes:
    response = browser.get(path)
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def weight(body: bytes) -> tuple[int, int]:
    """Gzip bytes of the page with what it names under /static/ (imports
    included), and of what its scripts fetch later."""
    first, later = _files(_STATIC.findall(body.decode()), set())
    return len(gzip.compress(body)) + first, _files(later, set())[0]


def _files(addresses: list[str], seen: set[str]) -> tuple[int, list[str]]:
    """Gzip bytes of these files and their imports, and the addresses that they import later."""
    total, later = 0, []
    while addresses:
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", addresses.pop().removeprefix(settings.STATIC_URL))
        path = finders.find(name)
        if name in seen or not isinstance(path, str):
            continue
        seen.add(name)
        content = Path(path).read_bytes()
        total += len(gzip.compress(content))
        if name.endswith((".css", ".js")):
            folder = settings.STATIC_URL + (f"{name.rsplit('/', 1)[0]}/" if "/" in name else "")
            named = (part for link in _NEEDED.findall(content) for part in link if part)
            addresses += [folder + link.decode().removeprefix("./") for link in named]
            later += [folder + link.decode().removeprefix("./") for link in _LATER.findall(content)]
    return total, later


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", default="", help="pages whose name begins so")
    parser.add_argument(
        "--lists", action="store_true", help="walk every list instead and print what is slower than the aim"
    )
    options = parser.parse_args()
    get_resolver().url_patterns  # noqa: B018 - both as a web process does before its first request
    settle()
    if options.lists:
        walk(client_for, AIM_MS, only=options.only)
        return
    sizes = {"customers": Customer.objects.count(), "cases": Case.objects.count()}
    rows = [measure(page, options.rounds) for page in pages() if page.name.startswith(options.only)]
    if options.json:
        print(json.dumps({"machine": describe(), "sizes": sizes, "pages": rows}, ensure_ascii=False))
        return
    print(
        f"{describe()}\n{sizes['customers']:,} customers, {sizes['cases']:,} cases; aims: p95 {AIM_MS} ms, {AIM_KB} kB"
    )
    print("  ".join(f"{title:>{size}}" for title, size in COLUMNS.values()))
    for row in rows:
        print("  ".join(f"{row[name]:>{size}}" for name, (_title, size) in COLUMNS.items()))


if __name__ == "__main__":
    main()
