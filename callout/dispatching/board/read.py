"""The board of some days: who works, what is booked, what nobody has. A fixed number of queries, no model instances."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import BigIntegerField, Func, Q, QuerySet
from django.utils import timezone

from callout.accounts.models import Outlet, User
from callout.assets.models import Category
from callout.dispatching.board.models import Draft
from callout.dispatching.board.shapes import BoardOut, BookingOut, DayOut, EngineerOut, WaitingOut
from callout.dispatching.day import HIDDEN_STATES, Where
from callout.dispatching.labels import unserved_label
from callout.foundation import business_time
from callout.foundation.ui import formats
from callout.workforce.models import Absence, CrewMember, Engineer, EngineerSkill, Shift, Skill
from callout.workforce.selectors import day_bounds, opening_hours
from callout.workorders.models import Booking, WorkOrder

SPANS = (1, 3, 7)
MOST_ENGINEERS = 400
MOST_WAITING = 500


class Epoch(Func):
    """Whole seconds since 1970: the data base counts them, as parsing thousands
    of timestamps takes longer than all the rest."""

    template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
    output_field = BigIntegerField()

    def get_db_converters(self, connection: Any) -> list[Any]:
        """None: what comes is a whole number already."""
        return []


def order_columns(prefix: str = "") -> tuple[Any, ...]:
    """What ``order_facts`` takes of a work order."""
    plain = ("number", "title", "site__district", "minutes", "severity", "skill_id", "category_id")
    times = ("due_at", "window_from", "window_until")
    return (
        *(f"{prefix}{name}" for name in plain),
        *(Epoch(f"{prefix}{name}") for name in times),
        f"{prefix}longitude",
        f"{prefix}latitude",
    )


BOOKING = (
    "id", "engineer_id", "state", Epoch("starts_at"), Epoch("ends_at"), "travel_minutes", "travel_km", "locked",
    "version", Epoch("created_at"), Epoch("accepted_at"), Epoch("travelling_at"), Epoch("on_site_at"),
    Epoch("ended_at"), "helper", "work_order_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """Which part of the organisation, and which days."""

    where: Where
    outlets: list[Outlet]
    first: date
    days: int

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """From the first midnight to the last."""
        return day_bounds(self.first)[0], day_bounds(self.first + timedelta(days=self.days - 1))[1]


def seconds(at: datetime) -> int:
    """An instant as whole seconds since 1970."""
    return int(at.timestamp())


def maybe(at: datetime | None) -> int | None:
    """``seconds`` of an instant that may be missing."""
    return None if at is None else int(at.timestamp())


def read_board(user: User, frame: Frame) -> BoardOut:
    """Everything the board draws for the frame (a fixed number of queries)."""
    engineers, more = _engineers(frame)
    ids = [engineer["id"] for engineer in engineers]
    waiting = list(_waiting(user, frame))
    board: dict[str, Any] = {
        "where": frame.where.key,
        "days": [_day(frame.first + timedelta(days=n)) for n in range(frame.days)],
        "outlets": {o.pk: (o.name, o.kind, o.longitude, o.latitude) for o in frame.outlets},
        "engineers": engineers,
        **_shifts(engineers, frame),
        "skills": {skill.pk: skill.name for skill in Skill.objects.all()},
        "categories": {category.pk: category.name for category in Category.objects.all()},
        "absences": _absences(ids, frame),
        "bookings": _bookings(ids, frame),
        "waiting": waiting[:MOST_WAITING],
        "more_engineers": more,
        "more_waiting": len(waiting) > MOST_WAITING,
        "drafts": _drafts(frame),
    }
    return cast(BoardOut, board)


def written(board: BoardOut) -> tuple[str, str]:
    """The board as JSON with its version in front, and the version: it changes when anything of the board does."""
    text = json.dumps(board, ensure_ascii=False, separators=(",", ":"))
    version = hashlib.blake2b(text.encode(), digest_size=10).hexdigest()
    return f'{{"version":"{version}",{text[1:]}', version


def _day(day: date) -> DayOut:
    starts, ends = day_bounds(day)
    return {"date": day.isoformat(), "starts": seconds(starts), "ends": seconds(ends), "label": formats.day(day)}


def _engineers(frame: Frame) -> tuple[list[EngineerOut], bool]:
    rows = list(
        Engineer.objects.filter(outlet__in=frame.outlets, active=True, user__is_active=True)
        .order_by("outlet__code", "pk")
        .values_list("pk", "user__full_name", "outlet_id", "shift_id", "longitude", "latitude")[: MOST_ENGINEERS + 1]
    )
    skills: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
    known = EngineerSkill.objects.filter(engineer_id__in=[row[0] for row in rows]).order_by("-level", "skill_id")
    for engineer, skill, level, until in known.values_list("engineer_id", "skill_id", "level", "valid_until"):
        skills[engineer].append((skill, level, until is None or until >= frame.first))
    crews = _crews([row[0] for row in rows], frame.first)
    found: list[EngineerOut] = [
        {
            "id": pk,
            "name": name,
            "outlet": outlet,
            "shift": shift,
            "crew": crews.get(pk, ""),
            "skills": skills[pk],
            "lng": lng,
            "lat": lat,
        }
        for pk, name, outlet, shift, lng, lat in rows[:MOST_ENGINEERS]
    ]
    return found, len(rows) > MOST_ENGINEERS


def _crews(engineers: list[int], day: date) -> dict[int, str]:
    """The crew each belongs to on a day."""
    rows = CrewMember.objects.filter(engineer_id__in=engineers, since__lte=day).select_related("crew")
    return {row.engineer_id: row.crew.name for row in rows.filter(Q(until=None) | Q(until__gte=day))}


def _shifts(engineers: list[EngineerOut], frame: Frame) -> dict[str, Any]:
    start, end = frame.bounds
    found = {shift.pk: shift for shift in Shift.objects.filter(pk__in={engineer["shift"] for engineer in engineers})}
    spans = {pk: business_time.spans(opening_hours(shift), start, end) for pk, shift in found.items()}
    return {
        "shifts": {pk: [(seconds(a), seconds(b)) for a, b in rows] for pk, rows in spans.items()},
        "shift_names": {pk: shift.name for pk, shift in found.items()},
    }


def _absences(ids: list[int], frame: Frame) -> list[tuple[int, int, int, str]]:
    start, end = frame.bounds
    rows = Absence.objects.filter(engineer_id__in=ids, starts_at__lt=end, ends_at__gt=start).order_by("starts_at")
    return [
        (e, seconds(a), seconds(b), why)
        for e, a, b, why in rows.values_list("engineer", "starts_at", "ends_at", "reason")
    ]


def _bookings(ids: list[int], frame: Frame) -> list[BookingOut]:
    start, end = frame.bounds
    rows = Booking.objects.during(start, end).filter(engineer_id__in=ids)
    return bookings_out(rows.exclude(state__in=HIDDEN_STATES))


def bookings_out(rows: QuerySet[Booking]) -> list[BookingOut]:
    """Bookings as bars, by start (one query)."""
    found = rows.order_by("starts_at", "id").values_list(*BOOKING, *order_columns("work_order__"))
    return [_booking(row) for row in found]


def _booking(row: tuple[Any, ...]) -> BookingOut:
    names = (
        "id", "engineer", "state", "starts", "ends", "travel", "km", "locked", "version", "created", "accepted",
        "travelling", "on_site", "ended", "helper",
    )  # fmt: skip
    return cast(BookingOut, dict(zip(names, row, strict=False)) | order_facts(row[15], row[16:]))


def order_facts(pk: int, row: Iterable[Any]) -> dict[str, Any]:
    """The ``order_columns`` of a work order as the board gets them."""
    number, title, place, minutes, severity, skill, category, due, since, until, lng, lat = row
    return {
        "order": pk, "number": number, "title": title, "place": place, "minutes": minutes, "severity": severity,
        "skill": skill, "category": category, "due": due,
        "window": (since, until) if since and until else None, "lng": lng, "lat": lat,
    }  # fmt: skip


def waiting_out(pk: int, reason: str, row: Iterable[Any]) -> WaitingOut:
    """A waiting order: its ``order_columns`` and why nobody has it."""
    return cast(WaitingOut, order_facts(pk, row) | {"why": unserved_label(reason)})


def orders_of(user: User, frame: Frame) -> QuerySet[WorkOrder]:
    """Orders of the frame's region that the person sees; of an outlet also those that have none yet."""
    rows = WorkOrder.objects.visible_to(user).filter(region=frame.where.region)
    return rows.filter(Q(outlet=frame.where.outlet) | Q(outlet=None)) if frame.where.outlet else rows


