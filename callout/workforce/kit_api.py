"""REST operations on crews, vehicles and tools, and on what outlets cover and take."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router

from callout.accounts.access import WORKFORCE_EDIT, WORKFORCE_VIEW
from callout.accounts.api_access import allows
from callout.accounts.models import Outlet, User
from callout.foundation.api import Identifier, Page, Paging, page
from callout.foundation.errors import InvalidInput, NotAllowed
from callout.workforce import kit
from callout.workforce.kit_schemas import (
    CapacityBody,
    CapacityOut,
    CoverageBody,
    CoverageOut,
    CrewBody,
    CrewOut,
    HeldBody,
    ScoreOut,
    ToolBody,
    ToolOut,
    VehicleBody,
    VehicleOut,
)
from callout.workforce.models import Crew, Engineer, OutletCapacity, OutletScore, Tool, Vehicle
from callout.workforce.selectors import read_capacity, visible_outlets

router = Router()


@router.get("/crews", response=Page[CrewOut], summary="List crews")
@allows(WORKFORCE_VIEW)
def list_crews(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Crews of the caller's area with their members of today."""
    rows = Crew.objects.filter(outlet__in=visible_outlets(User.of(request))).prefetch_related("members")
    return page(rows, paging, _crew)


@router.post("/crews", response={201: CrewOut}, summary="Create a crew")
@allows(WORKFORCE_EDIT)
def create_crew(request: HttpRequest, body: CrewBody) -> tuple[int, dict[str, Any]]:
    """A crew of an outlet the caller may change."""
    return 201, _save_crew(request, Crew(), body)


@router.put("/crews/{crew_id}", response=CrewOut, summary="Change a crew")
@allows(WORKFORCE_EDIT)
def change_crew(request: HttpRequest, crew_id: Identifier, body: CrewBody) -> dict[str, Any]:
    """Its name and members; who is left out leaves it today."""
    rows = Crew.objects.filter(outlet__in=visible_outlets(User.of(request), WORKFORCE_EDIT))
    return _save_crew(request, get_object_or_404(rows, pk=crew_id), body)


def _save_crew(request: HttpRequest, crew: Crew, body: CrewBody) -> dict[str, Any]:
    _free(Crew, "code", body.code, crew.pk)
    outlet = _outlet(request, body.outlet_id, "outlet_id")
    members = list(Engineer.objects.filter(pk__in=body.engineer_ids, active=True).select_related("user"))
    if len(members) < len(set(body.engineer_ids)):
        raise _unknown("engineer_ids")
    given = {"outlet": outlet, **body.model_dump(include={"code", "name_zh", "name_en", "active"})}
    return _crew(kit.save_crew(actor=User.of(request), crew=crew, given=given, members=members))


def _crew(row: Crew) -> dict[str, Any]:
    names = ("id", "code", "name_zh", "name_en", "outlet_id", "active")
    members = [member.engineer_id for member in row.members.all() if member.until is None]
    return {name: getattr(row, name) for name in names} | {"engineer_ids": members}


