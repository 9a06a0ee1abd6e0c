"""What the board's addresses answer.

Times are seconds since 1970; the browser's types are in frontend/src/board/types.ts.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class DayOut(TypedDict):
    """A local day: its date, midnight and how it is headed."""

    date: str
    starts: int
    ends: int
    label: str


class EngineerOut(TypedDict):
    """A line. ``skills`` are (skill id, level, certificate still valid on the first day)."""

    id: int
    name: str
    outlet: int
    shift: int
    crew: str
    skills: list[tuple[int, int, bool]]
    lng: float
    lat: float


class OrderOut(TypedDict):
    """What a bar or a waiting order says about the work."""

    order: int
    number: str
    title: str
    place: str
    minutes: int
    severity: int
    skill: int | None
    category: int | None
    due: int | None
    window: tuple[int, int] | None
    lng: float
    lat: float


class WaitingOut(OrderOut):
    """An order nobody has; ``why`` is the reason in words."""

    why: str


class BookingOut(OrderOut):
    """A bar: the plan and the stamps of what happened.

    A ``helper`` goes along with the order's lead and moves with him.
    """

    id: int
    engineer: int
    state: str
    starts: int
    ends: int
    travel: int
    km: float
    locked: bool
    version: int
    helper: bool
    created: int
    accepted: int | None
    travelling: int | None
    on_site: int | None
    ended: int | None


class MoveOut(TypedDict):
    """What a draft does to one order."""

    order: int
    booking: int | None
    engineer: int | None
    helpers: list[int]
    starts: int | None
    ends: int | None
    refused: str
    title: str
    waiting: WaitingOut | None


class DraftOut(TypedDict):
    """A draft with its costs; ``stale`` when the plan below it has changed."""

    id: int
    title: str
    machine: bool
    by: str
    made: int
    stale: bool
    before: dict[str, float]
    after: dict[str, float]
    moves: list[MoveOut]


class PersonOut(TypedDict):
    """Another dispatcher on the same board."""

    user: int
    name: str
    outlet: str
    holds: int | None


class BoardOut(TypedDict):
    """Everything the board draws; its ``version`` is put in front when it is written."""

    where: str
    days: list[DayOut]
    outlets: dict[int, tuple[str, str, float, float]]
    engineers: list[EngineerOut]
    shifts: dict[int, list[tuple[int, int]]]
    shift_names: dict[int, str]
    skills: dict[int, str]
    categories: dict[int, str]
    absences: list[tuple[int, int, int, str]]
    bookings: list[BookingOut]
    waiting: list[WaitingOut]
    more_engineers: bool
    more_waiting: bool
    drafts: list[tuple[int, str, bool]]
    draft: NotRequired[DraftOut | None]


class CandidateOut(TypedDict):
    """Somebody who could go, with what it costs in minutes and the difference to the best."""

    engineer: int
    name: str
    outlet: str
    starts: int
    cost: float
    more: float
    reason: str


class VerdictOut(TypedDict):
    """What a drop would mean. ``hard`` forbids, ``soft`` costs."""

    possible: bool
    cost: float
    hard: list[str]
    soft: list[str]
    terms: list[tuple[str, float, int]]
    km: float
    travel: int
    starts: int
    ends: int