def _waiting(user: User, frame: Frame) -> Iterable[WaitingOut]:
    rows = orders_of(user, frame).filter(state="unscheduled")
    rows = rows.order_by("due_at", "severity", "pk")[: MOST_WAITING + 1]
    for pk, reason, *row in rows.values_list("pk", "unserved_reason", *order_columns()):
        yield waiting_out(pk, reason, row)


def _drafts(frame: Frame) -> list[tuple[int, str, bool]]:
    last = frame.first + timedelta(days=frame.days - 1)
    rows = Draft.objects.filter(region=frame.where.region, state=Draft.State.OPEN, first_day__range=(frame.first, last))
    return [(pk, title, by is None) for pk, title, by in rows.values_list("pk", "title", "made_by")[:20]]


def read_frame(user: User, where: Where, outlets: list[Outlet], day: str, days: str) -> Frame:
    """The frame an address asks for; today and one day when it asks for nothing sensible."""
    try:
        first = date.fromisoformat(day)
    except ValueError:
        first = timezone.localdate()
    if not 2000 <= first.year <= 2100:
        first = timezone.localdate()
    wanted = int(days) if days.isascii() and days.isdigit() and len(days) == 1 else 1
    return Frame(where, [where.outlet] if where.outlet else outlets, first, wanted if wanted in SPANS else 1)
