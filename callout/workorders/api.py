"""REST operations that open cases and run work orders. Opening lives here because it also opens the first visit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from callout.accounts.access import CASES_CREATE, CASES_EDIT
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.accounts.selectors import regions
from callout.assets.models import Asset, Code
from callout.assets.selectors import product, symptoms, visible_asset
from callout.cases.api import case_out, editable, router, visible
from callout.cases.models import Case, ServiceType
from callout.cases.schemas import CaseIn, CaseOut, Opened, ReasonIn
from callout.customers.models import Customer, Site
from callout.foundation.api import Number
from callout.foundation.cache import cached_for
from callout.foundation.errors import InvalidInput
from callout.foundation.idempotency import once
from callout.workorders import services
from callout.workorders.intake import Request, take_request
from callout.workorders.needs_api import NeedsBody, needs_of


@cached_for(20)
def _service_types() -> dict[str, ServiceType]:
    return {row.code: row for row in ServiceType.objects.filter(active=True)}


class OpenIn(CaseIn):
    """A request, with what its first visit needs beside the place and the time."""

    visit: NeedsBody | None = None


@router.post("", response={201: Opened}, summary="Open a case")
@allows(CASES_CREATE)
def open_case(request: HttpRequest, body: OpenIn) -> JsonResponse:
    """Take a request: the case, its promised times and its first work order. Dispatch follows at once by itself.

    ``Idempotency-Key`` makes a repeat harmless; so does ``external_id``, once per caller.
    """

    def write() -> tuple[int, dict[str, Any]]:
        case = take_request(actor=User.of(request), request=_request(request, body))
        return 201, {
            "number": case.number,
            "state": case.state,
            "next_due_at": _iso(case),
            "entitlement": case.entitlement,
        }

    key = request.headers.get("Idempotency-Key", "")
    status, answer = once(f"user:{request.user.pk}", key, request.body, write)
    return JsonResponse(answer, status=status)


@router.post("/{number}/cancel", response=CaseOut, summary="Cancel a case and its open orders")
@allows(CASES_EDIT)
def cancel_case(request: HttpRequest, number: Number, body: ReasonIn) -> dict[str, Any]:
    """The request is withdrawn; engineers who were booked are told."""
    services.cancel_case(actor=User.of(request), case_id=editable(request, number).pk, reason=body.reason)
    return case_out(request, visible(request, number))


def _iso(case: Case) -> str | None:
    return case.next_due_at.isoformat() if case.next_due_at else None


def _request(request: HttpRequest, body: OpenIn) -> Request:
    customer, asset, site = _subjects(request, body)
    site = site or (asset.site if asset else None)
    service_type = _service_types().get(body.service_type)
    if service_type is None:
        raise InvalidInput("service_type_unknown", _("Unknown service type."), fields={"service_type": _("Unknown.")})
    return Request(
        customer=customer,
        channel="api",
        service_type=service_type,
        description=body.description,
        title=body.title,
        severity=body.severity,
        site=site,
        asset=asset,
        symptom=_symptom(asset, body.symptom_code),
        device_code=body.device_code,
        contact_name=body.contact_name,
        contact_phone=body.contact_phone,
        wanted_from=body.wanted_from,
        wanted_until=body.wanted_until,
        note_to_engineer=body.note_to_engineer,
        source=f"api:{request.user.pk}" if body.external_id else "",
        external_id=body.external_id,
        needs=needs_of(User.of(request), (site or customer).region_id, body.visit) if body.visit else None,
    )


def _subjects(request: HttpRequest, body: CaseIn) -> tuple[Customer, Asset | None, Site | None]:
    """Customer, asset and site the caller named and may see."""
    asset = site = None
    if body.asset_id or body.serial:
        by = {"pk": body.asset_id} if body.asset_id else {"serial": body.serial}
        asset = visible_asset(User.of(request), **by)
        if asset is None:
            raise InvalidInput("asset_unknown", _("Unknown asset."), fields={"asset_id": _("Unknown asset.")})
        asset.product = product(asset.product_id)
        asset.site.region = regions()[asset.site.region_id]
    if body.site_id:
        site = Site.objects.select_related("region").filter(pk=body.site_id).first()
        if site is None:
            raise InvalidInput("site_unknown", _("Unknown site."), fields={"site_id": _("Unknown site.")})
    return _customer(request, body, asset), asset, site


def _customer(request: HttpRequest, body: CaseIn, asset: Asset | None) -> Customer:
    if not body.customer_id and not body.customer_number:
        if asset is None:
            raise InvalidInput(
                "customer_missing", _("Name the customer."), fields={"customer_id": _("Name the customer.")}
            )
        return asset.customer
    by = {"pk": body.customer_id} if body.customer_id else {"number": body.customer_number}
    customer = Customer.objects.visible_to(User.of(request)).select_related("region").filter(**by).first()
    if customer is None:
        raise InvalidInput("customer_unknown", _("Unknown customer."), fields={"customer_id": _("Unknown customer.")})
    return customer


def _symptom(asset: Asset | None, code: str) -> Code | None:
    if not code:
        return None
    found = next((s for s in symptoms(asset.product.category_id) if s.code == code), None) if asset else None
    if found is None:
        raise InvalidInput("symptom_unknown", _("Unknown symptom code."), fields={"symptom_code": _("Unknown.")})
    return found
