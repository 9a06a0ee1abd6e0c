"""The page by which a customer knows the engineer at the door."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from callout.accounts.access import public
from callout.cases.links import tracking_token
from callout.documents.downloads import file_response
from callout.foundation.errors import BusinessError
from callout.foundation.files import open_attachment
from callout.portal import door, limits
from callout.portal.services import wish
from callout.workforce.portraits import portrait_of
from callout.workorders.models import Booking

SIGNED = "signed link sent to the customer, good for one visit"


def _booking(token: str) -> Booking:
    found = door.open_booking(token, timezone.now())
    if found is None:
        raise Http404
    return found


@public(SIGNED)
class DoorPage(View):
    """Photograph, name, number plate, code, and how far he still is."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The page; 410 in the customer's words once the visit is over."""
        return self._show(request, token, 200)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Somebody else is at the door: dispatch is told at once."""
        booking = _booking(token)
        case = booking.work_order.case
        try:
            limits.knock(limits.WISH_BY_CASE, str(case.pk))
            wish(actor=None, case=case, kind="stranger", text=booking.engineer.user.full_name)
        except BusinessError as error:
            return self._show(request, token, error.status, error=str(error.message))
        return HttpResponseRedirect(f"/d/{token}/?heard=1")

    def _show(self, request: HttpRequest, token: str, status: int, **more: Any) -> HttpResponse:
        now = timezone.now()
        booking = door.open_booking(token, now)
        if booking is None:
            return _private(render(request, "portal/door_over.html", status=410))
        context = {
            "token": token, "door": door.facts(booking), "now": door.now_of(booking, now),
            "heard": "heard" in request.GET, "tracking": tracking_token(booking.work_order.case_id), **more,
        }  # fmt: skip
        return _private(render(request, "portal/door.html", context, status=status))


@public(SIGNED)
class DoorNow(View):
    """The part of the page that changes: asked again four times a minute."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The fragment; 404 once the visit is over, and the page asks for itself anew."""
        context = {"now": door.now_of(_booking(token), timezone.now())}
        return _private(render(request, "portal/_door_now.html", context))


@public(SIGNED)
class DoorPhoto(View):
    """The engineer's photograph, for this visit's customer alone."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The picture."""
        portrait = portrait_of(_booking(token).engineer_id)
        if portrait is None:
            raise Http404
        return file_response(open_attachment(portrait), portrait.content_type, portrait.name, inline=True)


def _private(response: HttpResponse) -> HttpResponse:
    """Codes and distances stay in no cache, and the link in no other site's log."""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
