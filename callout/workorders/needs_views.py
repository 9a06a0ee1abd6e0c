"""The page on which a dispatcher says what an order needs."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.accounts.access import ORDERS_DISPATCH
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify
from callout.workforce.models import Engineer
from callout.workorders.models import WorkOrder
from callout.workorders.needs import read_needs, set_needs
from callout.workorders.needs_form import NeedsForm


class NeedsEdit(FormPage):
    """Windows, people, tools, parts, certificates, links, preferred and excluded engineers of one order."""

    permission = ORDERS_DISPATCH
    form_class = NeedsForm
    title = gettext_lazy("What the visit needs")
    submit = gettext_lazy("Save")
    template_name = "workorders/needs.html"
    partial_name = "workorders/needs_form.html"

    @cached_property
    def order(self) -> WorkOrder:
        """An order the person dispatches. Raises Http404."""
        user: Any = self.request.user
        rows = WorkOrder.objects.visible_to(user).filter(user.scope_for(ORDERS_DISPATCH).q())
        return get_object_or_404(rows, number=self.kwargs["number"])

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with what it needs now; engineers and orders of its region within reach are offered."""
        user: Any = self.request.user
        engineers = Engineer.objects.visible_to(user).filter(active=True, outlet__region_id=self.order.region_id)
        return {
            "needs": read_needs(self.order),
            "engineers": engineers.select_related("user", "outlet").order_by("outlet__code", "pk"),
            "orders": WorkOrder.objects.visible_to(user).filter(region_id=self.order.region_id),
        }

    def cancel_url(self) -> str:
        """The order's page."""
        return reverse("workorders:detail", args=[self.order.number])

    def save(self, form: Any) -> str:
        """Keep it and show the order."""
        user: Any = self.request.user
        try:
            set_needs(actor=user, order_id=self.order.pk, needs=form.needs(), replan=form.cleaned_data["replan"])
        except InvalidInput as error:
            raise BusinessError(error.code, " ".join(str(text) for text in error.fields.values())) from error
        notify(self.request, _("%(number)s: what it needs is kept.") % {"number": self.order.number})
        return self.cancel_url()
