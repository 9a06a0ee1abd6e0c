"""Navigation entry of the dispatcher's day, and its panels on the pages of outlets and engineers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import DISPATCH_POLICY, FIELD_USE, ORDERS_DISPATCH, ORDERS_VIEW, WORKFORCE_VIEW
from callout.accounts.models import User
from callout.customers.panels import Panel
from callout.dispatching.fairness_pages import ledger_panel
from callout.dispatching.figures import engineer_day, open_orders, outlet_figures
from callout.dispatching.models import Escalation, Invitation, Offer
from callout.foundation.ui.lists import capped_counts
from callout.foundation.ui.navigation import Badge, NavItem, register
from callout.workforce.panels import ENGINEER_PANELS, OUTLET_PANELS
from callout.workorders.models import Booking, WorkOrder


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


def escalation_badge(user: User) -> Badge | None:
    """How many orders need a person; red when managers know of one."""
    open_rows = Escalation.objects.visible_to(user).filter(resolved_at=None)
    count, high = capped_counts([(open_rows, 999), (open_rows.filter(level=2), 1)])
    return Badge(str(count), late=bool(high)) if count else None


def count_badge(rows: Callable[[User], QuerySet[Any]]) -> Callable[[User], Badge | None]:
    """A badge with the number of rows."""

    def badge(user: User) -> Badge | None:
        (count,) = capped_counts([(rows(user), 999)])
        return Badge(str(count)) if count else None

    return badge


register(
    NavItem("work", "dispatching:escalations", _("Needs a person"), "alert-triangle", ORDERS_DISPATCH, order=52,
            badge=escalation_badge),
    NavItem(
        "work", "dispatching:proposals", _("Proposals"), "checks", ORDERS_DISPATCH, order=54,
        badge=count_badge(lambda user: Booking.objects.visible_to(user).filter(state="proposed", helper=False)),
    ),
    NavItem(
        "work", "dispatching:pool", _("On offer"), "hand-grab", ORDERS_DISPATCH, order=56,
        badge=count_badge(lambda user: Offer.objects.visible_to(user).filter(state="open")),
    ),
    NavItem(
        "work", "dispatching:grab", _("Orders to grab"), "hand-grab", FIELD_USE, order=57,
        badge=count_badge(lambda user: Invitation.objects.filter(engineer__user=user, offer__state="open")),
    ),
    NavItem("records", "dispatching:fairness", _("Fairness"), "scale", WORKFORCE_VIEW, order=56),
    NavItem("work", "dispatching:plans", _("Plans of days"), "route", ORDERS_DISPATCH, order=53),
    NavItem("manage", "dispatching:policies", _("Dispatch policies"), "adjustments", DISPATCH_POLICY, order=15),
)  # fmt: skip
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
    Panel("today", _("Today"), ORDERS_VIEW, "dispatching/panels/engineer_day.html", engineer_day, order=10),
    Panel("fairness", _("Hard and far work"), WORKFORCE_VIEW, "dispatching/panels/fairness.html", ledger_panel,
          order=20, side=True),
)  # fmt: skip
