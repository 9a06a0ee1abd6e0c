"""What a case's page gets from the apps above it: what to do now, its visits with the reasons, the customer's word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.accounts.access import CASES_EDIT, CASES_VIEW, FEEDBACK_VIEW, ORDERS_VIEW
from callout.accounts.models import User
from callout.assets.models import Asset
from callout.assets.panels import ASSET_PANELS
from callout.cases.models import OPEN_STATES, Case
from callout.cases.panels import CASE_PANELS
from callout.cases.transitions import CASE
from callout.contact_centre.selectors import last_records
from callout.customers.panels import Panel
from callout.dispatching.labels import unserved_label
from callout.feedback.models import Callback, Survey
from callout.foundation.ui import formats
from callout.workorders.labels import hold_label
from callout.workorders.models import OPEN_ORDER_STATES, Booking, ServiceRecord, WorkOrder

SHOWN_RECORDS = 20
ENDED_BOOKINGS = ("declined", "cancelled", "failed")
ORDER_SHOWN = ("case", "number", "visit", "state", "hold_reason", "unserved_reason", "completed_at")
BOOKING_SHOWN = (
    "work_order", "state", "starts_at", "ends_at", "travel_minutes", "engineer__user__full_name",
    "engineer__outlet__name_zh", "engineer__outlet__name_en",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Advice:
    """The next step: what is so, and what to do about it. ``url`` opens a dialog when ``dialog``."""

    text: str
    tone: str = ""
    url: str = ""
    label: str = ""
    icon: str = "arrow-right"
    dialog: bool = True


def orders_of(user: User, case: Case) -> list[WorkOrder]:
    """The case's visits the person may see, newest first, with bookings."""
    bookings = Booking.objects.select_related("engineer__user", "engineer__outlet").only(*BOOKING_SHOWN).order_by("id")
    rows = WorkOrder.objects.visible_to(user).filter(case=case).only(*ORDER_SHOWN)
    return list(rows.prefetch_related(Prefetch("bookings", queryset=bookings)).order_by("-visit"))


def current(order: WorkOrder) -> Booking | None:
    """The booking that counts: the newest that was not refused or taken back."""
    rows = [row for row in order.bookings.all() if row.state not in ENDED_BOOKINGS]
    return rows[-1] if rows else None


def advise(case: Case, orders: list[WorkOrder]) -> Advice:
    """What to do now."""
    number = case.number
    if case.state == Case.State.RESOLVED:
        text = _("The work is done. Ask the customer whether it is solved.")
        return Advice(text, "primary", reverse("cases:close", args=[number]), _("Close case"), "lock")
    if case.state in (Case.State.CLOSED, Case.State.CANCELLED, Case.State.MERGED):
        return Advice(_("Nothing is left to do."))
    if case.state == Case.State.WAITING:
        text = _("On hold: the clocks stand still until it goes on.")
        return Advice(text, "urgent", reverse("cases:resume", args=[number]), _("Resume case"), "player-play")
    opened = next((order for order in orders if order.state in OPEN_ORDER_STATES), None)
    return _visit_advice(opened) if opened else _without_visit(case)


def _without_visit(case: Case) -> Advice:
    if case.service_type.needs_visit and case.site_id:
        text = _("Registered, but nobody goes yet.")
        return Advice(text, "urgent", reverse("contact_centre:visit", args=[case.number]), _("Open visit"), "tool")
    text = _("No visit is needed. Answer the customer and keep the answer.")
    return Advice(
        text, "primary", reverse("contact_centre:resolve", args=[case.number]), _("Resolve case"), "circle-check"
    )


