"""Actions on what engineers work with and how: tools, crews, vehicles; and
on what outlets take and how partners are paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import Outlet, User
from callout.foundation import cache
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.workforce.models import (
    Crew,
    CrewMember,
    Engineer,
    EngineerTool,
    JobRule,
    OutletCapacity,
    OutletScore,
    SettlementBasis,
    Tool,
    Vehicle,
)


def _write(row: Any, given: Mapping[str, Any]) -> None:
    for name, value in given.items():
        setattr(row, name, value)
    row.save()
    cache.clear()


@business_action
def save_tool(*, actor: User | None, tool: Tool, given: Mapping[str, Any]) -> Tool:
    """Create or change a tool."""
    _write(tool, given)
    return tool


@business_action
def set_tools(*, actor: User | None, engineer: Engineer, tools: Mapping[int, date | None]) -> None:
    """The tools an engineer has from now on: tool id to the last day of its inspection (None: needs none)."""
    present = {row.tool_id: row for row in engineer.engineer_tools.all()}
    for tool_id, row in present.items():
        if tool_id not in tools:
            row.delete()
        elif row.valid_until != tools[tool_id]:
            row.valid_until = tools[tool_id]
            row.save()
    for tool_id in sorted(tools.keys() - present.keys()):
        EngineerTool.objects.create(engineer=engineer, tool_id=tool_id, valid_until=tools[tool_id])
    cache.clear()


@business_action
def save_crew(*, actor: User | None, crew: Crew, given: Mapping[str, Any], members: list[Engineer]) -> Crew:
    """Create or change a crew and who belongs to it from today. A new member leaves the crew he was in."""
    outlet = given.get("outlet") or crew.outlet
    strangers = [str(engineer) for engineer in members if engineer.outlet_id != outlet.pk]
    if strangers:
        raise InvalidInput(
            "crew_of_one_outlet", _("A crew belongs to one outlet."),
            fields={"members": _("Not of this outlet: %(names)s") % {"names": ", ".join(strangers)}},
        )  # fmt: skip
    _write(crew, given)
    today, wanted = timezone.localdate(), {engineer.pk for engineer in members}
    current = {row.engineer_id: row for row in crew.members.filter(until=None)}
    for pk, row in current.items():
        if pk not in wanted:
            _leave(row, today)
    for engineer in members:
        if engineer.pk not in current:
            for row in CrewMember.objects.filter(engineer=engineer, until=None):
                _leave(row, today)
            CrewMember.objects.create(crew=crew, engineer=engineer, since=today)
    cache.clear()
    return crew


def _leave(row: CrewMember, today: date) -> None:
    """Yesterday was the last day; who came today was never there."""
    if row.since >= today:
        row.delete()
        return
    row.until = today - timedelta(days=1)
    row.save()


@business_action
def save_vehicle(*, actor: User | None, vehicle: Vehicle, given: Mapping[str, Any]) -> Vehicle:
    """Create or change a vehicle. Raises ``driver_has_vehicle`` when its driver has a ready one already."""
    driver, outlet = given.get("driver"), given.get("outlet") or vehicle.outlet
    if driver and driver.outlet_id != outlet.pk:
        raise InvalidInput(
            "driver_elsewhere",
            _("The driver belongs to another outlet."),
            fields={"driver": _("Choose somebody of the outlet.")},
        )
    try:
        with transaction.atomic():
            _write(vehicle, given)
    except IntegrityError as error:
        if "vehicle_driver_one_ready" not in str(error):
            raise
        raise InvalidInput(
            "driver_has_vehicle",
            _("He has a vehicle already."),
            fields={"driver": _("Take the other one from him first.")},
        ) from error
    return vehicle


@business_action
def save_job_rule(*, actor: User | None, rule: JobRule, given: Mapping[str, Any], tools: list[Tool]) -> JobRule:
    """How many people, what tools and how much room new orders of a category need."""
    _write(rule, given)
    rule.tools.set(tools)
    cache.clear()
    return rule


@business_action
def set_territory(*, actor: User | None, engineer: Engineer, ring: list[tuple[float, float]], hard: bool) -> Engineer:
    """Where the engineer goes: a ring of (longitude, latitude), empty for anywhere."""
    engineer.territory = [list(corner) for corner in check_ring(ring, "territory")]
    engineer.territory_hard = bool(hard and ring)
    engineer.save(update_fields=["territory", "territory_hard"])
    cache.clear()
    return engineer


def check_ring(ring: list[tuple[float, float]], field: str) -> list[tuple[float, float]]:
    """The ring, or InvalidInput for one that encloses nothing or leaves the Earth."""
    on_earth = all(-180 <= lng <= 180 and -90 <= lat <= 90 for lng, lat in ring)
    if ring and (len(set(ring)) < 3 or not on_earth or len(ring) > 500):
        raise InvalidInput(
            "ring_invalid", _("This area has no inside."), fields={field: _("At least three corners, each on Earth.")}
        )
    return ring


@business_action
def set_area(*, actor: User | None, outlet: Outlet, ring: list[tuple[float, float]]) -> Outlet:
    """The area an outlet covers: a ring of (longitude, latitude); empty: its radius decides."""
    outlet.area = [list(corner) for corner in check_ring(ring, "area")]
    outlet.save(update_fields=["area"])
    cache.clear()
    return outlet


@business_action
def set_capacity(
    *,
    actor: User | None,
    outlet: Outlet,
    day: date | None = None,
    weekday: int | None = None,
    orders: int | None = None,
    minutes: int | None = None,
    closed: bool = False,
    reason: str = "",
) -> OutletCapacity:
    """What the outlet takes on a day or on every such weekday; a second entry for the same day replaces the first."""
    if (day is None) == (weekday is None):
        raise InvalidInput("day_or_weekday", _("Either a day or a weekday."), fields={"day": _("Choose one of both.")})
    if not closed and orders is None and minutes is None:
        raise InvalidInput(
            "limit_missing", _("Nothing is limited."), fields={"orders": _("Orders, minutes, or closed.")}
        )
    if closed and not reason.strip():
        raise InvalidInput("reason_missing", _("Say why."), fields={"reason": _("Say why.")})
    row, _fresh = OutletCapacity.objects.update_or_create(
        outlet=outlet, day=day, weekday=weekday,
        defaults={"orders": orders, "minutes": minutes, "closed": closed, "reason": reason.strip()[:80]},
    )  # fmt: skip
    cache.clear()
    return row


@business_action
def remove_capacity(*, actor: User | None, row: OutletCapacity) -> None:
    """The day is like any other again."""
    row.delete()
    cache.clear()


@business_action
def add_basis(*, actor: User | None, outlet: Outlet, given: Mapping[str, Any]) -> SettlementBasis:
    """From a day on a partner is paid so; the basis of the same category and service type that ran until then ends."""
    if outlet.kind != Outlet.Kind.PARTNER:
        raise BusinessError("not_a_partner", _("Only partners are settled."))
    bands = given.get("bands") or []
    if given["unit"] == SettlementBasis.Unit.KM_BAND and (
        not bands or sorted(set(bands)) != list(bands) or bands[0] <= 0
    ):
        raise InvalidInput(
            "bands_invalid",
            _("These bands do not work."),
            fields={"bands": _("Rising kilometres, for example 10 30 50.")},
        )
    same = SettlementBasis.objects.filter(
        outlet=outlet, category=given.get("category"), service_type=given.get("service_type", ""), valid_until=None
    )
    if same.filter(valid_from__gte=given["valid_from"]).exists():
        raise InvalidInput(
            "basis_overlaps", _("A newer basis exists."), fields={"valid_from": _("After the present one.")}
        )
    for row in same:
        row.valid_until = given["valid_from"] - timedelta(days=1)
        row.save()
    return SettlementBasis.objects.create(outlet=outlet, **given)


@business_action
def save_score(
    *, actor: User | None, outlet_id: int, month: date, score: float, orders: int, terms: dict[str, Any]
) -> OutletScore:
    """The outlet's score of a month with the terms it is made of; computed again it replaces the first."""
    row, _fresh = OutletScore.objects.update_or_create(
        outlet_id=outlet_id, month=month,
        defaults={"score": score, "orders": orders, "terms": terms, "computed_at": timezone.now()},
    )  # fmt: skip
    cache.clear()
    return row
