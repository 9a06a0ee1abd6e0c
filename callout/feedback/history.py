"""What customers answered in the past, and the call-backs made then; planned ones stay open for the clerk."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from callout.accounts.models import User
from callout.cases.models import Case
from callout.feedback import policy
from callout.feedback.models import Callback, Survey
from callout.foundation.actions import business_action
from callout.foundation.copying import copy_in


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAnswer:
    """The customer's word on a case that was resolved at ``resolved_at``.

    ``answered_at`` by the survey link, ``called_at`` on the telephone after ``attempts``, ``given_up_at`` when nobody
    answered; all None: still silent, and the call is due as the policy says.
    """

    case: Case
    resolved_at: datetime
    answered_at: datetime | None = None
    called_at: datetime | None = None
    given_up_at: datetime | None = None
    clerk: User | None = None
    attempts: int = 1
    rating: int | None = None
    solved: bool = True
    comment: str = ""


@business_action
def bulk_answers(*, actor: User | None, answers: Iterable[PastAnswer]) -> None:
    """Write surveys and call-backs of past cases. The cases themselves are not changed."""
    answers = list(answers)
    copy_in(Survey, (_survey(answer) for answer in answers))
    copy_in(Callback, (callback for answer in answers if (callback := _callback(answer))))


def _survey(answer: PastAnswer) -> Survey:
    given = answer.answered_at is not None
    return Survey(
        case=answer.case,
        token=secrets.token_urlsafe(18),
        created_at=answer.resolved_at,
        expires_at=answer.resolved_at + timedelta(days=policy.SURVEY_DAYS),
        answered_at=answer.answered_at,
        channel="web" if given else "",
        rating=answer.rating if given else None,
        solved=answer.solved if given else None,
        comment=answer.comment if given else "",
    )


def _callback(answer: PastAnswer) -> Callback | None:
    low = answer.answered_at is not None and (answer.rating or 5) <= policy.LOW_RATING and answer.solved
    kind = Callback.Kind.LOW_RATING if low else policy.kind_of_callback(answer.case)
    if kind is None:
        return None
    asked_at = (answer.answered_at or answer.resolved_at) if low else answer.resolved_at
    ended_at = answer.called_at or answer.given_up_at
    done = answer.called_at is not None
    return Callback(
        case=answer.case,
        kind=kind,
        state=_state(answer, low),
        due_at=policy.first_call_at(answer.case, kind, asked_at),
        created_at=asked_at,
        attempts=answer.attempts if ended_at else 0,
        last_attempt_at=ended_at,
        done_at=ended_at,
        done_by=answer.clerk if ended_at else None,
        rating=answer.rating if done else None,
        solved=answer.solved if done else None,
        comment=answer.comment if done else "",
    )


def _state(answer: PastAnswer, low: bool) -> str:
    if answer.called_at:
        return Callback.State.DONE
    if answer.given_up_at:
        return Callback.State.GIVEN_UP
    return Callback.State.CANCELLED if answer.answered_at and not low else Callback.State.OPEN
