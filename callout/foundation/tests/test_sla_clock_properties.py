"""What holds for every ledger."""

from dataclasses import replace as changed
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from callout.foundation.business_time import Calendar, Target, elapsed
from callout.foundation.sla_clock import (
    ClockState,
    Entry,
    Kind,
    Ledger,
    LineKind,
    State,
    instant_of_share,
    line_spans,
    replay,
)
from callout.foundation.tests.clock_oracle import (
    CALENDARS,
    ENDED,
    START,
    entries,
    entry,
    in_minutes,
    ledgers,
    minutes,
    play,
    reasons,
    targets,
)
from callout.foundation.tests.time_oracle import MINUTE

ZERO = timedelta(0)
TICK = timedelta(microseconds=1)
STARTED = entry(Kind.STARTED, 0)
crowded = st.lists(st.builds(lambda item, n: changed(item, at=START + n * 30 * MINUTE), entries, st.integers(0, 8)))


def ask(ledger: list[Entry], target: Target, minute: int) -> ClockState:
    return replay(ledger, target, CALENDARS, START + minute * MINUTE)


def still_open(ledger: list[Entry], moment: datetime) -> list[Entry]:
    """What was entered between the start and the moment, without an end."""
    return [item for item in ledger if START < item.at < moment and item.kind not in (Kind.MET, Kind.CANCELLED)]


def without_notes(state: ClockState) -> ClockState:
    return changed(state, ignored=())


@given(ledgers, targets, minutes)
def test_the_replay_is_the_clock_played_by_the_minute(ledger, target, now):
    fast, slow = ask(ledger, target, now), play(ledger, target, START + now * MINUTE)
    assert (fast.state, in_minutes(fast.elapsed), in_minutes(fast.paused_total), fast.breached) == (
        slow.state,
        slow.counted,
        slow.paused,
        slow.breached,
    )


@given(ledgers, targets, minutes)
def test_the_replay_of_a_started_clock_too(ledger, target, now):
    ledger = [STARTED, *(item for item in ledger if item.at > START)]
    fast, slow = ask(ledger, target, now), play(ledger, target, START + now * MINUTE)
    assert (fast.state, in_minutes(fast.elapsed), fast.breached) == (slow.state, slow.counted, slow.breached)


@given(st.data(), crowded, targets, minutes)
def test_neither_order_nor_repetition_matters(data, ledger, target, now):
    mixed = data.draw(st.permutations([*ledger, *ledger[:3]]))
    assert ask(mixed, target, now) == ask(ledger, target, now)
    assert Ledger(target, CALENDARS, tuple(mixed)).digest() == Ledger(target, CALENDARS, tuple(ledger)).digest()


@given(targets, st.lists(minutes, min_size=3, max_size=3, unique=True), reasons, minutes)
def test_a_pause_in_two_parts_is_one_pause(target, moments, reason, now):
    begin, middle, end = sorted(moments)
    whole = [STARTED, entry(Kind.PAUSED, begin, reason), entry(Kind.RESUMED, end)]
    parts = [*whole, entry(Kind.RESUMED, middle), entry(Kind.PAUSED, middle, reason)]
    assert ask(parts, target, now) == ask(whole, target, now)


@given(ledgers, targets, minutes, minutes)
def test_an_instant_of_pause_while_running_is_nothing(ledger, target, blink, now):
    moment = START + blink * MINUTE
    running = [STARTED, *still_open(ledger, moment), Entry(Kind.RESUMED, moment - MINUTE / 2)]
    later = [item for item in ledger if item.at > moment]
    blinked = [*running, *later, entry(Kind.PAUSED, blink, "customer"), entry(Kind.RESUMED, blink)]
    assert ask(blinked, target, now) == ask([*running, *later], target, now)


@given(ledgers, targets, minutes)
def test_counted_and_paused_make_the_open_time(ledger, target, now):
    ledger = [item for item in ledger if item.kind not in (Kind.POLICY_CHANGED, Kind.REOPENED)]
    state = ask([STARTED, *ledger], target, now)
    calendar = CALENDARS.get(target.calendar, Calendar.always())
    assert state.elapsed + state.paused_total == elapsed(calendar, START, state.ended_at or state.as_of)


