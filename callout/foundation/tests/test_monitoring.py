"""Health page, probes and metrics."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from callout import testing
from callout.foundation.monitoring import readings

pytestmark = pytest.mark.django_db


def failed_job() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " VALUES ('events', 'foundation.deliver', '{\"event_id\": 7}', 'failed', 8) RETURNING id"
        )
        return int(cursor.fetchone()[0])


def operator() -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(testing.user("administrator"))
    return client


def test_probes_tell_machines_and_nothing_else() -> None:
    client = Client()
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok"}
    assert client.get("/health/").status_code == 302


def test_the_health_page_names_what_is_wrong() -> None:
    job = failed_job()
    page = operator().get(reverse("monitoring:health")).content.decode()
    assert "No worker runs" in page
    assert "Failed jobs wait for a decision" in page
    assert "event_id=7" in page
    assert reverse("monitoring:retry", args=[job]) in page
    assert "foundation.sweep" in page or "foundation.tidy" in page


def test_a_failed_job_is_tried_again_once() -> None:
    job, client = failed_job(), operator()
    client.post(reverse("monitoring:retry", args=[job]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        assert cursor.fetchone()[0] == "todo"
    assert readings.retry(job) is False


def test_waiting_jobs_are_counted_by_queue() -> None:
    testing.town()
    failed_job()
    found = {queue.name: queue for queue in readings.queues()}
    assert found["events"].failed == 1
    assert not found["events"].ok


def test_only_the_newest_backups_are_listed_and_old_ones_are_not_in_order(tmp_path: Path, settings: Any) -> None:
    settings.DATA_FOLDER = tmp_path
    assert readings.backups() == []
    (tmp_path / "backups").mkdir()
    for name, days in (("callout-1.tar", 2), ("callout-2.tar", 0)):
        path = tmp_path / "backups" / name
        path.write_bytes(b"x" * 10)
        os.utime(path, (time.time() - days * 86_400,) * 2)
    assert [(row.name, row.ok) for row in readings.backups()] == [("callout-2.tar", True), ("callout-1.tar", False)]


def test_metrics_need_the_token_or_this_machine(settings: Any) -> None:
    client = Client()
    failed_job()
    settings.METRICS_TOKEN = ""
    text = client.get("/metrics").content.decode()
    assert 'callout_jobs{queue="events",status="failed"} 1.0' in text
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7").status_code == 403
    assert client.get("/metrics", headers={"x-forwarded-for": "10.0.0.7"}).status_code == 403
    settings.METRICS_TOKEN = "s3cret"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer s3cret"}, REMOTE_ADDR="10.0.0.7").status_code == 200


def test_an_agent_has_no_business_on_the_health_page() -> None:
    client = Client()
    client.force_login(testing.user("agent"))
    assert client.get(reverse("monitoring:health")).status_code == 403
    assert client.post(reverse("monitoring:retry", args=[failed_job()])).status_code == 403
