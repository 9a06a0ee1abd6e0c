"""The page behind a QR label: what the device is, for anybody; a short way in for those who work with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from callout.accounts.access import ASSETS_VIEW, FIELD_USE, public
from callout.accounts.models import User
from callout.agreements.selectors import warranty_until
from callout.assets import passport
from callout.assets.models import Asset, SafetyNotice
from callout.foundation.errors import BusinessError
from callout.portal import limits
from callout.workorders.door import OPEN_STATES
from callout.workorders.models import Booking, ServiceRecord

_SERVICES = 5


@dataclass(frozen=True, slots=True)
class Passport:
    """What anybody may know; no person, no place."""

    asset: Asset
    until: date | None
    in_warranty: bool
    notices: list[SafetyNotice]
    services: list[tuple[date, str, bool]]


@public("the unguessable token on the device's label; names nobody and no place")
class PassportPage(View):
    """Product, warranty, safety, services, and the way to report a fault."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The page, or for staff the asset or the order itself (``?public=1``: the page all the same)."""
        try:
            limits.knock(limits.PASSPORT_BY_ADDRESS, limits.by_address(request))
        except BusinessError as error:
            return render(request, "portal/passport_none.html", {"message": str(error.message)}, status=error.status)
        label = passport.labelled(token)
        if label is None:
            return render(request, "portal/passport_none.html", status=404)
        if "public" not in request.GET and (inside := _inside(request.user, label.asset)):
            return HttpResponseRedirect(inside)
        return render(request, "portal/passport.html", {"passport": of(label.asset)})


def of(asset: Asset) -> Passport:
    """The asset's passport, in a fixed number of queries."""
    today, until = timezone.localdate(), warranty_until(asset)
    records = ServiceRecord.objects.filter(work_order__asset=asset).select_related("cause", "action")
    return Passport(
        asset=asset,
        until=until,
        in_warranty=bool(until and until >= today),
        notices=passport.safety_notices(asset.product, today),
        services=[(timezone.localdate(row.finished_at), _done(row), row.solved)
                  for row in records.order_by("-finished_at")[:_SERVICES]],
    )  # fmt: skip


def _done(record: ServiceRecord) -> str:
    return " → ".join(code.name for code in (record.cause, record.action) if code)


def _inside(user: Any, asset: Asset) -> str:
    """Where somebody who works with this asset wants to go; empty for everybody else."""
    if not isinstance(user, User):
        return ""
    if user.may(FIELD_USE):
        own = Booking.objects.filter(engineer__user=user, work_order__asset=asset, state__in=OPEN_STATES)
        if order := own.order_by("starts_at").values_list("work_order__uid", flat=True).first():
            return f"/field/order/{order}"
    if user.may(ASSETS_VIEW) and Asset.objects.visible_to(user).filter(pk=asset.pk).exists():
        return reverse("assets:detail", args=[asset.pk])
    return ""
