"""Every address, opened by those who may not: nobody signed in, somebody without a role, somebody of another region."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from callout import testing
from callout.accounts.middleware import _OPEN_MODULES
from callout.accounts.models import User
from callout.tests.test_conformity import VIEWS
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking

pytestmark = pytest.mark.django_db

GUARDED = [(a, v) for a, v in VIEWS if not getattr(v, "public", None) and not v.__module__.startswith(_OPEN_MODULES)]


def fill(address: str, values: dict[str, str]) -> str:
    """The address with its placeholders filled by name, else by type."""
    address = re.sub(r"\^|\$|\(\?P<\w+>[^)]*\)", "", address)
    by_type = {"int": "1", "slug": "x", "str": "x", "uuid": "00000000-0000-0000-0000-000000000001", "path": "x"}

    def put(match: re.Match[str]) -> str:
        kind, name = match.group(1) or "str", match.group(2)
        return values.get(name, by_type.get(kind, "x"))

    return re.sub(r"<(?:(\w+):)?(\w+)>", put, address)


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_are_sent_to_sign_in(client: Client, method: str) -> None:
    wrong = []
    for address, _view in GUARDED:
        response = getattr(client, method)(fill(address, {}))
        if response.status_code != 302 or not response["Location"].startswith("/accounts/login/"):
            wrong.append((address, response.status_code))
    assert not wrong


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_person_without_a_role_is_refused(client: Client, method: str) -> None:
    client.force_login(User.objects.create(username="nobody", full_name="Nobody"))
    found = {
        address: getattr(client, method)(fill(address, {})).status_code
        for address, view in GUARDED
        if not getattr(view, "signed_in", False)
    }
    assert {address: status for address, status in found.items() if status != 403} == {}


def test_another_region_finds_nothing(client: Client) -> None:
    """A detail page of Hangzhou's rows does not exist for people of Ningbo, whatever their role."""
    here, there = testing.town(), testing.town("宁波", latitude=29.87, longitude=121.55)
    here.engineer()
    case = take_request(
        actor=None,
        request=Request(
            customer=here.customer, channel="phone", service_type=here.repair, description="坏了", asset=here.asset
        ),
    )
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    order = booking.work_order
    pages = {
        "cases:detail": [case.number], "workorders:detail": [order.number], "customers:detail": [here.customer.pk],
        "assets:detail": [here.asset.pk], "dispatching:options": [order.number], "dispatching:booking": [booking.pk],
        "workforce:engineer": [booking.engineer_id], "workforce:outlet": [here.outlet.pk], "parts:store": [booking.engineer.van.pk],
    }  # fmt: skip
    for role in ("agent", "dispatcher", "manager", "store_keeper", "callback_clerk"):
        client.force_login(testing.user(role, region=there.region))
        for name, arguments in pages.items():
            status = client.get(reverse(name, args=arguments)).status_code
            assert status in (403, 404), f"{role} got {status} from {name}"
