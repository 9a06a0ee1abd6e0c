"""What is told about a past case. All times are aware; each life must be in the order of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from callout.accounts.models import User
from callout.assets.models import Code
from callout.parts.models import Part, Store
from callout.workforce.models import Engineer
from callout.workorders.intake import Preview, Request
from callout.workorders.records import RecordInput


@dataclass(frozen=True, slots=True)
class PastStep:
    """A booking came to ``state`` at ``at``; the position is WGS-84 degrees, the reason a word or sentence."""

    state: str
    at: datetime
    reason: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class PastUse:
    """A part taken from a store and built in; ``piece`` is its serial number or batch, as the part is kept."""

    part: Part
    store: Store
    quantity: int = 1
    piece: str = ""
    old_serial: str = ""

    @property
    def batch(self) -> str:
        """The piece's batch, where parts are kept by it."""
        return self.piece if self.part.tracking == Part.Tracking.BATCH else ""

    @property
    def serial(self) -> str:
        """The piece's serial number."""
        return "" if self.batch else self.piece


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """One booking from its dispatch to its last step. ``engineer`` has its user loaded.

    The last step decides: completed needs ``record`` and ``codes`` (by kind); partial its reason (a hold reason).
    """

    engineer: Engineer
    booked_at: datetime
    starts_at: datetime
    ends_at: datetime
    travel_minutes: int = 0
    travel_km: float = 0.0
    steps: tuple[PastStep, ...] = ()
    record: RecordInput | None = None
    codes: dict[str, Code] = field(default_factory=dict)
    uses: tuple[PastUse, ...] = ()
    hold_note: str = ""
    hold_part: Part | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """A case from its request (``request.at`` is set; ``preview`` is what ``intake.prepare`` says of it) to its end.

    Visits follow one another on one order until it is completed. ``reopened_at`` starts another order with
    ``more_visits``. ``answered_at`` is when a case without a visit of ours was resolved; with ``elsewhere`` others made
    the visit then, and its order is done. ``unserved_reason`` is why nobody is booked for an order that waits.
    """

    request: Request
    preview: Preview
    actor: User | None
    visits: tuple[PastVisit, ...] = ()
    answered_at: datetime | None = None
    elsewhere: bool = False
    reopened_at: datetime | None = None
    reopen_reason: str = ""
    more_visits: tuple[PastVisit, ...] = ()
    unserved_reason: str = ""
    closed_at: datetime | None = None
    close_reason: str = ""
    rating: int | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    posted: bool = False
