"""What an industry pack brings: plain data in frozen dataclasses, registered once at start.

``integration.packs.install`` writes a pack's data into the tables; the conformity test runs over every registered pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callout.foundation.pack_diagnosis import DiagnosisData  # it is written with the tables, which know this module


@dataclass(frozen=True, slots=True)
class Label:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class CodeData:
    """One code. ``words``: what customers say, which intake recognises; ``narrows``: codes it leads to next."""

    kind: str
    code: str
    label: Label
    words: tuple[str, ...] = ()
    narrows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckData:
    """One checklist item: kind bool, number (with unit and limits), meter, choice, text or photo.

    A meter only counts up: ``maximum`` is how much it can gain in a day. ``after`` names an earlier item and the
    verdicts (ok, low, high, bad, na) or answers of it that make this one to be asked. ``photos``: how many go with the
    answer, at least; an item of kind photo asks for nothing else.
    """

    code: str
    label: Label
    kind: str = "bool"
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    required: bool = True
    choices: tuple[str, ...] = ()
    after: tuple[str, tuple[str, ...]] | None = None
    photos: int = 0


@dataclass(frozen=True, slots=True)
class PartData:
    """A spare part and the product models it fits; ``tracking`` none, batch or serial: how its pieces are kept."""

    number: str
    label: Label
    price: Decimal
    products: tuple[str, ...]
    tracking: str = "none"


@dataclass(frozen=True, slots=True)
class ProductData:
    """A model."""

    model: str
    label: Label
    brand: str


@dataclass(frozen=True, slots=True)
class SkillRuleData:
    """Orders of one service type (every type when empty) need this skill at this level."""

    skill: str
    service_type: str = ""
    min_level: int = 1


@dataclass(frozen=True, slots=True)
class ExtraData:
    """Work with a list price of its own, e.g. high-altitude work."""

    code: str
    label: Label
    price: Decimal


@dataclass(frozen=True, slots=True)
class CategoryData:
    """A product group with everything that hangs on it.

    ``checklists`` are by service type; prices are list prices in CNY (of a visit, of an hour of labour).
    """

    code: str
    label: Label
    icon: str
    skills: tuple[SkillRuleData, ...]
    products: tuple[ProductData, ...]
    codes: tuple[CodeData, ...]
    checklists: dict[str, tuple[CheckData, ...]]
    warranty_months: int
    visit_price: Decimal
    labour_price: Decimal
    parts: tuple[PartData, ...]
    extras: tuple[ExtraData, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillData:
    """A skill its orders need."""

    code: str
    label: Label
    certificate_needed: bool = False


@dataclass(frozen=True, slots=True)
class TargetData:
    """Minutes for respond, arrive, resolve, feedback at one severity; ``around_the_clock`` ignores opening hours.

    ``night_respond`` and ``night_arrive`` apply to requests made between ``LevelData.night`` hours.
    """

    severity: int
    respond: int
    arrive: int
    resolve: int
    feedback: int
    around_the_clock: bool = False
    night_respond: int | None = None
    night_arrive: int | None = None


@dataclass(frozen=True, slots=True)
class DayData:
    """A day that differs from the week: closed, or open in lieu 调休 with the spans given."""

    day: date
    note: str
    spans: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarData:
    """Opening hours: ``week`` holds Monday to Sunday, each a tuple of ("08:30", "12:00") spans."""

    code: str
    label: Label
    week: tuple[tuple[tuple[str, str], ...], ...]
    days: tuple[DayData, ...] = ()
    always: bool = False


@dataclass(frozen=True, slots=True)
class LevelData:
    """A service level."""

    code: str
    label: Label
    calendar: str
    targets: tuple[TargetData, ...]
    default: bool = False
    night: tuple[time, time] = (time(20), time(8))


@dataclass(frozen=True, slots=True)
class ServiceTypeData:
    """A service type a pack adds or uses."""

    code: str
    label: Label
    icon: str
    needs_visit: bool
    minutes: int
    order: int


@dataclass(frozen=True, slots=True)
class Pack:
    """An industry."""

    code: str
    label: Label
    service_types: tuple[ServiceTypeData, ...]
    skills: tuple[SkillData, ...]
    calendars: tuple[CalendarData, ...]
    levels: tuple[LevelData, ...]
    categories: tuple[CategoryData, ...]
    diagnosis: tuple[DiagnosisData, ...] = ()


_registry: dict[str, Pack] = {}


def register(pack: Pack) -> None:
    """Called by a pack's AppConfig.ready; registering another pack under the same code is an error."""
    if _registry.setdefault(pack.code, pack) is not pack:
        raise ValueError(f"pack {pack.code} is registered twice")


def packs() -> tuple[Pack, ...]:
    """All registered packs by code."""
    return tuple(_registry[code] for code in sorted(_registry))
