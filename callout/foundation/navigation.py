"""Navigation entry of the health page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from callout.foundation.ui.navigation import NavItem, register

register(NavItem("manage", "monitoring:health", _("Health"), "heartbeat", "system.view", order=90))
