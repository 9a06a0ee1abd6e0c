"""What is late, why, and what would help: read from open cases, their orders and bookings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.analytics.areas import Area
from callout.analytics.models import FailureFigure
from callout.cases.models import Case
from callout.dispatching.labels import RULES
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
    """One late case with its reason and the order that holds it up."""

    case: Case
    order: WorkOrder | None
    reason: str
    next_step: str

    @property
    def reason_label(self) -> str | Promise:
        """The reason in words."""
        return REASONS[self.reason]


def late_cases(area: Area, now: datetime | None = None) -> list[Late]:
    """Late open cases, the latest first (three queries, at most CONSIDERED cases)."""
    now = now or timezone.now()
    bookings = Booking.objects.active().select_related("engineer__user")
    orders = WorkOrder.objects.filter(state__in=OPEN_ORDER_STATES).select_related("hold_part")
    rows = (
        Case.objects.open()
        .filter(area.q(), next_due_at__lt=now)
        .select_related("customer", "site")
        .prefetch_related(Prefetch("work_orders", orders.prefetch_related(Prefetch("bookings", bookings))))
        .order_by("next_due_at")[:CONSIDERED]
    )
    return [_explain(case) for case in rows]


def _explain(case: Case) -> Late:
    order = next(iter(case.work_orders.all()), None)
    if order is None:
        return Late(case, None, "no_visit", _("Decide what happens next"))
    booking = next(iter(order.bookings.all()), None)
    if booking is None:
        return _without_booking(case, order)
    who = booking.engineer.user.full_name
    at = timezone.localtime(booking.starts_at)
    if booking.state in ("proposed", "dispatched"):
        return Late(case, order, "unanswered", _("%(who)s has not answered") % {"who": who})
    if booking.state == "accepted":
        return Late(case, order, "planned_late", _("%(who)s at %(at)s") % {"who": who, "at": f"{at:%m-%d %H:%M}"})
    reason = "travelling" if booking.state == "travelling" else "on_site"
    return Late(case, order, reason, who)


def _without_booking(case: Case, order: WorkOrder) -> Late:
    if order.state == "on_hold" and order.hold_reason == "parts":
        part = order.hold_part.name if order.hold_part else order.hold_note
        return Late(case, order, "parts", part)
    if order.state == "on_hold":
        return Late(case, order, "hold", order.hold_note)
    if order.unserved_reason:
        return Late(case, order, "nobody", _("Assign by hand"))
    return Late(case, order, "unplanned", _("Assign"))


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
    held = sum(
        1 for item in late if item.reason == "parts" and item.order and item.order.hold_part_id == row["hold_part_id"]
    )
    where = _("%(n)d in stores") % {"n": in_stores} if in_stores else _("None in any store")
    title = _("%(part)s is missing for %(n)d orders") % {"part": name, "n": n}
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
        held = sum(1 for item in late if item.reason == "nobody" and item.case.region_id == row["region_id"])
        title = _("%(region)s: nobody for %(n)d orders") % {"region": pick(row["zh"], row["en"]), "n": row["n"]}
        why = str(RULES.get(row["unserved_reason"], row["unserved_reason"]))
        tasks.append(Task(title, why, row["n"], held, "user-question", _("Assign"), reverse("dispatching:day")))
    return tasks


def _repeats(area: Area) -> list[Task]:
    """Products whose share of repeats in two weeks is at least twice that of the ten weeks before."""
    today = timezone.localdate()
    recent, before = Q(day__gt=today - timedelta(days=14)), Q(day__lte=today - timedelta(days=14))
    rows = (
        FailureFigure.objects.filter(Q() if area.regions is None else Q(region_id__in=area.regions))
        .filter(day__gt=today - timedelta(days=84), product__isnull=False)
        .values("product_id", zh=F("product__name_zh"), en=F("product__name_en"))
        .annotate(
            n=Sum("count", filter=recent), again=Sum("repeats", filter=recent),
            old=Sum("count", filter=before), old_again=Sum("repeats", filter=before),
        )
    )  # fmt: skip
    tasks = []
    for row in rows:
        n, repeats, old, old_repeats = (row[key] or 0 for key in ("n", "again", "old", "old_again"))
        if repeats >= 3 and old and repeats / n >= 2 * max(old_repeats / old, 0.01):
            share, usual = f"{repeats / n:.0%}", f"{old_repeats / old:.0%}"
            title = _("%(product)s: %(share)s of repairs come back") % {
                "product": pick(row["zh"], row["en"]),
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
