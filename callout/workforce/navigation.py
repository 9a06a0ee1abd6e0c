"""Navigation entries of the workforce."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import WORKFORCE_EDIT, WORKFORCE_VIEW
from callout.foundation.ui.navigation import NavItem, register

register(
    NavItem("records", "workforce:outlets", _("Outlets"), "building-store", WORKFORCE_VIEW, order=40, keys="o"),
    NavItem("records", "workforce:engineers", _("Engineers"), "users-group", WORKFORCE_VIEW, order=50, keys="n"),
    NavItem("records", "workforce:crews", _("Crews"), "users", WORKFORCE_VIEW, order=52),
    NavItem("records", "workforce:vehicles", _("Vehicles"), "truck", WORKFORCE_VIEW, order=54),
    NavItem("manage", "workforce:tools", _("Tools"), "tool", WORKFORCE_EDIT, order=16),
    NavItem("manage", "workforce:job-rules", _("What jobs need"), "list-details", WORKFORCE_EDIT, order=17),
)