@given(crowded, targets, minutes)
def test_the_receipt_is_complete_and_adds_up(ledger, target, now):
    state = ask([STARTED, *ledger], target, now)
    edges = [START] + [line.end for line in state.lines]
    assert [line.start for line in state.lines] == edges[:-1]
    assert edges[-1] == (state.ended_at or state.as_of)
    total = ZERO
    for line in state.lines:
        spans = line_spans(line, CALENDARS)
        assert sum((closes - opens for opens, closes in spans), ZERO) == line.counted
        total += line.counted
        assert line.total == total
    assert total == state.elapsed


@given(crowded, targets, minutes)
def test_every_entry_was_used_or_is_listed_as_ignored(ledger, target, now):
    state = ask([STARTED, *ledger], target, now)
    used = {item for item in ledger if item.at <= state.as_of} - set(state.ignored)
    assert ask([STARTED, *used], target, now) == without_notes(state)


@given(ledgers, targets, minutes)
def test_a_running_clock_is_breached_right_after_its_deadline(ledger, target, now):
    moment = START + now * MINUTE
    known = [STARTED, *still_open(ledger, moment), entry(Kind.RESUMED, now)]
    state = replay(known, target, CALENDARS, moment)
    assert state.state == State.RUNNING
    if state.breached:
        assert state.due_at is not None and state.due_at <= moment
        return
    assert state.due_at is not None and state.due_at >= moment
    then = replay(known, target, CALENDARS, state.due_at)
    assert (then.breached, then.remaining, then.due_at) == (False, ZERO, state.due_at)
    assert replay(known, target, CALENDARS, state.due_at + TICK).breached


@given(ledgers, targets, minutes)
def test_the_projection_of_a_pause_comes_true_when_resumed(ledger, target, now):
    moment = START + now * MINUTE
    known = [STARTED, *still_open(ledger, moment), Entry(Kind.PAUSED, moment - MINUTE / 2, "a reason of its own")]
    state = replay(known, target, CALENDARS, moment)
    assert state.state == State.PAUSED
    assert state.due_at == (state.projected_due_at if state.breached else None)
    assert ask([*known, entry(Kind.RESUMED, now)], target, now).due_at == state.projected_due_at


@given(ledgers, targets, minutes, st.floats(0.01, 1.0))
def test_the_warning_comes_when_the_share_is_used(ledger, target, now, share):
    known = [STARTED, *(item for item in ledger if item.at <= START + now * MINUTE)]
    state = ask(known, target, now)
    instant = instant_of_share(state, share, CALENDARS)
    if instant is None:
        assert state.state != State.RUNNING or state.used_share >= share - 1e-6
    else:
        assert abs(replay(known, target, CALENDARS, instant).used_share - share) < 1e-6


@given(ledgers, targets, minutes, minutes)
def test_time_only_adds_and_an_end_stands(ledger, target, one, other):
    early, late = sorted((one, other))
    before, after = ask(ledger, target, early), ask(ledger, target, late)
    assert before.elapsed <= after.elapsed
    assert before.paused_total <= after.paused_total
    ended = ask(ledger, target, 5 * 1440)
    if ended.state in ENDED:
        assert without_time(ask(ledger, target, 9 * 1440)) == without_time(ended)


def without_time(state: ClockState) -> ClockState:
    return changed(state, as_of=START)


@given(crowded, targets)
def test_a_ledger_survives_json(ledger, target):
    original = Ledger(target, CALENDARS, tuple(ledger))
    again = Ledger.from_json(original.canonical())
    assert again == original
    assert again.digest() == original.digest()


@given(crowded, targets, minutes)
def test_lines_never_run_backwards(ledger, target, now):
    for line in ask([STARTED, *ledger], target, now).lines:
        assert line.start < line.end or line.kind == LineKind.POLICY
