"""Walks every list page of the product: each tab, sort, filter, search, deep page and file; says which are slow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.test import AsyncClient, Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from callout.accounts.models import User
from callout.cases.models import Case
from callout.customers.models import Customer
from callout.foundation.ui.lists.filters import DateRangeFilter, Filter
from callout.foundation.ui.lists.page import COUNT_CAP, ListPage

ROUNDS = 7
DEEP_PAGE = COUNT_CAP // 25
EXPORTED = 20_000


@dataclass(frozen=True)
class Listed:
    """A list page, where it is and who opens it: the demo account that sees most of it."""

    path: str
    view: type[ListPage]
    user: User


def lists() -> list[Listed]:
    """Every list in the address table."""
    people = list(User.objects.filter(is_active=True).exclude(demo_label=""))
    found = []
    for path, view in sorted(_views(get_resolver().url_patterns, ""), key=lambda pair: pair[0]):
        may = [person for person in people if person.may(view.permission)]
        if may:
            widest = max(may, key=lambda person: person.scope_for(view.permission).everything)
            found.append(Listed(path, view, widest))
    return found


def _views(patterns: list[Any], prefix: str) -> Iterator[tuple[str, type[ListPage]]]:
    for each in patterns:
        address = f"{prefix}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from _views(each.url_patterns, address)
        elif isinstance(each, URLPattern):
            view = getattr(each.callback, "view_class", None)
            if isinstance(view, type) and issubclass(view, ListPage) and "<" not in address:
                yield f"/{address}", view


def states(listed: Listed) -> Iterator[tuple[str, dict[str, str]]]:
    """(what it does, its query) of every state worth a look; on the widest tab where one is."""
    view = listed.view
    wide = {"tab": "all"} if any(tab.name == "all" for tab in view.tabs) else {}
    yield "page 1", {}
    for tab in view.tabs:
        yield f"tab {tab.name}", {"tab": tab.name}
    yield "100 rows", {**wide, "per": "100"}
    yield f"page {DEEP_PAGE}", {**wide, "page": str(DEEP_PAGE)}
    for column in view.columns:
        if column.sort:
            yield f"sort {column.name}", {**wide, "sort": column.name}
            yield f"sort -{column.name}", {**wide, "sort": f"-{column.name}"}
            yield f"sort -{column.name}, page {DEEP_PAGE}", {**wide, "sort": f"-{column.name}", "page": str(DEEP_PAGE)}
    for each in view.filters:
        for value in _values(each, listed.user):
            yield f"filter {urlencode(value)}", {**wide, **value}
    if view.search_hint:
        for text in _texts():
            yield f"search {text}", {**wide, "q": text}


def _values(each: Filter, user: User) -> list[dict[str, str]]:
    if isinstance(each, DateRangeFilter):
        today = timezone.localdate()
        return [
            {f"{each.name}_from": f"{today - timedelta(days=30)}"},
            {
                f"{each.name}_from": f"{today - timedelta(days=400)}",
                f"{each.name}_to": f"{today - timedelta(days=300)}",
            },
        ]
    return [{each.name: value} for value, _label in each.options(user)[:6]]


def _texts() -> list[str]:
    """Words many and few rows hold, a name, numbers of a case and a customer, a telephone number and its end."""
    case, customer = Case.objects.order_by("-id")[5000], Customer.objects.order_by("-id")[5000]
    return ["不制冷", "热风", customer.name, case.number, customer.number, "13900000077", "0077", "没有这个词"]


@dataclass(frozen=True)
class Timed:
    """How long one state of a list took."""

    what: str
    status: int
    best_ms: float
    worst_ms: float


def walk(client_for: Callable[[str], Client], aim_ms: float, *, only: str = "") -> None:
    """Measure every state of every list (the worst of some rounds after a first one) and print those over the aim."""
    number = slow = 0
    for listed in lists():
        if not listed.path.strip("/").startswith(only):
            continue
        browser = client_for(listed.user.demo_label)
        timed = [_timed(browser, listed.path, what, query) for what, query in states(listed)]
        over = [each for each in timed if each.worst_ms > aim_ms or each.status >= 400]
        number, slow = number + len(timed), slow + len(over)
        worst = max(each.worst_ms for each in timed)
        print(
            f"{listed.path:28} {len(timed):>3} states, slowest {worst:>7.1f} ms, {len(over)} over {aim_ms:g}",
            flush=True,
        )
        for each in over:
            print(f"    {each.what:44} {each.status} {each.best_ms:>8.1f} … {each.worst_ms:.1f} ms")
        if listed.view.exportable:
            print(f"    {_exported(listed)}", flush=True)
    print(f"{number} states of lists, {slow} over {aim_ms:g} ms")


def _timed(browser: Client, path: str, what: str, query: dict[str, str]) -> Timed:
    address = f"{path}?{urlencode(query)}" if query else path
    status = browser.get(address).status_code
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        browser.get(address)
        times.append((time.perf_counter() - began) * 1000)
        if times[-1] > 2000:
            break
    return Timed(what, status, min(times), max(times))


def _exported(listed: Listed) -> str:
    """What the list's CSV takes until its first rows and for EXPORTED of them."""
    wide = "&tab=all" if any(tab.name == "all" for tab in listed.view.tabs) else ""
    rows, first, whole = asyncio.run(_stream(listed.user, f"{listed.path}?export=csv{wide}"))
    return f"export: first rows after {first * 1000:.0f} ms, {rows:,} rows in {whole:.1f} s"


async def _stream(user: User, address: str) -> tuple[int, float, float]:
    browser = AsyncClient()
    await browser.aforce_login(user)
    began = time.perf_counter()
    response: Any = await browser.get(address)
    rows, first = 0, 0.0
    async for chunk in response.streaming_content:
        rows += chunk.count(b"\n")
        first = first or (time.perf_counter() - began if rows > 1 else 0.0)
        if rows >= EXPORTED:
            break
    return rows, first, time.perf_counter() - began
