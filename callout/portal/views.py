"""The doors for people without an account: a request, its progress, a wish."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from callout.accounts.access import public
from callout.cases.links import case_of, tracking_token
from callout.cases.models import Case
from callout.documents.downloads import record_response
from callout.foundation.errors import BusinessError
from callout.portal import limits, places, tracking
from callout.portal.forms import RequestForm, WishForm
from callout.portal.services import product_of, take_web_request, wish
from callout.workorders.models import WorkOrder

KEPT_OPEN = timedelta(days=30)


@public("customers ask for service without an account")
class RequestPage(View):
    """The form. What is wrong is said beside the field; a request that was taken leads to its progress page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form; ``?serial=`` (a code on the device) fills the first answer."""
        return self._show(
            RequestForm(initial={"serial": request.GET.get("serial", "")[:60], "service_type": "repair"}), 200
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the request, 422 with what to change, or 429."""
        form = RequestForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            limits.knock(limits.REQUEST_BY_ADDRESS, limits.by_address(request))
            limits.knock(limits.REQUEST_BY_PHONE, limits.by_phone(form.cleaned_data["phone"]))
            case = take_web_request(actor=None, web=form.request())
        except BusinessError as error:
            form.add_error(None, str(error.message))
            return self._show(form, error.status)
        return HttpResponseRedirect(f"/t/{tracking_token(case.pk)}/?new=1")

    def _show(self, form: RequestForm, status: int) -> HttpResponse:
        districts = {str(key): names for key, names in places.districts().items()}
        context = {"form": form, "districts": districts, "today": timezone.localdate()}
        return render(self.request, "portal/request.html", context, status=status)


@public("tells the product's name of a serial number, nothing else")
class ProductName(View):
    """A line under the serial number's field."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Plain text; limited, so that nobody reads the serial numbers one after the other."""
        try:
            limits.knock(limits.SERIAL_BY_ADDRESS, limits.by_address(request))
        except BusinessError as error:
            return HttpResponse(str(error.message), status=error.status, content_type="text/plain; charset=utf-8")
        product = product_of(request.GET.get("serial", "")[:60])
        text = (
            f"{product.category.name} · {product.name}"
            if product
            else _("Not known to us; the request works without it.")
        )
        return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _case(token: str) -> Case:
    """The case of a tracking link; 404 for a forged one and for those long closed."""
    case = (
        Case.objects.select_related("service_type", "customer", "product__category")
        .filter(pk=case_of(token) or 0)
        .first()
    )
    if case is None or (case.closed_at and case.closed_at < timezone.now() - KEPT_OPEN):
        raise Http404
    return case


@public("signed link sent to the customer")
class TrackingPage(View):
    """How the case stands, in the customer's words; wishes are left here."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The page."""
        return self._show(request, token, 200)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Leave a wish and come back."""
        case, form = _case(token), WishForm(request.POST)
        if not form.is_valid():
            return self._show(request, token, 422, error=_("Choose what you want."))
        try:
            limits.knock(limits.WISH_BY_CASE, str(case.pk))
            wish(actor=None, case=case, kind=form.cleaned_data["kind"], text=form.cleaned_data["text"])
        except BusinessError as error:
            return self._show(request, token, error.status, error=str(error.message))
        return HttpResponseRedirect(f"/t/{token}/?heard=1")

    def _show(self, request: HttpRequest, token: str, status: int, **more: Any) -> HttpResponse:
        context = {"token": token, "progress": tracking.progress(_case(token)), **more}
        context |= {"new": "new" in request.GET, "heard": "heard" in request.GET}
        return render(request, "portal/tracking.html", context, status=status)


@public("signed link sent to the customer")
class TrackingRecord(View):
    """The signed service record of the case's last finished visit."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """``?lang=zh|en``."""
        order = WorkOrder.objects.filter(case=_case(token), record__isnull=False).order_by("-completed_at").first()
        if order is None:
            raise Http404
        return record_response(order, request.GET.get("lang", ""))
