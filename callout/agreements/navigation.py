"""Entries of agreements; registers their panels."""

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import AGREEMENTS_VIEW
from callout.agreements import panels  # noqa: F401 - registers its panels
from callout.foundation.ui.navigation import NavItem, register

register(
    NavItem("records", "agreements:list", _("Contracts"), "file-check", AGREEMENTS_VIEW, order=30),
    NavItem("manage", "agreements:levels", _("Service levels"), "clock-check", AGREEMENTS_VIEW, order=50),
)
