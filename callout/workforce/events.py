"""What happens to the workforce."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@declare
@dataclass(frozen=True, kw_only=True)
class AbsenceChanged(DomainEvent):
    """An engineer will be away, or will not be away after all; his plans may no longer hold."""

    type = "engineer.absence"
    starts_at: str
    ends_at: str
    removed: bool = False
