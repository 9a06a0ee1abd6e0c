"""Entries of assets and the catalogue."""

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import ASSETS_VIEW
from callout.foundation.ui.navigation import NavItem, register

register(
    NavItem("records", "assets:list", _("Assets"), "device-desktop-cog", ASSETS_VIEW, order=20, keys="e"),
    NavItem("manage", "assets:categories", _("Catalogue"), "category", ASSETS_VIEW, order=40),
)
