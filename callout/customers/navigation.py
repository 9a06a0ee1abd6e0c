"""Entry of customers."""

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import CUSTOMERS_VIEW
from callout.foundation.ui.navigation import NavItem, register

register(NavItem("records", "customers:list", _("Customers"), "users", CUSTOMERS_VIEW, order=10, keys="u"))
