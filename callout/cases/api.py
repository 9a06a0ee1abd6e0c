"""REST operations on cases."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema, Status

from callout.accounts.access import ASSETS_VIEW, CASES_EDIT, CASES_VIEW
from callout.accounts.api_access import allows, check_reach, clear_or_masked
from callout.accounts.models import User
from callout.cases import services
from callout.cases.models import OPEN_STATES, Case, Interaction, ServiceType
from callout.cases.schemas import CaseOut, CaseRow, NoteIn, NoteOut, ReasonIn, WaitIn
from callout.foundation.api import Identifier, Moment, Number, Page, Paging, Short, page
from callout.foundation.crypto import mask_name, mask_phone

router = Router()
service_types = Router()


class CaseFilter(Schema):
    """Which cases; all that is given must fit."""

    state: Short = ""
    open: bool | None = None
    breached: bool | None = None
    customer_id: Identifier | None = None
    asset_id: Identifier | None = None
    external_id: Short = ""
    created_since: Moment | None = None
    created_before: Moment | None = None

    def apply(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        """The rows that fit."""
        plain = {"state": self.state, "customer_id": self.customer_id, "asset_id": self.asset_id}
        wanted: dict[str, Any] = {name: value for name, value in plain.items() if value}
        if self.external_id:
            wanted["external_id"] = self.external_id
        if self.breached is not None:
            wanted["breached"] = self.breached
        if self.created_since:
            wanted["created_at__gte"] = self.created_since
        if self.created_before:
            wanted["created_at__lt"] = self.created_before
        if self.open is not None:
            rows = rows.filter(state__in=OPEN_STATES) if self.open else rows.exclude(state__in=OPEN_STATES)
        return rows.filter(**wanted)


@router.get("", response=Page[CaseRow], summary="List cases, newest first")
@allows(CASES_VIEW)
def list_cases(request: HttpRequest, paging: Query[Paging], wanted: Query[CaseFilter]) -> dict[str, Any]:
    """Cases of the caller's area."""
    rows = Case.objects.visible_to(User.of(request)).select_related("service_type")
    return page(wanted.apply(rows), paging, case_row)


@router.get("/{number}", response=CaseOut, summary="One case")
@allows(CASES_VIEW)
def get_case(request: HttpRequest, number: Number, reveal: bool = False) -> dict[str, Any]:
    """A case with its promised times. ``reveal=true`` shows the contact in clear; that is logged."""
    return case_out(request, visible(request, number), reveal=reveal)


@router.get("/{number}/notes", response=Page[NoteOut], summary="What was said and noted")
@allows(CASES_VIEW)
def list_notes(request: HttpRequest, number: Number, paging: Query[Paging]) -> dict[str, Any]:
    """Notes and interactions of a case, newest first."""
    rows = Interaction.objects.filter(case=visible(request, number))
    return page(rows, paging, lambda row: row)


@router.post("/{number}/notes", response={201: NoteOut}, summary="Add a note")
@allows(CASES_EDIT)
def add_note(request: HttpRequest, number: Number, body: NoteIn) -> Status[Interaction]:
    """A note among ourselves; the customer does not see it."""
    case = editable(request, number)
    return Status(201, services.add_note(actor=User.of(request), case_id=case.pk, body=body.body))


@router.post("/{number}/wait", response=CaseOut, summary="Wait; the clocks pause")
@allows(CASES_EDIT)
def wait(request: HttpRequest, number: Number, body: WaitIn) -> dict[str, Any]:
    """Wait for the customer, parts or a third party."""
    case = editable(request, number)
    services.wait(actor=User.of(request), case_id=case.pk, waiting_for=body.waiting_for, reason=body.reason)
    return case_out(request, visible(request, number))


@router.post("/{number}/resume", response=CaseOut, summary="Go on; the clocks run again")
@allows(CASES_EDIT)
def resume(request: HttpRequest, number: Number) -> dict[str, Any]:
    """What we waited for has come."""
    services.resume(actor=User.of(request), case_id=editable(request, number).pk)
    return case_out(request, visible(request, number))


@router.post("/{number}/close", response=CaseOut, summary="Close a resolved case")
@allows(CASES_EDIT)
def close(request: HttpRequest, number: Number, body: ReasonIn) -> dict[str, Any]:
    """The customer confirmed; nothing is left to do."""
    services.close(actor=User.of(request), case_id=editable(request, number).pk, reason=body.reason)
    return case_out(request, visible(request, number))


@router.post("/{number}/reopen", response=CaseOut, summary="Reopen: it was not solved")
@allows(CASES_EDIT)
def reopen(request: HttpRequest, number: Number, body: ReasonIn) -> dict[str, Any]:
    """New promises and a new visit follow."""
    services.reopen(actor=User.of(request), case_id=editable(request, number).pk, reason=body.reason)
    return case_out(request, visible(request, number))


class ServiceTypeOut(Schema):
    """What a request may be about."""

    code: str
    name_zh: str
    name_en: str
    needs_visit: bool
    duration_minutes: int


@service_types.get("", response=list[ServiceTypeOut], summary="Service types")
@allows(ASSETS_VIEW)
def list_service_types(request: HttpRequest) -> list[ServiceType]:
    """All service types in use."""
    return list(ServiceType.objects.filter(active=True))


def editable(request: HttpRequest, number: str) -> Case:
    """A visible case that the caller may also change. Raises Http404 or PermissionDenied."""
    case = visible(request, number)
    check_reach(request, CASES_EDIT, case.region_id, case.outlet_id)
    return case


def visible(request: HttpRequest, number: str) -> Case:
    """The case with what ``CaseOut`` shows. Raises Http404."""
    related = ("service_type", "customer", "asset", "symptom")
    case = Case.objects.visible_to(User.of(request)).select_related(*related).filter(number=number).first()
    if case is None:
        raise Http404
    return case


def case_row(case: Case) -> dict[str, Any]:
    """A case as a row."""
    plain = CaseRow.model_fields.keys() - {"service_type"}
    return {**{name: getattr(case, name) for name in plain}, "service_type": case.service_type.code}


def case_out(request: HttpRequest, case: Case, *, reveal: bool = False) -> dict[str, Any]:
    """A case in full; personal data masked unless revealed."""
    person = case.customer.kind == "person"
    show = clear_or_masked(request, reveal, "case", case.pk)
    return {
        **case_row(case),
        "description": case.description,
        "customer_name": show("customer_name", case.customer.name, mask_name) if person else case.customer.name,
        "contact_name": show("contact_name", case.contact_name, mask_name),
        "contact_phone": show("contact_phone", case.contact_phone, mask_phone),
        "serial": case.asset.serial if case.asset else "",
        "symptom_code": case.symptom.code if case.symptom else "",
        "device_code": case.device_code,
        "entitlement": case.entitlement,
        "milestones": list(case.milestones.all()),
        "work_orders": list(case.work_orders.order_by("visit").values_list("number", flat=True)),
    }
