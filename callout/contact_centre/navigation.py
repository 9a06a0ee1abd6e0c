"""Entries of the desk; registers the palette's sources and the panels of a case's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.accounts.access import DESK_USE
from callout.contact_centre import case_panels, search, selectors  # noqa: F401 - the first two register themselves
from callout.foundation.ui.navigation import Badge, NavItem, register


def badge(user: Any) -> Badge | None:
    """A call that rings for this agent, or one in progress."""
    call = selectors.live_call(user)
    if call is None:
        return None
    return Badge(_("rings"), late=True) if call.state == "ringing" else Badge(_("on a call"))


register(
    NavItem("work", "contact_centre:desk", gettext_lazy("Desk"), "headset", DESK_USE, order=20, badge=badge, keys="k"),
    NavItem("records", "contact_centre:calls", gettext_lazy("Calls"), "phone", DESK_USE, order=50),
)
