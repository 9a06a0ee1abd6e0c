"""What holds for every calendar, also where clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callout.foundation.business_time import Calendar, add, elapsed, is_open, next_open, spans
from callout.foundation.tests.time_oracle import MINUTE, calendars, calendars_at_a_change, open_minutes, runs

TICK = timedelta(microseconds=1)
TWO_DAYS = 2880
moments = st.datetimes(datetime(2026, 8, 1), datetime(2026, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))
amounts = st.timedeltas(timedelta(0), timedelta(days=10))


@given(calendars_at_a_change())
def test_minute_by_minute_it_is_open_when_the_clock_on_the_wall_says_so(case):
    cal, start = case
    expected = open_minutes(cal, start, TWO_DAYS)
    assert [is_open(cal, start + n * MINUTE) for n in range(TWO_DAYS)] == expected
    assert spans(cal, start, start + TWO_DAYS * MINUTE) == [
        (start + first * MINUTE, start + last * MINUTE) for first, last in runs(expected)
    ]


@given(calendars_at_a_change(), st.integers(0, TWO_DAYS), st.integers(0, TWO_DAYS))
def test_open_time_is_the_number_of_open_minutes(case, one, other):
    cal, start = case
    answers = open_minutes(cal, start, TWO_DAYS)
    begin, end = sorted((one, other))
    assert elapsed(cal, start + begin * MINUTE, start + end * MINUTE) == sum(answers[begin:end]) * MINUTE


@given(calendars_at_a_change(), st.integers(1, 1440))
def test_the_deadline_is_the_end_of_the_last_open_minute_needed(case, minutes):
    cal, start = case
    open_ones = [n for n, answer in enumerate(open_minutes(cal, start, TWO_DAYS)) if answer]
    if len(open_ones) >= minutes:
        assert add(cal, start, minutes) == start + (open_ones[minutes - 1] + 1) * MINUTE
    else:
        assert add(cal, start, minutes) > start + TWO_DAYS * MINUTE


@given(calendars_at_a_change())
def test_the_next_opening_is_the_first_open_minute(case):
    cal, start = case
    answers = open_minutes(cal, start, TWO_DAYS)
    if any(answers):
        assert next_open(cal, start) == start + answers.index(True) * MINUTE
    else:
        assert next_open(cal, start) >= start + TWO_DAYS * MINUTE


@given(calendars(), moments, amounts)
def test_what_was_added_has_elapsed_and_not_a_moment_earlier(cal, start, amount):
    due = add(cal, start, amount)
    assert elapsed(cal, start, due) == amount
    if amount:
        assert elapsed(cal, start, due - TICK) == amount - TICK


@given(calendars(), moments, amounts, amounts)
def test_adding_twice_is_adding_the_sum(cal, start, first, second):
    if second:
        assert add(cal, add(cal, start, first), second) == add(cal, start, first + second)


@given(calendars(), moments, moments, moments)
def test_stretches_add_up_and_turn_their_sign(cal, a, b, c):
    assert elapsed(cal, a, b) + elapsed(cal, b, c) == elapsed(cal, a, c)
    assert elapsed(cal, a, b) == -elapsed(cal, b, a)
    assert abs(elapsed(cal, a, b)) <= abs(b - a)


@given(calendars(), moments, moments, amounts, amounts)
def test_who_starts_later_or_takes_longer_is_not_ready_earlier(cal, a, b, short, more):
    early, late = sorted((a, b))
    assert add(cal, early, short) <= add(cal, late, short)
    assert add(cal, early, short) <= add(cal, early, short + more)


@given(calendars(), moments)
def test_nothing_is_open_before_the_next_opening(cal, at):
    opening = next_open(cal, at)
    assert opening >= at
    assert is_open(cal, opening)
    assert elapsed(cal, at, opening) == timedelta(0)
    assert is_open(cal, at) == (opening == at)


@given(calendars(), moments, moments)
def test_the_spans_are_the_elapsed_time(cal, a, b):
    begin, end = sorted((a, b))
    found = spans(cal, begin, end)
    assert sum((closes - opens for opens, closes in found), timedelta(0)) == elapsed(cal, begin, end)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(set(edges))


@given(st.sampled_from(["UTC", "Asia/Shanghai", "America/Sao_Paulo", "Pacific/Apia"]), moments, amounts)
def test_around_the_clock_business_time_is_time(zone, start, amount):
    cal = Calendar.always(zone)
    assert add(cal, start, amount) == start + amount
    assert elapsed(cal, start, start + amount) == amount
    assert next_open(cal, start) == start


@given(calendars())
def test_a_calendar_survives_json(cal):
    again = Calendar.from_dict(cal.as_dict())
    assert again == cal
    assert again.timeline is cal.timeline


@given(calendars(), moments)
def test_hour_by_hour_a_year_adds_up(cal, start):
    hours = [start + timedelta(hours=n) for n in range(24 * 366)]
    by_hour = sum((elapsed(cal, hour, hour + timedelta(hours=1)) for hour in hours), timedelta(0))
    assert elapsed(cal, start, start + timedelta(days=366)) == by_hour


@given(calendars(), moments)
def test_the_zone_of_the_question_does_not_matter(cal, at):
    there = at.astimezone(ZoneInfo("America/New_York"))
    assert add(cal, there, 90) == add(cal, at, 90)
    assert add(cal, there, 90).tzinfo is UTC
    assert is_open(cal, there) == is_open(cal, at)


@pytest.mark.parametrize(
    "ask", [is_open, next_open, lambda cal, at: add(cal, at, 1), lambda cal, at: elapsed(cal, at, at)]
)
def test_naive_times_are_refused(ask):
    with pytest.raises(ValueError, match="naive"):
        ask(Calendar.always(), datetime(2026, 10, 1))
