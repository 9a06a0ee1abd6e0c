"""What was promised: so many minutes, on which calendar, perhaps more of them at night."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from callout.foundation.business_time.spans import Span

ALWAYS = "24x7"
"""The calendar name that needs no calendar."""


@dataclass(frozen=True)
class NightRule:
    """Other minutes for what starts outside ``day`` by the clock of ``zone`` ("1 h by day, 2 h at night")."""

    minutes: int
    day: Span
    zone: str

    def applies(self, start: datetime) -> bool:
        """Whether the aware instant lies at night."""
        local = start.astimezone(ZoneInfo(self.zone))
        return not self.day.covers(local.hour * 60 + local.minute)


@dataclass(frozen=True)
class Target:
    """``minutes`` of open time on the calendar of that name (``ALWAYS`` or a name the caller resolves)."""

    minutes: int
    calendar: str = ALWAYS
    night: NightRule | None = None

    def __post_init__(self) -> None:
        if self.minutes <= 0 or (self.night and self.night.minutes <= 0):
            raise ValueError("a target is at least one minute")

    def allowed(self, start: datetime) -> timedelta:
        """The open time allowed to what started at the aware instant."""
        if self.night and self.night.applies(start):
            return timedelta(minutes=self.night.minutes)
        return timedelta(minutes=self.minutes)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; :meth:`from_dict` reads it."""
        data: dict[str, Any] = {"minutes": self.minutes, "calendar": self.calendar}
        if self.night:
            data["night"] = {"minutes": self.night.minutes, "day": str(self.night.day), "zone": self.night.zone}
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The target of :meth:`as_dict`. Raises ValueError or KeyError for other data."""
        night = data.get("night")
        rule = NightRule(night["minutes"], Span.parse(night["day"]), night["zone"]) if night else None
        return cls(data["minutes"], data["calendar"], rule)
