"""Reads of parts, stock and requests."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from callout.accounts.access import PARTS_EDIT, PARTS_VIEW
from callout.accounts.models import User
from callout.parts.models import Part, PartRequest, Stock, Store


def visible_stock(user: User) -> QuerySet[Stock]:
    """Stock of the stores the person sees."""
    return Stock.objects.filter(store__in=Store.objects.visible_to(user).order_by().values("pk"))


def listed_parts(user: User) -> QuerySet[Part]:
    """All parts, each with ``on_hand``: how many lie in stores the person sees."""
    sums = (
        visible_stock(user)
        .filter(part=OuterRef("pk"))
        .order_by()
        .values("part")
        .annotate(n=Sum("quantity"))
        .values("n")
    )
    return Part.objects.annotate(on_hand=Coalesce(Subquery(sums, output_field=IntegerField()), Value(0)))


def visible_requests(user: User) -> QuerySet[PartRequest]:
    """Requests of engineers in the person's units; an engineer sees his own."""
    scope = user.scope_for(PARTS_VIEW)
    wanted = scope.q(region="engineer__outlet__region_id", outlet="engineer__outlet_id", own=Q(engineer__user=user))
    return PartRequest.objects.filter(wanted).select_related("engineer__user", "engineer__outlet", "part", "source")


def editable_stores(user: User) -> QuerySet[Store]:
    """Stores whose stock the person may change; central ones belong to those who reach the whole organisation."""
    return Store.objects.filter(user.scope_for(PARTS_EDIT).q())


def sources_for(request: PartRequest) -> list[Stock]:
    """Stores that have enough of the wanted part, the engineer's outlet first."""
    rows = (
        Stock.objects.filter(part=request.part, quantity__gte=request.quantity)
        .exclude(store__kind="van")
        .select_related("store")
    )
    return sorted(rows, key=lambda row: (row.store.outlet_id != request.engineer.outlet_id, -row.quantity))


def stock_of(store: Store) -> QuerySet[Stock]:
    """What lies in a store with its serial numbers and batches, empty places left out."""
    return store.stock.filter(quantity__gt=0).select_related("part").prefetch_related("lots").order_by("part__number")


def value_of(store: Store) -> Decimal:
    """List value of what lies in a store."""
    return store.stock.aggregate(value=Sum(F("quantity") * F("part__price")))["value"] or Decimal(0)


def engineers_with(part_id: int, quantity: int = 1) -> frozenset[int]:
    """Engineers who have at least so many of a part in their vans."""
    rows = Stock.objects.filter(part_id=part_id, quantity__gte=quantity, store__engineer__isnull=False)
    return frozenset(rows.values_list("store__engineer_id", flat=True))
