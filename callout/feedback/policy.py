"""Rules of asking: who is called, when, how often, and when silence counts as an answer."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callout.agreements import selectors as agreements
from callout.cases.models import Case
from callout.feedback.models import Callback
from callout.foundation import business_time

SURVEY_DAYS = 14
MOST_ATTEMPTS = 3
LOW_RATING = 2
GOOD_RATING = 4
MYSTERY_DELAY = timedelta(days=3)
MYSTERY_QUESTIONS = {
    "on_time": _("Came at the promised time"),
    "badge": _("Showed the staff card"),
    "told_price": _("Said the price before the work"),
    "clean": _("Left the place clean"),
}
OFFICE = business_time.Calendar.of(settings.TIME_ZONE, ["09:00-18:00"] * 5 + ["", ""])


def kind_of_callback(case: Case) -> str | None:
    """After visit, mystery customer, or None when the case is not in the sample.

    The shares (CALLOUT_CALLBACK_SHARE, CALLOUT_MYSTERY_SHARE, per cent) are drawn from the case's number, so that a
    repeat of the event draws the same.
    """
    drawn = int(hashlib.sha256(f"{case.number}:{case.reopen_count}".encode()).hexdigest()[:8], 16) % 10_000
    if drawn < settings.MYSTERY_SHARE * 100:
        return Callback.Kind.MYSTERY
    rest = 10_000 - settings.MYSTERY_SHARE * 100
    wanted = settings.MYSTERY_SHARE * 100 + rest * settings.CALLBACK_SHARE / 100
    return Callback.Kind.AFTER_VISIT if drawn < wanted else None


def first_call_at(case: Case, kind: str, after: datetime) -> datetime:
    """When to call: a low rating at once, a mystery check days later, else on the next working day."""
    hours = _hours(case)
    if kind == Callback.Kind.LOW_RATING:
        return business_time.next_open(hours, after)
    begins = after + MYSTERY_DELAY if kind == Callback.Kind.MYSTERY else _midnight_after(after)
    return business_time.next_open(hours, begins)


def next_call_at(case: Case, now: datetime) -> datetime:
    """The next try after nobody answered: three working hours later."""
    return business_time.add(_hours(case), now, 180)


def _hours(case: Case) -> business_time.Calendar:
    """The service level's opening hours; where it never closes, office hours: nobody is called at night."""
    level = agreements.levels().get(case.level_id or 0)
    return OFFICE if level is None or level.calendar.always else agreements.calendars()[level.calendar.code]


def _midnight_after(at: datetime) -> datetime:
    day = timezone.localtime(at) + timedelta(days=1)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
