"""Shapes of crews, vehicles, tools and of what outlets cover and take, on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from callout.foundation.api import Identifier, Input, Short

Slug = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[-a-zA-Z0-9_]+$")]
Plate = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[^\x00]+$")]
Corner = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]]
Small = Annotated[int, Field(ge=0, le=30000)]


class CrewBody(Input):
    """A crew; ``engineer_ids`` belong to it from today."""

    code: Slug
    name_zh: Short
    name_en: Short
    outlet_id: Identifier
    active: bool = True
    engineer_ids: Annotated[list[Identifier], Field(max_length=50)] = []


class CrewOut(Schema):
    """A crew with its members of today."""

    id: int
    code: str
    name_zh: str
    name_en: str
    outlet_id: int
    active: bool
    engineer_ids: list[int]


class VehicleBody(Input):
    """A vehicle; without a driver it belongs to the outlet's pool."""

    plate: Plate
    outlet_id: Identifier
    driver_id: Identifier | None = None
    kind: Literal["car", "van", "truck", "scooter"] = "van"
    state: Literal["ready", "workshop", "retired"] = "ready"
    speed_factor: Annotated[float, Field(gt=0, le=5)] = 1.0
    capacity_kg: Small = 300
    range_km: Annotated[int, Field(ge=1, le=30000)] | None = None


class VehicleOut(Schema):
    """A vehicle."""

    id: int
    plate: str
    outlet_id: int
    driver_id: int | None
    kind: str
    state: str
    speed_factor: float
    capacity_kg: int
    range_km: int | None


class ToolBody(Input):
    """A tool that some orders need."""

    code: Slug
    name_zh: Short
    name_en: Short


class ToolOut(ToolBody):
    """A tool."""

    id: int


class HeldBody(Input):
    """A tool an engineer has, and the last day of its inspection."""

    code: Slug
    valid_until: date | None = None


class CapacityBody(Input):
    """A limit on one day or on every such weekday (0 = Monday)."""

    day: date | None = None
    weekday: Annotated[int, Field(ge=0, le=6)] | None = None
    orders: Small | None = None
    minutes: Small | None = None
    closed: bool = False
    reason: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""


class CapacityOut(CapacityBody):
    """A limit of an outlet."""

    id: int


class CoverageBody(Input):
    """What an outlet covers: a ring of (longitude, latitude); empty: its radius decides."""

    area: Annotated[list[Corner], Field(max_length=500)]


class CoverageOut(Schema):
    """Districts come first, then the ring, then the radius; products it may serve by category id."""

    outlet_id: int
    radius_km: float
    area: list[tuple[float, float]]
    districts: list[tuple[str, str]]
    category_ids: list[int]


class ScoreOut(Schema):
    """How well an outlet did in a month, 0 to 100, with its terms."""

    month: date
    score: float
    orders: int
    terms: dict[str, Any]
