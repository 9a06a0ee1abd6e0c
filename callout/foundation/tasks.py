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


_RECOVER = """
    UPDATE procrastinate_jobs AS job SET status = 'todo', worker_id = NULL, attempts = attempts + 1
    WHERE status = 'doing' AND NOT EXISTS (
        SELECT FROM procrastinate_workers AS worker
        WHERE worker.id = job.worker_id AND worker.last_heartbeat > now() - make_interval(secs => %s))
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
