"""What a dispatcher does, each as a dialog over the page he is on (or a page of its own without scripts)."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from callout.accounts.access import ORDERS_DISPATCH
from callout.dispatching import dispatch, manual, preview, services
from callout.dispatching.forms import AssignManyForm, PlaceForm, TakeBackForm, engineers_for
from callout.dispatching.labels import unserved_label
from callout.dispatching.views import read_time
from callout.foundation.errors import BusinessError
from callout.foundation.ui import formats
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.forms import add_business_error
from callout.foundation.ui.toasts import notify
from callout.workforce.models import Engineer
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.selectors import get_order
from callout.workorders.tables import OrderList

MOST_AT_ONCE = 100
STEP = timedelta(minutes=5)


def changed(request: HttpRequest, back: str) -> HttpResponse:
    """The plan changed: htmx pages close the dialog and read again, others go back."""
    if not getattr(request, "htmx", False):
        return HttpResponseRedirect(back)
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"dialog:close": "", "dispatch:changed": ""})})


class _Place(View, ABC):
    """Common to assigning and moving: who, when, and what that would mean."""

    permission = ORDERS_DISPATCH
    title: Any
    submit: Any

    order: WorkOrder
    booking: Booking | None = None

    def form(self, request: HttpRequest) -> PlaceForm:
        """Filled with what the address proposes, or bound to what was chosen."""
        engineers = engineers_for(self.actor, self.order.region_id)
        if request.method == "POST" or "starts_at" in request.GET:
            return PlaceForm(request.POST or request.GET, engineers=engineers)
        return PlaceForm(initial=self.proposal(request), engineers=engineers)

    @property
    def actor(self) -> Any:
        """Who dispatches."""
        return self.request.user

    @abstractmethod
    def proposal(self, request: HttpRequest) -> dict[str, Any]:
        """Engineer, time and version to begin with."""

    def show(self, request: HttpRequest, form: PlaceForm, status: int = 200) -> HttpResponse:
        """The dialog with its verdict."""
        who, when = self._chosen(form)
        verdict = problem = None
        if who and when:
            try:
                verdict = preview.check(self.order, who, when, moving=self.booking)
            except BusinessError as error:
                problem = str(error.message)
        context = {
            "form": form, "order": self.order, "verdict": verdict, "problem": problem,
            "instead": self._instead(verdict), "title": self.title, "submit": self.submit,
            "back": reverse("workorders:detail", args=[self.order.number]),
        }  # fmt: skip
        template = "dispatching/_place.html" if getattr(request, "htmx", False) else "dispatching/place.html"
        return render(request, template, context, status=status)

    def _instead(self, verdict: preview.Verdict | None) -> datetime | None:
        """The engineer's own best free time, when the chosen one is impossible."""
        if verdict is None or verdict.possible or self.booking is not None:
            return None
        try:
            return preview.next_free(self.order, verdict.option.engineer.pk, timezone.now())
        except BusinessError:
            return None

    def _chosen(self, form: PlaceForm) -> tuple[int | None, datetime | None]:
        if form.is_bound:
            if not form.is_valid():
                return None, None
            return form.cleaned_data["engineer"].pk, form.cleaned_data["starts_at"]
        return form.initial.get("engineer"), form.initial.get("starts_at")

    def submit_to(self, request: HttpRequest, form: PlaceForm) -> HttpResponse:
        """Do it, or show what stands against it."""
        if not form.is_valid():
            return self.show(request, form, 422)
        try:
            self.act(request, form)
        except BusinessError as error:
            add_business_error(form, error)
            return self.show(request, form, 422)
        return changed(request, reverse("workorders:detail", args=[self.order.number]))

    @abstractmethod
    def act(self, request: HttpRequest, form: PlaceForm) -> None:
        """The service call and its message."""


