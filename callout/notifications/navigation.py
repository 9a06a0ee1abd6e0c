"""Navigation, states and personal data of messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from callout.accounts.access import INTEGRATION_MANAGE, MESSAGES_VIEW
from callout.customers.reveal import Revealable, register_revealable
from callout.foundation.ui.chips import Chip, register_chips
from callout.foundation.ui.navigation import NavItem, register
from callout.notifications.models import Message

register(NavItem("records", "notifications:list", _("Messages"), "message", MESSAGES_VIEW, order=80, keys="t"))
register(NavItem("manage", "notifications:texts", _("Message texts"), "messages", INTEGRATION_MANAGE, order=70))
register_chips(
    "message",
    {
        "queued": Chip(pgettext_lazy("message", "Queued"), "outline", "clock"),
        "sending": Chip(pgettext_lazy("message", "Sending"), "primary", "send"),
        "sent": Chip(pgettext_lazy("message", "Sent"), "success", "check"),
        "delivered": Chip(pgettext_lazy("message", "Delivered"), "success", "checks"),
        "failed": Chip(pgettext_lazy("message", "Failed"), "danger", "circle-x"),
        "uncertain": Chip(pgettext_lazy("message", "Uncertain"), "urgent", "question-mark"),
        "cancelled": Chip(pgettext_lazy("message", "Cancelled"), "neutral", "ban"),
    },
)
register_revealable(
    "message",
    Revealable(lambda user: Message.objects.visible_to(user), {"to": lambda row: row.to, "body": lambda row: row.body}),
)
