"""Asking the customer, and what follows from the answer."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.accounts.recipients import managers
from callout.cases import services as cases
from callout.cases.models import Case
from callout.feedback import events, policy
from callout.feedback.models import Callback, Survey
from callout.feedback.transitions import CALLBACK
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.notifications.services import notify, queue_message
from callout.workorders import ratings
from callout.workorders.models import OnSiteRating

_ENDED = (Case.State.RESOLVED, Case.State.CLOSED)
_MOST_COMMENT = 2000


@business_action
def ask(*, actor: User | None, case: Case, at: datetime) -> Survey:
    """The case is resolved: a survey link for the customer and a call-back for the clerk. Older links end."""
    case.surveys.filter(expires_at__gt=at).update(expires_at=at)
    survey = Survey.objects.create(
        case=case, token=secrets.token_urlsafe(18), created_at=at, expires_at=at + timedelta(days=policy.SURVEY_DAYS)
    )
    kind = policy.kind_of_callback(case)
    if kind:
        _call_back(case, kind, at)
    given = ratings.latest(case)
    if given:
        return _answered_on_site(survey, given)
    if survey.expires_at > timezone.now():
        queue_message(
            actor=actor, template="survey", audience="customer", to=case.contact_phone, customer=case.customer,
            context={"case": case.number, "link": survey_url(survey)}, dedupe=f"survey:{survey.pk}",
            case_id=case.pk, region_id=case.region_id, outlet_id=case.outlet_id,
        )  # fmt: skip
    return survey


def _answered_on_site(survey: Survey, given: OnSiteRating) -> Survey:
    """The customer rated on the engineer's phone: nobody asks again by message."""
    survey.rating, survey.solved, survey.comment = given.rating, True, ratings.words(given)
    survey.answered_at, survey.channel = given.rated_at, "on_site"
    survey.save(update_fields=["rating", "solved", "comment", "answered_at", "channel"])
    _follow(survey.case_id, "survey", given.rating, True, survey.comment, None)
    return survey


def survey_url(survey: Survey) -> str:
    """The address that the customer gets."""
    return f"{settings.BASE_URL}/s/{survey.token}/"


def _call_back(case: Case, kind: str, at: datetime) -> None:
    due_at = policy.first_call_at(case, kind, at)
    Callback.objects.get_or_create(
        case=case, kind=kind, state=Callback.State.OPEN, defaults={"due_at": due_at, "created_at": at}
    )


@business_action
def answer_survey(
    *, actor: User | None, token: str, rating: int, solved: bool, comment: str = "", channel: str = "web"
) -> Survey:
    """The customer's answer; it may be changed until the link expires, and the same answer twice changes nothing.

    Codes: survey_unknown, survey_expired, rating_missing.
    """
    survey = Survey.objects.select_for_update(of=("self",)).select_related("case").filter(token=token).first()
    if survey is None:
        raise InvalidInput("survey_unknown", _("This link is not known."))
    if survey.expires_at <= timezone.now():
        raise BusinessError("survey_expired", _("This link has expired."))
    _check_rating(rating)
    comment = comment.strip()[:_MOST_COMMENT]
    if (survey.rating, survey.solved, survey.comment) == (rating, solved, comment):
        return survey
    survey.rating, survey.solved, survey.comment = rating, solved, comment
    survey.answered_at, survey.channel = timezone.now(), channel
    survey.save(update_fields=["rating", "solved", "comment", "answered_at", "channel"])
    _follow(survey.case_id, "survey", rating, solved, comment, actor)
    return survey


def _check_rating(rating: int) -> None:
    if rating not in range(1, 6):
        raise InvalidInput(
            "rating_missing", _("Choose one to five stars."), fields={"rating": _("Choose one to five stars.")}
        )


def _follow(case_id: int, source: str, rating: int, solved: bool, comment: str, actor: User | None) -> None:
    """What an answer does to its case: reopen, close, or leave it for a call."""
    case = cases.lock(case_id)
    cases.rate(actor=actor, case_id=case.pk, rating=rating)
    if comment:
        cases.add_note(
            actor=actor, case_id=case.pk, body=comment, channel="web" if source == "survey" else "phone", direction="in"
        )
    if not solved:
        if case.state in _ENDED:
            _stop_calls(case)
            cases.reopen(actor=actor, case_id=case.pk, reason=comment or "not solved")
    elif rating > policy.LOW_RATING and case.state == Case.State.RESOLVED:
        cases.close(actor=actor, case_id=case.pk, reason=source, rating=rating)
    if solved and rating >= policy.GOOD_RATING and source == "survey":
        _stop_calls(case, kinds=(Callback.Kind.AFTER_VISIT, Callback.Kind.LOW_RATING))
    if rating <= policy.LOW_RATING and source == "survey":
        _look_after_low_rating(case, rating)
    publish(
        events.FeedbackGiven(
            case_id=case.pk,
            region_id=case.region_id,
            outlet_id=case.outlet_id,
            source=source,
            rating=rating,
            solved=solved,
        ),
        actor=actor,
    )


