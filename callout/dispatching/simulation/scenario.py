"""What happens on the played days, drawn from a seed before anybody dispatches: every policy meets the same luck.

Pure data. Times are aware, lengths are minutes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from callout.foundation.geo import Point

FIRST_DAY = date(2026, 6, 8)  # a Monday; fixed, so that a seed means the same days for ever
OPENS, CLOSES = time(8), time(18)
OVERTIME_MINUTES = 90
TOWNS = (Point(120.15, 30.28), Point(121.55, 29.87))  # far enough apart that nobody helps out
TOWN_SHARES = (0.6, 0.4)
OUTLET_KM, SITE_KM = 5.0, 5.5  # spread of outlets and of customers around a town's middle
OUTLET_ENGINEERS = 5
KINDS = (("repair", 60, 0.62), ("maintain", 45, 0.22), ("install", 100, 0.16))
SKILLS = 3
SEVERITIES = {1: 0.04, 2: 0.18, 3: 0.62, 4: 0.16}
ARRIVE_MINUTES = {1: 120, 2: 240, 3: 480, 4: 600}  # of working time
HOURS = {7: 2, 8: 8, 9: 13, 10: 12, 11: 8, 12: 5, 13: 6, 14: 9, 15: 9, 16: 7, 17: 5, 18: 5, 19: 6, 20: 4, 21: 2}
LEFT_OVER = 15  # what came after this hour of the day before is on the desk when the first day begins
MORNING = time(7)
WEEKDAYS = (1.12, 1.03, 1.0, 0.98, 1.02, 0.95, 0.85)
HALF_DAYS = ((time(8), time(12)), (time(13), time(17)))
WISHES = 0.35  # of the customers ask for a half-day, where one lies within their promise
LENGTH_SD = 0.3  # of the logarithm of a visit's length
NO_ACCESS, NO_ACCESS_MINUTES = 0.04, 15
SICK, LATE, LATE_MINUTES = 0.03, 0.08, 35.0
SICK_CALL = time(7, 30)


@dataclass(frozen=True, slots=True)
class Engineer:
    """Where he lives, what he can (skill number → level), and of which town and outlet he is."""

    town: int
    outlet: int
    home: Point
    skills: dict[int, int]


@dataclass(frozen=True, slots=True)
class Request:
    """A customer's request; ``minutes`` is how long the visit will take, which nobody knows before.

    ``window``: between these times he wants the visit to begin. ``due``: when it must have begun.
    """

    at: datetime
    town: int
    place: Point
    kind: str
    skill: int
    level: int
    severity: int
    minutes: int
    no_access: bool
    due: datetime
    window: tuple[datetime, datetime] | None = None

    @property
    def wanted(self) -> datetime:
        """From when on he waits."""
        return max(self.at, self.window[0]) if self.window else self.at


@dataclass(frozen=True, slots=True)
class Scenario:
    """Towns with outlets and engineers, requests in the order they come, who is away or late on which day.

    ``late`` are minutes after the shift's begin. ``last_day`` closes the play: until then what is open may be done.
    """

    seed: int
    days: int
    outlets: tuple[tuple[int, Point], ...]
    engineers: tuple[Engineer, ...]
    requests: tuple[Request, ...]
    sick: frozenset[tuple[int, date]]
    late: dict[tuple[int, date], int]

    @property
    def all_days(self) -> list[date]:
        """The days with requests, and one to finish what is left."""
        return [FIRST_DAY + timedelta(days=n) for n in range(self.days + 1)]

    @property
    def ends(self) -> datetime:
        """When the last day is over."""
        return moment(self.all_days[-1], time(23))


def moment(day: date, at: time) -> datetime:
    """A local time of a day, aware."""
    return timezone.make_aware(datetime.combine(day, at))


def working_minutes(since: datetime, until: datetime) -> float:
    """Minutes within working hours; 0 when ``until`` lies before."""
    minutes, day = 0.0, timezone.localdate(since)
    while day <= timezone.localdate(until):
        begins, ends = max(since, moment(day, OPENS)), min(until, moment(day, CLOSES))
        minutes += max(0.0, (ends - begins).total_seconds() / 60)
        day += timedelta(days=1)
    return minutes


def draw(seed: int, *, days: int, engineers: int, orders: int) -> Scenario:
    """The scenario of a seed: so many engineers, and about so many orders a day by a Poisson process."""
    outlets, people = _network(Random(f"network {seed}"), engineers)  # noqa: S311  repeatable by seed
    rng = Random(f"requests {seed}")  # noqa: S311
    all_days = [FIRST_DAY + timedelta(days=n) for n in range(days + 1)]
    requests = [
        _request(rng, at, people)
        for day in all_days[:-1]
        for at in _moments(rng, day, orders * WEEKDAYS[day.weekday()])
    ]
    sick, late = _absences(Random(f"people {seed}"), engineers, all_days[:-1])  # noqa: S311
    return Scenario(seed, days, outlets, people, tuple(sorted(requests, key=lambda r: r.at)), sick, late)


def _network(rng: Random, count: int) -> tuple[tuple[tuple[int, Point], ...], tuple[Engineer, ...]]:
    outlets: list[tuple[int, Point]] = []
    people: list[Engineer] = []
    for town, share in enumerate(TOWN_SHARES):
        here = max(1, round(count * share)) if town == 0 else count - len(people)
        own = range(len(outlets), len(outlets) + max(1, round(here / OUTLET_ENGINEERS)))
        outlets += [(town, _around(rng, TOWNS[town], OUTLET_KM)) for _ in own]
        for n in range(here):
            outlet = own[n % len(own)]
            home = _around(rng, outlets[outlet][1], OUTLET_KM / 2)
            people.append(Engineer(town, outlet, home, _skills(rng, n)))
    return tuple(outlets), tuple(people)


def _skills(rng: Random, number: int) -> dict[int, int]:
    """One skill in turn, so that each has somebody, and mostly a second one."""
    main = number % SKILLS
    found = {main: rng.choice((3, 4, 5))}
    for other in range(SKILLS):
        if other != main and rng.random() < 0.55:
            found[other] = rng.choice((2, 3, 4))
    return found


def _around(rng: Random, middle: Point, km: float) -> Point:
    lng = middle.lng + rng.gauss(0, km) / (111.2 * math.cos(math.radians(middle.lat)))
    return Point(round(lng, 5), round(middle.lat + rng.gauss(0, km) / 111.2, 5))


def _moments(rng: Random, day: date, mean: float) -> list[datetime]:
    """A Poisson number of requests in each hour; the first morning has those of the afternoon before."""
    all_hours = sum(HOURS.values())
    found = []
    for hour, weight in HOURS.items():
        if day == FIRST_DAY and hour >= LEFT_OVER:
            found += [moment(day, MORNING)] * _poisson(rng, mean * weight / all_hours)
        for _ in range(_poisson(rng, mean * weight / all_hours)):
            found.append(moment(day, time(hour)) + timedelta(seconds=rng.randrange(3600)))
    return found


def _poisson(rng: Random, mean: float) -> int:
    """Knuth's method; the means here are small."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product, count = product * rng.random(), count + 1
    return count


