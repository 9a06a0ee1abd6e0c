"""The call-back clerk's list."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import FEEDBACK_VIEW
from callout.accounts.models import Region
from callout.feedback.models import Callback
from callout.foundation import search
from callout.foundation.crypto import mask_phone
from callout.foundation.ui.chips import chip_for
from callout.foundation.ui.lists import ChoiceFilter, Column, DateRangeFilter, Empty, ListPage, RelationFilter, Tab

OPEN = Q(state=Callback.State.OPEN)


def due_now(user: Any = None) -> Q:
    """Open calls whose time has come."""
    return OPEN & Q(due_at__lte=timezone.now())


def _kinds(user: Any) -> list[tuple[str, str]]:
    return [(kind, str(chip_for("callback_kind", kind).label)) for kind in Callback.Kind.values]


def _call_page(callback: Callback) -> str:
    return reverse("feedback:call", args=[callback.pk])


class CallbackList(ListPage):
    """Calls to make: the longest due first."""

    permission = FEEDBACK_VIEW
    name = "callbacks"
    title = _("Call-backs")
    model = Callback
    search_hint = _("Number, fault or contact")
    default_sort = "due"
    whole_sorts = ("due",)
    live = ("callback", "case")
    tabs = (
        Tab("due", _("Due now"), due_now),
        Tab("low", _("Low ratings"), OPEN & Q(kind=Callback.Kind.LOW_RATING), tone="danger"),
        Tab("later", _("Later"), lambda user: OPEN & Q(due_at__gt=timezone.now())),
        Tab("done", _("Done"), Q(state=Callback.State.DONE)),
        Tab("given_up", _("Not reached"), Q(state=Callback.State.GIVEN_UP)),
        Tab("all", _("All")),
    )
    columns = (
        Column("due", _("Call at"), value="due_at", sort="due_at", area="when"),
        Column("case", _("Case"), value="case.number", link=_call_page, fixed=True, area="ref"),
        Column("customer", _("Customer"), value="case.customer.name", area="title", clip=True),
        Column("phone", _("Phone"), value="case.contact_phone", mask=mask_phone, area="side"),
        Column("title", _("Fault"), value="case.title", area="text", clip=True),
        Column("kind", _("Kind"), template="feedback/cells/kind.html", area="top",
               export=lambda row: chip_for("callback_kind", row.kind).label),
        Column("resolved", _("Resolved"), value="case.resolved_at", sort="case__resolved_at"),
        Column("attempts", _("Tries"), sort="attempts", end=True),
        Column("state", _("State"), template="feedback/cells/state.html", area="state",
               export=lambda row: chip_for("callback", row.state).label),
        Column("rating", _("Stars"), sort="rating", end=True, area="meta"),
        Column("done_by", _("Called by"), hidden=True),
        Column("done_at", _("Called"), sort="done_at", hidden=True),
        Column("comment", _("Comment"), hidden=True, clip=True),
    )  # fmt: skip
    filters = (
        ChoiceFilter("kind", _("Kind"), choices=_kinds),
        RelationFilter(
            "region",
            _("Region"),
            field="case__region",
            icon="map-pin",
            rows=lambda user: Region.objects.filter(active=True),
        ),
        DateRangeFilter("due", _("Call at"), field="due_at"),
        DateRangeFilter("done", _("Called"), field="done_at"),
    )
    empty = Empty(
        _("Nobody to call now"), _("Calls come on the working day after a visit, low ratings at once."), "phone-check"
    )

    def queryset(self, user: Any) -> QuerySet[Callback]:
        """With case, customer and clerk."""
        return Callback.objects.visible_to(user).select_related("case__customer", "done_by")

    def search(self, rows: QuerySet[Callback], text: str) -> QuerySet[Callback]:
        """By the beginning of the case's number, else by its words."""
        if text.upper().startswith("CA-"):
            return rows.filter(case__number__startswith=text.upper())
        words = search.query(text)
        return rows.filter(case__search=words) if words else rows.none()
