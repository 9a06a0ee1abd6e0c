"""What happens to calls. Live pages of the agent follow these."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@dataclass(frozen=True, kw_only=True)
class CallEvent(DomainEvent):
    """A call of a queue, for one agent or for whoever is free."""

    call_id: int
    queue: str = ""
    agent_id: int | None = None


@declare
@dataclass(frozen=True, kw_only=True)
class CallRinging(CallEvent):
    """It rings."""

    type = "call.ringing"


@declare
@dataclass(frozen=True, kw_only=True)
class CallAnswered(CallEvent):
    """An agent talks to the caller."""

    type = "call.answered"


@declare
@dataclass(frozen=True, kw_only=True)
class CallEnded(CallEvent):
    """The conversation is over."""

    type = "call.ended"


@declare
@dataclass(frozen=True, kw_only=True)
class CallMissed(CallEvent):
    """The caller gave up before anybody answered."""

    type = "call.missed"
