"""Navigation entry of the dispatcher's day, and its panels on the pages of outlets and engineers."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import ORDERS_DISPATCH, ORDERS_VIEW
from callout.accounts.models import User
from callout.customers.panels import Panel
from callout.dispatching.figures import engineer_day, open_orders, outlet_figures
from callout.foundation.ui.lists import capped_counts
from callout.foundation.ui.navigation import Badge, NavItem, register
from callout.workforce.panels import ENGINEER_PANELS, OUTLET_PANELS
from callout.workorders.models import WorkOrder


def waiting_badge(user: User) -> Badge | None:
    """How many orders nobody has."""
    (count,) = capped_counts([(WorkOrder.objects.visible_to(user).filter(state="unscheduled"), 999)])
    return Badge(gettext("%(n)s open") % {"n": count}) if count else None


register(
    NavItem(
        "work",
        "dispatching:day",
        _("Dispatch"),
        "calendar-time",
        ORDERS_DISPATCH,
        order=50,
        badge=waiting_badge,
        keys="d",
    )
)
OUTLET_PANELS.register(
    Panel(
        "figures",
        _("Last 30 days"),
        ORDERS_VIEW,
        "dispatching/panels/figures.html",
        outlet_figures,
        order=10,
        side=True,
    ),
    Panel("open-orders", _("Open orders"), ORDERS_VIEW, "dispatching/panels/open_orders.html", open_orders, order=10),
)
ENGINEER_PANELS.register(
    Panel("today", _("Today"), ORDERS_VIEW, "dispatching/panels/engineer_day.html", engineer_day, order=10)
)
