"""Microseconds per question to a calendar and per replay of a
service-level clock: ``python -m bench.business_time``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from timeit import Timer

from callout.foundation.business_time import Calendar, Target, add, elapsed, is_open, next_open, spans
from callout.foundation.business_time.timeline import Timeline
from callout.foundation.sla_clock import Entry, Kind, Ledger, replay

WORKDAY = "09:00-12:00 13:30-18:00"
HOLIDAYS = {date(2026, 10, day): "" for day in range(1, 8)} | {date(2026, 10, 10): WORKDAY}
OFFICE = Calendar.of("Asia/Shanghai", [WORKDAY] * 5 + ["", ""], HOLIDAYS)
BERLIN = Calendar.of("Europe/Berlin", [WORKDAY] * 5 + ["", ""])
START = datetime(2026, 9, 30, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEDGER = Ledger(
    Target(48 * 60, "office"),
    {"office": OFFICE},
    (
        Entry(Kind.STARTED, START),
        Entry(Kind.PAUSED, START + HOUR, "parts"),
        Entry(Kind.RESUMED, START + 200 * HOUR),
        Entry(Kind.POLICY_CHANGED, START + 220 * HOUR, "gold", Target(24 * 60, "office")),
        Entry(Kind.MET, START + 300 * HOUR),
    ),
)

CASES: dict[str, Callable[[], object]] = {
    "is_open": lambda: is_open(OFFICE, START),
    "next_open over National Day": lambda: next_open(OFFICE, START + HOUR),
    "add 4 business hours": lambda: add(OFFICE, START, 4 * 60),
    "add 48 business hours": lambda: add(OFFICE, START, 48 * 60),
    "add 48 business hours, Berlin": lambda: add(BERLIN, START, 48 * 60),
    "add a year of business hours": lambda: add(OFFICE, START, 250 * 450),
    "elapsed over a year": lambda: elapsed(OFFICE, START, START + timedelta(days=365)),
    "spans of a week": lambda: spans(OFFICE, START, START + timedelta(days=7)),
    "build a calendar as from rows": lambda: Calendar("Asia/Shanghai", OFFICE.week, OFFICE.exceptions).timeline,
    "first question, four weeks": lambda: Timeline("Asia/Shanghai", OFFICE.week, OFFICE.exceptions).block(740),
    "replay of five entries": lambda: replay(LEDGER.entries, LEDGER.target, LEDGER.calendars, START + 400 * HOUR),
    "digest of the ledger": LEDGER.digest,
}


def main() -> None:
    """Print the best of five rounds for each case."""
    for name, case in CASES.items():
        timer = Timer(case)
        number, _ = timer.autorange()
        best = min(timer.repeat(5, max(1, number // 4))) / max(1, number // 4)
        print(f"{name:32} {best * 1e6:10.1f} µs")


if __name__ == "__main__":
    main()
