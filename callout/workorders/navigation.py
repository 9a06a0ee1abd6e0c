"""Navigation and palette entries of work orders."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from callout.accounts.access import ORDERS_VIEW
from callout.accounts.models import User
from callout.foundation.ui.lists import capped_counts
from callout.foundation.ui.navigation import Badge, NavItem, register
from callout.foundation.ui.search import Hit, Source, register_source
from callout.workorders.models import WorkOrder
from callout.workorders.selectors import late


def late_badge(user: User) -> Badge | None:
    """How many orders are late."""
    (count,) = capped_counts([(WorkOrder.objects.visible_to(user).filter(late()), 999)])
    return Badge(pgettext("badge", "%(n)s late") % {"n": count}, late=True) if count else None


def find_orders(user: User, text: str, most: int) -> Iterable[Hit]:
    """Orders whose number begins like that; digits alone are a number of today."""
    start = f"WO-{timezone.localdate():%y%m%d}-{text.zfill(5)}" if text.isdigit() else text.upper()
    rows = WorkOrder.objects.visible_to(user).filter(number__startswith=start)
    return [
        Hit(reverse("workorders:detail", args=[order.number]), order.number, order.title, chip=("order", order.state))
        for order in rows.order_by("-id")[:most]
    ]


register(
    NavItem("work", "workorders:list", _("Work orders"), "tool", ORDERS_VIEW, order=40, badge=late_badge, keys="w")
)
register_source(Source("orders", _("Work orders"), "tool", ORDERS_VIEW, find_orders, order=20))
