"""Asking for a plan of a day, stopping it, and carrying it out: solved, checked, then proposed or applied."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.dispatching.board import drafts
from callout.dispatching.board.models import Draft, DraftMove
from callout.dispatching.board.publish import publish
from callout.dispatching.planning import jobs, snapshot
from callout.dispatching.planning.models import PlanRun
from callout.dispatching.planning.snapshot import Held
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput

log = logging.getLogger("callout.dispatching")

AHEAD = timedelta(days=30)
MOST_SECONDS = 3600
GAIN_MINUTES = 5.0  # a plan that saves less is not worth anybody's look

Progress = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Move:
    """Where the plan has an order. ``held`` is the booking it had when the day was read."""

    order_id: int
    held: Held | None
    engineer_id: int
    starts: datetime
    ends: datetime


@business_action
def ask(
    *, actor: User | None, region_id: int, day: date, outlet_id: int | None = None, seconds: int = 30,
    apply: bool = False, cause: str = PlanRun.Cause.PERSON,
) -> PlanRun:  # fmt: skip
    """Have a day planned by the worker. Raises ``day_wrong``, ``seconds_wrong`` and ``plan_under_way``."""
    run = begin(
        actor=actor, region_id=region_id, day=day, outlet_id=outlet_id, seconds=seconds, apply=apply, cause=cause
    )
    jobs.work.defer(run_id=run.pk)
    return run


@business_action
def begin(
    *, actor: User | None, region_id: int, day: date, outlet_id: int | None = None, seconds: int = 30,
    apply: bool = False, cause: str = PlanRun.Cause.PERSON,
) -> PlanRun:  # fmt: skip
    """Note that a day is to be planned; the caller executes it. Raises as ``ask``."""
    today = timezone.localdate()
    if not today <= day <= today + AHEAD:
        raise InvalidInput("day_wrong", _("Plan today or a day of the next 30."), fields={"day": _("Another day.")})
    if not 1 <= seconds <= MOST_SECONDS:
        raise InvalidInput("seconds_wrong", _("One second to one hour."), fields={"seconds": _("1 to 3600.")})
    same = PlanRun.objects.filter(region_id=region_id, outlet=outlet_id, day=day, state__in=("queued", "running"))
    if same.exists():
        raise BusinessError("plan_under_way", _("This day is being planned already."))
    return PlanRun.objects.create(
        region_id=region_id, outlet_id=outlet_id, day=day, seconds=seconds, apply=apply, cause=cause, asked_by=actor,
        asked_at=timezone.now(),
    )  # fmt: skip


@business_action
def stop(*, actor: User | None, run_id: int) -> PlanRun:
    """Give a plan up; the plan in force stays. One that is over already is left as it is."""
    run = PlanRun.objects.select_for_update().get(pk=run_id)
    if run.state == PlanRun.State.QUEUED:
        run.state, run.finished_at = PlanRun.State.CANCELLED, timezone.now()
    run.cancel = run.open or run.state == PlanRun.State.CANCELLED
    run.save(update_fields=["state", "finished_at", "cancel"])
    return run


def execute(run_id: int, watch: Progress | None = None) -> PlanRun:
    """Search and put into force what was asked for. A run that another worker left unfinished begins anew.

    ``watch(share)`` is told now and then and stops the search by answering False.
    """
    run = PlanRun.objects.get(pk=run_id)
    if not run.open:
        return run
    _note(run, state=PlanRun.State.RUNNING, started_at=timezone.now())
    try:
        _work(run, watch or (lambda share: True))
    except Exception as problem:
        _note(run, state=PlanRun.State.FAILED, finished_at=timezone.now(), error=str(problem)[:200])
        raise
    return run


def _work(run: PlanRun, watch: Progress) -> None:
    stopped = False

    def progress(share: float) -> bool:
        nonlocal stopped
        PlanRun.objects.filter(pk=run.pk).update(share=share)
        stopped = stopped or not watch(share) or PlanRun.objects.filter(pk=run.pk, cancel=True).exists()
        return not stopped

    moves, gain = plan_day(run, progress)
    if stopped or not progress(1.0):
        _note(run, state=PlanRun.State.CANCELLED, finished_at=timezone.now())
        return
    draft = _keep(actor=None, run=run, moves=moves, gain=gain)
    if draft is None:
        _note(run, state=PlanRun.State.DONE, finished_at=timezone.now(), share=1.0, answer=PlanRun.Answer.NO_BETTER)
        return
    if not run.apply:
        _note(
            run, state=PlanRun.State.DONE, finished_at=timezone.now(), share=1.0, draft=draft, moved=len(moves),
            answer=PlanRun.Answer.PROPOSED,
        )  # fmt: skip
        return
    outcome = publish(actor=None, draft_id=draft.pk)
    _note(
        run, state=PlanRun.State.DONE, finished_at=timezone.now(), share=1.0, draft=draft, moved=len(outcome.done),
        refused=len(outcome.refused), answer=PlanRun.Answer.APPLIED,
    )  # fmt: skip


def _note(run: PlanRun, **columns: object) -> None:
    for name, value in columns.items():
        setattr(run, name, value)
    run.save(update_fields=[*columns])


def plan_day(run: PlanRun, progress: Progress) -> tuple[list[Move], float]:
    """What a better plan of the run's day moves, and how many minutes that saves.

    Raises PlanRefused when the checker does not accept it.
    """
    from callout.dispatching.planning import build, engine, timing  # numpy: not in the web process
    from callout.dispatching.planning.solver import Task

    day = build.build(snapshot.read(run.region_id, run.day, outlet_id=run.outlet_id))
    _note(run, orders=len(day.jobs), engineers=len(day.snapshot.shifts))
    if not day.jobs or not day.snapshot.shifts:
        return [], 0.0
    plan, gain = engine.search(Task(day.problem, day.start, day.late, seconds=run.seconds), progress)
    moves = []
    for k, route in enumerate(plan.routes):
        engineer = day.snapshot.shifts[k].engineer.pk
        for visit, minute in timing.begins(day, k, route).items():
            job, starts = day.jobs[visit], day.at(minute)
            if job.held is None or (job.held.engineer_id, job.held.starts) != (engineer, starts):
                ends = starts + timedelta(minutes=job.minutes)
                moves.append(Move(job.order.pk, job.held, engineer, starts, ends))
    return moves, gain


@business_action
def _keep(*, actor: None, run: PlanRun, moves: Sequence[Move], gain: float) -> Draft | None:
    """The moves as a draft of the machine, instead of its last one for the day; None when they save nothing: neither by
    what was searched for (waiting counts there) nor by the board's figures.

    What a person asked for stays until a person asks again.
    """
    old_ones = Draft.objects.filter(region=run.region_id, outlet=run.outlet_id, first_day=run.day, made_by=None)
    if run.cause == PlanRun.Cause.EVENT:
        asked = PlanRun.objects.filter(cause=PlanRun.Cause.PERSON, draft__isnull=False)
        old_ones = old_ones.exclude(pk__in=asked.values("draft"))
    for old in old_ones.filter(state=Draft.State.OPEN):
        drafts.discard(actor=None, draft_id=old.pk)
    if not moves:
        return None
    draft = drafts.open_draft(
        actor=None, region_id=run.region_id, outlet_id=run.outlet_id, first_day=run.day,
        title=_("Better plan %(time)s") % {"time": f"{timezone.localtime(timezone.now()):%H:%M}"},
    )  # fmt: skip
    DraftMove.objects.bulk_create(_row(draft, move) for move in moves)
    drafts.priced(draft)
    if max(gain, draft.before["total"] - draft.after["total"]) < GAIN_MINUTES:
        drafts.discard(actor=None, draft_id=draft.pk)
        return None
    return draft


def _row(draft: Draft, move: Move) -> DraftMove:
    """A booking that has changed since the day was read is refused when the draft is published."""
    held = move.held
    return DraftMove(
        draft=draft, work_order_id=move.order_id, booking_id=held.booking_id if held else None,
        booking_version=held.version if held else None, engineer_id=move.engineer_id, starts_at=move.starts,
        ends_at=move.ends,
    )  # fmt: skip
