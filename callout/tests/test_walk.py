"""Every address, opened by those who may not: nobody signed in, somebody without a role, somebody of another region."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from callout import testing
from callout.accounts.middleware import _OPEN_MODULES
from callout.accounts.models import User
from callout.agreements.models import Agreement
from callout.contact_centre.models import Call
from callout.dispatching import manual
from callout.dispatching.board.drafts import open_draft
from callout.dispatching.models import Escalation, Offer
from callout.dispatching.planning.models import PlanRun
from callout.feedback.models import Callback
from callout.field import devices
from callout.foundation import files
from callout.foundation.models import AuditEntry
from callout.foundation.tests.test_files import picture
from callout.notifications.models import Message, Notice
from callout.parts import services as parts
from callout.tests.test_conformity import VIEWS
from callout.workforce.models import Absence, Crew, OutletCapacity, Vehicle
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking

pytestmark = pytest.mark.django_db

GUARDED = [(a, v) for a, v in VIEWS if not getattr(v, "public", None) and not v.__module__.startswith(_OPEN_MODULES)]


def fill(address: str, values: dict[str, str]) -> str:
    """The address with its placeholders filled by name, else by type."""
    address = re.sub(r"\(\?P<\w+>[^)]*\)", "x", re.sub(r"\^|\$|\(\?![^)]*\)", "", address))
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


# Addresses with a placeholder that belong to no region: they are of the whole organisation.
OF_ALL = (
    "/catalogue/", "/tools/", "/job-rules/", "/service-levels/", "/calendars/", "/shifts/", "/parts/<int:pk>/",
    "/roles/", "/messages/texts/", "/tokens/", "/webhooks/", "/imports/", "/health/",
)  # fmt: skip


# A call has no region: it belongs to the agent it rings for, and the others are told that it is taken.
TAKEN = {"post /desk/calls/<int:pk>/answer/": 200, "post /desk/calls/<int:pk>/hang-up/": 200}


def things_of(town: testing.Town) -> dict[str, dict[str, object]]:
    """For the begin of each address the placeholders of a thing that lies in the town."""
    engineer = town.engineer()
    phone, _token = devices.register(actor=engineer.user, name="phone")
    case = take_request(
        actor=None,
        request=Request(
            customer=town.customer, channel="phone", service_type=town.repair, description="坏了", asset=town.asset
        ),
    )
    testing.run_jobs()
    booking = Booking.objects.get(work_order__case=case)
    order, person = booking.work_order, testing.user("manager", region=town.region)
    today, now = timezone.localdate(), timezone.now()
    agreement = Agreement.objects.create(
        number="HT-1", kind="contract", customer=town.customer, starts_on=today, ends_on=today
    )
    capacity = OutletCapacity.objects.create(outlet=town.outlet, weekday=6, closed=True, reason="x")
    crew = Crew.objects.create(code="x", outlet=town.outlet, name_zh="x", name_en="x")
    vehicle = Vehicle.objects.create(plate="x", outlet=town.outlet)
    absence = Absence.objects.create(engineer=engineer, starts_at=now, ends_at=now + timedelta(hours=1))
    wanted = parts.request_part(actor=None, engineer=engineer, part=town.part, quantity=1)
    file = files.store(
        actor=None, subject="case", subject_id=case.pk, kind="photo", name="a.png", data=picture("PNG", (40, 40))
    )
    message = Message.objects.create(
        dedupe="x", audience="customer", to="13800006207", body="x", case_id=case.pk, region_id=town.region.pk
    )
    callback = Callback.objects.create(case=case, due_at=now, created_at=now)
    notice = Notice.objects.create(user=person, dedupe="x", text_zh="x", text_en="x")
    offer = Offer.objects.create(work_order=order, kind="outlet", outlet=town.outlet, opened_at=now, until=now)
    escalation = Escalation.objects.create(work_order=order, reason="unserved", at=now, until=now)
    call = Call.objects.create(external_id="x", agent=person, customer=town.customer, started_at=now)
    plan = PlanRun.objects.create(region=town.region, day=today, cause="person", seconds=1, asked_at=now)
    draft = open_draft(actor=None, region_id=town.region.pk, first_day=today)
    customer: dict[str, object] = {"pk": town.customer.pk, "customer": town.customer.pk, "site": town.site.pk}
    return {
        "/cases/": {"pk": case.pk, "number": case.number},
        "/orders/": {"pk": order.pk, "number": order.number},
        "/dispatch/orders/": {"number": order.number},
        "/dispatch/bookings/": {"pk": booking.pk},
        "/dispatch/board/orders/": {"order": order.pk},
        "/dispatch/board/bookings/": {"booking": booking.pk},
        "/dispatch/board/drafts/": {"draft": draft.pk, "order": order.pk},
        "/dispatch/plans/": {"pk": plan.pk},
        "/dispatch/pool/": {"pk": offer.pk},
        "/dispatch/grab/": {"pk": offer.pk},
        "/dispatch/escalations/": {"pk": escalation.pk},
        "/dispatch/policies/": {"pk": town.region.pk},
        "/dispatch/undo/": {"token": manual.undo_token(booking, None)},
        "/customers/": customer,
        "/personal/reveal/": {"subject": "customer", "pk": town.customer.pk, "field": "phone"},
        "/assets/": {"pk": town.asset.pk},
        "/agreements/": {"pk": agreement.pk},
        "/regions/": {"pk": town.region.pk},
        "/chats/teams/": {"outlet_id": town.outlet.pk},
        "/outlets/": {"pk": town.outlet.pk, "capacity": capacity.pk},
        "/crews/": {"pk": crew.pk},
        "/vehicles/": {"pk": vehicle.pk},
        "/engineers/": {"pk": engineer.pk, "absence": absence.pk},
        "/parts/stores/": {"pk": engineer.van.pk},
        "/parts/requests/": {"pk": wanted.pk},
        "/notices/": {"pk": notice.pk},
        "/messages/": {"pk": message.pk},
        "/files/": {"uid": file.uid},
        "/callbacks/": {"pk": callback.pk},
        "/desk/calls/": {"pk": call.pk},
        "/people/": {"pk": person.pk, "membership": person.memberships.get().pk},
        "/field/phones/": {"uid": phone.uid},
        "/field/api/phones/": {"uid": phone.uid},
    }


@pytest.mark.parametrize("role", ["administrator", "manager", "dispatcher", "agent", "store_keeper", "callback_clerk"])
def test_another_region_finds_nothing_at_any_address(client: Client, role: str) -> None:
    """A thing of Hangzhou does not exist for people of Ningbo, to read or to change, whatever their role."""
    here, there = testing.town(), testing.town("宁波", latitude=29.87, longitude=121.55)
    things = things_of(here)
    client.force_login(testing.user(role, region=there.region))
    walked, found, before = 0, {}, AuditEntry.objects.count()
    for address, _view in GUARDED:
        if "<" not in address or address.startswith(OF_ALL):
            continue
        known = max((begin for begin in things if address.startswith(begin)), key=len, default="")
        assert known, f"{address} belongs to no region and to no thing of the town: name it above"
        filled = fill(address, {name: str(value) for name, value in things[known].items()})
        for method in ("get", "post"):
            status = getattr(client, method)(filled).status_code
            walked += 1
            if status not in (403, 404, 405) and TAKEN.get(f"{method} {address}") != status:
                found[f"{method} {address}"] = status
    assert not found
    assert walked > 100
    assert AuditEntry.objects.count() == before


def test_its_own_region_finds_the_same_things(client: Client) -> None:
    """The walk above would prove nothing if the addresses were wrong."""
    here = testing.town()
    things = things_of(here)
    client.force_login(testing.user("administrator", region=here.region))
    missing = []
    for address, view in GUARDED:
        if "<" in address and not address.startswith(OF_ALL) and hasattr(view, "get"):
            known = max((begin for begin in things if address.startswith(begin)), key=len)
            filled = fill(address, {name: str(value) for name, value in things[known].items()})
            status = client.get(filled).status_code
            if status not in (200, 302):
                missing.append((address, status))
    nobody_elses, not_written_yet = ("/notices/<int:pk>/", 404), ("/orders/<str:number>/record.pdf", 404)
    asks_where = ("/dispatch/board/orders/<int:order>/check/", 422)
    assert sorted(missing) == sorted([nobody_elses, not_written_yet, asks_where])
