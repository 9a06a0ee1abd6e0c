"""The engineer diagnoses on the phone: trees come with the bundle, answers go as commands, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from callout import testing
from callout.assets.models import Asset
from callout.cases.models import Case
from callout.diagnosis.models import Finding, RemoteSession
from callout.diagnosis.services import Where, answer_step, publish_knowledge
from callout.diagnosis.tests.conftest import knowledge
from callout.field.tests.conftest import phone_of, visit_for
from callout.foundation import cache
from callout.workorders.models import Booking, ServiceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(town):
    content = knowledge(town.product.model, town.part.number).content()
    found = publish_knowledge(actor=None, category=town.category, content=content)
    cache.clear()
    return found


def answer(phone, visit, step, value, **more):
    return phone.do("diagnose", visit, tree="cooling", step=step, answer=value, version=1, **more)


def test_everything_known_of_the_category_comes_with_the_orders(phone, visit, known, town):
    section = phone.bundle()["sections"][f"diagnosis/{town.category.pk}"]
    assert (section["version"], section["trees"][0]["code"], section["faults"][0]["code"]) == (1, "cooling", "E4")
    assert section == {"version": 1, **known.content}


def test_answers_of_the_phone_and_the_desk_meet_on_the_case(phone, visit, known, town):
    at = timezone.now() - timedelta(minutes=30)
    assert answer(phone, visit, "runs", "0", at=at)["status"] == "applied"
    desk = Where(case_id=visit.work_order.case_id)
    answer_step(actor=testing.user("agent", name="沈悦"), where=desk, tree="cooling", step="volts", answer="251")
    [order] = phone.bundle()["orders"]
    assert [(row["step"], row["answer"], row["who"]) for row in order["findings"]] == [
        ("runs", "0", "陈志远"),
        ("volts", "251", "沈悦"),
    ]
    first = Finding.objects.get(step="runs")
    assert (first.at, first.source, first.work_order) == (at, "field", visit.work_order)


def test_a_repeated_answer_is_recorded_once(phone, visit, known):
    command = phone.command("diagnose", visit, tree="cooling", step="runs", answer="1", version=1)
    assert phone.send(command) == phone.send(command)
    assert [str(row.uid) for row in Finding.objects.all()] == [command["operation"]]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"tree": "x", "step": "runs", "answer": "1", "version": 1}, "tree_unknown"),
        ({"tree": "cooling", "step": "runs", "answer": "9", "version": 1}, "answer_unknown"),
        ({"tree": "cooling", "step": "runs", "answer": "1", "version": 7}, "tree_unknown"),
        ({"tree": "cooling", "step": "runs", "answer": "1" * 121, "version": 1}, "payload_invalid"),
        ({"tree": "cooling", "step": "runs"}, "payload_invalid"),
    ],
)
def test_what_is_no_answer_is_refused_with_a_reason(phone, visit, known, given, code):
    assert phone.do("diagnose", visit, **given)["code"] == code
    assert not Finding.objects.exists()


def test_somebody_elses_order_is_not_diagnosed(phone, visit, known, town):
    other = phone_of(town.engineer("别人"))
    assert answer(other, visit, "runs", "1")["code"] == "order_not_yours"
    assert not Finding.objects.exists()


def test_an_answer_to_an_older_tree_is_read_by_that_tree(phone, visit, known, town):
    publish_knowledge(actor=None, category=town.category, content={**known.content, "trees": []})
    cache.clear()
    assert answer(phone, visit, "runs", "1")["status"] == "applied"
    assert Finding.objects.get().knowledge == known


def test_a_display_code_and_remote_work_are_told_from_the_phone(phone, visit, known):
    assert phone.do("fault_shown", visit, code="E4")["status"] == "applied"
    began = timezone.now() - timedelta(minutes=15)
    told = {"means": "phone", "done": "指导用户清洗滤网", "started_at": began.isoformat(), "agreed_by": "张丽萍"}
    assert phone.do("remote_work", visit, **told)["result"] == {"minutes": 15}
    session = RemoteSession.objects.get()
    assert (session.started_at, session.done, session.work_order) == (began, "指导用户清洗滤网", visit.work_order)


@pytest.mark.parametrize("hours", [-1, 25])
def test_forged_times_of_remote_work_are_refused(phone, visit, hours):
    began = timezone.now() - timedelta(hours=hours)
    told = {"means": "phone", "done": "x", "started_at": began.isoformat()}
    assert phone.do("remote_work", visit, **told)["code"] == "remote_time_invalid"
    assert not RemoteSession.objects.exists()


MATCH = {"code": "flap", "count": 2, "lines": [2, 4], "samples": ["link down"], "first": "", "last": ""}
LOG = {"name": "s.log", "version": 1, "size": 80, "sha256": "0" * 64, "lines": 4, "matches": [MATCH]}
COMPARED = {"values": {"board": "2.10", "stp": "Enable", "snmp community": "public"}, "version": 1}
CURVE = {"curve": "drop", "points": [[5, 3.9], [0, 5]], "version": 1}


@pytest.mark.parametrize(
    ("kind", "payload", "verdict"),
    [("read_log", LOG, "urgent"), ("compare", COMPARED, "off"), ("measure_curve", CURVE, "off")],
)
def test_what_the_phones_workbench_found_is_on_the_case_once(phone, visit, known, kind, payload, verdict):
    at = timezone.now() - timedelta(hours=2)
    command = phone.command(kind, visit, at=at, **payload)
    assert phone.send(command)[0]["result"] == {"verdict": verdict}
    assert phone.send(command)[0]["status"] == "applied"
    row = Finding.objects.get()
    assert (row.at, row.source, row.verdict, row.knowledge) == (at, "field", verdict, known)
    assert "public" not in str(row.data)
    [order] = phone.bundle()["orders"]
    [shown] = order["findings"]
    assert shown["uid"] == command["operation"]
    assert shown["data"]


def test_only_the_newest_of_its_kind_brings_what_was_seen(phone, visit, known):
    for board in ("2.10", "2.14"):
        phone.do("compare", visit, values={"board": board}, version=1)
    [order] = phone.bundle()["orders"]
    older, newer = order["findings"]
    assert "data" not in older
    assert newer["data"]["differing"] == 0


@pytest.mark.parametrize(
    ("kind", "payload", "code"),
    [
        ("read_log", LOG | {"version": 9}, "tree_unknown"),
        ("read_log", LOG | {"matches": [MATCH | {"code": "made up"}]}, "log_invalid"),
        ("read_log", LOG | {"sha256": "x"}, "payload_invalid"),
        ("read_log", LOG | {"size": 6_000_000}, "payload_invalid"),
        ("compare", COMPARED | {"version": 9}, "no_reference"),
        ("compare", COMPARED | {"values": {"a": "x" * 121}}, "payload_invalid"),
        ("measure_curve", CURVE | {"curve": "other"}, "curve_unknown"),
        ("measure_curve", CURVE | {"points": []}, "payload_invalid"),
        ("measure_curve", CURVE | {"points": [[1, 1e12]]}, "payload_invalid"),
    ],
)
def test_what_no_workbench_finds_is_refused(phone, visit, known, kind, payload, code):
    assert phone.do(kind, visit, **payload)["code"] == code
    assert not Finding.objects.exists()


@pytest.fixture
def served(visit, town, engineer):
    """Another device of the model, repaired by the engineer a while ago; its display is newer than the reference."""
    past = visit_for(town, engineer, hours=-20)
    unit = Asset.objects.create(
        product=town.product, serial="SN-WELL", customer=town.customer, site=town.site, versions={"display": "3.1"}
    )
    Booking.objects.filter(pk=past.pk).update(state="completed", ended_at=timezone.now() - timedelta(days=9))
    Case.objects.filter(pk=past.work_order.case_id).update(asset=unit, state="closed")
    return unit


def test_a_healthy_device_he_has_been_to_can_be_compared_with(phone, visit, known, town, served, engineer):
    assert phone.bundle()["sections"]["units"] == {
        town.product.model: [{"serial": "SN-WELL", "versions": {"display": "3.1"}}]
    }
    stranger = phone_of(town.engineer("别人"))
    assert stranger.bundle()["sections"]["units"] == {}
    found = phone.do("compare", visit, values={"board": "2.14", "display": "3.0"}, version=1, serial="SN-WELL")
    assert found["result"] == {"verdict": "off"}
    row = Finding.objects.get()
    assert row.answer == "SN-WELL"
    assert [each["name"] for each in row.data["rows"] if each["state"] == "differs"] == ["display"]


def test_a_comparison_stands_though_the_healthy_device_failed_before_it_was_sent(phone, visit, known, served):
    Case.objects.filter(asset=served).update(state="reopened")
    assert phone.bundle()["sections"]["units"] == {}
    assert phone.do("compare", visit, values={"display": "3.0"}, version=1, serial="sn-well")["status"] == "applied"


def test_a_device_he_has_not_been_to_is_unknown(phone, visit, known, town):
    foreign = Asset.objects.create(product=town.product, serial="SN-X", customer=town.customer, site=town.site)
    told = {"values": {"display": "3.0"}, "version": 1, "serial": foreign.serial}
    assert phone.do("compare", visit, **told)["code"] == "unit_unknown"


def test_what_helped_in_alike_cases_comes_with_the_open_orders(phone, visit, known, town, engineer):
    mine, foreign = visit_for(town, engineer, hours=-20), visit_for(town, town.engineer("别人"), hours=-30)
    for past in (mine, foreign):
        Booking.objects.filter(pk=past.pk).update(state="completed", ended_at=timezone.now() - timedelta(days=9))
        ServiceRecord.objects.create(
            work_order=past.work_order, booking=past, result=f"做法 {past.pk}", solved=True,
            finished_at=timezone.now() - timedelta(days=9), **town.codes,
        )  # fmt: skip
    cache.clear()
    [fix] = phone.bundle()["sections"]["similar"][str(visit.work_order.uid)]
    assert (fix["object"]["code"], fix["tried"], fix["lasted"], fix["percent"]) == ("O1", 2, 2, 100)
    assert [each["result"] for each in fix["examples"]] == [f"做法 {mine.pk}"], "others' cases count, unread"
