"""What happens to cases."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@declare
@dataclass(frozen=True, kw_only=True)
class CaseCreated(DomainEvent):
    """A request was taken."""

    type = "case.created"
    number: str
    channel: str


@declare
@dataclass(frozen=True, kw_only=True)
class CaseStateChanged(DomainEvent):
    """A case moved along its table; ``reason`` is a word or what the person wrote."""

    type = "case.state"
    old: str
    new: str
    reason: str = ""


@declare
@dataclass(frozen=True, kw_only=True)
class CaseResolved(DomainEvent):
    """The work is done; the customer has not yet confirmed."""

    type = "case.resolved"
    number: str


@declare
@dataclass(frozen=True, kw_only=True)
class CaseReopened(DomainEvent):
    """The customer says it is not solved."""

    type = "case.reopened"
    number: str
    reason: str = ""


@declare
@dataclass(frozen=True, kw_only=True)
class CaseClosed(DomainEvent):
    """The customer confirmed, or nobody answered in time."""

    type = "case.closed"
    number: str


@declare
@dataclass(frozen=True, kw_only=True)
class CaseNoted(DomainEvent):
    """A note or a contact with the customer was added."""

    type = "case.note"
    interaction_id: int


@declare
@dataclass(frozen=True, kw_only=True)
class MilestoneWarned(DomainEvent):
    """A promised time comes near."""

    type = "milestone.warned"
    milestone: str
    due_at: str


@declare
@dataclass(frozen=True, kw_only=True)
class MilestoneMissed(DomainEvent):
    """A promised time has passed."""

    type = "milestone.missed"
    milestone: str
    due_at: str
