"""Periodic care of the job queue."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from callout.foundation.jobs import periodic
from callout.foundation.models import Delivery, IdempotencyKey

log = logging.getLogger("callout.jobs")

LOST_SECONDS = 30
KEPT = timedelta(days=7)
_BATCH = 5000


@periodic("* * * * * */30", name="foundation.recover_jobs")
def recover_jobs(timestamp: int) -> None:
    """Every 30 s: jobs whose worker was killed (no heartbeat for LOST_SECONDS) run again."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOVER, [LOST_SECONDS])
        if cursor.rowcount:
            log.warning("%s jobs of workers that are gone run again", cursor.rowcount)


# Of those with one queueing lock only one may wait: a lost one ends where another waits already, which does its work.
_RECOVER = """
    WITH lost AS (
        SELECT id, queueing_lock, row_number() OVER (PARTITION BY coalesce(queueing_lock, id::text) ORDER BY id) AS nth
        FROM procrastinate_jobs AS job
        WHERE status = 'doing' AND NOT EXISTS (
            SELECT FROM procrastinate_workers AS worker
            WHERE worker.id = job.worker_id AND worker.last_heartbeat > now() - make_interval(secs => %s)))
    UPDATE procrastinate_jobs AS job SET worker_id = NULL, attempts = attempts + 1, status = (
        CASE WHEN lost.nth > 1 OR EXISTS (
            SELECT FROM procrastinate_jobs AS waiting
            WHERE waiting.status = 'todo' AND waiting.queueing_lock = lost.queueing_lock)
        THEN 'failed' ELSE 'todo' END)::procrastinate_job_status
    FROM lost WHERE job.id = lost.id
"""


@periodic("17 3 * * *", name="foundation.tidy")
def tidy(timestamp: int) -> None:
    """Every night: marks and keys that no repeat can need any more go."""
    before = timezone.now() - KEPT
    for model in (Delivery, IdempotencyKey):
        while old := list(model.objects.filter(at__lt=before).values_list("pk", flat=True)[:_BATCH]):
            model.objects.filter(pk__in=old).delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE procrastinate_jobs")
