"""What people do with offers, proposals, escalations and policies, each as a dialog or a page with one form."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from callout.accounts.access import DISPATCH_POLICY, FIELD_USE, ORDERS_DISPATCH
from callout.accounts.models import Region
from callout.dispatching import dispatch, escalations, offers, policies, preempt
from callout.dispatching.forms import PolicyForm, ReasonForm, ResolutionForm
from callout.dispatching.models import Escalation, Invitation, Offer, Policy
from callout.dispatching.tables import ProposalList
from callout.foundation.errors import BusinessError
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify
from callout.workforce.selectors import visible_regions


class _OfferDialog(DialogForm):
    permission = ORDERS_DISPATCH

    @cached_property
    def offer(self) -> Offer:
        """The offer of the address."""
        rows = Offer.objects.visible_to(self.actor).select_related("work_order", "outlet")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def back_url(self) -> str:
        """The list of offers."""
        return reverse("dispatching:pool")


class OfferWithdraw(_OfferDialog):
    """Take an order out of the pool."""

    form_class = forms.Form
    submit = gettext_lazy("Withdraw")
    icon = "hand-stop"

    def heading(self) -> str:
        """Names the order."""
        return _("Take %(order)s off the offer?") % {"order": self.offer.work_order.number}

    def text(self) -> str:
        """What happens."""
        return _("Nobody can grab it any more; it waits for you.")

    def save(self, form: Any) -> None:
        """Withdraw and say so."""
        offers.withdraw(actor=self.actor, offer_id=self.offer.pk)
        notify(self.request, _("%(order)s waits for you.") % {"order": self.offer.work_order.number})


class OfferRefuse(_OfferDialog):
    """The outlet cannot take an order."""

    form_class = ReasonForm
    submit = gettext_lazy("Refuse")
    icon = "ban"
    danger = True

    def heading(self) -> str:
        """Names outlet and order."""
        return _("%(outlet)s does not take %(order)s?") % {
            "outlet": self.offer.outlet,
            "order": self.offer.work_order.number,
        }

    def text(self) -> str:
        """What happens."""
        return _("The next outlet is asked.")

    def save(self, form: Any) -> None:
        """Refuse and go on."""
        dispatch.outlet_refuses(actor=self.actor, offer_id=self.offer.pk, reason=form.cleaned_data["reason"])
        notify(self.request, _("The next outlet is asked."))


class Grab(View):
    """An engineer takes an order from the pool."""

    permission = FIELD_USE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """First valid wins; the answer says who."""
        user: Any = request.user
        get_object_or_404(Invitation, offer_id=pk, engineer__user=user)
        try:
            booking = offers.grab(actor=user, offer_id=pk)
            notify(request, _("%(order)s is yours.") % {"order": booking.work_order.number})
        except BusinessError as error:
            notify(request, str(error.message), level="error")
        if getattr(request, "htmx", False):
            return HttpResponse(
                status=204, headers={"HX-Trigger": json.dumps({"list:reload": ""}), "HX-Refresh": "true"}
            )
        return HttpResponseRedirect(reverse("dispatching:grab"))


class Confirm(View):
    """Confirm the chosen proposals."""

    permission = ORDERS_DISPATCH

    def post(self, request: HttpRequest) -> HttpResponse:
        """Each on its own: what changed meanwhile does not stop the others."""
        page = ProposalList()
        page.setup(request)
        done, refused = 0, set()
        for booking in page.selected(request).order_by("starts_at")[:500]:
            try:
                dispatch.confirm(actor=request.user, booking_id=booking.pk)  # type: ignore[arg-type]
                done += 1
            except BusinessError as error:
                refused.add(str(error.message))
        text = ngettext("%(n)d proposal confirmed.", "%(n)d proposals confirmed.", done) % {"n": done}
        notify(request, " ".join([text, *sorted(refused)]), level="warning" if refused else "success")
        return HttpResponseRedirect(reverse("dispatching:proposals"))


class _EscalationDialog(DialogForm):
    permission = ORDERS_DISPATCH

    @cached_property
    def row(self) -> Escalation:
        """The escalation of the address."""
        rows = Escalation.objects.visible_to(self.actor).select_related("work_order")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def back_url(self) -> str:
        """The list."""
        return reverse("dispatching:escalations")


class Settle(_EscalationDialog):
    """A person has seen to it."""

    form_class = ResolutionForm
    submit = gettext_lazy("Settle")
    icon = "check"

    def heading(self) -> str:
        """Names the order."""
        return _("How is %(order)s settled?") % {"order": self.row.work_order.number}

    def save(self, form: Any) -> None:
        """Keep who and how."""
        escalations.resolve(actor=self.actor, escalation_id=self.row.pk, resolution=form.cleaned_data["resolution"])
        notify(self.request, _("Settled."))


class GiveWay(_EscalationDialog):
    """Let less urgent work give way to an emergency."""

    form_class = forms.Form
    submit = gettext_lazy("Let them give way")
    partial_name = "dispatching/_give_way.html"
    template_name = "dispatching/give_way.html"
    icon = "flame"
    danger = True

    def heading(self) -> str:
        """Names the emergency."""
        return _("Who gives way to %(order)s?") % {"order": self.row.work_order.number}

    def text(self) -> str:
        """What happens."""
        return _("Their customers get another time at once; started and locked visits are not touched.")

    def lines(self) -> list[dict[str, Any]]:
        """What gives way, with its times."""
        return [
            {**line, "starts_at": datetime.fromisoformat(line["starts_at"])}
            for line in self.row.proposal.get("gives_way", [])
        ]

    def begins(self) -> datetime | None:
        """When somebody would be with the emergency."""
        at = self.row.proposal.get("starts_at")
        return datetime.fromisoformat(at) if at else None

    def save(self, form: Any) -> None:
        """Do it, or say that the plan has changed."""
        booking = preempt.apply_proposal(actor=self.actor, escalation_id=self.row.pk)
        notify(self.request, _("%(name)s goes to the emergency.") % {"name": booking.engineer})


class PolicyEdit(FormPage):
    """How a region dispatches."""

    permission = DISPATCH_POLICY
    form_class = PolicyForm
    title = gettext_lazy("Dispatch policy")
    submit = gettext_lazy("Save")
    template_name = "dispatching/policy.html"

    @cached_property
    def region(self) -> Region:
        """The region of the address."""
        return get_object_or_404(visible_regions(self.request.user, DISPATCH_POLICY), pk=self.kwargs["pk"])  # type: ignore[arg-type]

    def form_kwargs(self) -> dict[str, Any]:
        """What is set, or the defaults."""
        return {"instance": Policy.objects.filter(region=self.region).first() or Policy(region=self.region)}

    def cancel_url(self) -> str:
        """The list."""
        return reverse("dispatching:policies")

    def save(self, form: Any) -> str:
        """Save and go back."""
        policies.save_policy(actor=self.request.user, region=self.region, given=form.cleaned_data)  # type: ignore[arg-type]
        notify(self.request, _("Saved; new orders of %(region)s follow it.") % {"region": self.region})
        return self.cancel_url()
