"""The opening hours of a team, an outlet or a contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from callout.foundation.business_time.spans import DAY_MINUTES, Day, Span, format_day, ordered, parse_day
from callout.foundation.business_time.timeline import Timeline, shared_timeline


@dataclass(frozen=True)
class Calendar:
    """Local opening hours: ``week`` holds the spans of Monday to Sunday, ``exceptions`` replace them on a date.

    A holiday is an exception with ``()``, a 调休 workday one with spans. Raises ValueError for an unknown zone, a
    week that has not seven days, or a wrong span. Overlapping spans count once.
    """

    zone: str
    week: tuple[Day, ...]
    exceptions: Mapping[date, Day] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"unknown time zone: {self.zone!r}") from error
        if len(self.week) != 7:
            raise ValueError(f"a week has seven days, not {len(self.week)}")
        object.__setattr__(self, "week", tuple(ordered(day) for day in self.week))
        object.__setattr__(self, "exceptions", {day: ordered(self.exceptions[day]) for day in sorted(self.exceptions)})

    @classmethod
    def always(cls, zone: str = "UTC") -> Self:
        """Open 24×7."""
        return cls(zone, ((Span(0, DAY_MINUTES),),) * 7)

    @classmethod
    def of(cls, zone: str, week: Sequence[str], exceptions: Mapping[date, str] | None = None) -> Self:
        """A calendar from text: seven days such as ``"09:00-12:00 13:30-18:00"``, closed days as ``""``."""
        days = {day: parse_day(text) for day, text in (exceptions or {}).items()}
        return cls(zone, tuple(map(parse_day, week)), days)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; :meth:`from_dict` reads it."""
        return {
            "zone": self.zone,
            "week": [format_day(day) for day in self.week],
            "exceptions": {day.isoformat(): format_day(spans) for day, spans in self.exceptions.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The calendar of :meth:`as_dict`. Raises ValueError or KeyError for other data."""
        days = {date.fromisoformat(day): text for day, text in data["exceptions"].items()}
        return cls.of(data["zone"], data["week"], days)

    @cached_property
    def timeline(self) -> Timeline:
        """The calendar on the UTC axis, shared between calendars of equal content."""
        return shared_timeline(self.zone, self.week, tuple(self.exceptions.items()))