def _visit_advice(order: WorkOrder) -> Advice:
    url = reverse("workorders:detail", args=[order.number])
    booking = current(order)
    if order.state == WorkOrder.State.ON_HOLD:
        text = _("Carried over: %(why)s.") % {"why": hold_label(order.hold_reason)}
        return Advice(text, "urgent", url, _("Open order"), "tool", dialog=False)
    if booking is None:
        why = unserved_label(order.unserved_reason) if order.unserved_reason else ""
        text = _("Nobody is booked: %(why)s.") % {"why": why} if why else _("Dispatch is looking for an engineer.")
        return Advice(text, "urgent", url, _("Open order"), "user-question", dialog=False)
    planned = {"name": booking.engineer, "slot": formats.slot(booking.starts_at, booking.ends_at)}
    if booking.starts_at < timezone.now() and booking.state in ("proposed", "dispatched", "accepted"):
        text = _("%(name)s was to come %(slot)s and has not set out.") % planned
        return Advice(text, "urgent", url, _("Open order"), "tool", dialog=False)
    text = _("%(name)s comes %(slot)s.") % planned
    if booking.state in ("travelling", "on_site", "paused"):
        words = {
            "travelling": _("%(name)s is on the way."),
            "on_site": _("%(name)s is on site."),
            "paused": _("%(name)s has paused the work."),
        }
        text = words[booking.state] % {"name": booking.engineer}
    return Advice(text, "primary", url, _("Open order"), "tool", dialog=False)


def _actions(case: Case, orders: list[WorkOrder]) -> list[dict[str, str]]:
    """Further actions the state allows, each a dialog."""
    can = {
        target: CASE.can(case.state, target) for target in ("waiting", "resolved", "reopened", "cancelled", "merged")
    }
    on_the_way = case.state in ("triaged", "reopened")
    idle = not any(order.state in OPEN_ORDER_STATES for order in orders)
    wanted = [
        (case.state in OPEN_STATES and idle and bool(case.site_id), "contact_centre:visit", _("Open visit"), "tool"),
        (can["waiting"] or on_the_way, "cases:wait", _("Hold case"), "player-pause"),
        (case.state in OPEN_STATES, "contact_centre:resolve", _("Solved"), "circle-check"),
        (can["reopened"], "cases:reopen", _("Reopen"), "refresh"),
        (can["merged"], "contact_centre:merge", _("Merge"), "git-merge"),
        (can["cancelled"], "contact_centre:cancel", _("Cancel"), "ban"),
    ]
    return [
        {"url": reverse(name, args=[case.number]), "label": label, "icon": icon}
        for ok, name, label, icon in wanted
        if ok
    ]


def _now(user: User, case: Case) -> dict[str, Any]:
    orders = orders_of(user, case)
    advice = advise(case, orders)
    actions = [each for each in _actions(case, orders) if each["url"] != advice.url] if user.may(CASES_EDIT) else []
    may = user.may(CASES_EDIT) if advice.dialog else user.may(ORDERS_VIEW)
    visits = [(order, current(order)) for order in orders] if user.may(ORDERS_VIEW) else []
    return {"advice": advice, "actions": actions, "may": may, "visits": visits}


def _feedback(user: User, case: Case) -> dict[str, Any] | None:
    surveys = list(Survey.objects.filter(case=case, answered_at__isnull=False).order_by("-answered_at")[:3])
    calls = list(Callback.objects.visible_to(user).filter(case=case).order_by("-created_at")[:3])
    return {"surveys": surveys, "callbacks": calls} if surveys or calls else None


def _records(user: User, asset: Asset) -> dict[str, Any] | None:
    visible = WorkOrder.objects.visible_to(user).filter(asset=asset)
    return {"records": last_records(ServiceRecord.objects.filter(work_order__in=visible), SHOWN_RECORDS)}


CASE_PANELS.register(
    Panel("now", gettext_lazy("Do now"), CASES_VIEW, "contact_centre/_now.html", _now, order=10, side=True),
    Panel(
        "feedback",
        gettext_lazy("The customer's word"),
        FEEDBACK_VIEW,
        "contact_centre/_feedback.html",
        _feedback,
        order=30,
        side=True,
    ),
)
ASSET_PANELS.register(
    Panel("records", gettext_lazy("Service records"), ORDERS_VIEW, "contact_centre/_records.html", _records, order=30)
)
