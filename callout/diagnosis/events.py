"""What happens while a fault is looked for."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@declare
@dataclass(frozen=True, kw_only=True)
class FindingRecorded(DomainEvent):
    """A step of a diagnosis was recorded."""

    type = "diagnosis.finding"
    finding_id: int
    kind: str


@declare
@dataclass(frozen=True, kw_only=True)
class RemoteSessionChanged(DomainEvent):
    """Somebody began or ended work on a device from afar."""

    type = "diagnosis.remote"
    session_id: int
    ended: bool
