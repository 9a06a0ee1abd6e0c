"""Stories of service-level clocks. Office hours: Monday to Friday, 09:00-12:00 and 13:30-18:00 in Shanghai."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from callout.foundation.business_time import ALWAYS, Calendar, CalendarNeverOpens, NightRule, Span, Target
from callout.foundation.sla_clock import (
    ClockState,
    Entry,
    Kind,
    Ledger,
    LineKind,
    State,
    UnknownCalendar,
    instant_of_share,
    line_spans,
    replay,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKDAY = "09:00-12:00 13:30-18:00"
HOLIDAYS = {date(2026, 10, day): "" for day in range(1, 8)} | {date(2026, 10, 10): WORKDAY}
CALENDARS = {"office": Calendar.of("Asia/Shanghai", [WORKDAY] * 5 + ["", ""], HOLIDAYS)}
EIGHT_HOURS = Target(480, "office")
HOUR = timedelta(hours=1)
ZERO = timedelta(0)


def at(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


def local(moment: datetime | None) -> str | None:
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M") if moment else None


def on(kind: str, when: str, reason: str = "", target: Target | None = None) -> Entry:
    return Entry(Kind(kind), at(when), reason, target)


def clock(now: str, *entries: Entry, target: Target = EIGHT_HOURS) -> ClockState:
    return replay(entries, target, CALENDARS, at(now))


STARTED = on("started", "11-20 16:00")  # Friday, two hours before the end of the week


def test_a_clock_counts_open_hours_only():
    state = clock("11-21 12:00", STARTED)
    assert (state.state, state.elapsed, state.remaining) == (State.RUNNING, 2 * HOUR, 6 * HOUR)
    assert local(state.due_at) == "11-23 16:30"
    assert state.used_share == 0.25
    assert not state.breached


def test_before_the_start_there_is_no_deadline():
    state = clock("11-20 15:59", STARTED)
    assert (state.state, state.due_at, state.projected_due_at) == (State.NOT_STARTED, None, None)
    assert state.lines == ()


def test_waiting_for_parts_stops_the_clock_and_the_weekend_counts_nowhere():
    entries = STARTED, on("paused", "11-20 17:00", "parts"), on("resumed", "11-23 10:00")
    state = clock("11-23 11:00", *entries)
    assert state.elapsed == 2 * HOUR
    assert state.paused_total == 2 * HOUR
    assert local(state.due_at) == "11-24 09:30"


def test_in_a_pause_the_deadline_is_open_and_projected_as_if_resumed_now():
    state = clock("11-23 10:00", STARTED, on("paused", "11-20 17:00", "parts"))
    assert state.state == State.PAUSED
    assert state.due_at is None
    assert local(state.projected_due_at) == "11-24 09:30"


def test_a_pause_at_night_moves_nothing():
    asleep = STARTED, on("paused", "11-20 19:00", "customer"), on("resumed", "11-23 08:00")
    state = clock("11-23 09:30", *asleep)
    assert (state.elapsed, state.paused_total) == (2.5 * HOUR, ZERO)
    assert local(state.due_at) == local(clock("11-23 09:30", STARTED).due_at)


def test_the_clock_stops_when_the_promise_is_met():
    state = clock("12-31 12:00", STARTED, on("met", "11-23 10:00"))
    assert (state.state, state.elapsed, state.breached) == (State.MET, 3 * HOUR, False)
    assert local(state.ended_at) == "11-23 10:00"
    assert local(state.due_at) == "11-23 16:30"


def test_in_time_is_until_the_deadline_and_not_a_second_longer():
    assert clock("11-30 12:00", STARTED, on("met", "11-23 16:30")).state == State.MET
    late = Entry(Kind.MET, at("11-23 16:30") + timedelta(seconds=1))
    assert clock("11-30 12:00", STARTED, late).state == State.LATE


def test_running_late_is_a_breach_before_anybody_ends_it():
    state = clock("11-23 17:30", STARTED)
    assert (state.state, state.breached, state.remaining) == (State.RUNNING, True, -HOUR)
    assert local(state.due_at) == "11-23 16:30"
    assert state.used_share == 1.125


def test_due_at_closing_time_and_done_in_the_evening_is_late():
    until_six = Target(120, "office")
    state = clock("11-21 12:00", STARTED, on("met", "11-20 20:00"), target=until_six)
    assert (state.state, state.remaining) == (State.LATE, ZERO)
    assert local(state.due_at) == "11-20 18:00"


def test_a_pause_after_the_deadline_hides_nothing():
    entries = STARTED, on("paused", "11-23 17:00", "customer")
    state = clock("11-24 12:00", *entries)
    assert (state.state, state.breached) == (State.PAUSED, True)
    assert local(state.due_at) == local(state.projected_due_at) == "11-23 16:30"
    assert clock("11-25 12:00", *entries, on("met", "11-24 10:00")).state == State.LATE


def test_met_while_waiting_is_in_time():
    state = clock("11-30 12:00", STARTED, on("paused", "11-20 17:00", "customer"), on("met", "11-27 10:00"))
    assert (state.state, state.elapsed) == (State.MET, HOUR)
    assert local(state.due_at) == local(state.projected_due_at) == "11-30 09:30"


def test_another_reason_in_a_pause_is_a_new_line_and_the_same_reason_is_not():
    entries = (
        STARTED,
        on("paused", "11-20 17:00", "customer"),
        on("paused", "11-23 10:00", "parts"),
        on("paused", "11-23 11:00", "parts"),
        on("resumed", "11-23 14:00"),
    )
    state = clock("11-23 14:30", *entries)
    assert [(line.kind, line.reason, local(line.end)) for line in state.lines] == [
        (LineKind.COUNTED, "", "11-20 17:00"),
        (LineKind.PAUSED, "customer", "11-23 10:00"),
        (LineKind.PAUSED, "parts", "11-23 14:00"),
        (LineKind.COUNTED, "", "11-23 14:30"),
    ]
    assert state.ignored == (entries[3],)


def test_a_better_contract_keeps_what_was_used():
    gold = on("policy_changed", "11-23 10:00", "gold", Target(240, "office"))
    state = clock("11-23 10:00", STARTED, gold)
    assert (state.elapsed, state.remaining) == (3 * HOUR, HOUR)
    assert local(state.due_at) == "11-23 11:00"


def test_from_office_hours_to_around_the_clock():
    always = on("policy_changed", "11-20 18:00", "24x7", Target(480, ALWAYS))
    state = clock("11-20 20:00", STARTED, always)
    assert state.elapsed == 4 * HOUR
    assert local(state.due_at) == "11-21 00:00"


def test_a_target_already_used_up_is_due_at_the_change():
    strict = on("policy_changed", "11-23 10:00", "platinum", Target(60, "office"))
    state = clock("11-23 10:00", STARTED, strict)
    assert state.breached
    assert local(state.due_at) == "11-23 10:00"


def test_a_target_used_up_to_the_minute_is_in_time_at_the_change():
    exact = on("policy_changed", "11-23 10:00", "gold", Target(180, "office"))
    assert not clock("11-23 10:00", STARTED, exact).breached
    assert clock("11-23 12:00", STARTED, exact, on("met", "11-23 10:00")).state == State.MET
    assert clock("11-23 12:00", STARTED, exact, on("met", "11-23 10:01")).state == State.LATE


def test_a_change_of_calendar_alone_heals_no_breach():
    until_six = Target(120, "office")
    always = on("policy_changed", "11-20 20:00", "", Target(120, ALWAYS))
    state = clock("11-20 20:00", STARTED, always, target=until_six)
    assert state.breached
    assert local(state.due_at) == "11-20 18:00"


def test_a_longer_target_heals_a_breach():
    longer = on("policy_changed", "11-23 17:30", "extension agreed", Target(600, "office"))
    state = clock("11-23 17:30", STARTED, longer)
    assert not state.breached
    assert local(state.due_at) == "11-24 09:30"


def test_a_change_during_a_pause_keeps_the_pause():
    entries = (
        STARTED,
        on("paused", "11-20 17:00", "parts"),
        on("policy_changed", "11-23 10:00", "gold", Target(240, "office")),
        on("resumed", "11-23 11:00"),
    )
    state = clock("11-23 11:00", *entries)
    assert (state.elapsed, state.paused_total) == (HOUR, 3 * HOUR)
    assert local(state.due_at) == "11-23 15:30"


def test_a_target_agreed_after_the_end_changes_nothing_until_reopened():
    entries = STARTED, on("met", "11-23 10:00", "done"), on("policy_changed", "11-24 10:00", "", Target(240, "office"))
    closed = clock("11-30 12:00", *entries)
    assert (closed.state, closed.allowed) == (State.MET, 8 * HOUR)
    again = clock("11-26 09:00", *entries, on("reopened", "11-25 17:30"))
    assert (again.state, again.elapsed, again.remaining) == (State.RUNNING, 3.5 * HOUR, 0.5 * HOUR)
    assert local(again.due_at) == "11-26 09:30"
    assert [line.kind for line in again.lines] == [
        LineKind.COUNTED,
        LineKind.STOPPED,
        LineKind.POLICY,
        LineKind.COUNTED,
    ]


def test_a_target_agreed_after_the_end_counts_once():
    entries = (
        STARTED,
        on("met", "11-23 10:00"),
        on("policy_changed", "11-24 10:00", "", Target(240, "office")),
        on("reopened", "11-24 11:00"),
        on("policy_changed", "11-24 11:30", "", Target(900, "office")),
        on("met", "11-24 12:00"),
        on("reopened", "11-25 10:00"),
    )
    assert clock("11-25 10:00", *entries).allowed == 15 * HOUR
    repeated = on("policy_changed", "11-24 10:30", "", Target(240, "office"))
    assert clock("11-25 10:00", *entries, repeated).ignored == (repeated,)


def test_two_changes_of_one_instant_are_two_lines():
    gold, silver = (on("policy_changed", "11-20 17:00", "", Target(minutes, "office")) for minutes in (240, 360))
    kinds = [line.kind for line in clock("11-20 18:00", STARTED, gold, silver).lines]
    assert kinds == [LineKind.COUNTED, LineKind.POLICY, LineKind.POLICY, LineKind.COUNTED]


def test_a_reopened_case_goes_on_with_what_it_had():
    entries = STARTED, on("met", "11-23 10:00"), on("reopened", "11-25 10:00")
    state = clock("11-25 11:00", *entries)
    assert (state.state, state.elapsed, state.ended_at) == (State.RUNNING, 4 * HOUR, None)
    assert local(state.due_at) == "11-25 16:30"


def test_late_stays_late_when_reopened():
    state = clock("11-25 11:00", STARTED, on("met", "11-23 17:00"), on("reopened", "11-25 10:00"))
    assert state.breached
    assert local(state.due_at) == "11-23 16:30"


def test_cancelled_owes_nothing():
    state = clock("11-30 12:00", STARTED, on("cancelled", "11-23 10:00", "duplicate"))
    assert (state.state, state.due_at, state.projected_due_at) == (State.CANCELLED, None, None)
    assert state.elapsed == 3 * HOUR


def test_the_order_of_arrival_does_not_matter():
    entries = STARTED, on("paused", "11-20 17:00", "parts"), on("resumed", "11-23 10:00"), on("met", "11-23 15:00")
    answers = {repr(clock("11-30 12:00", *shuffled)) for shuffled in permutations(entries)}
    assert len(answers) == 1


def test_a_second_start_and_a_second_end_are_ignored_and_shown():
    again, twice = on("started", "11-20 17:00"), on("met", "11-23 11:00")
    state = clock("11-30 12:00", STARTED, STARTED, again, on("met", "11-23 10:00"), twice)
    assert state.elapsed == 3 * HOUR
    assert state.ignored == (again, twice)


def test_an_engineer_whose_phone_was_slow_has_still_met_the_promise():
    state = clock("11-30 12:00", STARTED, on("met", "11-20 15:58"))
    assert (state.state, state.elapsed) == (State.MET, ZERO)


@pytest.mark.parametrize("kinds", [("paused", "resumed"), ("resumed", "paused")])
def test_a_pause_and_a_resume_of_one_instant_cancel_out_while_running(kinds):
    state = clock("11-20 18:00", STARTED, *(on(kind, "11-20 17:00") for kind in kinds))
    assert (state.state, state.elapsed) == (State.RUNNING, 2 * HOUR)


def test_in_a_pause_the_same_two_change_its_reason():
    paused, resumed = on("paused", "11-20 17:30", "parts"), on("resumed", "11-20 17:30")
    state = clock("11-20 18:00", STARTED, on("paused", "11-20 17:00", "customer"), paused, resumed)
    assert (state.state, state.elapsed, state.lines[-1].reason) == (State.PAUSED, HOUR, "parts")


def test_one_can_ask_how_it_stood_last_week():
    entries = STARTED, on("paused", "11-20 17:00", "parts"), on("resumed", "11-23 10:00"), on("met", "11-23 15:00")
    assert clock("11-20 16:30", *entries).elapsed == HOUR / 2
    assert clock("11-22 12:00", *entries).state == State.PAUSED
    assert clock("11-23 10:30", *entries).state == State.RUNNING


def test_one_hour_by_day_two_at_night():
    target = Target(60, ALWAYS, NightRule(120, Span.parse("08:00-20:00"), "Asia/Shanghai"))
    by_day, at_night = on("started", "11-20 19:59"), on("started", "11-20 20:00")
    assert local(clock("11-20 20:30", by_day, target=target).due_at) == "11-20 20:59"
    assert local(clock("11-20 20:30", at_night, target=target).due_at) == "11-20 22:00"


def test_the_night_rule_looks_at_the_start_also_when_the_target_changes_by_day():
    night = NightRule(120, Span.parse("08:00-20:00"), "Asia/Shanghai")
    change = on("policy_changed", "11-21 09:00", "", Target(60, ALWAYS, night))
    assert clock("11-21 09:00", on("started", "11-21 07:30"), change).allowed == 2 * HOUR


def test_a_case_raised_on_the_eve_of_national_day():
    state = clock("10-05 12:00", on("started", "09-30 17:00"))
    assert (state.elapsed, local(state.due_at)) == (HOUR, "10-08 17:30")


def test_when_to_warn():
    state = clock("11-20 17:00", STARTED)
    assert local(instant_of_share(state, 0.75, CALENDARS)) == "11-23 14:30"
    assert instant_of_share(state, 0.125, CALENDARS) is None
    assert instant_of_share(clock("11-30 12:00", STARTED, on("met", "11-20 17:00")), 0.75, CALENDARS) is None


def test_the_receipt_adds_up_by_hand():
    entries = STARTED, on("paused", "11-20 17:00", "parts"), on("resumed", "11-23 11:00"), on("met", "11-23 14:30")
    receipt = clock("11-30 12:00", *entries).lines
    assert [(line.kind, local(line.start), local(line.end), line.counted, line.total) for line in receipt] == [
        (LineKind.COUNTED, "11-20 16:00", "11-20 17:00", HOUR, HOUR),
        (LineKind.PAUSED, "11-20 17:00", "11-23 11:00", ZERO, HOUR),
        (LineKind.COUNTED, "11-23 11:00", "11-23 14:30", 2 * HOUR, 3 * HOUR),
    ]
    assert [(local(a), local(b)) for a, b in line_spans(receipt[2], CALENDARS)] == [
        ("11-23 11:00", "11-23 12:00"),
        ("11-23 13:30", "11-23 14:30"),
    ]
    assert line_spans(receipt[1], CALENDARS) == []


def test_both_sides_print_the_same_digest():
    entries = STARTED, on("paused", "11-20 17:00", "配件"), on("policy_changed", "11-23 10:00", "", Target(60))
    ours = Ledger(EIGHT_HOURS, CALENDARS, entries)
    theirs = Ledger.from_json(Ledger(EIGHT_HOURS, CALENDARS, (*entries[::-1], STARTED)).canonical())
    assert ours.canonical() == theirs.canonical()
    assert ours.digest() == theirs.digest()
    assert "配件".encode() in ours.canonical()
    assert replay(theirs.entries, theirs.target, theirs.calendars, at("11-24 12:00")) == clock("11-24 12:00", *entries)


def test_the_digest_covers_entries_target_and_calendars():
    other_week = {"office": Calendar.of("Asia/Shanghai", [WORKDAY] * 6 + [""])}
    digests = {
        Ledger(EIGHT_HOURS, CALENDARS, (STARTED,)).digest(),
        Ledger(EIGHT_HOURS, CALENDARS, (on("started", "11-20 16:01"),)).digest(),
        Ledger(Target(481, "office"), CALENDARS, (STARTED,)).digest(),
        Ledger(EIGHT_HOURS, other_week, (STARTED,)).digest(),
    }
    assert len(digests) == 4


def test_the_canonical_form_is_pinned():
    ledger = Ledger(Target(60), {}, (Entry(Kind.STARTED, datetime(2026, 11, 20, 8, tzinfo=UTC)),))
    assert ledger.canonical() == (
        b'{"calendars":{},"entries":[{"at":"2026-11-20T08:00:00Z","kind":"started"}],'
        b'"target":{"calendar":"24x7","minutes":60},"version":1}'
    )


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="naive"):
        Entry(Kind.STARTED, datetime(2026, 11, 20))
    with pytest.raises(ValueError, match="naive"):
        replay([STARTED], EIGHT_HOURS, CALENDARS, datetime(2026, 11, 20))
    with pytest.raises(ValueError, match="target"):
        on("policy_changed", "11-20 17:00")
    with pytest.raises(ValueError, match="target"):
        on("started", "11-20 17:00", "", EIGHT_HOURS)
    with pytest.raises(ValueError, match="version"):
        Ledger.from_json('{"version": 2}')
    with pytest.raises(ValueError, match="turned_off"):
        Entry.from_dict({"kind": "turned_off", "at": "2026-11-20T08:00:00Z"})


def test_a_calendar_that_is_missing_or_never_opens_is_named():
    with pytest.raises(UnknownCalendar, match="bank"):
        clock("11-23 10:00", STARTED, target=Target(60, "bank"))
    with pytest.raises(CalendarNeverOpens):
        replay([STARTED], EIGHT_HOURS, {"office": Calendar.of("UTC", [""] * 7)}, at("11-23 10:00"))
