"""The dispatcher's day and what he does on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views import View

from callout.accounts.access import ORDERS_DISPATCH
from callout.dispatching import fits, services
from callout.dispatching.choose import Answer
from callout.dispatching.day import read_day
from callout.dispatching.why import Alternative, alternative, explain, grouped, last_decision, way_to_fit
from callout.workorders.models import Booking
from callout.workorders.selectors import get_order

OFFERED = 8


class DayPage(View):
    """Who works on a day, what is booked, what nobody has."""

    permission = ORDERS_DISPATCH

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, or its plan alone for htmx."""
        user: Any = request.user
        day = read_day(user, _date(request.GET.get("day", "")), request.GET.get("where", ""))
        partial = request.htmx and request.htmx.target == "dispatch"  # type: ignore[attr-defined]
        template = "dispatching/_plan.html" if partial else "dispatching/day.html"
        response = render(request, template, {"day": day, "numbers": _numbers(day)})
        patch_vary_headers(response, ["HX-Request", "HX-Target"])
        patch_cache_control(response, private=True, no_store=True)
        return response


def _numbers(day: Any) -> dict[str, int]:
    return {"booked": len(day.bars), "waiting": len(day.waiting), "risk": day.count("risk"), "late": day.count("late")}


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return found if 2000 <= found.year <= 2100 else timezone.localdate()


class OrderOptions(View):
    """Who could take an order, with the cost, and who could not."""

    permission = ORDERS_DISPATCH

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The side panel."""
        user: Any = request.user
        order = get_order(user, number)
        now = timezone.now()
        answer = services.find(order, now)
        ways = [] if answer.options else [way_to_fit(each) for each in fits.what_would_fit(order, now)]
        context = {"order": order, "offers": _offers(answer), "fits": ways, **_reasons(answer)}
        return render(request, "dispatching/_options.html", context)


def _offers(answer: Answer) -> list[tuple[Alternative, int]]:
    """(difference to the best, engineer id)."""
    candidates = [services.candidate(option) for option in answer.options[:OFFERED]]
    return [(alternative(candidates[0], each, rank), each["engineer"]) for rank, each in enumerate(candidates, 1)]


def _reasons(answer: Answer) -> dict[str, Any]:
    rows = [{"name": e.name, "rule": rule, "detail": detail} for e, _outlet, rule, detail in answer.excluded]
    return {"reason": answer.reason, "excluded": grouped(rows), "outlets": answer.outlets}


class BookingPanel(View):
    """One booking: facts, why this engineer, what to do."""

    permission = ORDERS_DISPATCH

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The side panel."""
        user: Any = request.user
        rows = Booking.objects.visible_to(user).select_related(
            "work_order__site", "work_order__customer", "engineer__user", "engineer__outlet"
        )
        booking = get_object_or_404(rows, pk=pk)
        decision = last_decision(booking.work_order_id)
        context = {"booking": booking, "order": booking.work_order, "why": explain(decision) if decision else None}
        return render(request, "dispatching/_booking.html", context)


def read_time(text: str) -> datetime | None:
    """A local ``2026-11-22T14:30`` or an aware ISO time; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)
