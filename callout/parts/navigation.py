"""Navigation, panels and palette entries of parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import PARTS_EDIT, PARTS_VIEW
from callout.accounts.models import User
from callout.customers.panels import Panel
from callout.foundation.ui.lists import capped_counts
from callout.foundation.ui.navigation import Badge, NavItem, register
from callout.foundation.ui.search import Hit, Source, register_source
from callout.parts.models import Part, Store
from callout.parts.selectors import stock_of, visible_requests
from callout.workforce.models import Engineer
from callout.workforce.panels import ENGINEER_PANELS


def request_badge(user: User) -> Badge | None:
    """How many requests wait for a decision."""
    if not user.may(PARTS_EDIT):
        return None
    (count,) = capped_counts([(visible_requests(user).filter(state="requested"), 999)])
    return Badge(str(count)) if count else None


def find_parts(user: User, text: str, most: int) -> Iterable[Hit]:
    """Parts by number, barcode or name."""
    wanted = Q(number__istartswith=text) | Q(barcode=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text)
    return [
        Hit(reverse("parts:detail", args=[part.pk]), part.number, part.name)
        for part in Part.objects.filter(wanted, active=True)[:most]
    ]


def van_stock(user: User, engineer: Engineer) -> dict[str, Any] | None:
    """What lies in the engineer's van."""
    van = Store.objects.visible_to(user).filter(engineer=engineer).first()
    return {"van": van, "stock": list(stock_of(van))} if van else None


register(
    NavItem("records", "parts:list", _("Parts"), "packages", PARTS_VIEW, order=30, keys="p"),
    NavItem("records", "parts:stores", _("Stores"), "building-warehouse", PARTS_VIEW, order=32),
    NavItem(
        "records", "parts:requests", _("Parts requests"), "package-import", PARTS_VIEW, order=34, badge=request_badge
    ),
)
register_source(Source("parts", _("Parts"), "package", PARTS_VIEW, find_parts, order=60))
ENGINEER_PANELS.register(Panel("van", _("Van stock"), PARTS_VIEW, "parts/panels/van.html", van_stock, order=30))
