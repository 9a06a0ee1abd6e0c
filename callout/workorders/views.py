"""Screens of work orders: the list is in ``tables``; here one order and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import ORDERS_DISPATCH, ORDERS_VIEW, PARTS_EDIT
from callout.foundation.errors import BusinessError
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.toasts import notify
from callout.parts.selectors import editable_stores
from callout.workorders import records, selectors, services, usages
from callout.workorders.forms import CancelForm, ReturnVisitForm
from callout.workorders.models import PartUsage, WorkOrder
from callout.workorders.transitions import WORK_ORDER


class OrderDetail(View):
    """One order: facts, what happened, what to do."""

    permission = ORDERS_VIEW

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The page."""
        user: Any = request.user
        order = selectors.get_order(user, number)
        page = selectors.order_page(order)
        context = {
            "order": order,
            "page": page,
            "items": selectors.happenings(page),
            "codes": selectors.codes_of(page.record) if page.record else [],
            "times": selectors.times_of(page.record) if page.record else [],
            "answers": selectors.answers_of(page.record) if page.record else [],
            "may_dispatch": user.may(ORDERS_DISPATCH),
            "may_edit_parts": user.may(PARTS_EDIT),
            "can": {target: WORK_ORDER.can(order.state, target) for target in ("cancelled", "posted")},
        }
        return render(request, "workorders/detail.html", context)


class BookPart(View):
    """A part that the engineer's van did not have by the books is taken from it after all."""

    permission = PARTS_EDIT

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Book it and go back to its order."""
        user: Any = request.user
        orders = WorkOrder.objects.visible_to(user).order_by().values("pk")
        vans = editable_stores(user).order_by().values("pk")
        usage = get_object_or_404(
            PartUsage.objects.select_related("record__work_order"), pk=pk, record__work_order__in=orders, store__in=vans
        )
        try:
            usages.book(actor=user, usage_id=usage.pk)
            notify(request, _("Taken from the van."))
        except BusinessError as error:
            notify(request, str(error.message), level="error")
        return HttpResponseRedirect(reverse("workorders:detail", args=[usage.record.work_order.number]))


class OrderById(View):
    """Short way for places that know an order's id only."""

    permission = ORDERS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the order's page."""
        user: Any = request.user
        order = get_object_or_404(WorkOrder.objects.visible_to(user).only("number"), pk=pk)
        return HttpResponseRedirect(reverse("workorders:detail", args=[order.number]))


class _OrderDialog(DialogForm):
    permission = ORDERS_DISPATCH

    def order(self) -> WorkOrder:
        """The order of the address."""
        return selectors.get_order(self.actor, self.kwargs["number"])

    def back_url(self) -> str:
        """The order's page."""
        return reverse("workorders:detail", args=[self.kwargs["number"]])


class Cancel(_OrderDialog):
    """The visit is not needed."""

    form_class = CancelForm
    submit = gettext_lazy("Cancel order")
    icon = "ban"
    danger = True

    def heading(self) -> str:
        """Names the order."""
        return _("Cancel %(number)s?") % {"number": self.order().number}

    def text(self) -> str:
        """What happens."""
        return _("Its engineer is told and his time is free again. The case stays open.")

    def save(self, form: Any) -> None:
        """Cancel and say so."""
        order = services.cancel_order(actor=self.actor, order_id=self.order().pk, reason=form.text())
        notify(self.request, _("%(number)s is cancelled.") % {"number": order.number})


class ReturnVisit(_OrderDialog):
    """A carried-over order goes out again."""

    form_class = ReturnVisitForm
    submit = gettext_lazy("Plan return visit")
    icon = "repeat"

    def heading(self) -> str:
        """Names the order."""
        return _("Return visit for %(number)s") % {"number": self.order().number}

    def text(self) -> str:
        """What happens."""
        return _("The same engineer is preferred. He and the customer are told once the time is found.")

    def save(self, form: Any) -> None:
        """Release the order for planning."""
        not_before = form.cleaned_data["not_before"]
        order = records.return_visit(actor=self.actor, order_id=self.order().pk, not_before=not_before)
        notify(self.request, _("%(number)s is being planned again.") % {"number": order.number})


class Post(View):
    """The record was checked; it is final."""

    permission = ORDERS_DISPATCH

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Post and go back."""
        user: Any = request.user
        order = selectors.get_order(user, number)
        try:
            services.post(actor=user, order_id=order.pk)
            notify(request, _("%(number)s is posted; its charges are final.") % {"number": number})
        except BusinessError as error:
            notify(request, str(error.message), level="error")
        return HttpResponseRedirect(reverse("workorders:detail", args=[number]))
