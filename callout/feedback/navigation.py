"""Navigation and states of feedback."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from callout.accounts.access import FEEDBACK_VIEW
from callout.accounts.models import User
from callout.feedback.models import Callback
from callout.feedback.tables import due_now
from callout.foundation.ui.chips import Chip, register_chips
from callout.foundation.ui.lists import capped_counts
from callout.foundation.ui.navigation import Badge, NavItem, register


def due_badge(user: User) -> Badge | None:
    """How many calls are due."""
    (count,) = capped_counts([(Callback.objects.visible_to(user).filter(due_now()), 999)])
    return Badge(str(count)) if count else None


register(
    NavItem("work", "feedback:list", _("Call-backs"), "phone-check", FEEDBACK_VIEW, order=60, badge=due_badge, keys="b")
)
register_chips(
    "callback",
    {
        "open": Chip(pgettext_lazy("callback", "To call"), "outline", "phone"),
        "done": Chip(pgettext_lazy("callback", "Answered"), "success", "check"),
        "given_up": Chip(pgettext_lazy("callback", "Not reached"), "neutral", "phone-off"),
        "cancelled": Chip(pgettext_lazy("callback", "Not needed"), "neutral", "ban"),
    },
)
register_chips(
    "callback_kind",
    {
        "after_visit": Chip(pgettext_lazy("callback", "After visit"), "neutral", "phone"),
        "low_rating": Chip(pgettext_lazy("callback", "Low rating"), "urgent", "star"),
        "mystery": Chip(pgettext_lazy("callback", "Mystery check"), "primary", "eye"),
    },
)
