"""Times a customer may wish for: mornings and afternoons of today and the next days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.agreements.selectors import Promise
from callout.foundation.ui import formats

PARTS = (("am", time(8), time(12)), ("pm", time(13), time(18)))
DAYS = 3
LEAST_LEFT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Window:
    """``key`` is the day and its part, e.g. 2026-11-22-am; ``late`` when it begins after the promise to be on site."""

    key: str
    begins: datetime
    ends: datetime
    late: bool = False

    @property
    def label(self) -> str:
        """Today 8–12."""
        return formats.slot(self.begins, self.ends)

    @property
    def part(self) -> str:
        """Morning or afternoon."""
        return _("morning") if self.key.endswith("am") else _("afternoon")


def wanted_windows(now: datetime, promises: Iterable[Promise] = ()) -> list[Window]:
    """Windows that still have an hour left, the first promise to arrive marking those that would be late."""
    due = next((p.due_at for p in promises if p.milestone == "arrive"), None)
    found = []
    for days in range(DAYS):
        day = timezone.localdate(now) + timedelta(days=days)
        for part, begin, end in PARTS:
            begins, ends = (timezone.make_aware(datetime.combine(day, moment)) for moment in (begin, end))
            if ends - now >= LEAST_LEFT:
                found.append(Window(f"{day:%Y-%m-%d}-{part}", begins, ends, due is not None and begins > due))
    return found


def window_of(key: str, now: datetime) -> Window | None:
    """The window of a key that was offered, or None."""
    return next((window for window in wanted_windows(now) if window.key == key), None)
