"""What dispatch tells the others beside bookings."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@declare
@dataclass(frozen=True, kw_only=True)
class OrderEscalated(DomainEvent):
    """An order needs a person; level 1 are the dispatchers, level 2 the managers."""

    type = "work_order.escalated"
    reason: str
    level: int


@declare
@dataclass(frozen=True, kw_only=True)
class OrderOffered(DomainEvent):
    """An order may be grabbed by invited engineers (``pool``) or is to be assigned by an outlet (``outlet``)."""

    type = "work_order.offered"
    offer_id: int
    kind: str
    until: str


@declare
@dataclass(frozen=True, kw_only=True)
class OfferClosed(DomainEvent):
    """The offer is over: taken, expired or withdrawn."""

    type = "work_order.offer_closed"
    offer_id: int
    state: str
