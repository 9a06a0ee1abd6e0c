"""A calendar laid out on the UTC axis: sorted open intervals with running totals, built in blocks when first asked for.

All instants are whole microseconds since 1970 UTC. A block is four weeks, so a question costs two binary searches
plus one addition for each further block of the range.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from callout.foundation.business_time.spans import Day

DAY = 86_400_000_000
BLOCK = 28 * DAY
LOOK_AHEAD_BLOCKS = 131  # ten years
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_KEPT_BLOCKS = 2000  # 150 years: only senseless dates fill it


class CalendarNeverOpens(ValueError):
    """The calendar has not enough open time within ten years, so there is no answer."""

    def __init__(self) -> None:
        super().__init__("the calendar has not enough opening hours within ten years")


class Block:
    """The open intervals of four weeks of UTC, ``before[i]`` and ``after[i]`` the open time around interval i."""

    __slots__ = ("after", "before", "ends", "starts", "total")

    def __init__(self, intervals: list[tuple[int, int]]) -> None:
        self.starts = [start for start, _ in intervals]
        self.ends = [end for _, end in intervals]
        self.after = list(accumulate(end - start for start, end in intervals))
        self.before = [0, *self.after[:-1]]
        self.total = self.after[-1] if self.after else 0

    def open_until(self, at: int) -> int:
        """Open time from the start of the block until ``at``."""
        i = bisect_right(self.starts, at) - 1
        return self.before[i] + min(at, self.ends[i]) - self.starts[i] if i >= 0 else 0

    def instant_of(self, open_time: int) -> int:
        """The earliest instant until which ``open_time`` (0 < it <= total) has passed since the start of the block."""
        i = bisect_left(self.after, open_time)
        return self.ends[i] - (self.after[i] - open_time)


class Timeline:
    """The open intervals of one zone, week and set of exceptions."""

    def __init__(self, zone: str, week: tuple[Day, ...], exceptions: Mapping[date, Day]) -> None:
        self._zone = ZoneInfo(zone)
        self._week = week
        self._exceptions = exceptions
        self._blocks: dict[int, Block] = {}
        self._last_block = self._last_possible_block()

    def block(self, number: int) -> Block:
        """The block that begins ``number`` times four weeks after 1970."""
        found = self._blocks.get(number)
        if found is None:
            if len(self._blocks) >= _KEPT_BLOCKS:
                self._blocks.clear()
            found = self._blocks[number] = Block(self._intervals(number * BLOCK, (number + 1) * BLOCK))
        return found

    def ahead(self, start: int) -> Iterator[Block]:
        """The blocks from the one that holds ``start`` to the last that may have open time, at most ten years."""
        first = start // BLOCK
        last = first + LOOK_AHEAD_BLOCKS
        if self._last_block is not None:
            last = min(last, self._last_block)
        return map(self.block, range(first, last + 1))

    def _last_possible_block(self) -> int | None:
        """Where a calendar that opens only on exceptional days ends; None when it opens every week."""
        if any(self._week):
            return None
        last = max((day for day, spans in self._exceptions.items() if spans), default=date(1970, 1, 1))
        return ((last - date(1970, 1, 1)).days + 3) * DAY // BLOCK

    def _intervals(self, begin: int, end: int) -> list[tuple[int, int]]:
        """Disjoint open intervals inside ``[begin, end)``, in order."""
        # From two dates before, because a zone is up to a day behind UTC and a span reaches into the next day.
        first = date(1970, 1, 1) + timedelta(days=begin // DAY - 2)
        dates = (first + timedelta(days=n) for n in range((end - begin) // DAY + 3))
        return cut(sorted(interval for day in dates for interval in self._day(day)), begin, end)

    def _day(self, day: date) -> Iterator[tuple[int, int]]:
        midnight = datetime(day.year, day.month, day.day)
        for start, end in self._exceptions.get(day, self._week[day.weekday()]):
            yield (
                instant(midnight + timedelta(minutes=start), self._zone),
                instant(midnight + timedelta(minutes=end), self._zone),
            )


def cut(intervals: Iterable[tuple[int, int]], begin: int, end: int) -> list[tuple[int, int]]:
    """What of intervals sorted by start lies in ``[begin, end)``, those that touch or overlap made one."""
    kept: list[tuple[int, int]] = []
    for start, stop in ((max(start, begin), min(stop, end)) for start, stop in intervals):
        if kept and start <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(stop, kept[-1][1]))
        elif start < stop:
            kept.append((start, stop))
    return kept


def instant(local: datetime, zone: ZoneInfo) -> int:
    """The instant at which a clock on the wall first reaches the naive ``local``.

    Of an hour that comes twice this is the first; a time that is skipped is reached at the moment of the jump. The
    rule never decreases, so spans in order stay in order and spans that touch stay touching.
    """
    offset = zone.utcoffset(local)
    later = zone.utcoffset(local.replace(fold=1))
    if offset is None or later is None:
        raise ValueError(f"zone without offset: {zone.key}")
    reached = (local - _NAIVE_EPOCH - offset) // _MICROSECOND
    if offset >= later:
        return reached
    return _jump((local - _NAIVE_EPOCH - later) // _MICROSECOND, reached, zone)


def _jump(before: int, after: int, zone: ZoneInfo) -> int:
    """The instant in ``(before, after]`` at which the zone changes its offset."""
    old = (EPOCH + timedelta(microseconds=before)).astimezone(zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if (EPOCH + timedelta(microseconds=middle)).astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


@lru_cache(maxsize=256)
def shared_timeline(zone: str, week: tuple[Day, ...], exceptions: tuple[tuple[date, Day], ...]) -> Timeline:
    """One timeline for all calendars of equal content, so calendars built from rows again and again stay fast."""
    return Timeline(zone, week, dict(exceptions))
