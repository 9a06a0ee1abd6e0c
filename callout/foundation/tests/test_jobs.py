"""Events reach their subscribers once; jobs of a killed worker run again."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from croniter import croniter
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from callout import testing
from callout.foundation import events, jobs, tasks
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.foundation.events import DomainEvent, publish
from callout.foundation.models import Delivery, Event

pytestmark = pytest.mark.django_db


class Rang(DomainEvent):
    type = "test.rang"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Case ids of the rings that the subscriber of this test saw."""
    monkeypatch.setattr(events, "_subscribers", {})
    monkeypatch.setattr(events, "_by_name", {})
    cases: list[int | None] = []

    @events.subscribe(Rang, name="test.hear")
    def hear(event: Event) -> None:
        if event.case_id == 13:
            raise RuntimeError("unlucky")
        cases.append(event.case_id)

    return cases


@pytest.fixture
def lots(monkeypatch: pytest.MonkeyPatch) -> list[list[int | None]]:
    """Case ids of the rings as the subscriber that takes them together saw them."""
    monkeypatch.setattr(events, "_subscribers", {})
    monkeypatch.setattr(events, "_by_name", {})
    seen: list[list[int | None]] = []

    @events.subscribe_together(Rang, name="test.hear")
    def hear(rung: list[Event]) -> None:
        if any(event.case_id == 13 for event in rung):
            raise RuntimeError("unlucky")
        seen.append([event.case_id for event in rung])

    return seen


def ring(*cases: int) -> None:
    for case in cases:
        publish(Rang(case_id=case), actor=None)


def test_one_job_takes_along_what_waits_for_the_same_subscriber(heard: list[int | None]) -> None:
    ring(1, 2, 3)
    assert testing.run_jobs() == 1
    assert heard == [1, 2, 3]
    assert Delivery.objects.filter(subscriber="test.hear").count() == 3


def test_a_repeated_job_does_nothing(heard: list[int | None]) -> None:
    ring(1)
    event = Event.objects.get()
    testing.run_jobs()
    events.deliver.func(event_ids=[event.pk], subscriber="test.hear")
    assert heard == [1]


def test_a_failing_event_stays_with_its_own_job(heard: list[int | None]) -> None:
    ring(1, 13, 2)
    with pytest.raises(RuntimeError):
        testing.run_jobs()
    testing.run_jobs()
    assert heard == [1, 2]
    assert not Delivery.objects.filter(event__case_id=13).exists()


def test_events_that_wait_are_taken_together(lots: list[list[int | None]]) -> None:
    ring(1, 2, 3)
    assert testing.run_jobs() == 1
    assert lots == [[1, 2, 3]]
    assert Delivery.objects.filter(subscriber="test.hear").count() == 3


