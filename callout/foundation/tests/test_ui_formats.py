"""Times, durations, amounts and masked numbers, as both languages write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from callout.foundation.ui import formats
from callout.foundation.ui.clocks import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 24)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "end", "zh", "en"),
    [
        (at(24, 14), at(24, 16), "今天 14–16 点", "today 14–16"),
        (at(25, 8, 30), at(25, 10), "明天 08:30–10:00", "tomorrow 08:30–10:00"),
        (at(26, 8), at(26, 12), "11-26 8–12 点", "11-26 8–12"),
        (at(24, 22), at(25, 0), "今天 22–0 点 明天", "today 22–0 tomorrow"),
        (None, None, "待定", "to be set"),
    ],
)
def test_a_promised_window(start: datetime, end: datetime, zh: str, en: str) -> None:
    for language, expected in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            assert formats.slot(start, end, today=TODAY) == expected


def test_a_moment_is_near_this_year_or_far() -> None:
    with translation.override("zh-hans"):
        assert formats.when(at(24, 14, 21), today=TODAY) == "今天 14:21"
        assert formats.when(at(23, 9), today=TODAY) == "昨天 09:00"
        assert formats.when(at(2, 10, 12), today=TODAY) == "11-02 10:12"
        assert formats.when(datetime(2025, 3, 1, 8, tzinfo=SHANGHAI), today=TODAY) == "2025-03-01 08:00"
        assert formats.when(None) == "—"


def test_durations_and_clock_times() -> None:
    with translation.override("en"):
        assert formats.duration(timedelta(hours=2, minutes=30)) == "2 h 30 min"
        assert [formats.duration(n) for n in (12, 60, 3600, None)] == ["12 s", "1 min", "1 h", "—"]
        assert formats.clock(timedelta(minutes=22)) == "0:22"
        assert formats.clock(timedelta(hours=45, minutes=34)) == "45:34"
        assert formats.clock(timedelta(days=5, hours=3)) == "5 d"
        assert formats.days(1) == "1 day"


def test_amounts_follow_the_language() -> None:
    with translation.override("zh-hans"):
        assert formats.money(Decimal("1280")) == "¥1,280.00"
    with translation.override("en"):
        assert formats.money(Decimal("1280")) == "CN¥1,280.00"
        assert formats.money(None) == "—"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13857166207", "138****6207"),
        ("0571-87656600", "0571-****6600"),
        ("12345", "****"),
        ("", ""),
        ("0571-12", "0571-****"),
    ],
)
def test_a_number_is_masked(number: str, masked: str) -> None:
    assert formats.mask_phone(number) == masked


@given(st.text(alphabet="0123456789-+ ", min_size=1, max_size=20))
def test_a_mask_never_shows_more_than_area_and_last_four(number: str) -> None:
    shown = formats.mask_phone(number)
    clear = number.strip()
    assert len(clear) < 8 or shown != clear


@pytest.mark.parametrize(
    ("name", "shown"), [("李晓梅", "晓"), ("Li Xiaomei", "LX"), ("王", "王"), ("", "?"), ("ops", "O")]
)
def test_an_avatar(name: str, shown: str) -> None:
    assert formats.initials(name) == shown


def test_a_clock_runs_warns_is_late_held_met_or_missed() -> None:
    now = at(24, 12)
    hour = timedelta(hours=1)
    with translation.override("en"):
        running = clock(now + 4 * hour, now - hour, now=now)
        assert (running.state, running.text, running.used, running.ticks) == ("running", "4:00 left", 20, True)
        soon = clock(now + hour, now - 9 * hour, now=now)
        assert (soon.state, soon.used) == ("soon", 90)
        late = clock(now - timedelta(minutes=106), now - 6 * hour, now=now)
        assert (late.state, late.text, late.used) == ("late", "1:46 late", 100)
        assert clock(now + hour, now - hour, paused=True, reason="parts", used=0.4, now=now).text == "held · parts"
        met = clock(now, now - 2 * hour, ended=now - hour, now=now)
        assert (met.state, met.text, met.ticks) == ("met", "met 11:00", False)
        assert clock(now - 2 * hour, now - 4 * hour, ended=now, now=now).text == "2:00 late"
        assert clock(None, now=now).state == "none"


def test_business_hours_decide_when_the_ledger_says_so() -> None:
    now = at(24, 12)
    assert clock(now + timedelta(hours=20), now - timedelta(hours=1), used=0.85, now=now).state == "soon"
