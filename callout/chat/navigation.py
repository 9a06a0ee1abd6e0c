"""The chat on the case's page, and the entry of the chats with the number of new messages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import CHAT_USE
from callout.accounts.models import User
from callout.cases.models import Case
from callout.cases.panels import CASE_PANELS
from callout.chat import events, panels, selectors  # noqa: F401 - webhooks know the events
from callout.chat.rooms import Room
from callout.customers.panels import Panel
from callout.foundation.ui.navigation import Badge, NavItem, register


def chat(user: User, case: Case) -> dict[str, Any]:
    """The case's messages."""
    return panels.context(user, Room(case=case), keep=True)


def badge(user: Any) -> Badge | None:
    """New messages in the rooms one has been in."""
    unread = selectors.unread_of(user)
    return Badge(str(unread)) if unread else None


CASE_PANELS.register(Panel("chat", _("Case chat"), CHAT_USE, "chat/_panel.html", chat, order=10))
register(NavItem("work", "chat:rooms", _("Chats"), "messages", CHAT_USE, order=70, badge=badge))