def test_who_comes_late_waits_longer_and_takes_more(
    lots: list[list[int | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(events, "time", SimpleNamespace(sleep=slept.append, monotonic=lambda: 100.0))
    monkeypatch.setattr(events, "_lanes", defaultdict(events._Lane))
    monkeypatch.setattr(events._Lane, "pace", 0.04)
    for case, waited in ((1, 0.0), (2, 0.3), (3, 0.0)):
        ring(case)
        Event.objects.filter(case_id=case).update(recorded_at=timezone.now() - timedelta(seconds=waited))
        testing.run_jobs()
    assert lots == [[1], [2], [3]]
    assert slept == pytest.approx([0.0, 0.04, 0.24])


def test_a_lot_that_fails_is_undone_and_its_jobs_stay(lots: list[list[int | None]]) -> None:
    ring(1, 13, 2)
    with pytest.raises(RuntimeError):
        testing.run_jobs()
    assert lots == [[1]]
    assert list(Delivery.objects.values_list("event__case_id", flat=True)) == [1]
    testing.run_jobs()
    assert lots == [[1], [2]]


def test_events_of_one_action_share_a_job_and_one_that_fails_keeps_none_back(lots: list[list[int | None]]) -> None:
    ring_in_one_action(actor=None, cases=[1, 13, 2])
    assert ProcrastinateJob.objects.filter(task_name="foundation.deliver").count() == 1
    with pytest.raises(RuntimeError):
        testing.run_jobs()
    assert lots == [[1], [2]]
    ring_in_one_action(actor=None, cases=[4, 5])
    testing.run_jobs()
    assert lots[2:] == [[4, 5]]


@business_action
def ring_in_one_action(*, actor: None, cases: list[int]) -> None:
    ring(*cases)


@pytest.mark.django_db(transaction=True)
def test_a_job_asked_for_by_a_job_that_fails_is_not_there() -> None:
    @jobs.job(name="test.asks")
    def asks() -> None:
        with transaction.atomic():
            asks.defer()
            raise RuntimeError("undone")

    try:
        asks.defer()
        jobs.worker_app().run_worker(wait=False, install_signal_handlers=False, queues=["default"])
        with connection.cursor() as cursor:
            cursor.execute("SELECT attempts, status FROM procrastinate_jobs WHERE task_name = 'test.asks'")
            assert cursor.fetchall() == [(1, "todo")]  # the first one waits to try again
    finally:
        del jobs.app.tasks["test.asks"]


def test_a_refused_inner_action_takes_its_events_with_it(heard: list[int | None]) -> None:
    @business_action
    def refused(*, actor: None) -> None:
        ring(2)
        raise BusinessError("no", "no")

    @business_action
    def outer(*, actor: None) -> None:
        ring(1)
        with pytest.raises(BusinessError), transaction.atomic():
            refused(actor=None)
        ring(3)

    outer(actor=None)
    assert list(Event.objects.values_list("case_id", flat=True)) == [1, 3]


def test_jobs_of_a_killed_worker_run_again(heard: list[int | None]) -> None:
    ring(1)
    _kill_the_worker_of_all_jobs()
    assert testing.run_jobs() == 0
    tasks.recover_jobs.func(0)
    testing.run_jobs()
    assert heard == [1]


def _kill_the_worker_of_all_jobs() -> None:
    sql: list[tuple[str, list[Any]]] = [
        ("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')", []),
        ("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)", []),
    ]
    with connection.cursor() as cursor:
        for statement, values in sql:
            cursor.execute(statement, values)


def test_what_runs_by_the_second_runs_as_often_as_it_says() -> None:
    """Once an hour for each beat: ``*/30`` in the first field would be every second of two minutes, then nothing."""
    lines = {row.task.name: row.cron for row in jobs.app.periodic_registry.periodic_tasks.values()}
    by_the_second = {name: cron for name, cron in lines.items() if len(cron.split()) == 6}
    beats = {name: _beats(cron) for name, cron in by_the_second.items()}
    assert beats == {"foundation.recover_jobs": {30}, "cases.remind": {15}, "integration.retry_webhooks": {5}}


def _beats(cron: str) -> set[int]:
    """Seconds from one run to the next within an hour."""
    times = list(itertools.islice(croniter(cron, 0), 3600))
    return {round(after - before) for before, after in itertools.pairwise(times) if after <= 3600}


def test_a_lost_job_whose_place_is_taken_does_not_stop_the_recovery_of_others(heard: list[int | None]) -> None:
    ring(1)
    named = jobs.app.tasks["foundation.tidy"].configure(queueing_lock="only-one")
    named.defer(timestamp=0)
    _kill_the_worker_of_all_jobs()
    named.defer(timestamp=1)  # the next waits already when the worker of the first is found gone
    tasks.recover_jobs.func(0)
    states = ProcrastinateJob.objects.filter(queueing_lock="only-one").order_by("id").values_list("status", flat=True)
    assert list(states) == ["failed", "todo"]
    testing.run_jobs()
    assert heard == [1]