class Assign(_Place):
    """Give an order to an engineer."""

    title = gettext_lazy("Assign order")
    submit = gettext_lazy("Assign")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The dialog; ``engineer`` and ``at`` in the address propose."""
        self.order = get_order(self.actor, number)
        return self.show(request, self.form(request))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Assign."""
        self.order = get_order(self.actor, number)
        return self.submit_to(request, self.form(request))

    def proposal(self, request: HttpRequest) -> dict[str, Any]:
        """What the address says, completed by the machine's best."""
        asked, at = request.GET.get("engineer", ""), read_time(request.GET.get("at", ""))
        engineer = int(asked) if asked.isascii() and asked.isdigit() else None
        if engineer and at:
            return {"engineer": engineer, "starts_at": at}
        options = services.find(self.order, timezone.now()).options
        best = next(
            (o for o in options if o.engineer.pk == engineer), options[0] if options and engineer is None else None
        )
        if best:
            return {"engineer": best.engineer.pk, "starts_at": best.starts}
        return {"engineer": engineer, "starts_at": at or _next_step()}

    def act(self, request: HttpRequest, form: PlaceForm) -> None:
        """Book and offer the way back."""
        chosen = form.cleaned_data
        booking = manual.assign(
            actor=self.actor, order_id=self.order.pk, engineer_id=chosen["engineer"].pk, starts_at=chosen["starts_at"]
        )
        _tell(request, booking, _("%(order)s assigned to %(name)s, %(time)s."), None)


class Move(_Place):
    """Another engineer or time for a booking."""

    booking: Booking
    title = gettext_lazy("Move booking")
    submit = gettext_lazy("Move")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The dialog; ``engineer`` and ``at`` in the address propose."""
        self._read(pk)
        return self.show(request, self.form(request))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move."""
        self._read(pk)
        return self.submit_to(request, self.form(request))

    def _read(self, pk: int) -> None:
        rows = Booking.objects.visible_to(self.actor).select_related(
            "work_order__site", "work_order__customer", "engineer__user"
        )
        self.booking = get_object_or_404(rows, pk=pk)
        self.order = self.booking.work_order

    def proposal(self, request: HttpRequest) -> dict[str, Any]:
        """Where it is, or where it was dropped."""
        asked = request.GET.get("engineer", "")
        engineer = int(asked) if asked.isascii() and asked.isdigit() else self.booking.engineer_id
        at = read_time(request.GET.get("at", "")) or self.booking.starts_at
        return {"engineer": engineer, "starts_at": at, "version": self.booking.version}

    def act(self, request: HttpRequest, form: PlaceForm) -> None:
        """Move and offer the way back."""
        chosen, was = form.cleaned_data, (self.booking.engineer_id, self.booking.starts_at)
        moved = manual.reassign(
            actor=self.actor,
            booking_id=self.booking.pk,
            engineer_id=chosen["engineer"].pk,
            starts_at=chosen["starts_at"],
            version=chosen["version"],
        )
        _tell(request, moved, _("%(order)s moved to %(name)s, %(time)s."), was)


def _next_step() -> datetime:
    now = timezone.now().replace(second=0, microsecond=0)
    return now + STEP - timedelta(minutes=now.minute % 5)


def _tell(request: HttpRequest, booking: Booking, text: str, was: tuple[int, datetime] | None) -> None:
    words = {
        "order": booking.work_order.number,
        "name": booking.engineer,
        "time": formats.slot(booking.starts_at, booking.ends_at),
    }
    notify(request, text % words, undo_url=reverse("dispatching:undo", args=[manual.undo_token(booking, was)]))


class TakeBack(DialogForm):
    """Take an order from its engineer."""

    permission = ORDERS_DISPATCH
    form_class = TakeBackForm
    submit = gettext_lazy("Take back")
    icon = "user-question"
    danger = True

    @cached_property
    def booking(self) -> Booking:
        """The booking of the address."""
        rows = Booking.objects.visible_to(self.actor).select_related("work_order", "engineer__user")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def heading(self) -> str:
        """Names order and engineer."""
        return _("Take %(order)s from %(name)s?") % {
            "order": self.booking.work_order.number,
            "name": self.booking.engineer,
        }

    def text(self) -> str:
        """What happens."""
        return _("%(name)s is told that he need not go.") % {"name": self.booking.engineer}

    def back_url(self) -> str:
        """The order's page."""
        return reverse("workorders:detail", args=[self.booking.work_order.number])

    def done(self) -> HttpResponse:
        """The plan reads again."""
        return changed(self.request, self.back_url())

    def save(self, form: Any) -> None:
        """Free the order, planned anew or kept."""
        replan = form.cleaned_data["then"] == "replan"
        manual.take_back(
            actor=self.actor, booking_id=self.booking.pk, reason=form.cleaned_data["reason"], replan=replan
        )
        text = _("%(order)s is being planned again.") if replan else _("%(order)s waits for you.")
        notify(self.request, text % {"order": self.booking.work_order.number})


