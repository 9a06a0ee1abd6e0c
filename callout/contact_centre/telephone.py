"""Helpers around the telephone: a simulated call, a caller nobody knows, the list of calls."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import CUSTOMERS_EDIT, DESK_USE
from callout.accounts.models import User
from callout.contact_centre import selectors, services
from callout.contact_centre.forms import QuickCustomerForm
from callout.contact_centre.models import Call
from callout.contact_centre.webhook import signed_report
from callout.customers import services as customers
from callout.customers.models import Customer
from callout.foundation.crypto import mask_phone, phone_index, phone_tail_index
from callout.foundation.ui.chips import Chip, register_chips
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.lists import Column, DateRangeFilter, Empty, ListPage, MultiFilter, Tab
from callout.foundation.ui.toasts import notify

STATES: dict[str, str | Promise] = {
    Call.State.RINGING: gettext_lazy("Ringing"),
    Call.State.ANSWERED: gettext_lazy("On a call"),
    Call.State.ENDED: gettext_lazy("Ended"),
    Call.State.MISSED: gettext_lazy("Missed"),
}
UNKNOWN_PREFIX = "1990000"  # no network assigns it


class Simulate(View):
    """A demonstration's telephone system: signs a report, which the browser posts to the very webhook."""

    permission = DESK_USE

    def post(self, request: HttpRequest) -> HttpResponse:
        """Address, body and headers of the report. Only in demonstrations."""
        if not settings.DEMO:
            raise Http404
        user: Any = request.user
        report = signed_report(
            id=f"demo-{uuid.uuid4().hex[:16]}", event="ringing", at=timezone.now().isoformat(),
            caller=request.POST.get("caller", "") or self._caller(user, request.POST.get("known", "1") == "1"),
            queue=_("Repairs"), agent=user.username,
        )  # fmt: skip
        return JsonResponse({"url": reverse("telephony-hook"), **report})

    def _caller(self, user: Any, known: bool) -> str:
        rows = Customer.objects.visible_to(user).exclude(phone_index="").filter(assets__isnull=False).order_by("?")
        customer = rows.first() if known else None
        return customer.phone if customer else f"{UNKNOWN_PREFIX}{random.randint(0, 9999):04d}"  # noqa: S311 - a demo's caller


class QuickCustomer(FormPage):
    """A file for a caller nobody knows; back at the desk the request goes on."""

    permission = CUSTOMERS_EDIT
    form_class = QuickCustomerForm
    title = gettext_lazy("New customer")
    submit = gettext_lazy("Create and go on")

    @property
    def _user(self) -> Any:
        return self.request.user

    def _call(self) -> Call | None:
        asked = self.request.GET.get("call", "")
        return (
            selectors.call_for(self._user, int(asked))
            if asked.isascii() and asked.isdigit() and len(asked) < 19
            else None
        )

    def form_kwargs(self) -> dict[str, Any]:
        """The call gives the number."""
        return {"user": self._user, "call": self._call()}

    def cancel_url(self) -> str:
        """Back to the desk."""
        return reverse("contact_centre:desk")

    def save(self, form: Any) -> str:
        """The desk with the new customer."""
        customer = customers.create_customer(actor=self._user, given=form.customer(), site=form.site())
        call = form.call
        if call:
            services.link_customer(actor=self._user, call_id=call.pk, customer=customer)
        notify(self.request, _("Customer %(number)s created.") % {"number": customer.number})
        return f"{reverse('contact_centre:desk')}?customer={customer.pk}" + (f"&call={call.pk}" if call else "")


def _agent(user: Any) -> Q:
    return Q(agent=user)


def _length(call: Call) -> int | None:
    return int((call.ended_at - call.answered_at).total_seconds()) if call.ended_at and call.answered_at else None


class CallList(ListPage):
    """Calls, the newest first."""

    permission = DESK_USE
    name = "calls"
    title = gettext_lazy("Calls")
    model = Call
    columns = (
        Column("started_at", gettext_lazy("Began"), sort="id", area="when", fixed=True),
        Column("caller", gettext_lazy("Caller"), mask=mask_phone, area="title"),
        Column("customer", gettext_lazy("Customer"), value="customer.name", area="text",
               link=lambda row: reverse("customers:detail", args=[row.customer_id]) if row.customer_id else ""),
        Column("state", gettext_lazy("State"), template="contact_centre/_call_state.html", area="state",
               export=lambda row: str(STATES[row.state])),
        Column("queue", gettext_lazy("Queue"), sort="queue", area="meta"),
        Column("agent", gettext_lazy("Agent"), value="agent", area="side"),
        Column("length", gettext_lazy("Length"), value=_length, template="contact_centre/_call_length.html", end=True),
        Column("case", gettext_lazy("Case"), value="case.number", area="ref",
               link=lambda row: reverse("cases:detail", args=[row.case.number]) if row.case_id else ""),
    )  # fmt: skip
    tabs = (
        Tab("all", gettext_lazy("All")),
        Tab("mine", gettext_lazy("Mine"), _agent),
        Tab("missed", gettext_lazy("Missed"), Q(state=Call.State.MISSED), tone="danger"),
    )
    filters = (
        MultiFilter("state", gettext_lazy("State"), choices=list(STATES.items())),
        DateRangeFilter("began", gettext_lazy("Began"), field="started_at"),
    )
    default_sort = "-started_at"
    search_hint = gettext_lazy("Phone or its last four digits")
    live = ("call",)
    empty = Empty(
        gettext_lazy("No calls yet"), gettext_lazy("The telephone system reports them to the call webhook."), "phone"
    )

    def queryset(self, user: Any) -> QuerySet[Any]:
        """The agent's own, nobody's, and those of customers in his area."""
        return selectors.calls_of(user)

    def equip(self, rows: Sequence[Any]) -> None:
        """Names only of customers in the agent's area."""
        selectors.hide_strangers(User.of(self.request), rows)

    def search(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """By the caller's number, or a customer's last four digits."""
        if not phone_index(text):
            return rows.none()
        found = Q(caller_index=phone_index(text))
        return rows.filter(found | Q(customer__phone_tail=phone_tail_index(text)) if len(text) == 4 else found)


register_chips(
    "call",
    {
        Call.State.RINGING: Chip(STATES["ringing"], "urgent", "phone-incoming"),
        Call.State.ANSWERED: Chip(STATES["answered"], "primary", "phone-call"),
        Call.State.ENDED: Chip(STATES["ended"], "neutral", "phone-check"),
        Call.State.MISSED: Chip(STATES["missed"], "danger", "phone-off"),
    },
)
