"""Navigation entries of the figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import ANALYTICS_VIEW
from callout.foundation.ui.navigation import NavItem, register

register(NavItem("work", "analytics:morning", _("Morning"), "sun-high", ANALYTICS_VIEW, order=10, keys="m"))
register(NavItem("manage", "analytics:failures", _("Reports"), "chart-dots", ANALYTICS_VIEW, order=10, keys="r"))
