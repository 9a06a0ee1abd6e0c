"""A fault tree leads from answers to an outcome; desk and engineer stand at the same step whoever answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from callout import testing
from callout.cases import services as cases
from callout.diagnosis import selectors, services
from callout.diagnosis.models import Finding, Knowledge
from callout.diagnosis.services import Where
from callout.diagnosis.tests.conftest import World
from callout.foundation.errors import BusinessError
from callout.foundation.models import Event


def answer(world: World, step: str, value: str, *, hours_ago: float = 0, source: str = "desk") -> Finding:
    at = timezone.now() - timedelta(hours=hours_ago)
    where = Where(case_id=world.case.pk, at=at, source=source)
    return services.answer_step(actor=world.agent, where=where, tree="cooling", step=step, answer=value)


@contextmanager
def refused_as(code: str) -> Iterator[None]:
    with pytest.raises(BusinessError) as refused:
        yield
    assert refused.value.code == code


def stands_at(world: World) -> str:
    walks = selectors.begun(world.known, selectors.findings_of(world.case.pk))
    return walks[0].code if walks else "nothing begun"


def test_answers_lead_to_an_outcome_with_codes_and_parts(world: World) -> None:
    assert stands_at(world) == "nothing begun"
    answer(world, "runs", "1")
    assert stands_at(world) == "capacitor"
    [conclusion] = selectors.concluded(
        world.case.category_id, selectors.begun(world.known, selectors.findings_of(world.case.pk))
    )
    assert [code.code for code in conclusion.codes] == ["O1", "C1", "A1"]
    assert conclusion.parts == (world.town.part,)


@pytest.mark.parametrize(
    ("volts", "verdict", "leads_to"),
    [("220", "ok", "fine"), ("198", "ok", "fine"), ("197,9", "low", "supply"), ("251", "high", "supply")],
)
def test_a_measurement_is_judged_by_its_limits(world: World, volts: str, verdict: str, leads_to: str) -> None:
    answer(world, "runs", "0")
    assert answer(world, "volts", volts).verdict == verdict
    assert stands_at(world) == leads_to


def test_an_answer_taken_back_opens_its_step_again_and_stays_in_the_record(world: World) -> None:
    answer(world, "runs", "1")
    answer(world, "runs", "")
    assert stands_at(world) == "nothing begun"
    assert Finding.objects.filter(case=world.case).count() == 2


def test_the_later_answer_counts_even_when_it_arrives_first(world: World) -> None:
    answer(world, "runs", "0", hours_ago=1)
    answer(world, "runs", "1", hours_ago=3, source="field")  # sent late from a cellar
    assert stands_at(world) == "volts"


@pytest.mark.parametrize(
    ("step", "value", "code"),
    [
        ("runs", "7", "answer_unknown"), ("volts", "viel", "answer_unknown"), ("volts", "nan", "answer_unknown"),
        ("volts", "1e99", "answer_unknown"), ("capacitor", "0", "step_unknown"), ("nowhere", "0", "step_unknown"),
    ],
)  # fmt: skip
def test_what_the_tree_does_not_know_is_refused(world: World, step: str, value: str, code: str) -> None:
    with refused_as(code):
        answer(world, step, value)
    assert not Finding.objects.exists()


def test_a_finding_keeps_the_version_it_was_made_with(world: World) -> None:
    first = answer(world, "runs", "0")
    newer = {**world.known.content, "faults": []}
    second = services.publish_knowledge(actor=None, category=world.town.category, content=newer)
    again = services.publish_knowledge(actor=None, category=world.town.category, content=newer)
    assert (second.version, again.pk) == (2, second.pk)
    assert first.knowledge == world.known
    assert Knowledge.objects.count() == 2


def test_an_ended_case_takes_no_more_steps_from_the_desk_but_what_a_phone_recorded(world: World) -> None:
    cases.cancel(actor=None, case_id=world.case.pk, reason="已自行修好")
    with refused_as("case_over"):
        answer(world, "runs", "0")
    assert answer(world, "runs", "0", source="field").pk


def test_each_step_is_told_to_open_pages(world: World) -> None:
    answer(world, "runs", "0")
    event = Event.objects.get(type="diagnosis.finding")
    assert (event.case_id, event.region_id, event.actor_id) == (world.case.pk, world.town.region.pk, world.agent.pk)


def test_a_display_code_is_explained_and_an_unknown_one_kept(world: World) -> None:
    where = Where(case_id=world.case.pk)
    known = services.note_fault(actor=world.agent, where=where, code="e4")
    other = services.note_fault(actor=world.agent, where=where, code="X99")
    assert known.data["fault"]["en"] == "Overcurrent"
    assert (other.answer, other.data["fault"]) == ("X99", {})


def test_trees_of_the_symptom_come_first(world: World) -> None:
    other = {**world.known.content["trees"][0], "code": "noise", "symptoms": ["S9"]}
    content = {**world.known.content, "trees": [other, *world.known.content["trees"]]}
    known = services.publish_knowledge(actor=None, category=world.town.category, content=content)
    assert [tree["code"] for tree in selectors.trees_for(known, world.symptom())] == ["cooling", "noise"]


def test_remote_work_is_logged_from_begin_to_end(world: World) -> None:
    began = timezone.now() - timedelta(minutes=40)
    where = Where(case_id=world.case.pk, at=began)
    session = services.start_remote(actor=world.agent, where=where, means="screen", agreed_by="张丽萍")
    with refused_as("remote_open"):
        services.start_remote(actor=world.agent, where=where, means="phone")
    with refused_as("done_missing"):
        services.end_remote(actor=world.agent, session_id=session.pk, done=" ")
    services.end_remote(
        actor=world.agent, session_id=session.pk, done="重置了参数", solved=True, at=began + timedelta(minutes=25)
    )
    [row] = selectors.sessions_of(world.case.pk)
    assert (row.minutes, row.done, row.solved, row.agreed_by) == (25, "重置了参数", True, "张丽萍")
    with refused_as("remote_over"):
        services.end_remote(actor=world.agent, session_id=session.pk, done="again")
    assert services.start_remote(actor=testing.user("agent"), where=where, means="phone").pk
