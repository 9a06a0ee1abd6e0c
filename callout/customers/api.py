"""REST operations on customers and their sites."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from callout.accounts.access import CUSTOMERS_EDIT, CUSTOMERS_VIEW
from callout.accounts.api_access import allows, clear_or_masked
from callout.accounts.models import User
from callout.accounts.selectors import regions
from callout.customers import services
from callout.customers.models import Customer, Site
from callout.customers.selectors import matching
from callout.customers.services import CustomerInput, SiteInput
from callout.foundation.api import Identifier, Input, Page, Paging, Short, page
from callout.foundation.crypto import mask_name, mask_phone
from callout.foundation.errors import InvalidInput

router = Router()
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class CustomerOut(Schema):
    """A customer; personal data is masked unless asked for in clear."""

    id: int
    number: str
    kind: str
    name: str
    phone: str
    region_id: int
    language: str
    level: str
    since: date


class SiteOut(Schema):
    """A place of a customer; the street is masked unless asked for in clear."""

    id: int
    label: str
    region_id: int
    city: str
    district: str
    street: str
    latitude: float
    longitude: float


class SiteIn(Input):
    """A place; the position is WGS-84 degrees."""

    region_id: Identifier
    city: Annotated[Short, Field(max_length=40)]
    district: Annotated[Short, Field(max_length=40)]
    street: Short
    latitude: Latitude
    longitude: Longitude
    label: Annotated[Short, Field(max_length=60)] = ""


class CustomerIn(Input):
    """A new customer, with a first site when given."""

    name: Short
    region_id: Identifier
    kind: Annotated[str, Field(pattern="^(person|organisation)$")] = "person"
    phone: Annotated[Short, Field(max_length=40)] = ""
    language: Annotated[str, Field(pattern="^(zh-hans|en)$")] = "zh-hans"
    site: SiteIn | None = None


class CustomerFilter(Schema):
    """``phone`` is looked up exactly; ``q`` in names and numbers."""

    phone: Annotated[Short, Field(max_length=40)] = ""
    q: Short = ""


@router.get("", response=Page[CustomerOut], summary="List customers, newest first")
@allows(CUSTOMERS_VIEW)
def list_customers(request: HttpRequest, paging: Query[Paging], wanted: Query[CustomerFilter]) -> dict[str, Any]:
    """Customers of the caller's area."""
    rows: QuerySet[Customer] = Customer.objects.visible_to(User.of(request))
    for text in filter(None, (wanted.phone, wanted.q)):
        rows = matching(rows, text)
    return page(rows, paging, lambda row: _out(request, row))


@router.post("", response={201: CustomerOut}, summary="Open a customer's file")
@allows(CUSTOMERS_EDIT)
def create_customer(request: HttpRequest, body: CustomerIn) -> Status[dict[str, Any]]:
    """A new customer in a region of the caller's area."""
    given = CustomerInput(
        name=body.name, region=_region(body.region_id), kind=body.kind, phone=body.phone, language=body.language
    )
    site = _site(body.site) if body.site else None
    return Status(201, _out(request, services.create_customer(actor=User.of(request), given=given, site=site)))


@router.get("/{customer_id}", response=CustomerOut, summary="One customer")
@allows(CUSTOMERS_VIEW)
def get_customer(request: HttpRequest, customer_id: Identifier, reveal: bool = False) -> dict[str, Any]:
    """``reveal=true`` shows name and telephone in clear; that is logged."""
    return _out(request, _visible(request, customer_id), reveal=reveal)


@router.get("/{customer_id}/sites", response=Page[SiteOut], summary="A customer's sites")
@allows(CUSTOMERS_VIEW)
def list_sites(
    request: HttpRequest, customer_id: Identifier, paging: Query[Paging], reveal: bool = False
) -> dict[str, Any]:
    """``reveal=true`` shows streets in clear; that is logged."""
    rows = Site.objects.filter(customer=_visible(request, customer_id))
    return page(rows, paging, lambda row: _site_out(request, row, reveal=reveal))


@router.post("/{customer_id}/sites", response={201: SiteOut}, summary="Add a site")
@allows(CUSTOMERS_EDIT)
def add_site(request: HttpRequest, customer_id: Identifier, body: SiteIn) -> Status[dict[str, Any]]:
    """A further place where assets stand."""
    customer = _visible(request, customer_id)
    return Status(
        201, _site_out(request, services.add_site(actor=User.of(request), customer=customer, given=_site(body)))
    )


def _visible(request: HttpRequest, customer_id: int) -> Customer:
    customer = Customer.objects.visible_to(User.of(request)).filter(pk=customer_id).first()
    if customer is None:
        raise Http404
    return customer


def _region(region_id: int) -> Any:
    region = regions().get(region_id)
    if region is None:
        raise InvalidInput("region_unknown", _("Unknown region."), fields={"region_id": _("Unknown region.")})
    return region


def _site(body: SiteIn) -> SiteInput:
    return SiteInput(region=_region(body.region_id), **body.model_dump(exclude={"region_id"}))


def _out(request: HttpRequest, row: Customer, *, reveal: bool = False) -> dict[str, Any]:
    show = clear_or_masked(request, reveal, "customer", row.pk)
    person = row.kind == Customer.Kind.PERSON
    plain = ("id", "number", "kind", "region_id", "language", "level", "since")
    return {
        **{name: getattr(row, name) for name in plain},
        "name": show("name", row.name, mask_name) if person else row.name,
        "phone": show("phone", row.phone, mask_phone),
    }


def _site_out(request: HttpRequest, row: Site, *, reveal: bool = False) -> dict[str, Any]:
    show = clear_or_masked(request, reveal, "site", row.pk)
    plain = ("id", "label", "region_id", "city", "district", "latitude", "longitude")
    return {**{name: getattr(row, name) for name in plain}, "street": show("street", row.street, lambda _text: "***")}