@router.get("/vehicles", response=Page[VehicleOut], summary="List vehicles")
@allows(WORKFORCE_VIEW)
def list_vehicles(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Vehicles of the caller's area."""
    return page(Vehicle.objects.filter(outlet__in=visible_outlets(User.of(request))), paging, lambda row: row)


@router.post("/vehicles", response={201: VehicleOut}, summary="Create a vehicle")
@allows(WORKFORCE_EDIT)
def create_vehicle(request: HttpRequest, body: VehicleBody) -> tuple[int, Vehicle]:
    """A vehicle of an outlet the caller may change. ``driver_has_vehicle`` when its driver has a ready one."""
    return 201, _save_vehicle(request, Vehicle(), body)


@router.put("/vehicles/{vehicle_id}", response=VehicleOut, summary="Change a vehicle")
@allows(WORKFORCE_EDIT)
def change_vehicle(request: HttpRequest, vehicle_id: Identifier, body: VehicleBody) -> Vehicle:
    """Outlet, driver, kind, state, load and range."""
    rows = Vehicle.objects.filter(outlet__in=visible_outlets(User.of(request), WORKFORCE_EDIT))
    return _save_vehicle(request, get_object_or_404(rows, pk=vehicle_id), body)


def _save_vehicle(request: HttpRequest, vehicle: Vehicle, body: VehicleBody) -> Vehicle:
    _free(Vehicle, "plate", body.plate, vehicle.pk)
    given = body.model_dump(exclude={"outlet_id", "driver_id"})
    given["outlet"], given["driver"] = _outlet(request, body.outlet_id, "outlet_id"), None
    if body.driver_id:
        given["driver"] = Engineer.objects.filter(pk=body.driver_id, active=True).first()
        if given["driver"] is None:
            raise _unknown("driver_id")
    return kit.save_vehicle(actor=User.of(request), vehicle=vehicle, given=given)


@router.get("/tools", response=Page[ToolOut], summary="List tools")
@allows(WORKFORCE_VIEW)
def list_tools(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Tools of the whole organisation."""
    return page(Tool.objects.all(), paging, lambda row: row)


@router.post("/tools", response={201: ToolOut}, summary="Create a tool")
@allows(WORKFORCE_EDIT)
def create_tool(request: HttpRequest, body: ToolBody) -> tuple[int, Tool]:
    """Tools belong to the whole organisation, so only who reaches all of it may create one."""
    user = User.of(request)
    if not user.scope_for(WORKFORCE_EDIT).everything:
        raise NotAllowed("organisation_only", _("This needs the whole organisation."))
    _free(Tool, "code", body.code, None)
    return 201, kit.save_tool(actor=user, tool=Tool(), given=body.model_dump())


@router.put("/engineers/{engineer_id}/tools", response=list[HeldBody], summary="Set an engineer's tools")
@allows(WORKFORCE_EDIT)
def set_tools(request: HttpRequest, engineer_id: Identifier, body: list[HeldBody]) -> list[dict[str, Any]]:
    """Replaces what he has."""
    user = User.of(request)
    rows = Engineer.objects.filter(outlet__in=visible_outlets(user, WORKFORCE_EDIT))
    engineer = get_object_or_404(rows, pk=engineer_id)
    known = dict(Tool.objects.filter(code__in=[row.code for row in body]).values_list("code", "pk"))
    if len(known) < len({row.code for row in body}):
        raise _unknown("code")
    kit.set_tools(actor=user, engineer=engineer, tools={known[row.code]: row.valid_until for row in body})
    held = engineer.engineer_tools.select_related("tool").order_by("tool__code")
    return [{"code": row.tool.code, "valid_until": row.valid_until} for row in held]


@router.get("/outlets/{outlet_id}/coverage", response=CoverageOut, summary="Read what an outlet covers")
@allows(WORKFORCE_VIEW)
def get_coverage(request: HttpRequest, outlet_id: Identifier) -> dict[str, Any]:
    """Districts, ring, radius and authorised products."""
    return _coverage(get_object_or_404(visible_outlets(User.of(request)), pk=outlet_id))


@router.put("/outlets/{outlet_id}/coverage", response=CoverageOut, summary="Draw what an outlet covers")
@allows(WORKFORCE_EDIT)
def set_coverage(request: HttpRequest, outlet_id: Identifier, body: CoverageBody) -> dict[str, Any]:
    """Replaces the ring."""
    outlet = _editable(request, outlet_id)
    return _coverage(kit.set_area(actor=User.of(request), outlet=outlet, ring=list(body.area)))


def _coverage(outlet: Outlet) -> dict[str, Any]:
    return {
        "outlet_id": outlet.pk, "radius_km": outlet.radius_km, "area": [tuple(corner) for corner in outlet.area],
        "districts": list(outlet.districts.order_by("city", "district").values_list("city", "district")),
        "category_ids": list(outlet.authorisations.order_by("category_id").values_list("category_id", flat=True)),
    }  # fmt: skip


@router.get("/outlets/{outlet_id}/capacity", response=list[CapacityOut], summary="List an outlet's limits")
@allows(WORKFORCE_VIEW)
def list_capacity(request: HttpRequest, outlet_id: Identifier) -> list[OutletCapacity]:
    """Weekdays and days from today on."""
    return list(read_capacity(get_object_or_404(visible_outlets(User.of(request)), pk=outlet_id)))


@router.put("/outlets/{outlet_id}/capacity", response=CapacityOut, summary="Set an outlet's limit")
@allows(WORKFORCE_EDIT)
def set_capacity(request: HttpRequest, outlet_id: Identifier, body: CapacityBody) -> OutletCapacity:
    """For a day or a weekday; a second one for the same day replaces the first."""
    return kit.set_capacity(actor=User.of(request), outlet=_editable(request, outlet_id), **body.model_dump())


@router.delete("/outlets/{outlet_id}/capacity/{capacity_id}", response={204: None}, summary="Remove a limit")
@allows(WORKFORCE_EDIT)
def remove_capacity(request: HttpRequest, outlet_id: Identifier, capacity_id: Identifier) -> tuple[int, None]:
    """The day is like any other again."""
    row = get_object_or_404(OutletCapacity, pk=capacity_id, outlet=_editable(request, outlet_id))
    kit.remove_capacity(actor=User.of(request), row=row)
    return 204, None


@router.get("/outlets/{outlet_id}/scores", response=list[ScoreOut], summary="List an outlet's scores")
@allows(WORKFORCE_VIEW)
def list_scores(request: HttpRequest, outlet_id: Identifier) -> list[OutletScore]:
    """By month, the newest first, with the terms each is made of."""
    return list(get_object_or_404(visible_outlets(User.of(request)), pk=outlet_id).scores.all()[:36])


def _editable(request: HttpRequest, outlet_id: int) -> Outlet:
    return get_object_or_404(visible_outlets(User.of(request), WORKFORCE_EDIT), pk=outlet_id)


def _outlet(request: HttpRequest, outlet_id: int, field: str) -> Outlet:
    found = visible_outlets(User.of(request), WORKFORCE_EDIT).filter(pk=outlet_id).first()
    if found is None:
        raise _unknown(field)
    return found


def _free(model: type[Any], column: str, value: str, own: int | None) -> None:
    if model.objects.filter(**{column: value}).exclude(pk=own).exists():
        raise InvalidInput("code_taken", _("This is taken already."), fields={column: _("This is taken already.")})


def _unknown(field: str) -> InvalidInput:
    return InvalidInput("unknown", _("Unknown."), fields={field: _("Unknown.")})
