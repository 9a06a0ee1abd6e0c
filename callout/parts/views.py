"""Pages of parts, stores and requests."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import PARTS_EDIT, PARTS_VIEW
from callout.foundation.errors import BusinessError
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify
from callout.parts import services
from callout.parts.forms import ApproveForm, CountForm, PartForm, ReceiveForm, RejectForm, ShipForm, TransferForm
from callout.parts.models import Movement, Part, PartRequest, Store
from callout.parts.selectors import editable_stores, sources_for, stock_of, value_of, visible_requests, visible_stock
from callout.parts.transitions import PART_REQUEST

LAST = 20


class PartDetail(View):
    """One part: where it lies, what it fits, what moved."""

    permission = PARTS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        user: Any = request.user
        part = get_object_or_404(Part, pk=pk)
        stock = list(
            visible_stock(user)
            .filter(part=part, quantity__gt=0)
            .select_related("store__outlet")
            .prefetch_related("lots")
            .order_by("store__kind", "store__code")
        )
        stores = Store.objects.visible_to(user).order_by().values("pk")
        context = {
            "part": part,
            "stock": stock,
            "on_hand": sum(row.quantity for row in stock),
            "products": list(part.products.select_related("category").order_by("category__code", "model")),
            "movements": list(
                Movement.objects.filter(part=part, store__in=stores).select_related("store", "actor")[:LAST]
            ),
            "open_requests": list(
                visible_requests(user).filter(part=part, state__in=("requested", "approved", "shipped"))[:LAST]
            ),
            "may_edit": user.may(PARTS_EDIT),
        }
        return render(request, "parts/part.html", context)


class StoreDetail(View):
    """One store: what lies there and what moved."""

    permission = PARTS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        user: Any = request.user
        store = get_object_or_404(
            Store.objects.visible_to(user).select_related("outlet", "engineer__user", "region"), pk=pk
        )
        context = {
            "store": store,
            "stock": list(stock_of(store)),
            "value": value_of(store),
            "movements": list(store.movements.select_related("part", "actor")[:LAST]),
            "may_edit": editable_stores(user).filter(pk=store.pk).exists(),
        }
        return render(request, "parts/store.html", context)


class PartEdit(FormPage):
    """A part of the catalogue."""

    permission = PARTS_EDIT
    form_class = PartForm
    title = gettext_lazy("Part")
    submit = gettext_lazy("Save")

    @cached_property
    def part(self) -> Part:
        """The part of the address, or a fresh one."""
        return get_object_or_404(Part, pk=self.kwargs["pk"]) if "pk" in self.kwargs else Part()

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with the part."""
        return {"instance": self.part}

    def cancel_url(self) -> str:
        """The part, or the list."""
        return reverse("parts:detail", args=[self.part.pk]) if self.part.pk else reverse("parts:list")

    def save(self, form: Any) -> str:
        """Save and show the part."""
        actor: Any = self.request.user
        part = services.save_part(
            actor=actor, part=Part.objects.filter(pk=self.part.pk).first() or Part(), given=form.cleaned_data
        )
        notify(self.request, _("Saved."))
        return reverse("parts:detail", args=[part.pk])