def _request(rng: Random, at: datetime, people: tuple[Engineer, ...]) -> Request:
    town = rng.choices(range(len(TOWNS)), [sum(e.town == t for e in people) for t in range(len(TOWNS))])[0]
    known = sorted({skill for e in people if e.town == town for skill in e.skills})
    kind = rng.choices(KINDS, [share for _, _, share in KINDS])[0]
    length = kind[1] * math.exp(rng.gauss(-(LENGTH_SD**2) / 2, LENGTH_SD))
    severity = rng.choices(list(SEVERITIES), list(SEVERITIES.values()))[0]
    due = _due(at, severity)
    return Request(
        at, town, _around(rng, TOWNS[town], SITE_KM), kind[0], rng.choice(known), rng.choices((1, 2), (3, 1))[0],
        severity, max(10, round(length)), rng.random() < NO_ACCESS, due, _window(rng, at, due),
    )  # fmt: skip


def _due(at: datetime, severity: int) -> datetime:
    """So many working minutes later."""
    left, day = timedelta(minutes=ARRIVE_MINUTES[severity]), timezone.localdate(at)
    since = max(at, moment(day, OPENS))
    while since + left > moment(day, CLOSES):
        left -= max(timedelta(), moment(day, CLOSES) - since)
        day += timedelta(days=1)
        since = moment(day, OPENS)
    return since + left


def _window(rng: Random, at: datetime, due: datetime) -> tuple[datetime, datetime] | None:
    """A half-day that begins after the request and ends within the promise."""
    days = (timezone.localdate(at) + timedelta(days=n) for n in range(3))
    spans = [(moment(day, a), moment(day, b)) for day in days for a, b in HALF_DAYS]
    fitting = [(a, b) for a, b in spans if at < a and b <= due]
    wants, which = rng.random() < WISHES, rng.random()
    return fitting[int(which * len(fitting))] if wants and fitting else None


def _absences(
    rng: Random, engineers: int, days: list[date]
) -> tuple[frozenset[tuple[int, date]], dict[tuple[int, date], int]]:
    sick: set[tuple[int, date]] = set()
    late: dict[tuple[int, date], int] = {}
    for day in days:
        for number in range(engineers):
            chance, minutes = rng.random(), 5 + round(rng.expovariate(1 / LATE_MINUTES))
            if chance < SICK:
                sick.add((number, day))
            elif chance < SICK + LATE:
                late[number, day] = min(minutes, 150)
    return frozenset(sick), late
