"""The component page, for those who look after the system."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from callout.foundation.ui.navigation import NavItem, register

register(NavItem("manage", "components", _("Components"), "components", "system.view", order=900))
