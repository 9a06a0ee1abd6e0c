"""The chat on the case's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import CHAT_USE
from callout.accounts.models import User
from callout.cases.models import Case
from callout.cases.panels import CASE_PANELS
from callout.chat import events, selectors  # noqa: F401 - webhooks know the events
from callout.customers.panels import Panel


def chat(user: User, case: Case) -> dict[str, Any]:
    """The case's messages."""
    return {"case": case, "said": selectors.messages_of(user, case.pk), "keep": True}


CASE_PANELS.register(Panel("chat", _("Case chat"), CHAT_USE, "chat/_panel.html", chat, order=10))
