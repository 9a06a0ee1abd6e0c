"""From entries to the state of the clock. The rules are in the package's docstring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from callout.foundation.business_time import ALWAYS, Calendar, Target, add, elapsed, spans
from callout.foundation.sla_clock.ledger import Entry, Kind
from callout.foundation.sla_clock.state import ClockState, Line, LineKind, State, UnknownCalendar

ZERO = timedelta(0)
_ALWAYS = Calendar.always()
_ENDED = {State.MET, State.LATE, State.CANCELLED}


def replay(entries: Iterable[Entry], target: Target, calendars: Mapping[str, Calendar], now: datetime) -> ClockState:
    """The clock as of ``now`` (aware; a past instant gives the state of that time).

    Raises UnknownCalendar when a target names a calendar that is not in ``calendars`` (``ALWAYS`` needs none), and
    CalendarNeverOpens when a deadline lies more than ten years ahead.
    """
    if now.tzinfo is None:
        raise ValueError(f"a naive datetime has no place in a clock: {now.isoformat()}")
    now = now.astimezone(UTC)
    known = sorted({entry for entry in entries if entry.at <= now}, key=Entry.sort_key)
    start = next((entry for entry in known if entry.kind == Kind.STARTED), None)
    if start is None:
        return _not_started(target, now, known)
    clock = _Clock(target, calendars, start.at)
    known.remove(start)
    for _, same_instant in groupby(known, key=lambda entry: entry.at):
        clock.take(list(same_instant))
    return clock.state_at(now)


def instant_of_share(state: ClockState, share: float, calendars: Mapping[str, Calendar]) -> datetime | None:
    """When a running clock will have used ``share`` of its time (0.8: time to warn), if nothing else happens.

    None when the clock does not run or has used that much already.
    """
    missing = state.allowed * share - state.elapsed
    if state.state != State.RUNNING or missing <= ZERO:
        return None
    return add(_named(state.target.calendar, calendars), state.as_of, missing)


def line_spans(line: Line, calendars: Mapping[str, Calendar]) -> list[tuple[datetime, datetime]]:
    """The open intervals whose lengths make ``line.counted``, for those who want to add up by hand."""
    if line.kind != LineKind.COUNTED:
        return []
    return spans(_named(line.calendar, calendars), line.start, line.end)


def _named(name: str, calendars: Mapping[str, Calendar]) -> Calendar:
    found = calendars.get(name) or (_ALWAYS if name == ALWAYS else None)
    if found is None:
        raise UnknownCalendar(f"no calendar {name!r} was given")
    return found


def _not_started(target: Target, now: datetime, ignored: list[Entry]) -> ClockState:
    return ClockState(
        state=State.NOT_STARTED,
        as_of=now,
        target=target,
        allowed=target.allowed(now),
        elapsed=ZERO,
        paused_total=ZERO,
        breached=False,
        started_at=None,
        ended_at=None,
        due_at=None,
        projected_due_at=None,
        lines=(),
        ignored=tuple(ignored),
    )


class _Clock:
    """The clock while its entries are read; ``_due`` holds while running, once breached, and after the end."""

    def __init__(self, target: Target, calendars: Mapping[str, Calendar], start: datetime) -> None:
        self._calendars = calendars
        self._started = self._at = start
        self._state = State.RUNNING
        self._counted = self._paused = ZERO
        self._breached = False
        self._reason = ""
        self._announced: Entry | None = None
        self._lines: list[Line] = []
        self._ignored: list[Entry] = []
        self._adopt(target)

    def take(self, entries: list[Entry]) -> None:
        """Apply the entries of one instant, those that change something first."""
        while (entry := next(filter(self._changes, entries), None)) is not None:
            entries.remove(entry)
            self._apply(entry)
        self._ignored += entries

    def state_at(self, now: datetime) -> ClockState:
        """Count until ``now`` and answer."""
        if self._state not in _ENDED:
            self._advance(now)
        waiting = self._state == State.PAUSED and not self._breached
        due = None if waiting or self._state == State.CANCELLED else self._due
        return ClockState(
            state=self._state,
            as_of=now,
            target=self._target,
            allowed=self._allowed,
            elapsed=self._counted,
            paused_total=self._paused,
            breached=self._breached,
            started_at=self._started,
            ended_at=self._at if self._state in _ENDED else None,
            due_at=due,
            projected_due_at=self._deadline() if waiting else due,
            lines=tuple(self._lines),
            ignored=tuple(self._ignored),
        )

    def _changes(self, entry: Entry) -> bool:
        match entry.kind:
            case Kind.POLICY_CHANGED:
                return entry.target != (self._announced.target if self._announced else self._target)
            case Kind.REOPENED:
                return self._state in _ENDED
            case Kind.PAUSED:
                return self._state == State.RUNNING or (self._state == State.PAUSED and entry.reason != self._reason)
            case Kind.RESUMED:
                return self._state == State.PAUSED
            case Kind.MET | Kind.CANCELLED:
                return self._state not in _ENDED
        return False

    def _apply(self, entry: Entry) -> None:
        if entry.kind == Kind.POLICY_CHANGED and self._state in _ENDED:
            self._announced = entry
            return
        self._advance(entry.at)
        match entry.kind:
            case Kind.POLICY_CHANGED:
                self._change_policy(entry)
            case Kind.PAUSED:
                self._state, self._reason = State.PAUSED, entry.reason
            case Kind.RESUMED:
                self._run()
            case Kind.MET:
                self._meet(entry)
            case Kind.CANCELLED:
                self._state, self._reason = State.CANCELLED, entry.reason
            case Kind.REOPENED:
                self._reopen()

    def _advance(self, to: datetime) -> None:
        """Let the time pass until ``to`` in the present state and write it on the receipt."""
        if to <= self._at:
            return
        kind, counted = LineKind.STOPPED, ZERO
        if self._state == State.RUNNING:
            kind, counted = LineKind.COUNTED, elapsed(self._calendar, self._at, to)
            self._counted += counted
            self._breached = self._breached or to > self._due
        elif self._state == State.PAUSED:
            kind = LineKind.PAUSED
            self._paused += elapsed(self._calendar, self._at, to)
        self._write(kind, to, counted, self._reason)
        self._at = to

    def _run(self) -> None:
        self._state, self._reason = State.RUNNING, ""
        if not self._breached:
            self._due = self._deadline()

    def _meet(self, entry: Entry) -> None:
        if self._state == State.PAUSED:
            self._run()
        self._state, self._reason = State.LATE if self._breached else State.MET, entry.reason

    def _reopen(self) -> None:
        self._run()
        if self._announced:
            self._change_policy(self._announced)
            self._announced = None

    def _change_policy(self, entry: Entry) -> None:
        if entry.target:
            self._adopt(entry.target)
            self._write(LineKind.POLICY, self._at, ZERO, entry.reason)

    def _adopt(self, target: Target) -> None:
        self._target = target
        self._calendar = _named(target.calendar, self._calendars)
        self._allowed = target.allowed(self._started)
        left = self._allowed - self._counted
        if self._breached and left <= ZERO:
            return
        self._breached = left < ZERO
        self._due = self._deadline()

    def _deadline(self) -> datetime:
        return add(self._calendar, self._at, max(self._allowed - self._counted, ZERO))

    def _write(self, kind: LineKind, end: datetime, counted: timedelta, reason: str) -> None:
        line = Line(kind, self._at, end, counted, self._counted, self._target.calendar, self._allowed, reason)
        last = self._lines[-1] if self._lines else None
        if last and last.kind == kind != LineKind.POLICY and last.reason == reason:
            self._lines[-1] = replace(line, start=last.start, counted=last.counted + counted)
        else:
            self._lines.append(line)
