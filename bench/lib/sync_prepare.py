"""Gives every engineer of the bench a phone and a visit: ``python -m bench.lib.sync_prepare``; prints them as JSON."""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
from datetime import timedelta
from typing import Any


def main() -> None:
    """Print the phones (token, order, visit) and the session of a desk user."""
    import django

    django.setup()
    from django.db import connection, transaction

    with transaction.atomic():
        answer = {"phones": _phones(), "session": _desk_session()}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(json.dumps(answer) + "\n")


def _phones() -> list[dict[str, Any]]:
    from django.utils import timezone

    from callout.accounts.access import FIELD_USE
    from callout.accounts.models import Membership, Role
    from callout.assets.models import Asset
    from callout.field.models import Device
    from callout.workforce.models import Engineer

    role = Role.objects.create(code="bench-field", name_zh="现场", name_en="Field", permissions=[FIELD_USE])
    engineers = list(Engineer.objects.select_related("user").order_by("id"))
    Membership.objects.bulk_create(Membership(user=engineer.user, role=role) for engineer in engineers)
    assets = Asset.objects.select_related("customer").order_by("id")[: len(engineers)]
    start, phones = timezone.now() + timedelta(hours=1), []
    for engineer, asset in zip(engineers, assets, strict=True):
        token = secrets.token_urlsafe(32)
        Device.objects.create(engineer=engineer, token_hash=hashlib.sha256(token.encode()).hexdigest())
        phones.append({"token": token} | _visit(engineer, asset, start))
    return phones


def _visit(engineer: Any, asset: Any, start: Any) -> dict[str, str]:
    from callout.cases.models import Channel, ServiceType
    from callout.workorders import bookings
    from callout.workorders.intake import Request, take_request

    ago = start - timedelta(hours=4)
    request = Request(
        customer=asset.customer, channel=Channel.PHONE, service_type=ServiceType.objects.get(code="repair"),
        description="开机十分钟就不制冷", asset=asset, contact_name="张女士", contact_phone="13800006207", at=ago,
    )  # fmt: skip
    order = take_request(actor=None, request=request).work_orders.get()
    visit = bookings.book(
        actor=None, order_id=order.pk, engineer=engineer, starts_at=start, ends_at=start + timedelta(hours=1), at=ago
    )
    return {"order": str(order.uid), "visit": str(visit.uid), "starts_at": visit.starts_at.isoformat()}


def _desk_session() -> str:
    from django.test import Client

    from callout.accounts.access import CASES_VIEW, CUSTOMERS_VIEW
    from callout.accounts.models import Membership, Role, User

    role = Role.objects.create(
        code="bench-desk", name_zh="座席", name_en="Desk", permissions=[CASES_VIEW, CUSTOMERS_VIEW]
    )
    person = User.objects.create(username="bench-desk", full_name="Desk")
    Membership.objects.create(user=person, role=role)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return str(client.cookies["sessionid"].value)


if __name__ == "__main__":
    main()
