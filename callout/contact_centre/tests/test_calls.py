"""The telephone rings: signed reports, the right file on the right screen, nothing twice."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from callout import testing
from callout.accounts.models import User
from callout.cases.models import Interaction
from callout.contact_centre import selectors, services
from callout.contact_centre.models import Call
from callout.contact_centre.services import CallReport
from callout.contact_centre.webhook import signed_report
from callout.customers.models import Customer
from callout.foundation.errors import BusinessError
from callout.foundation.models import Event
from callout.foundation.webhook_signature import HEADER, sign

HOOK = "/hooks/telephony/"


@pytest.fixture
def town(db) -> testing.Town:
    return testing.town()


@pytest.fixture
def agent(town) -> User:
    return testing.user("agent", region=town.region, name="李晓梅")


def send(client: Client, report: dict):
    headers = report["headers"]
    return client.post(HOOK, report["body"], content_type=headers["Content-Type"], headers={HEADER: headers[HEADER]})


def ring(client: Client, agent: User, caller: str, id: str = "pbx-1", event: str = "ringing"):
    return send(client, signed_report(id=id, event=event, caller=caller, queue="报修", agent=agent.username))


def test_a_signed_ring_finds_the_caller_and_tells_the_agent(client, town, agent):
    answer = ring(client, agent, "138 0000 6207")
    call = Call.objects.get()
    assert (answer.status_code, answer.json()) == (202, {"call": call.pk, "state": "ringing"})
    assert (call.customer, call.agent, call.caller) == (town.customer, agent, "138 0000 6207")
    event = Event.objects.get(type="call.ringing")
    assert (event.payload["agent_id"], event.payload["call_id"]) == (agent.pk, call.pk)
    assert selectors.live_call(agent) == call


def test_the_same_report_twice_and_late_reports_change_nothing(client, town, agent):
    for event in ("ringing", "ringing", "answered", "ringing", "ended", "answered", "missed"):
        assert ring(client, agent, "13800006207", event=event).status_code == 202
    call = Call.objects.get()
    assert call.state == "ended"
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == [
        "call.ringing",
        "call.answered",
        "call.ended",
    ]
    assert Interaction.objects.filter(customer=town.customer, channel="phone").count() == 1


def test_a_ring_that_moves_tells_the_next_and_a_late_one_takes_no_call_away(client, town, agent):
    other = testing.user("agent", region=town.region)
    ring(client, agent, "13800006207")
    ring(client, other, "13800006207")
    assert [e.payload["agent_id"] for e in Event.objects.filter(type="call.ringing").order_by("id")] == [
        agent.pk,
        other.pk,
    ]
    ring(client, other, "13800006207", event="answered")
    ring(client, agent, "13800006207")
    assert Call.objects.get().agent == other


def test_names_of_customers_elsewhere_are_not_told(client, town, agent):
    far = testing.make_customer(testing.town("成都").region, "远方客户", "13911112222")
    services.report_call(
        actor=None, report=CallReport(id="far", state="missed", at=timezone.now(), caller="13911112222")
    )
    assert Call.objects.get().customer == far
    client.force_login(agent)
    for address in ("/calls/", "/desk/", "/calls/?export=csv"):
        assert far.name not in b"".join(client.get(address)).decode()
    assert client.get("/calls/?q=王").content.decode().count("data-pk") == 0


def test_a_call_that_ends_before_it_was_answered_is_missed(client, town, agent):
    ring(client, agent, "13800006207")
    ring(client, agent, "13800006207", event="ended")
    assert Call.objects.get().state == "missed"
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("tamper", ["no header", "other key", "other body", "old", "replayed later"])
def test_a_forged_report_is_refused_with_a_code(client, town, agent, settings, tamper):
    body = json.dumps({"id": "x", "event": "ringing", "caller": "13800006207"})
    at = int(time.time()) - (301 if tamper in ("old", "replayed later") else 0)
    key = "another key" if tamper == "other key" else settings.TELEPHONY_SECRET
    header = "" if tamper == "no header" else sign(key, body.encode(), at)
    sent = body.replace("ringing", "answered") if tamper == "other body" else body
    answer = client.post(HOOK, sent, content_type="application/json", headers={HEADER: header} if header else {})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] in ("signature_invalid", "signature_old")
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("report", "code"),
    [
        ("not json", "report_malformed"),
        ("[]", "report_malformed"),
        ('{"event": "ringing"}', "report_incomplete"),
        ('{"id": 7, "event": "ringing"}', "report_malformed"),
        ('{"id": "a", "event": "singing"}', "unknown_call_state"),
        ('{"id": "a", "event": "ringing", "at": "yesterday"}', "report_malformed"),
        ('{"id": "a", "event": "ringing", "at": "2099-01-01T00:00:00+08:00"}', "time_in_future"),
        ('{"id": "a\\u0000", "event": "ringing"}', "report_malformed"),
        (json.dumps({"id": "a" * 121, "event": "ringing"}), "report_malformed"),
    ],
)
def test_a_signed_report_that_makes_no_sense_says_what_is_wrong(client, db, settings, report, code):
    header = sign(settings.TELEPHONY_SECRET, report.encode(), int(time.time()))
    answer = client.post(HOOK, report, content_type="application/json", headers={HEADER: header})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Call.objects.exists()


def test_two_files_with_one_number_leave_the_choice_to_the_agent(client, town, agent):
    testing.make_customer(town.region, "张建", "13800006207")
    ring(client, agent, "13800006207")
    assert Call.objects.get().customer is None


def test_a_contact_s_number_opens_the_organisation(client, town, agent):
    from callout.customers import services as customers

    customers.add_contact(actor=None, customer=town.customer, name="王工", phone="13900001111")
    ring(client, agent, "13900001111")
    assert Call.objects.get().customer == town.customer


def test_only_one_agent_takes_a_call_of_the_queue(client, town, agent):
    second = testing.user("agent", region=town.region)
    call = services.report_call(
        actor=None, report=CallReport(id="q", state="ringing", at=timezone.now(), caller="13800006207")
    )
    assert selectors.live_call(second) == call
    services.answer(actor=agent, call_id=call.pk)
    with pytest.raises(BusinessError) as refused:
        services.answer(actor=second, call_id=call.pk)
    assert refused.value.code == "call_taken"
    with pytest.raises(BusinessError):
        services.hang_up(actor=second, call_id=call.pk)
    services.hang_up(actor=agent, call_id=call.pk)
    said = Interaction.objects.get()
    assert (said.customer, said.actor, said.seconds is not None) == (town.customer, agent, True)


def test_the_simulated_call_goes_through_the_same_webhook(client, town, agent, settings):
    client.force_login(agent)
    assert client.post("/desk/simulate/").status_code == 404
    settings.DEMO = True
    report = client.post("/desk/simulate/", {"caller": "13800006207"}).json()
    assert report["url"] == reverse("telephony-hook")
    assert send(Client(), report).status_code == 202
    page = client.get("/desk/callbar/").content.decode()
    assert "138****6207" in page and town.customer.name in page and "13800006207" not in page


def test_the_caller_s_file_pops_up_and_an_unknown_caller_gets_one(client, town, agent):
    client.force_login(agent)
    ring(client, agent, "13800006207")
    call = Call.objects.get()
    page = client.get(f"/desk/?call={call.pk}").content.decode()
    assert town.customer.name in page and town.asset.serial in page
    ring(client, agent, "19900001234", id="pbx-2")
    unknown = Call.objects.get(external_id="pbx-2")
    assert f"/desk/customers/new/?call={unknown.pk}" in client.get(f"/desk/?call={unknown.pk}").content.decode()
    form = {
        "name": "陈新",
        "kind": "person",
        "phone": "",
        "region": town.region.pk,
        "city": "杭州",
        "district": "西湖区",
        "street": "古墩路 1 号",
    }
    answer = client.post(f"/desk/customers/new/?call={unknown.pk}", form)
    unknown.refresh_from_db()
    created = Customer.objects.get(name="陈新")
    assert unknown.customer == created
    assert (created.phone, created.sites.get().street) == ("19900001234", "古墩路 1 号")
    assert answer["Location"] == f"/desk/?customer={created.pk}&call={unknown.pk}"


def test_a_call_whose_end_got_lost_does_not_ring_forever(town, agent):
    now = timezone.now()
    for id, minutes in (("old", 10), ("fresh", 1)):
        report = CallReport(id=id, state="ringing", at=now - timedelta(minutes=minutes), caller="13800006207")
        services.report_call(actor=None, report=report)
    assert services.forget_lost_calls(actor=None) == 1
    assert dict(Call.objects.values_list("external_id", "state")) == {"old": "missed", "fresh": "ringing"}


def test_a_ring_shows_on_every_page_of_the_agent_it_rings_for(client, town, agent):
    client.force_login(agent)
    assert 'hx-get="/desk/ring/"' in client.get("/cases/").content.decode()
    assert "call=" not in client.get("/desk/ring/").content.decode()
    ring(client, agent, "13800006207")
    shown = client.get("/desk/ring/").content.decode()
    assert f"?call={Call.objects.get().pk}" in shown and "138****6207" in shown
    services.answer(actor=agent, call_id=Call.objects.get().pk)
    assert "call=" not in client.get("/desk/ring/").content.decode()
    client.force_login(town.engineer().user)
    assert "/desk/ring/" not in client.get("/cases/").content.decode()
