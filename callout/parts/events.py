"""What happens to parts requests."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@declare
@dataclass(frozen=True, kw_only=True)
class PartRequested(DomainEvent):
    """An engineer asked for a part."""

    type = "part_request.created"
    request_id: int


@declare
@dataclass(frozen=True, kw_only=True)
class PartRequestChanged(DomainEvent):
    """A parts request was decided, shipped or received."""

    type = "part_request.state"
    request_id: int
    new: str
