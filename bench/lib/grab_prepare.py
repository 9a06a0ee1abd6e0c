"""Puts orders into a pool of 200 engineers and leaves others waiting: ``python -m bench.lib.grab_prepare ORDERS``.

Prints who may grab what, and which orders wait, as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import Any

CROWD = 200


def main() -> None:
    """Print tokens of the crowd, offers, waiting orders and the dispatcher's token."""
    import django

    django.setup()
    from django.db import connection, transaction

    count = int(sys.argv[1])
    with transaction.atomic():
        crowd = _crowd()
        answer: dict[str, Any] = {"crowd": _tokens(crowd), "dispatcher": _dispatcher()}
    answer |= {"offers": _offers(crowd[0].outlet, count), "waiting": _waiting(crowd[0].outlet, count)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(json.dumps(answer) + "\n")


def _crowd() -> list[Any]:
    """CROWD engineers of one outlet, who are all asked for the same orders."""
    from callout.workforce.models import Engineer

    rows = list(Engineer.objects.select_related("user", "outlet").order_by("pk")[:CROWD])
    outlet = rows[0].outlet
    for n, row in enumerate(rows):
        row.outlet, row.latitude = outlet, outlet.latitude + n / 10_000
        row.longitude = outlet.longitude
    Engineer.objects.bulk_update(rows, ["outlet", "latitude", "longitude"])
    return rows


def _tokens(crowd: list[Any]) -> list[str]:
    from callout.accounts.access import FIELD_USE
    from callout.accounts.models import Membership, Role
    from callout.integration.tokens import make_token

    role = Role.objects.create(
        code="bench-grab", name_zh="现场", name_en="Field", permissions=[FIELD_USE], own_only=True
    )
    Membership.objects.bulk_create(Membership(user=row.user, role=role) for row in crowd)
    return [make_token(actor=None, user=row.user, name="bench", permissions=[FIELD_USE])[1] for row in crowd]


def _dispatcher() -> str:
    from callout.accounts.access import ORDERS_DISPATCH, ORDERS_VIEW
    from callout.accounts.models import Membership, Role, User
    from callout.integration.tokens import make_token

    wanted = [ORDERS_VIEW, ORDERS_DISPATCH]
    role = Role.objects.create(code="bench-dispatch", name_zh="调度", name_en="Dispatch", permissions=wanted)
    person = User.objects.create(username="bench-dispatcher", full_name="Dispatcher")
    Membership.objects.create(user=person, role=role)
    return make_token(actor=None, user=person, name="bench", permissions=wanted)[1]


def _orders(outlet: Any, count: int) -> list[Any]:
    """Orders at customers of the outlet's region, nobody's yet."""
    from callout.assets.models import Asset
    from callout.cases.models import Channel, ServiceType
    from callout.customers.models import Site
    from callout.workorders.intake import Request, take_request

    assets = list(Asset.objects.select_related("customer", "site").filter(site__region=outlet.region)[:count])
    Site.objects.filter(pk__in=[asset.site_id for asset in assets]).update(
        latitude=outlet.latitude + 0.02, longitude=outlet.longitude + 0.02
    )
    kind, found = ServiceType.objects.get(code="repair"), []
    for n in range(count):
        asset = assets[n % len(assets)]
        asset.site.refresh_from_db()
        request = Request(
            customer=asset.customer, channel=Channel.PHONE, service_type=kind, description="不制冷", asset=asset
        )
        found.append(take_request(actor=None, request=request).work_orders.get())
    return found


def _offers(outlet: Any, count: int) -> list[int]:
    from callout.dispatching import dispatch, policies
    from callout.dispatching.models import Offer

    policies.save_policy(actor=None, region=outlet.region, given={"mode": "pool", "pool_minutes": 600})
    for order in _orders(outlet, count):
        dispatch.serve(actor=None, order_id=order.pk)
    return list(Offer.objects.filter(state="open").order_by("pk").values_list("pk", flat=True))


def _waiting(outlet: Any, count: int) -> list[dict[str, Any]]:
    from callout.workforce.models import Engineer

    people = list(Engineer.objects.filter(outlet=outlet).order_by("pk").values_list("pk", flat=True))
    return [
        {"order": order.number, "engineer": people[n % len(people)]}
        for n, order in enumerate(_orders(outlet, count))
    ]  # fmt: skip


if __name__ == "__main__":
    main()
