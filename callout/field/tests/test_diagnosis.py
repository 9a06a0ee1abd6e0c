"""The engineer diagnoses on the phone: trees come with the bundle, answers go as commands, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from callout import testing
from callout.diagnosis.models import Finding, RemoteSession
from callout.diagnosis.services import Where, answer_step, publish_knowledge
from callout.diagnosis.tests.conftest import knowledge
from callout.field.tests.conftest import phone_of
from callout.foundation import cache

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(town):
    content = knowledge(town.product.model, town.part.number).content()
    found = publish_knowledge(actor=None, category=town.category, content=content)
    cache.clear()
    return found


def answer(phone, visit, step, value, **more):
    return phone.do("diagnose", visit, tree="cooling", step=step, answer=value, version=1, **more)


def test_trees_and_codes_come_with_the_orders_and_nothing_a_phone_does_not_need(phone, visit, known, town):
    section = phone.bundle()["sections"][f"diagnosis/{town.category.pk}"]
    assert (section["version"], section["trees"][0]["code"], section["faults"][0]["code"]) == (1, "cooling", "E4")
    assert set(section) == {"version", "trees", "faults"}


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
