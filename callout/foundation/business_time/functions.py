"""Questions to a calendar. All take aware datetimes of any zone and answer in UTC; naive ones raise ValueError."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import chain

from callout.foundation.business_time.calendar import Calendar
from callout.foundation.business_time.timeline import BLOCK, EPOCH, CalendarNeverOpens, cut


def is_open(cal: Calendar, at: datetime) -> bool:
    """Whether the calendar is open at the instant; open includes a span's start and excludes its end."""
    micros = _micros(at)
    block = cal.timeline.block(micros // BLOCK)
    return block.open_until(micros + 1) > block.open_until(micros)


def next_open(cal: Calendar, at: datetime) -> datetime:
    """The first open instant not before ``at``. Raises CalendarNeverOpens when there is none within ten years."""
    micros = _micros(at)
    passed = cal.timeline.block(micros // BLOCK).open_until(micros)
    for block in cal.timeline.ahead(micros):
        if block.total > passed:
            return _datetime(block.instant_of(passed + 1) - 1)
        passed = 0
    raise CalendarNeverOpens


def add(cal: Calendar, start: datetime, amount: int | timedelta) -> datetime:
    """The earliest instant by which ``amount`` (minutes, or a timedelta) of open time has passed since ``start``.

    Time that ends with a span ends there (18:00, not 09:00 of the next day); an amount of zero is ``start`` itself.
    Raises ValueError for a negative amount, CalendarNeverOpens when ten years of opening hours do not suffice.
    """
    needed = _amount(amount)
    micros = _micros(start)
    if needed == 0:
        return _datetime(micros)
    needed += cal.timeline.block(micros // BLOCK).open_until(micros)
    for block in cal.timeline.ahead(micros):
        if block.total >= needed:
            return _datetime(block.instant_of(needed))
        needed -= block.total
    raise CalendarNeverOpens


def elapsed(cal: Calendar, start: datetime, end: datetime) -> timedelta:
    """Open time between two instants; negative when ``end`` lies before ``start``."""
    return timedelta(microseconds=_open_between(cal, _micros(start), _micros(end)))


def spans(cal: Calendar, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The open intervals between two instants, in order, cut at both; intervals that touch are one."""
    begin, stop = _micros(start), _micros(end)
    blocks = map(cal.timeline.block, range(begin // BLOCK, stop // BLOCK + 1))
    intervals = chain.from_iterable(zip(block.starts, block.ends, strict=True) for block in blocks)
    return [(_datetime(opens), _datetime(closes)) for opens, closes in cut(intervals, begin, stop)]


def _open_between(cal: Calendar, start: int, end: int) -> int:
    if end < start:
        return -_open_between(cal, end, start)
    timeline = cal.timeline
    first, last = start // BLOCK, end // BLOCK
    whole = sum(timeline.block(number).total for number in range(first, last))
    return whole + timeline.block(last).open_until(end) - timeline.block(first).open_until(start)


def _amount(amount: int | timedelta) -> int:
    delta = amount if isinstance(amount, timedelta) else timedelta(minutes=amount)
    if delta < timedelta(0):
        raise ValueError(f"business time cannot be added backwards: {delta}")
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _micros(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError(f"a naive datetime has no place in business time: {at.isoformat()}")
    delta = at - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _datetime(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)
