"""What is late, why, and what would help: read from open cases, their orders and bookings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from callout.analytics.areas import Area
from callout.analytics.figures import FIGURE_SECONDS
from callout.analytics.models import FailureFigure
from callout.assets.models import Product
from callout.cases.models import Case
from callout.dispatching.labels import RULES
from callout.foundation.cache import cached_for
from callout.foundation.i18n import pick
from callout.parts.models import Stock
from callout.workorders.models import OPEN_ORDER_STATES, Booking, WorkOrder

CONSIDERED = 1000
WORTH_A_TASK = 2

REASONS: dict[str, str | Promise] = {
    "parts": gettext_lazy("Part missing"),
    "nobody": gettext_lazy("Nobody free or qualified"),
    "unplanned": gettext_lazy("Not yet assigned"),
    "unanswered": gettext_lazy("Not accepted"),
    "planned_late": gettext_lazy("Booked too late"),
    "travelling": gettext_lazy("On the way"),
    "on_site": gettext_lazy("Still on site"),
    "hold": gettext_lazy("Carried over"),
    "no_visit": gettext_lazy("Waits at the desk"),
}


@dataclass(frozen=True, slots=True)
class Late:
    """One late case: why, in which region, since when, and the part its order waits for."""

    case_id: int
    due_at: datetime
    region_id: int
    reason: str
    part_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A late case in full, with its reason and what happens next in words."""

    case: Case
    reason_label: str | Promise
    next_step: str


def late_cases(area: Area, now: datetime | None = None) -> list[Late]:
    """Late open cases, the latest first (three queries, at most CONSIDERED cases)."""
    now = now or timezone.now()
    found = Case.objects.open().filter(area.q(), next_due_at__lt=now).order_by("next_due_at")
    cases = list(found.values_list("pk", "next_due_at", "region_id")[:CONSIDERED])
    keys = [pk for pk, _, _ in cases]
    rows = WorkOrder.objects.filter(case__in=keys, state__in=OPEN_ORDER_STATES).order_by("pk")
    orders = {order.case_id: order for order in rows.only(*_ORDER_FACTS)}
    booked = Booking.objects.active().filter(work_order__in=[order.pk for order in orders.values()])
    states = dict(booked.order_by("-starts_at", "-pk").values_list("work_order_id", "state"))
    return [_late(pk, due_at or now, region_id, orders.get(pk), states) for pk, due_at, region_id in cases]


_ORDER_FACTS = ("case_id", "state", "hold_reason", "hold_part_id", "unserved_reason")


def _late(case_id: int, due_at: datetime, region_id: int, order: WorkOrder | None, states: Mapping[int, str]) -> Late:
    if order is None:
        return Late(case_id, due_at, region_id, "no_visit")
    state = states.get(order.pk, "")
    if state in _BY_BOOKING:
        return Late(case_id, due_at, region_id, _BY_BOOKING[state])
    return Late(case_id, due_at, region_id, _reason_without_booking(order), order.hold_part_id)


_BY_BOOKING = {
    "proposed": "unanswered",
    "dispatched": "unanswered",
    "accepted": "planned_late",
    "travelling": "travelling",
    "on_site": "on_site",
    "paused": "on_site",
}


def _reason_without_booking(order: WorkOrder) -> str:
    if order.state == "on_hold":
        return "parts" if order.hold_reason == "parts" else "hold"
    return "nobody" if order.unserved_reason else "unplanned"


def shown(late: list[Late]) -> list[Shown]:
    """Some late cases in full (three queries and one for each kind of row beside them)."""
    bookings = Booking.objects.active().select_related("engineer__user")
    orders = WorkOrder.objects.filter(state__in=OPEN_ORDER_STATES).select_related("hold_part")
    visits = orders.only(*_VISIT_SHOWN).prefetch_related(Prefetch("bookings", bookings.only(*_BOOKING_SHOWN)))
    rows = Case.objects.select_related("customer", "site").only(*_CASE_SHOWN)
    rows = rows.prefetch_related(Prefetch("work_orders", visits))
    cases = rows.in_bulk([item.case_id for item in late])
    return [
        Shown(cases[item.case_id], REASONS[item.reason], _next_step(cases[item.case_id], item.reason)) for item in late
    ]


_CASE_SHOWN = ("number", "next_due_at", "created_at", "customer__name", "site__district")
_VISIT_SHOWN = ("case", "hold_note", "hold_part__name_zh", "hold_part__name_en")
_BOOKING_SHOWN = ("work_order", "starts_at", "engineer__user__full_name")


def _next_step(case: Case, reason: str) -> str:
    order = next(iter(case.work_orders.all()), None)
    booking = next(iter(order.bookings.all()), None) if order else None
    if booking:
        return _booked_step(booking, reason)
    if reason == "parts" and order:
        return order.hold_part.name if order.hold_part else order.hold_note
    if reason == "hold" and order:
        return order.hold_note
    steps = {"no_visit": _("Decide what happens next"), "nobody": _("Assign by hand"), "unplanned": _("Assign")}
    return steps.get(reason, "")


def _booked_step(booking: Booking, reason: str) -> str:
    who = booking.engineer.user.full_name
    if reason == "unanswered":
        return _("%(who)s has not answered") % {"who": who}
    at = timezone.localtime(booking.starts_at)
    return _("%(who)s at %(at)s") % {"who": who, "at": f"{at:%m-%d %H:%M}"} if reason == "planned_late" else who


