"""Stories of opening hours, in the China of autumn 2026 and where clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from callout.foundation.business_time import (
    ALWAYS,
    Calendar,
    CalendarNeverOpens,
    NightRule,
    Span,
    Target,
    add,
    elapsed,
    format_day,
    is_open,
    next_open,
    parse_day,
    spans,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKDAY = "09:00-12:00 13:30-18:00"

# National Day 2026: off from 1 to 7 October, Sunday 20 September and Saturday 10 October worked instead.
NATIONAL_DAY = {date(2026, 10, day): "" for day in range(1, 8)} | {
    date(2026, 9, 20): WORKDAY,
    date(2026, 10, 10): WORKDAY,
}
OFFICE = Calendar.of("Asia/Shanghai", [WORKDAY] * 5 + ["", ""], NATIONAL_DAY)
SPLIT_SHIFT = Calendar.of("Asia/Shanghai", ["07:00-11:00 16:00-20:00"] * 7)
NIGHT_SHIFT = Calendar.of("Asia/Shanghai", ["22:00-06:00"] * 5 + ["", ""])


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=zone)


def local(moment: datetime, zone: ZoneInfo = SHANGHAI) -> str:
    return moment.astimezone(zone).strftime("%m-%d %H:%M")


def test_lunch_is_not_service_time():
    assert local(add(OFFICE, at("11-23 11:00"), 120)) == "11-23 14:30"
    assert not is_open(OFFICE, at("11-23 12:00"))
    assert is_open(OFFICE, at("11-23 13:30"))
    assert elapsed(OFFICE, at("11-23 09:00"), at("11-23 18:00")) == timedelta(hours=7.5)


def test_what_ends_with_the_morning_is_due_at_noon_not_after_lunch():
    assert local(add(OFFICE, at("11-23 11:00"), 60)) == "11-23 12:00"


def test_a_call_on_friday_evening_is_answered_on_monday():
    assert local(next_open(OFFICE, at("11-20 18:00"))) == "11-23 09:00"
    assert local(add(OFFICE, at("11-20 17:30"), 60)) == "11-23 09:30"


def test_a_case_before_national_day_waits_a_week():
    assert local(add(OFFICE, at("09-30 17:00"), 120)) == "10-08 10:00"
    assert elapsed(OFFICE, at("09-30 18:00"), at("10-08 09:00")) == timedelta(0)


def test_the_saturday_after_national_day_is_worked():
    assert is_open(OFFICE, at("10-10 10:00"))
    assert not is_open(OFFICE, at("10-17 10:00"))
    assert local(add(OFFICE, at("10-09 17:00"), 120)) == "10-10 10:00"
    assert is_open(OFFICE, at("09-20 10:00"))


def test_forty_eight_business_hours_across_the_holiday():
    # 30 September 7.5 h, 8, 9 and 10 October 22.5 h, 12 and 13 October 15 h, 3 h on the 14th.
    assert local(add(OFFICE, at("09-30 09:00"), 48 * 60)) == "10-14 12:00"


def test_the_working_time_of_the_whole_year():
    # 261 weekdays, of which 1, 2, 5, 6 and 7 October are off, and two weekend days worked.
    year = elapsed(OFFICE, at("01-01 00:00"), datetime(2027, 1, 1, tzinfo=SHANGHAI))
    assert year == (261 - 5 + 2) * timedelta(hours=7.5)


def test_a_year_ahead_is_counted_like_a_day_ahead():
    assert local(add(OFFICE, at("01-01 00:00"), 258 * 450)) == "12-31 18:00"


def test_nothing_changes_where_a_block_of_four_weeks_ends():
    # The block ends on 24 September at 08:00.
    assert local(next_open(OFFICE, at("09-23 19:00"))) == "09-24 09:00"
    assert local(add(OFFICE, at("09-23 17:00"), 120)) == "09-24 10:00"
    assert len(spans(Calendar.always(), at("09-01 00:00"), at("12-01 00:00"))) == 1


def test_a_shift_of_24_hours_reaches_over_the_end_of_a_block():
    honolulu = ZoneInfo("Pacific/Honolulu")
    cal = Calendar.of("Pacific/Honolulu", ["", "15:00-15:00"] + [""] * 5)
    assert elapsed(cal, at("09-22 00:00", honolulu), at("09-25 00:00", honolulu)) == timedelta(hours=24)


def test_the_receipt_lists_the_spans_in_utc():
    assert spans(OFFICE, at("11-23 10:00"), at("11-24 10:00")) == [
        (datetime(2026, 11, 23, 2, tzinfo=UTC), datetime(2026, 11, 23, 4, tzinfo=UTC)),
        (datetime(2026, 11, 23, 5, 30, tzinfo=UTC), datetime(2026, 11, 23, 10, tzinfo=UTC)),
        (datetime(2026, 11, 24, 1, tzinfo=UTC), datetime(2026, 11, 24, 2, tzinfo=UTC)),
    ]


def test_a_split_shift_sleeps_at_noon():
    assert local(add(SPLIT_SHIFT, at("11-22 10:00"), 120)) == "11-22 17:00"
    assert local(next_open(SPLIT_SHIFT, at("11-22 11:00"))) == "11-22 16:00"


def test_the_night_shift_of_friday_ends_on_saturday():
    assert is_open(NIGHT_SHIFT, at("11-21 05:59"))
    assert not is_open(NIGHT_SHIFT, at("11-21 22:00"))
    assert local(add(NIGHT_SHIFT, at("11-20 23:00"), 8 * 60)) == "11-23 23:00"


def test_a_holiday_removes_its_own_night_and_leaves_the_one_before():
    holiday = Calendar.of("Asia/Shanghai", ["22:00-06:00"] * 7, {date(2026, 10, 1): ""})
    assert is_open(holiday, at("10-01 05:00"))
    assert not is_open(holiday, at("10-01 23:00"))
    assert not is_open(holiday, at("10-02 05:00"))


def test_until_midnight_and_on_from_midnight_is_one_span():
    cal = Calendar.of("Asia/Shanghai", ["18:00-24:00", "00:00-02:00"] + [""] * 5)
    assert spans(cal, at("11-23 00:00"), at("11-25 00:00")) == [(at("11-23 18:00"), at("11-24 02:00"))]


def test_shifts_that_overlap_count_once():
    cal = Calendar.of("Asia/Shanghai", ["08:00-16:00 12:00-20:00"] * 7)
    assert elapsed(cal, at("11-23 00:00"), at("11-24 00:00")) == timedelta(hours=12)


def test_in_spring_berlin_loses_an_hour_of_the_night_shift():
    berlin = ZoneInfo("Europe/Berlin")
    cal = Calendar.of("Europe/Berlin", ["22:00-06:00"] * 7)
    assert elapsed(cal, at("03-28 22:00", berlin), at("03-29 06:00", berlin)) == timedelta(hours=7)
    assert local(add(cal, at("03-28 22:00", berlin), 300), berlin) == "03-29 04:00"


def test_in_autumn_berlin_works_the_repeated_hour():
    berlin = ZoneInfo("Europe/Berlin")
    cal = Calendar.of("Europe/Berlin", ["22:00-06:00"] * 7)
    assert elapsed(cal, at("10-24 22:00", berlin), at("10-25 06:00", berlin)) == timedelta(hours=9)


def test_a_shop_that_opens_within_the_skipped_hour_opens_at_the_jump():
    cal = Calendar.of("Europe/Berlin", ["02:30-04:00"] * 7)
    opening = next_open(cal, datetime(2026, 3, 29, 0, tzinfo=UTC))
    assert opening == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert elapsed(cal, opening, opening + timedelta(days=1)) == timedelta(hours=1) + timedelta(minutes=30)


def test_a_shop_that_opens_within_the_repeated_hour_opens_once():
    cal = Calendar.of("Europe/Berlin", ["02:15-02:45"] * 7)
    night = datetime(2026, 10, 25, tzinfo=UTC)
    assert spans(cal, night, night + timedelta(hours=12)) == [
        (night + timedelta(minutes=15), night + timedelta(minutes=45)),
    ]


def test_around_the_clock():
    assert add(Calendar.always(), at("10-01 03:00"), 240) == at("10-01 07:00")


def test_nothing_added_is_the_start_also_when_closed():
    assert add(OFFICE, at("10-03 03:00"), 0) == at("10-03 03:00")


def test_time_is_not_added_backwards_but_measured_backwards():
    with pytest.raises(ValueError, match="backwards"):
        add(OFFICE, at("11-23 10:00"), -5)
    assert elapsed(OFFICE, at("11-23 11:00"), at("11-23 10:00")) == timedelta(hours=-1)


def test_a_calendar_that_never_opens_says_so():
    closed = Calendar.of("Asia/Shanghai", [""] * 7)
    with pytest.raises(CalendarNeverOpens):
        next_open(closed, at("11-23 10:00"))
    with pytest.raises(CalendarNeverOpens):
        add(closed, at("11-23 10:00"), 1)
    assert elapsed(closed, at("01-01 00:00"), at("11-23 10:00")) == timedelta(0)


def test_a_calendar_of_single_days_ends_with_the_last():
    fair = Calendar.of("Asia/Shanghai", [""] * 7, {date(2026, 11, 28): "09:00-17:00"})
    assert local(next_open(fair, at("01-01 00:00"))) == "11-28 09:00"
    assert local(add(fair, at("01-01 00:00"), 480)) == "11-28 17:00"
    with pytest.raises(CalendarNeverOpens):
        add(fair, at("01-01 00:00"), 481)
    with pytest.raises(CalendarNeverOpens):
        next_open(fair, at("11-28 17:00"))


def test_ten_years_are_the_limit():
    with pytest.raises(CalendarNeverOpens):
        add(OFFICE, at("01-01 00:00"), timedelta(days=365 * 10))


def test_hours_as_text():
    assert parse_day("09:00-12:00, 13:30-18:00") == (Span(540, 720), Span(810, 1080))
    assert parse_day("22:00-06:00") == parse_day("22:00-30:00") == (Span(1320, 1800),)
    assert parse_day("  ") == ()
    assert format_day(parse_day("13:30-18:00 09:00-12:00")) == WORKDAY


def test_hours_from_clock_times():
    assert Span.between(time(18), time(0)) == Span.parse("18:00-24:00")
    assert Span.between(time(0), time(0)) == Span.parse("00:00-24:00")
    with pytest.raises(ValueError, match="whole minutes"):
        Span.between(time(0), time(23, 59, 59))


@pytest.mark.parametrize("text", ["9-12", "25:00-26:00", "09:00-34:00", "09:60-10:00", "09:00", "09:00-49:00"])
def test_hours_that_make_no_sense(text):
    with pytest.raises(ValueError, match="span"):
        parse_day(text)


def test_a_calendar_needs_seven_days_and_a_zone():
    with pytest.raises(ValueError, match="seven days"):
        Calendar.of("Asia/Shanghai", [WORKDAY] * 5)
    for zone in ("Asia/Peking2", "", "../etc/passwd"):
        with pytest.raises(ValueError, match="time zone"):
            Calendar.of(zone, [WORKDAY] * 7)
    with pytest.raises(ValueError, match="24 hours"):
        Calendar("Asia/Shanghai", ((Span(0, 3000),),) * 7)


def test_one_hour_by_day_and_two_at_night():
    target = Target(60, ALWAYS, NightRule(120, Span.parse("08:00-20:00"), "Asia/Shanghai"))
    assert target.allowed(at("11-23 08:00")) == timedelta(hours=1)
    assert target.allowed(at("11-23 19:59")) == timedelta(hours=1)
    assert target.allowed(at("11-23 20:00")) == timedelta(hours=2)
    assert target.allowed(at("11-24 03:00").astimezone(UTC)) == timedelta(hours=2)


def test_a_day_that_reaches_past_midnight():
    night = NightRule(120, Span.parse("10:00-02:00"), "Asia/Shanghai")
    assert not night.applies(at("11-23 01:59"))
    assert night.applies(at("11-23 02:00"))


def test_a_target_is_at_least_a_minute_and_survives_json():
    target = Target(60, "office", NightRule(120, Span.parse("08:00-20:00"), "Asia/Shanghai"))
    assert Target.from_dict(target.as_dict()) == target
    assert Target.from_dict(Target(5).as_dict()) == Target(5)
    for minutes in (0, -5):
        with pytest.raises(ValueError, match="one minute"):
            Target(minutes)
