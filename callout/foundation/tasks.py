"""Housekeeping of jobs: what a killed worker left behind is done again, what is done is swept away."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from callout.foundation.jobs import periodic
from callout.foundation.models import Delivery, IdempotencyKey

SILENT_SECONDS = 15
KEPT_KEYS = timedelta(days=7)
KEPT_DELIVERIES = timedelta(days=2)


@app.periodic(cron="* * * * * */10")
@app.task(name="foundation.rescue_jobs", queue="periodic", queueing_lock="foundation.rescue_jobs", pass_context=True)
async def rescue_jobs(context: JobContext, timestamp: int) -> None:
    """Every 10 s: jobs of workers that fell silent are queued again; each is safe to repeat."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await manager.retry_job(job)


@periodic("35 * * * *", name="foundation.sweep")
def sweep(timestamp: int) -> None:
    """Every hour: forget finished jobs, old delivery marks and idempotency keys."""
    now = timezone.now()
    IdempotencyKey.objects.filter(at__lt=now - KEPT_KEYS).delete()
    Delivery.objects.filter(at__lt=now - KEPT_DELIVERIES).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status IN ('succeeded', 'cancelled')")
        cursor.execute(  # the last run of each stays for the health page
            "DELETE FROM procrastinate_periodic_defers WHERE job_id IS NULL"
            " AND id NOT IN (SELECT max(id) FROM procrastinate_periodic_defers GROUP BY task_name)"
        )
