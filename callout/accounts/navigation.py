"""Navigation entries of people and the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import AUDIT_VIEW, USERS_MANAGE
from callout.foundation.ui.navigation import NavItem, register

register(
    NavItem("manage", "accounts:users", _("Staff"), "user-cog", USERS_MANAGE, order=60),
    NavItem("manage", "accounts:roles", _("Roles"), "shield-lock", USERS_MANAGE, order=62),
    NavItem("manage", "accounts:audit", _("Audit trail"), "history", AUDIT_VIEW, order=80),
)