def _stop_calls(case: Case, kinds: tuple[str, ...] = tuple(Callback.Kind.values)) -> None:
    for callback in case.callbacks.select_for_update().filter(state=Callback.State.OPEN, kind__in=kinds):
        CALLBACK.move(callback, Callback.State.CANCELLED)
        callback.save(update_fields=["state"])


def _look_after_low_rating(case: Case, rating: int) -> None:
    now = timezone.now()
    _call_back(case, Callback.Kind.LOW_RATING, now)
    notify(
        actor=None,
        user_ids=[user.pk for user in managers(case.region_id, case.outlet_id)],
        dedupe=f"low_rating:{case.pk}:{case.reopen_count}",
        zh=f"{case.number} 客户只给 {rating} 星：{case.title}",
        en=f"{case.number}: {rating} stars. {case.title}",
        url=f"/cases/{case.number}/",
        urgent=True,
    )


def _locked(callback: Callback) -> Callback:
    found = Callback.objects.select_for_update(of=("self",)).select_related("case").get(pk=callback.pk)
    if found.state != Callback.State.OPEN:
        raise BusinessError("callback_ended", _("This call-back has ended already."))
    return found


@business_action
def not_reached(*, actor: User, callback: Callback, comment: str = "") -> Callback:
    """Nobody answered: the call comes back later; after the last try it is given up."""
    callback = _locked(callback)
    now = timezone.now()
    callback.attempts += 1
    callback.last_attempt_at, callback.done_by = now, actor
    callback.comment = comment.strip()[:_MOST_COMMENT] or callback.comment
    given_up = callback.attempts >= policy.MOST_ATTEMPTS
    if given_up:
        CALLBACK.move(callback, Callback.State.GIVEN_UP)
        callback.done_at = now
    else:
        callback.due_at = policy.next_call_at(callback.case, now)
    callback.save()
    publish(events.CallbackMissed(**_where(callback.case), attempts=callback.attempts, given_up=given_up), actor=actor)
    return callback


@business_action
def reached(
    *,
    actor: User,
    callback: Callback,
    rating: int,
    solved: bool,
    comment: str = "",
    answers: dict[str, bool] | None = None,
) -> Callback:
    """The customer answered. Solved closes the case whatever the rating, unsolved reopens it.

    ``answers`` are the mystery check's questions by code (see ``policy.MYSTERY_QUESTIONS``).
    """
    callback = _locked(callback)
    _check_rating(rating)
    now = timezone.now()
    CALLBACK.move(callback, Callback.State.DONE)
    callback.attempts += 1
    callback.rating, callback.solved, callback.comment = rating, solved, comment.strip()[:_MOST_COMMENT]
    callback.answers = answers or {}
    callback.last_attempt_at = callback.done_at = now
    callback.done_by = actor
    callback.save()
    _follow(callback.case_id, "callback", rating, solved, callback.comment, actor)
    case = cases.lock(callback.case_id)
    if solved and case.state == Case.State.RESOLVED:
        cases.close(actor=actor, case_id=case.pk, reason="callback", rating=rating)
    return callback


def _where(case: Case) -> dict[str, Any]:
    return {"case_id": case.pk, "region_id": case.region_id, "outlet_id": case.outlet_id}


@business_action
def drop_calls(*, actor: User | None, case: Case) -> None:
    """The case went on for another reason (reopened at the desk, cancelled): nobody needs to be asked now.

    Who gave few stars is called all the same.
    """
    _stop_calls(case, kinds=(Callback.Kind.AFTER_VISIT, Callback.Kind.MYSTERY))


@business_action
def close_silent(*, actor: User | None, now: datetime, most: int = 500) -> int:
    """Close cases whose customer kept silent for CALLOUT_SILENT_DAYS and whom nobody is to call any more."""
    waiting = Callback.objects.filter(case=OuterRef("pk"), state=Callback.State.OPEN)
    silent = (
        Case.objects.filter(state=Case.State.RESOLVED, resolved_at__lt=now - timedelta(days=settings.SILENT_DAYS))
        .filter(~Exists(waiting))
        .order_by("resolved_at")
        .values_list("pk", flat=True)[:most]
    )
    for case_id in silent:
        cases.close(actor=actor, case_id=case_id, reason="silent", at=now)
    return len(silent)
