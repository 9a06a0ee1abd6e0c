"""The promised times of a case: milestones computed from the ledger by ``foundation.sla_clock``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from callout.accounts.models import User
from callout.agreements import selectors as agreements
from callout.agreements.selectors import Promise
from callout.cases.models import Case, ClockEntry, Milestone
from callout.foundation import sla_clock
from callout.foundation.business_time import ALWAYS, Target
from callout.foundation.inserting import insert, update

_STATES = {
    sla_clock.State.RUNNING: Milestone.State.RUNNING,
    sla_clock.State.PAUSED: Milestone.State.PAUSED,
    sla_clock.State.MET: Milestone.State.MET,
    sla_clock.State.LATE: Milestone.State.MISSED,
    sla_clock.State.CANCELLED: Milestone.State.CANCELLED,
}
_LIVE = (Milestone.State.RUNNING, Milestone.State.PAUSED)


def start(case: Case, promises: Sequence[Promise], *, actor: User | None) -> None:
    """Start a clock for each promise and set the case's next due time (not saved)."""
    milestones, entries = build(case, promises, actor=actor)
    insert(milestones)
    insert(entries)
    _next_due(case, [(p.milestone, p.due_at) for p in promises])


def build(case: Case, promises: Sequence[Promise], *, actor: User | None) -> tuple[list[Milestone], list[ClockEntry]]:
    """The rows with which the clocks of some promises begin, not saved."""
    share = agreements.levels()[case.level_id].warn_share if case.level_id else 0.75
    return [_milestone(case, promise, share) for promise in promises], [
        ClockEntry(case=case, kind="started", milestone=p.milestone, at=p.starts_at, actor=actor) for p in promises
    ]


def _milestone(case: Case, promise: Promise, warn_share: float) -> Milestone:
    warn_at = promise.starts_at + (promise.due_at - promise.starts_at) * warn_share
    return Milestone(
        case=case,
        kind=promise.milestone,
        calendar_id=promise.calendar_id,
        minutes=promise.minutes,
        around_the_clock=promise.around_the_clock,
        started_at=promise.starts_at,
        due_at=promise.due_at,
        warn_at=warn_at,
    )


def pause(case: Case, *, at: datetime, reason: str, actor: User | None) -> None:
    """Stop all running clocks from ``at`` on, with the reason on the receipt."""
    _write(case, "paused", "", at, reason, actor)
    refresh(case, now=at)


def resume(case: Case, *, at: datetime, actor: User | None) -> None:
    """Let paused clocks run again."""
    _write(case, "resumed", "", at, "", actor)
    refresh(case, now=at)


def meet(case: Case, milestone: str, *, at: datetime, actor: User | None) -> None:
    """The promise was kept (or was late) at ``at``. A clock that has ended already stays as it was."""
    milestones = list(case.milestones.select_related("calendar"))
    live = [m.started_at for m in milestones if m.kind == milestone and m.state in _LIVE]
    if live:
        at = max(at, *live)
        _write(case, "met", milestone, at, "", actor)
        _refresh(case, milestones, max(at, timezone.now()))


def cancel(case: Case, *, at: datetime, actor: User | None) -> None:
    """All live clocks end without a result: the case was cancelled or merged."""
    _write(case, "cancelled", "", at, "", actor)
    refresh(case, now=at)


def _write(case: Case, kind: str, milestone: str, at: datetime, reason: str, actor: User | None) -> None:
    insert([ClockEntry(case=case, kind=kind, milestone=milestone, at=at, reason=reason[:120], actor=actor)])


def target(milestone: Milestone) -> Target:
    """The pure target of a milestone row (``calendar`` must be loaded)."""
    return Target(milestone.minutes, ALWAYS if milestone.around_the_clock else milestone.calendar.code)


def ledger(milestone: Milestone, entries: Iterable[ClockEntry]) -> sla_clock.Ledger:
    """The replayable ledger of one milestone: its receipt in canonical form."""
    own = (
        sla_clock.Entry(sla_clock.Kind(entry.kind), entry.at, entry.reason)
        for entry in entries
        if entry.milestone in ("", milestone.kind) and entry.at >= milestone.started_at
    )
    known = agreements.calendars()
    name = milestone.calendar.code
    return sla_clock.Ledger(target(milestone), {name: known[name]}, tuple(own))


def replay(milestone: Milestone, entries: Iterable[ClockEntry], now: datetime) -> sla_clock.ClockState:
    """The state of one milestone's clock at ``now``."""
    book = ledger(milestone, entries)
    return sla_clock.replay(book.entries, book.target, book.calendars, now)


def refresh(case: Case, *, now: datetime | None = None) -> None:
    """Recompute every live milestone from the ledger and the case's next due time (the case is saved)."""
    _refresh(case, list(case.milestones.select_related("calendar")), now or timezone.now())


def _refresh(case: Case, milestones: Sequence[Milestone], now: datetime) -> None:
    entries = list(case.clock_entries.all())
    live = [milestone for milestone in milestones if milestone.state in _LIVE]
    settle(case, live, entries, now)
    case.breached = case.breached or any(m.state == Milestone.State.MISSED for m in milestones)
    update(live, ["state", "due_at", "met_at", "warn_at"])
    case.save(update_fields=["next_due_at", "next_due_kind", "breached"])


def settle(case: Case, live: Sequence[Milestone], entries: Sequence[ClockEntry], now: datetime) -> None:
    """What ``refresh`` computes, not saved: live milestones as of ``now`` and what follows for the case."""
    share = agreements.levels()[case.level_id].warn_share if case.level_id else 0.75
    breached = False
    for milestone in live:
        state = replay(milestone, entries, max(now, milestone.started_at))
        milestone.state = _STATES[state.state]
        milestone.due_at = state.due_at or state.projected_due_at
        milestone.met_at = state.ended_at
        milestone.warn_at = sla_clock.instant_of_share(state, share, agreements.calendars()) or milestone.warn_at
        breached = breached or state.breached
    case.breached = breached
    running = [(m.kind, m.due_at) for m in live if m.state == Milestone.State.RUNNING and m.due_at]
    _next_due(case, running)


def _next_due(case: Case, running: Iterable[tuple[str, datetime]]) -> None:
    kind, due = min(running, key=lambda pair: pair[1], default=("", None))
    case.next_due_kind, case.next_due_at = kind, due
