"""Business time: how long a shop was open between two instants, and when a number of open minutes will have passed.

Pure functions over a :class:`Calendar`; aware datetimes in, aware UTC out. A span belongs to the day on which it
starts, so a holiday removes its own night shift and leaves the one that began the evening before. Local times are
turned into instants by one rule (``timeline.instant``), which is why clock changes neither lose nor double work.
"""

from callout.foundation.business_time.calendar import Calendar
from callout.foundation.business_time.functions import add, elapsed, is_open, next_open, spans
from callout.foundation.business_time.spans import Day, Span, format_day, parse_day
from callout.foundation.business_time.target import ALWAYS, NightRule, Target
from callout.foundation.business_time.timeline import CalendarNeverOpens

__all__ = [
    "ALWAYS",
    "Calendar",
    "CalendarNeverOpens",
    "Day",
    "NightRule",
    "Span",
    "Target",
    "add",
    "elapsed",
    "format_day",
    "is_open",
    "next_open",
    "parse_day",
    "spans",
]
