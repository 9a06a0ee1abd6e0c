"""What a dispatcher may touch: rows inside the units where he may dispatch; anything else does not exist for him."""

from __future__ import annotations

from typing import TypeVar

from django.utils.translation import gettext as _

from callout.accounts.access import ORDERS_DISPATCH
from callout.accounts.models import User
from callout.dispatching.board.models import Draft
from callout.foundation.errors import NotFound
from callout.workforce.models import Engineer
from callout.workorders.models import Booking, WorkOrder

T = TypeVar("T")


def order_of(user: User, order_id: int) -> WorkOrder:
    """The order with its site and customer. Raises ``not_found``."""
    rows = WorkOrder.objects.visible_to(user).filter(user.scope_for(ORDERS_DISPATCH).q())
    return _one(rows.select_related("site", "customer").filter(pk=order_id).first())


def booking_of(user: User, booking_id: int) -> Booking:
    """The booking with order, site and engineer. Raises ``not_found``."""
    scope = user.scope_for(ORDERS_DISPATCH).q(region="engineer__outlet__region_id", outlet="engineer__outlet_id")
    rows = Booking.objects.filter(scope).select_related("work_order__site", "engineer__user", "engineer__outlet")
    return _one(rows.filter(pk=booking_id).first())


def engineer_of(user: User, engineer_id: int) -> Engineer:
    """An engineer at work. Raises ``not_found``."""
    scope = user.scope_for(ORDERS_DISPATCH).q(region="outlet__region_id", outlet="outlet_id")
    rows = Engineer.objects.filter(scope, active=True).select_related("user", "outlet")
    return _one(rows.filter(pk=engineer_id).first())


def draft_of(user: User, draft_id: int) -> Draft:
    """A draft of his units; who dispatches an outlet only does not reach a whole region's. Raises ``not_found``."""
    rows = Draft.objects.filter(user.scope_for(ORDERS_DISPATCH).q()).select_related("region", "outlet", "made_by")
    return _one(rows.filter(pk=draft_id).first())


def _one(found: T | None) -> T:
    if found is None:
        raise NotFound("not_found", _("There is no such thing here."))
    return found