class Undo(View):
    """Take back the last assignment or move."""

    permission = ORDERS_DISPATCH

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Restore what the token notes."""
        user: Any = request.user
        booking = get_object_or_404(Booking.objects.visible_to(user), pk=manual.undone_booking(token))
        try:
            manual.undo(actor=user, token=token)
            notify(request, _("Undone."))
        except BusinessError as error:
            notify(request, str(error.message), level="error")
        return changed(request, reverse("workorders:by-id", args=[booking.work_order_id]))


def _selected(request: HttpRequest) -> list[WorkOrder]:
    """Orders chosen in the list, at most MOST_AT_ONCE, the most urgent first."""
    page = OrderList()
    page.setup(request)
    return list(
        page.selected(request).filter(state__in=services.PLANNABLE).order_by("severity", "due_at", "pk")[:MOST_AT_ONCE]
    )


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else reverse("workorders:list")


class Plan(View):
    """Let the machine plan the chosen orders now."""

    permission = ORDERS_DISPATCH

    def post(self, request: HttpRequest) -> HttpResponse:
        """Plan each; one message for all."""
        user: Any = request.user
        chosen = [order.pk for order in _selected(request)]
        try:
            decisions = dispatch.plan_all(actor=user, order_ids=chosen)
        except BusinessError as refusal:
            notify(request, str(refusal.message), level="error")
            return changed(request, _back(request))
        booked = sum(1 for each in decisions if each.outcome == "booked")
        reasons = sorted({unserved_label(each.reason) for each in decisions if each.outcome == "unserved"})
        tell_many(request, booked, len(chosen) - booked, reasons)
        return changed(request, _back(request))


class AssignMany(View):
    """One engineer for the chosen orders, each at his next free time."""

    permission = ORDERS_DISPATCH

    def post(self, request: HttpRequest) -> HttpResponse:
        """First ask for the engineer, then assign."""
        user: Any = request.user
        orders = _selected(request)
        regions = {order.region_id for order in orders}
        engineers = engineers_for(user, orders[0].region_id) if len(regions) == 1 else Engineer.objects.none()
        form = AssignManyForm(request.POST if "engineer" in request.POST else None, engineers=engineers)
        if not form.is_bound or not form.is_valid() or not orders:
            context = {"orders": orders, "form": form, "regions": len(regions), "back": _back(request)}
            return render(request, "dispatching/assign_many.html", context, status=422 if form.errors else 200)
        booked, reasons = _assign_each(user, orders, form.cleaned_data["engineer"])
        tell_many(request, booked, len(orders) - booked, sorted(reasons))
        return HttpResponseRedirect(_back(request))


def _assign_each(user: Any, orders: list[WorkOrder], engineer: Engineer) -> tuple[int, set[str]]:
    booked, reasons = 0, set()
    for order in orders:
        try:
            manual.assign_next(actor=user, order_id=order.pk, engineer_id=engineer.pk)
            booked += 1
        except BusinessError as error:
            reasons.add(str(error.message))
    return booked, reasons


def tell_many(request: HttpRequest, booked: int, left: int, reasons: list[str]) -> None:
    """What came of a bulk action: how many, and why not the others."""
    done = ngettext("%(n)d order assigned.", "%(n)d orders assigned.", booked) % {"n": booked}
    if not left:
        notify(request, done)
        return
    rest = ngettext("%(n)d not: %(why)s", "%(n)d not: %(why)s", left) % {
        "n": left,
        "why": _("; ").join(reasons) or _("already assigned"),
    }
    notify(request, f"{done} {rest}" if booked else rest, level="warning")
