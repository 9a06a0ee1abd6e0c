"""The message log."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import MESSAGES_SEND, MESSAGES_VIEW
from callout.foundation.crypto import mask_phone, phone_index
from callout.foundation.ui.chips import chip_for
from callout.foundation.ui.lists import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Empty,
    ListPage,
    MultiFilter,
    PageAction,
    Tab,
)
from callout.notifications.models import Message
from callout.notifications.words import AUDIENCES, TEMPLATES


def _states(user: Any) -> list[tuple[str, str]]:
    return [(state, str(chip_for("message", state).label)) for state in Message.State.values]


class MessageList(ListPage):
    """Text messages, the newest first. The text itself is personal data and opens one at a time."""

    permission = MESSAGES_VIEW
    name = "messages"
    title = _("Messages")
    model = Message
    search_hint = _("Whole phone number")
    default_sort = "-created"
    live = ("message",)
    tabs = (
        Tab("all", _("All")),
        Tab("trouble", _("Needs a look"), Q(state__in=["failed", "uncertain"]), tone="danger"),
        Tab("pending", _("On the way out"), Q(state__in=["queued", "sending"])),
        Tab("engineers", _("To engineers"), Q(audience="engineer")),
        Tab("customers", _("To customers"), Q(audience="customer")),
    )
    columns = (
        Column("created", _("Written"), value="created_at", sort="id", area="when", fixed=True),
        Column("template", _("Message"), value=lambda row: TEMPLATES.get(row.template, row.template), area="title",
               link=lambda row: reverse("notifications:message", args=[row.pk])),
        Column("audience", _("To whom"), value=lambda row: AUDIENCES[row.audience], area="top"),
        Column("name", _("Name"), value=lambda row: row.user or row.customer, area="text", clip=True),
        Column("to", _("Phone"), mask=mask_phone, area="side"),
        Column("case", _("Case"), template="notifications/cells/case.html", value="case_id", area="ref"),
        Column("state", _("State"), template="notifications/cells/state.html", sort="state", area="state",
               export=lambda row: chip_for("message", row.state).label),
        Column("attempts", _("Tries"), end=True),
        Column("error", _("What happened"), area="meta", clip=True),
        Column("provider", _("Sent by"), hidden=True),
        Column("sent_at", _("Sent"), hidden=True),
        Column("delivered_at", _("Delivered"), hidden=True),
        Column("asked_by", _("Asked by"), hidden=True),
    )  # fmt: skip
    filters = (
        MultiFilter("state", _("State"), choices=_states),
        ChoiceFilter("audience", _("To whom"), icon="users", choices=tuple(AUDIENCES.items())),
        MultiFilter("template", _("Message"), icon="message", choices=tuple(TEMPLATES.items())),
        DateRangeFilter("created", _("Written"), field="created_at"),
    )
    action = PageAction(_("Group notice"), "send", "notifications:group", MESSAGES_SEND)
    empty = Empty(_("No messages yet"), _("They are written when orders are dispatched, moved or done."), "message")

    def queryset(self, user: Any) -> QuerySet[Message]:
        """With the person they went to."""
        return Message.objects.visible_to(user).select_related("user", "customer", "asked_by").defer("body")

    def search(self, rows: QuerySet[Message], text: str) -> QuerySet[Message]:
        """By telephone number: it is encrypted, so only the whole number can be found."""
        return rows.filter(to_index=phone_index(text))
