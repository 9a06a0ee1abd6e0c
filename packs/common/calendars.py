"""Business calendars with the public holidays of mainland China.

2026 is the State Council's published arrangement with its working days in lieu 调休. For 2027 only the days off that
the law itself names (Regulation on Public Holidays for National Annual Festivals and Memorial Days, as amended in
2024) are here: the arrangement with its days in lieu is added when it is published.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from callout.foundation.packs import CalendarData, DayData, Label

OFFICE = (("08:30", "12:00"), ("13:30", "18:00"))
HOME = (("08:00", "20:00"),)

_CLOSED = (
    ("2026-01-01", 3, "元旦"),
    ("2026-02-15", 9, "春节"),
    ("2026-04-04", 3, "清明节"),
    ("2026-05-01", 5, "劳动节"),
    ("2026-06-19", 3, "端午节"),
    ("2026-09-25", 3, "中秋节"),
    ("2026-10-01", 7, "国庆节"),
    ("2027-01-01", 1, "元旦"),
    ("2027-02-05", 4, "春节"),
    ("2027-04-05", 1, "清明节"),
    ("2027-05-01", 2, "劳动节"),
    ("2027-06-09", 1, "端午节"),
    ("2027-09-15", 1, "中秋节"),
    ("2027-10-01", 3, "国庆节"),
)
_IN_LIEU = (
    ("2026-01-04", "元旦调休上班"),
    ("2026-02-14", "春节调休上班"),
    ("2026-02-28", "春节调休上班"),
    ("2026-05-09", "劳动节调休上班"),
    ("2026-09-20", "国庆节调休上班"),
    ("2026-10-10", "国庆节调休上班"),
)
_SPRING_FESTIVAL = ("2026-02-16", "2026-02-17", "2026-02-18", "2027-02-05", "2027-02-06", "2027-02-07")


def _holidays() -> Iterator[DayData]:
    for first, length, note in _CLOSED:
        for offset in range(length):
            yield DayData(date.fromisoformat(first) + timedelta(days=offset), note)
    for day, note in _IN_LIEU:
        yield DayData(date.fromisoformat(day), note, OFFICE)


OFFICE_HOURS = CalendarData(
    "office_hours",
    Label("办公时间", "Office hours"),
    (*(OFFICE,) * 5, (), ()),
    tuple(sorted(_holidays(), key=lambda d: d.day)),
)
HOME_SERVICE = CalendarData(
    "home_service",
    Label("家庭服务时间", "Home service hours"),
    (HOME,) * 7,
    tuple(DayData(date.fromisoformat(day), "春节") for day in _SPRING_FESTIVAL),
)
ALL_DAY = CalendarData("all_day", Label("全天候", "Around the clock"), ((),) * 7, always=True)
