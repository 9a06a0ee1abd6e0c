"""What a replay answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from callout.foundation.business_time import Target
from callout.foundation.sla_clock.ledger import Entry


class UnknownCalendar(LookupError):
    """A target names a calendar that was not given."""


class State(StrEnum):
    """Where the clock stands; ``MET`` ended in time, ``LATE`` ended too late (running too late: see ``breached``)."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    CANCELLED = "cancelled"


class LineKind(StrEnum):
    """A stretch of the receipt; ``POLICY`` is a moment, ``STOPPED`` lies between an end and a reopening."""

    COUNTED = "counted"
    PAUSED = "paused"
    STOPPED = "stopped"
    POLICY = "policy"


@dataclass(frozen=True)
class Line:
    """One line of the receipt: from ``start`` to ``end`` ``counted`` open time was added, which makes ``total``.

    ``calendar`` and ``allowed`` are those in force; ``reason`` is that of the pause, end or policy change.
    """

    kind: LineKind
    start: datetime
    end: datetime
    counted: timedelta
    total: timedelta
    calendar: str
    allowed: timedelta
    reason: str = ""


@dataclass(frozen=True)
class ClockState:
    """A clock as of an instant. All durations are open time of the calendars in force; all instants are UTC.

    ``due_at`` is a fact: None before the start, after a cancellation and in a pause (unless already late), so it may
    be stored until the next entry. ``projected_due_at`` is the same, or in a pause the deadline if the work were
    resumed at ``as_of``. ``remaining`` is negative when more was used than allowed; ``used_share`` is 1.0 at full use.
    Late outside opening hours ``remaining`` stands at zero while ``breached`` is true.
    """

    state: State
    as_of: datetime
    target: Target
    allowed: timedelta
    elapsed: timedelta
    paused_total: timedelta
    breached: bool
    started_at: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    projected_due_at: datetime | None
    lines: tuple[Line, ...]
    ignored: tuple[Entry, ...]

    @property
    def remaining(self) -> timedelta:
        """Open time left."""
        return self.allowed - self.elapsed

    @property
    def used_share(self) -> float:
        """Elapsed time as a share of the allowed time."""
        return self.elapsed / self.allowed
