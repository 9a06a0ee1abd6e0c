"""The receipt of a case's clocks: what was promised, what was counted, and a ledger anybody can replay."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from callout.cases import clocks
from callout.cases.labels import MILESTONES, reason_label
from callout.cases.models import Case, ClockEntry, Milestone
from callout.foundation.sla_clock import ClockState, Ledger, Line, LineKind


@dataclass(frozen=True, slots=True)
class ClockReceipt:
    """One promise with its ledger and the state a replay gives."""

    milestone: Milestone
    ledger: Ledger
    state: ClockState

    @property
    def label(self) -> str:
        """The promise in words."""
        return str(MILESTONES[self.milestone.kind])

    @property
    def used(self) -> float:
        """Share of the allowed time that is used up; 1.0 is all."""
        return self.state.used_share

    @property
    def paused(self) -> bool:
        """True while the clock is held."""
        return self.milestone.state == Milestone.State.PAUSED

    @property
    def cancelled(self) -> bool:
        """True when the promise fell away."""
        return self.milestone.state == Milestone.State.CANCELLED

    @property
    def running(self) -> bool:
        """True while it counts."""
        return self.milestone.state == Milestone.State.RUNNING

    @property
    def due_at(self) -> datetime | None:
        """When the time is up, or would be if work went on now."""
        return self.state.due_at or self.state.projected_due_at or self.milestone.due_at

    @property
    def lines(self) -> list[Line]:
        """Stretches that were counted or held."""
        return [line for line in self.state.lines if line.kind in (LineKind.COUNTED, LineKind.PAUSED)]

    @property
    def pauses(self) -> list[dict[str, Any]]:
        """Held stretches in words."""
        held = [line for line in self.state.lines if line.kind == LineKind.PAUSED]
        return [
            {"start": line.start, "end": line.end, "reason": reason_label(line.reason), "length": line.end - line.start}
            for line in held
        ]

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical ledger."""
        return self.ledger.digest()


def receipts(case: Case, now: datetime | None = None) -> list[ClockReceipt]:
    """All promises of a case in the order they were made."""
    now = now or timezone.now()
    entries: list[ClockEntry] = list(case.clock_entries.all())
    rows = case.milestones.select_related("calendar").order_by("started_at", "due_at")
    found = []
    for milestone in rows:
        book = clocks.ledger(milestone, entries)
        found.append(ClockReceipt(milestone, book, clocks.replay(milestone, entries, now)))
    return found


def as_json(case: Case, now: datetime | None = None) -> bytes:
    """The downloadable receipt: each promise with its ledger, its digest and what a replay gave at ``as_of``."""
    now = now or timezone.now()
    clocks_data = [
        {
            "milestone": each.milestone.kind,
            "state": str(each.state.state),
            "due_at": _iso(each.due_at),
            "ended_at": _iso(each.state.ended_at),
            "elapsed_seconds": int(each.state.elapsed.total_seconds()),
            "allowed_seconds": int(each.state.allowed.total_seconds()),
            "paused_seconds": int(each.state.paused_total.total_seconds()),
            "breached": each.state.breached,
            "digest": each.digest,
            "ledger": json.loads(each.ledger.canonical()),
        }
        for each in receipts(case, now)
    ]
    data = {"case": case.number, "as_of": _iso(now), "clocks": clocks_data}
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