class _StoreDialog(DialogForm):
    permission = PARTS_EDIT

    @cached_property
    def store(self) -> Store:
        """The store of the address, when the person may change its stock."""
        return get_object_or_404(editable_stores(self.actor), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        """The store's page."""
        return reverse("parts:store", args=[self.kwargs["pk"]])

    def form_kwargs(self) -> dict[str, Any]:
        """A fresh operation id makes a repeated click harmless."""
        return {"initial": {"operation": uuid.uuid4(), "part": self.request.GET.get("part")}}


class Receive(_StoreDialog):
    """Parts came in."""

    form_class = ReceiveForm
    submit = gettext_lazy("Receive parts")
    icon = "package-import"

    def heading(self) -> str:
        """Names the store."""
        return _("Receive into %(store)s") % {"store": self.store}

    def save(self, form: Any) -> None:
        """Book the receipt."""
        services.receive(actor=self.actor, store=self.store, **form.cleaned_data)
        notify(
            self.request,
            _("%(n)d × %(part)s received.") % {"n": form.cleaned_data["quantity"], "part": form.cleaned_data["part"]},
        )


class Transfer(_StoreDialog):
    """Parts go elsewhere."""

    form_class = TransferForm
    submit = gettext_lazy("Transfer parts")
    icon = "truck-delivery"

    def heading(self) -> str:
        """Names the store."""
        return _("Transfer from %(store)s") % {"store": self.store}

    def form_kwargs(self) -> dict[str, Any]:
        """Targets are stores the person may change."""
        return {**super().form_kwargs(), "user": self.actor, "store": self.store}

    def save(self, form: Any) -> None:
        """Book the transfer."""
        services.transfer(actor=self.actor, source=self.store, **form.cleaned_data)
        notify(self.request, _("%(n)d × %(part)s sent to %(store)s.") % {
            "n": form.cleaned_data["quantity"], "part": form.cleaned_data["part"], "store": form.cleaned_data["target"],
        })  # fmt: skip


class Count(_StoreDialog):
    """Stock was counted."""

    form_class = CountForm
    submit = gettext_lazy("Book count")
    icon = "clipboard-check"

    def heading(self) -> str:
        """Names the store."""
        return _("Count in %(store)s") % {"store": self.store}

    def text(self) -> str:
        """What happens."""
        return _("The difference to the books is written as a movement.")

    def save(self, form: Any) -> None:
        """Book the difference."""
        difference = services.count_stock(actor=self.actor, store=self.store, **form.cleaned_data)
        text = _("Counted; corrected by %(n)+d.") if difference else _("Counted; the books are right.")
        notify(self.request, text % {"n": difference} if difference else text)


class RequestDetail(View):
    """One request: who wants what for which order, and the answer."""

    permission = PARTS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        user: Any = request.user
        wanted = get_object_or_404(visible_requests(user), pk=pk)
        context = {
            "wanted": wanted,
            "sources": sources_for(wanted) if wanted.state == "requested" else [],
            "may_edit": user.may(PARTS_EDIT),
            "can": {
                target: PART_REQUEST.can(wanted.state, target)
                for target in ("approved", "rejected", "shipped", "received", "cancelled")
            },
        }
        return render(request, "parts/request.html", context)


class _RequestDialog(DialogForm):
    permission = PARTS_EDIT

    @cached_property
    def wanted(self) -> PartRequest:
        """The request of the address."""
        return get_object_or_404(visible_requests(self.actor), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        """The request's page."""
        return reverse("parts:request", args=[self.kwargs["pk"]])


class Approve(_RequestDialog):
    """Serve a request from a store."""

    form_class = ApproveForm
    submit = gettext_lazy("Approve request")
    icon = "check"

    def form_kwargs(self) -> dict[str, Any]:
        """Stores that have enough."""
        return {"request": self.wanted}

    def heading(self) -> str:
        """Names request and part."""
        return _("Approve %(number)s?") % {"number": self.wanted.number}

    def text(self) -> str:
        """What it is about."""
        return f"{self.wanted.quantity} × {self.wanted.part.number} {self.wanted.part} · {self.wanted.engineer}"

    def save(self, form: Any) -> None:
        """Approve."""
        services.decide_request(
            actor=self.actor,
            request_id=self.wanted.pk,
            approve=True,
            answer=form.cleaned_data["answer"],
            source=form.cleaned_data["source"],
        )
        notify(self.request, _("%(number)s approved.") % {"number": self.wanted.number})


class Reject(_RequestDialog):
    """Say no, with a reason."""

    form_class = RejectForm
    submit = gettext_lazy("Reject request")
    icon = "circle-x"
    danger = True

    def heading(self) -> str:
        """Names the request."""
        return _("Reject %(number)s?") % {"number": self.wanted.number}

    def text(self) -> str:
        """What happens."""
        return _("%(name)s reads the reason in the field app.") % {"name": self.wanted.engineer}

    def save(self, form: Any) -> None:
        """Reject."""
        services.decide_request(
            actor=self.actor, request_id=self.wanted.pk, approve=False, answer=form.cleaned_data["answer"]
        )
        notify(self.request, _("%(number)s rejected.") % {"number": self.wanted.number})


class _RequestStep(View, ABC):
    done: Any

    @abstractmethod
    def act(self, user: Any, wanted: PartRequest) -> None:
        """The service call."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it and go back."""
        user: Any = request.user
        wanted = get_object_or_404(visible_requests(user), pk=pk)
        try:
            self.act(user, wanted)
            notify(request, self.done % {"number": wanted.number})
        except BusinessError as error:
            notify(request, str(error.message), level="error")
        return HttpResponseRedirect(reverse("parts:request", args=[pk]))


class Ship(_RequestStep):
    """The part leaves its store."""

    permission = PARTS_EDIT
    done = gettext_lazy("%(number)s is on its way.")

    def act(self, user: Any, wanted: PartRequest) -> None:
        """Ship."""
        services.ship_request(actor=user, request_id=wanted.pk)


class ShipPieces(_RequestDialog):
    """A tracked part leaves its store; the pieces that came first are proposed."""

    form_class = ShipForm
    submit = gettext_lazy("Ship part")
    icon = "truck-delivery"

    def form_kwargs(self) -> dict[str, Any]:
        """What the request wants."""
        return {"request": self.wanted}

    def heading(self) -> str:
        """Names the request."""
        return _("Which pieces go out for %(number)s?") % {"number": self.wanted.number}

    def text(self) -> str:
        """What it is about."""
        return f"{self.wanted.quantity} × {self.wanted.part.number} {self.wanted.part} · {self.wanted.source}"

    def save(self, form: Any) -> None:
        """Ship."""
        services.ship_request(actor=self.actor, request_id=self.wanted.pk, pieces=form.cleaned_data["pieces"])
        notify(self.request, _("%(number)s is on its way.") % {"number": self.wanted.number})


class Receipt(_RequestStep):
    """The engineer has the part; a store keeper may confirm it for him."""

    permission = PARTS_EDIT
    done = gettext_lazy("%(number)s is in the van.")

    def act(self, user: Any, wanted: PartRequest) -> None:
        """Receive."""
        services.receive_request(actor=user, request_id=wanted.pk)


class Withdraw(_RequestStep):
    """Not needed any more."""

    permission = PARTS_EDIT
    done = gettext_lazy("%(number)s is cancelled.")

    def act(self, user: Any, wanted: PartRequest) -> None:
        """Cancel."""
        services.cancel_request(actor=user, request_id=wanted.pk)
