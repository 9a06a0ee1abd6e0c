"""Business time the slow and plain way, a minute at a time, and random calendars to compare it with the fast one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from callout.foundation.business_time import Calendar, Span

MINUTE = timedelta(minutes=1)

# Around clock changes of every sort: by an hour, half an hour or two, at midnight, a skipped day, and none. On
# 24 September 2026 begins a block of the timeline.
CHANGES = [
    ("Pacific/Honolulu", datetime(2026, 9, 24)),
    ("Pacific/Kiritimati", datetime(2026, 9, 24)),
    ("Asia/Shanghai", datetime(2026, 10, 1)),
    ("Asia/Kathmandu", datetime(2026, 12, 31)),
    ("Europe/Berlin", datetime(2026, 3, 29)),
    ("Europe/Berlin", datetime(2026, 10, 25)),
    ("America/New_York", datetime(2026, 3, 8)),
    ("America/New_York", datetime(2026, 11, 1)),
    ("America/St_Johns", datetime(2026, 11, 1)),
    ("America/Sao_Paulo", datetime(2018, 11, 4)),
    ("America/Sao_Paulo", datetime(2019, 2, 17)),
    ("Africa/Cairo", datetime(2024, 4, 26)),
    ("Africa/Casablanca", datetime(2026, 2, 15)),
    ("Australia/Lord_Howe", datetime(2026, 4, 5)),
    ("Australia/Lord_Howe", datetime(2026, 10, 4)),
    ("Antarctica/Troll", datetime(2026, 3, 29)),
    ("Antarctica/Troll", datetime(2026, 10, 25)),
    ("Pacific/Apia", datetime(2011, 12, 30)),
]

spans_of_a_day = st.lists(
    st.builds(
        lambda start, length: Span(start, start + length),
        st.integers(0, 1439) | st.sampled_from([0, 60, 90, 120, 150, 180, 540, 810, 1320]),
        st.integers(1, 1440) | st.sampled_from([30, 60, 180, 270, 480, 1440]),
    ),
    max_size=3,
).map(tuple)


@st.composite
def calendars(draw: st.DrawFn, zone: str | None = None, around: date = date(2026, 10, 1)) -> Calendar:
    """A random week that opens for an hour or more, with a few exceptions around a date."""
    week = draw(st.lists(spans_of_a_day, min_size=7, max_size=7).filter(_opens_for_an_hour))
    days = st.integers(-4, 6).map(lambda n: around + timedelta(days=n))
    exceptions = draw(st.dictionaries(days, spans_of_a_day, max_size=4))
    return Calendar(zone or draw(st.sampled_from(CHANGES))[0], tuple(week), exceptions)


@st.composite
def calendars_at_a_change(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A random calendar and a whole UTC minute within two days before a change of its clock."""
    zone, change = draw(st.sampled_from(CHANGES))
    start = change.replace(tzinfo=UTC) - draw(st.integers(0, 2 * 1440)) * MINUTE
    return draw(calendars(zone, change.date())), start


def _opens_for_an_hour(week: list[tuple[Span, ...]]) -> bool:
    return any(span.end - span.start >= 60 for day in week for span in day)


def open_minutes(cal: Calendar, start: datetime, count: int) -> list[bool]:
    """For each of ``count`` minutes from ``start``: whether the shop is open.

    The shop looks at the clock on the wall, and while the clock repeats an hour it stays as it was before.
    """
    zone, answers = ZoneInfo(cal.zone), []
    latest = datetime.min
    for minute in range(-1500, count):
        wall = (start + minute * MINUTE).astimezone(zone).replace(tzinfo=None)
        latest = max(latest, wall)
        if minute >= 0:
            answers.append(_open_on_the_wall(cal, latest))
    return answers


def _open_on_the_wall(cal: Calendar, wall: datetime) -> bool:
    for day in (wall.date(), wall.date() - timedelta(days=1)):
        minute = (wall - datetime(day.year, day.month, day.day)) // MINUTE
        if any(start <= minute < end for start, end in cal.exceptions.get(day, cal.week[day.weekday()])):
            return True
    return False


def runs(answers: list[bool]) -> Iterator[tuple[int, int]]:
    """The stretches of True as (first, after last)."""
    edges = [n for n, (a, b) in enumerate(pairwise([False, *answers, False])) if a != b]
    return zip(edges[::2], edges[1::2], strict=True)