def shares(late: list[Late]) -> list[dict[str, object]]:
    """How many are late for which reason, the commonest first, with a tone for the bar."""
    tones = ["danger", "urgent", "soft"]
    counted = Counter(item.reason for item in late).most_common()
    return [
        {"label": REASONS[reason], "count": n, "tone": tones[i] if i < len(tones) else ""}
        for i, (reason, n) in enumerate(counted)
    ]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do first: what, why, how many cases hang on it, and where to go."""

    title: str
    detail: str
    count: int
    late: int
    icon: str
    action: str
    url: str


def first_tasks(area: Area, late: list[Late]) -> list[Task]:
    """At most three things that would free the most cases, late ones counting double."""
    found = [*_missing_parts(area, late), *_nobody(area, late), *_repeats(area)]
    worth = [task for task in found if task.count + task.late >= WORTH_A_TASK]
    return sorted(worth, key=lambda task: -(task.count + task.late))[:3]


def _missing_parts(area: Area, late: list[Late]) -> list[Task]:
    waiting = (
        WorkOrder.objects.filter(area.q(), state="on_hold", hold_part__isnull=False)
        .values("hold_part_id", zh=F("hold_part__name_zh"), en=F("hold_part__name_en"))
        .annotate(n=Count("id"))
        .order_by("-n")[:3]
    )
    rows = list(waiting)
    stock: Counter[int] = Counter()
    for part_id, quantity in (
        Stock.objects.filter(part_id__in=[r["hold_part_id"] for r in rows], quantity__gt=0)
        .exclude(store__kind="van")
        .values_list("part_id", "quantity")
    ):
        stock[part_id] += quantity
    return [_part_task(row, stock[row["hold_part_id"]], late) for row in rows]


def _part_task(row: Mapping[str, Any], in_stores: int, late: list[Late]) -> Task:
    name, n = pick(row["zh"], row["en"]), row["n"]
    held = sum(1 for item in late if item.reason == "parts" and item.part_id == row["hold_part_id"])
    where = _("%(n)d in stores") % {"n": in_stores} if in_stores else _("None in any store")
    title = ngettext("%(part)s is missing for %(n)d order", "%(part)s is missing for %(n)d orders", n)
    title %= {"part": name, "n": n}
    return Task(
        title, where, n, held, "package", _("See the part"), reverse("parts:detail", args=[row["hold_part_id"]])
    )


def _nobody(area: Area, late: list[Late]) -> list[Task]:
    rows = (
        WorkOrder.objects.filter(area.q(), state="unscheduled")
        .exclude(unserved_reason="")
        .values("region_id", "unserved_reason", zh=F("region__name_zh"), en=F("region__name_en"))
        .annotate(n=Count("id"))
        .order_by("-n")[:3]
    )
    tasks = []
    for row in rows:
        held = sum(1 for item in late if item.reason == "nobody" and item.region_id == row["region_id"])
        title = ngettext("%(region)s: nobody for %(n)d order", "%(region)s: nobody for %(n)d orders", row["n"])
        title %= {"region": pick(row["zh"], row["en"]), "n": row["n"]}
        why = str(RULES.get(row["unserved_reason"], row["unserved_reason"]))
        tasks.append(Task(title, why, row["n"], held, "user-question", _("Assign"), reverse("dispatching:day")))
    return tasks


@cached_for(FIGURE_SECONDS)
def _repairs_by_product(regions: frozenset[int] | None, today: date) -> list[dict[str, Any]]:
    """Repairs and repeats of each product: two weeks, and the ten before."""
    recent, before = Q(day__gt=today - timedelta(days=14)), Q(day__lte=today - timedelta(days=14))
    rows = (
        FailureFigure.objects.filter(Q() if regions is None else Q(region_id__in=regions))
        .filter(day__gt=today - timedelta(days=84), product__isnull=False)
        .order_by()
        .values("product_id")
        .annotate(
            n=Sum("count", filter=recent), again=Sum("repeats", filter=recent),
            old=Sum("count", filter=before), old_again=Sum("repeats", filter=before),
        )
    )  # fmt: skip
    found = [dict(row) for row in rows if row["again"]]
    products = Product.objects.in_bulk([row["product_id"] for row in found])
    return [row | {"product": products[row["product_id"]]} for row in found]


def _repeats(area: Area) -> list[Task]:
    """Products whose share of repeats in two weeks is at least twice that of the ten weeks before."""
    rows = _repairs_by_product(area.regions, timezone.localdate())
    tasks = []
    for row in rows:
        n, repeats, old, old_repeats = (row[key] or 0 for key in ("n", "again", "old", "old_again"))
        if repeats >= 3 and old and repeats / n >= 2 * max(old_repeats / old, 0.01):
            share, usual = f"{repeats / n:.0%}", f"{old_repeats / old:.0%}"
            title = _("%(product)s: %(share)s of repairs come back") % {
                "product": row["product"].name,
                "share": share,
            }
            detail = _("Usually %(usual)s; %(n)d repeats in two weeks") % {"usual": usual, "n": repeats}
            tasks.append(
                Task(
                    title,
                    detail,
                    repeats,
                    0,
                    "repeat",
                    _("See failures"),
                    reverse("analytics:failures") + f"?product={row['product_id']}",
                )
            )
    return sorted(tasks, key=lambda task: -task.count)[:1]
