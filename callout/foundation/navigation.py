"""The pages of those who look after the system: health and components."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from callout.foundation.ui.navigation import NavItem, register

register(
    NavItem("manage", "monitoring:health", _("Health"), "heartbeat", "system.view", order=90),
    NavItem("manage", "components", _("Components"), "components", "system.view", order=900),
)
