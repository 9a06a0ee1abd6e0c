"""The day is planned anew in the background when something happened: once a region, however much happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from callout.accounts.models import Outlet
from callout.dispatching.models import Policy
from callout.dispatching.network import network
from callout.dispatching.planning import jobs, runs
from callout.dispatching.planning.models import PlanRun
from callout.dispatching.policies import policy_for
from callout.foundation.actions import business_action
from callout.workforce.selectors import day_bounds
from callout.workorders.models import PLANNED_BOOKING_STATES, Booking

PAUSE_SECONDS = 60  # what happens within it is looked at together
SECONDS = 10
EARLY = timedelta(minutes=15)
LATE = timedelta(minutes=10)


def something_happened(region_ids: Iterable[int | None]) -> None:
    """Have these regions looked at in a minute, unless that is arranged already or their policy wants no better plans.

    Part of the caller's transaction.
    """
    wanted = {pk for pk in region_ids if pk and policy_for(pk).reoptimise != Policy.Reoptimise.OFF}
    for region_id in wanted - _arranged(wanted):
        name = _lock(region_id)
        wait = jobs.reoptimise.configure(queueing_lock=name, lock=name, schedule_in={"seconds": PAUSE_SECONDS})
        try:
            with transaction.atomic():
                wait.defer(region_id=region_id)
        except AlreadyEnqueued:
            continue


def _lock(region_id: int) -> str:
    return f"dispatching.reoptimise.{region_id}"


def _arranged(region_ids: set[int]) -> set[int]:
    """Regions that are looked at soon anyhow: nearly always, and a job that is refused costs a rollback."""
    locks = {_lock(region_id): region_id for region_id in region_ids}
    waiting = ProcrastinateJob.objects.filter(queueing_lock__in=locks, status="todo") if locks else ()
    return {locks[job.queueing_lock] for job in waiting if job.queueing_lock}


def look_again(region_id: int) -> PlanRun | None:
    """Plan the rest of today anew and propose or apply it by the region's policy; None when that wants nothing.

    When today's work is over it is tomorrow that is planned.
    """
    policy = policy_for(region_id)
    if policy.reoptimise == Policy.Reoptimise.OFF:
        return None
    run = _begin(actor=None, region_id=region_id, apply=policy.reoptimise == Policy.Reoptimise.APPLY)
    return runs.execute(run.pk)


@business_action
def _begin(*, actor: None, region_id: int, apply: bool) -> PlanRun:
    """Only one at a time looks at a region: a look still open is one whose worker was killed."""
    now = timezone.now()
    left = PlanRun.objects.filter(region=region_id, cause=PlanRun.Cause.EVENT, state__in=("queued", "running"))
    left.update(state=PlanRun.State.CANCELLED, finished_at=now)
    return PlanRun.objects.create(
        region_id=region_id, day=_day_in_hand(region_id, now), seconds=SECONDS, apply=apply, cause=PlanRun.Cause.EVENT,
        asked_at=now,
    )  # fmt: skip


def _day_in_hand(region_id: int, now: datetime) -> date:
    """Today while anybody of the region still works, then tomorrow."""
    today, midnight = timezone.localdate(now), day_bounds(timezone.localdate(now))[1]
    known, own = network(), set(Outlet.objects.filter(region=region_id).values_list("pk", flat=True))
    shifts = {engineer.shift_id for outlet in known.outlets if outlet.pk in own for engineer in outlet.engineers}
    left = any(until > now for shift in shifts for _, until in known.working_spans(shift, now, midnight))
    return today if left else today + timedelta(days=1)


def off_plan(now: datetime) -> set[int]:
    """Regions where in the last minute a visit ended early, or an engineer became late for one."""
    since = now - timedelta(minutes=1)
    early = Q(ended_at__gt=since, ended_at__lte=now, ended_at__lt=F("ends_at") - EARLY, state="completed")
    late = Q(state__in=PLANNED_BOOKING_STATES, starts_at__gt=since - LATE, starts_at__lte=now - LATE)
    rows = Booking.objects.filter(early | late, starts_at__gt=now - timedelta(days=1))
    return set(rows.values_list("work_order__region_id", flat=True))
