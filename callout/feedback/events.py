"""What customers say."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@declare
@dataclass(frozen=True, kw_only=True)
class FeedbackGiven(DomainEvent):
    """A rating came by survey link or call-back; a changed answer is told again."""

    type = "feedback.given"
    source: str
    rating: int
    solved: bool


@declare
@dataclass(frozen=True, kw_only=True)
class CallbackMissed(DomainEvent):
    """Nobody was reached; ``given_up`` after the last try."""

    type = "feedback.missed"
    attempts: int
    given_up: bool
