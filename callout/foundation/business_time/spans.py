"""Opening hours of one day, in local minutes, and their text form ``09:00-12:00 13:30-18:00``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from typing import NamedTuple

DAY_MINUTES = 24 * 60
_SPAN = re.compile(r"(\d{1,2}):([0-5]\d)-(\d{1,2}):([0-5]\d)")


class Span(NamedTuple):
    """Open from ``start`` until just before ``end``, in minutes after local midnight of the day it starts on.

    ``end`` may be 1440 (24:00) or lie in the next day: 22:00 to 06:00 is ``Span(1320, 1800)``.
    """

    start: int
    end: int

    @classmethod
    def between(cls, start: time, end: time) -> Span:
        """A span from two clock times; an ``end`` not after ``start`` is on the next day (00:00 to 00:00: 24 hours).

        Raises ValueError for seconds: write the end of a day as 00:00, not 23:59:59.
        """
        if start.second or start.microsecond or end.second or end.microsecond:
            raise ValueError(f"opening hours are whole minutes: {start}-{end}")
        return cls.checked(start.hour * 60 + start.minute, end.hour * 60 + end.minute)

    @classmethod
    def parse(cls, text: str) -> Span:
        """``09:00-12:00``, ``18:00-24:00``, ``22:00-06:00`` or, the same, ``22:00-30:00``. Raises ValueError."""
        match = _SPAN.fullmatch(text)
        if match is None:
            raise ValueError(f"not a span of opening hours: {text!r}")
        start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
        return cls.checked(start_hour * 60 + start_minute, end_hour * 60 + end_minute)

    @classmethod
    def checked(cls, start: int, end: int) -> Span:
        """A span of at most 24 hours that starts on its day; an ``end`` not after ``start`` is on the next day."""
        end += DAY_MINUTES if end <= start else 0
        if not (0 <= start < DAY_MINUTES and start < end <= start + DAY_MINUTES):
            raise ValueError(f"a span starts within its day and lasts at most 24 hours: {start}-{end} min")
        return cls(start, end)

    def covers(self, minute: int) -> bool:
        """Whether a minute of the day (0 to 1439) lies inside, also past midnight."""
        return self.start <= minute < self.end or self.start <= minute + DAY_MINUTES < self.end

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"


Day = tuple[Span, ...]


def parse_day(text: str) -> Day:
    """The spans of a day from their text form, spans apart by spaces or commas; empty text is a closed day."""
    return ordered(Span.parse(part) for part in re.split(r"[\s,]+", text.strip()) if part)


def format_day(day: Day) -> str:
    """The text form that :func:`parse_day` reads."""
    return " ".join(map(str, day))


def ordered(day: Iterable[tuple[int, int]]) -> Day:
    """The spans of a day checked and in order; they may overlap, open time is counted once. Raises ValueError."""
    return tuple(sorted({Span.checked(*span) for span in day}))
