"""Navigation, states and personal data of messages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as p_

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
        "queued": Chip(p_("message", "Queued"), "outline", "clock"),
        "sending": Chip(p_("message", "Sending"), "primary", "send"),
        "sent": Chip(p_("message", "Sent"), "success", "check"),
        "delivered": Chip(p_("message", "Delivered"), "success", "checks"),
        "failed": Chip(p_("message", "Failed"), "danger", "circle-x"),
        "uncertain": Chip(p_("message", "Uncertain"), "urgent", "question-mark"),
        "cancelled": Chip(p_("message", "Cancelled"), "neutral", "ban"),
    },
)
register_revealable(
    "message",
    Revealable(lambda user: Message.objects.visible_to(user), {"to": lambda row: row.to, "body": lambda row: row.body}),
)
