"""The rules of the clock played a minute at a time, and random ledgers to compare it with the replay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from callout.foundation.business_time import ALWAYS, Calendar, Target, is_open
from callout.foundation.sla_clock import Entry, Kind, State
from callout.foundation.tests.time_oracle import MINUTE

OFFICE = Calendar.of("Asia/Shanghai", ["09:00-12:00 13:30-18:00"] * 5 + ["", ""])
CALENDARS = {"office": OFFICE, "shop": Calendar.of("Asia/Shanghai", ["20:00-02:00 10:00-16:00"] * 7)}
START = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)  # Friday, 08:30 in Shanghai
ENDED = (State.MET, State.LATE, State.CANCELLED)

targets = st.builds(Target, st.integers(1, 900), st.sampled_from(["office", "shop", ALWAYS]))
minutes = st.integers(0, 4 * 1440)
reasons = st.sampled_from(["customer", "parts"])


def entry(kind: Kind, minute: int, reason: str = "", target: Target | None = None) -> Entry:
    """An entry so many minutes after the start of the stories."""
    return Entry(kind, START + minute * MINUTE, reason, target)


_plain = st.sampled_from([Kind.STARTED, Kind.MET, Kind.CANCELLED, Kind.RESUMED, Kind.RESUMED, Kind.REOPENED])
entries = (
    st.builds(entry, _plain, minutes)
    | st.builds(entry, st.just(Kind.PAUSED), minutes, reasons)
    | st.builds(entry, st.just(Kind.POLICY_CHANGED), minutes, st.just(""), targets)
)
ledgers = st.lists(entries, max_size=10, unique_by=lambda item: item.at)


@dataclass
class Played:
    """What the oracle finds."""

    state: State = State.NOT_STARTED
    counted: int = 0
    paused: int = 0
    breached: bool = False


def play(ledger: list[Entry], target: Target, now: datetime) -> Played:
    """The clock at ``now``; entries lie on whole minutes, each on its own."""
    due = sorted((item for item in ledger if item.at <= now), key=lambda item: item.at)
    start = next((item for item in due if item.kind == Kind.STARTED), None)
    clock = Played()
    if start is None:
        return clock
    announced = None
    clock.state = State.RUNNING
    early = [item for item in due if item.at < start.at]
    later = {item.at: item for item in due if item.at > start.at}
    minute = start.at
    todo = early
    while True:
        for item in todo:
            target, announced = _apply(clock, item, target, announced)
        if minute >= now:
            return clock
        _tick(clock, target, minute)
        minute += MINUTE
        todo = [later[minute]] if minute in later else []


def _tick(clock: Played, target: Target, minute: datetime) -> None:
    calendar = CALENDARS.get(target.calendar)
    counts = calendar is None or is_open(calendar, minute)
    if clock.state == State.RUNNING:
        clock.breached |= clock.counted >= target.minutes
        clock.counted += counts
    elif clock.state == State.PAUSED:
        clock.paused += counts


def _apply(clock: Played, item: Entry, target: Target, announced: Target | None) -> tuple[Target, Target | None]:
    ended = clock.state in ENDED
    if item.kind == Kind.POLICY_CHANGED and ended:
        return target, item.target
    if item.kind == Kind.POLICY_CHANGED and item.target:
        return _adopt(clock, item.target), announced
    if item.kind == Kind.REOPENED and ended:
        clock.state = State.RUNNING
        return (_adopt(clock, announced) if announced else target), None
    if item.kind == Kind.PAUSED and clock.state == State.RUNNING:
        clock.state = State.PAUSED
    elif item.kind == Kind.RESUMED and clock.state == State.PAUSED:
        clock.state = State.RUNNING
    elif item.kind == Kind.MET and not ended:
        clock.state = State.LATE if clock.breached else State.MET
    elif item.kind == Kind.CANCELLED and not ended:
        clock.state = State.CANCELLED
    return target, announced


def _adopt(clock: Played, target: Target) -> Target:
    if clock.counted != target.minutes:
        clock.breached = clock.counted > target.minutes
    return target


def in_minutes(duration: timedelta) -> float:
    """A duration as the oracle counts it."""
    return duration / MINUTE
