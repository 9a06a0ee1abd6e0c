"""Assets and the catalogue: an asset's whole life, changes, codes in both languages."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import ASSETS_EDIT, ASSETS_VIEW
from callout.assets import passport, services
from callout.assets.forms import STATES, AssetForm
from callout.assets.models import Asset, Code, CodeSet
from callout.assets.panels import ASSET_PANELS
from callout.customers.models import Customer
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify


class AssetDetail(View):
    """The machine's passport."""

    permission = ASSETS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; sections of other apps follow their permissions."""
        user: Any = request.user
        rows = Asset.objects.visible_to(user).select_related("product__category", "customer", "site", "parent__product")
        asset = get_object_or_404(rows, pk=pk)
        context = {
            "asset": asset,
            "state": dict(STATES)[asset.state],
            "components": list(asset.components.select_related("product")),
            "panels": ASSET_PANELS.draw(request, asset),
            "side_panels": ASSET_PANELS.draw(request, asset, side=True),
            "label": passport.label_of(asset),
            "may_edit": user.may(ASSETS_EDIT),
        }
        return render(request, "assets/detail.html", context)


class AssetCreate(FormPage):
    """Put a device of a customer on file."""

    permission = ASSETS_EDIT
    form_class = AssetForm
    title = gettext_lazy("New asset")
    submit = gettext_lazy("Add asset")

    @cached_property
    def customer(self) -> Customer:
        """The owner, when the person may see him."""
        user: Any = self.request.user
        return get_object_or_404(Customer.objects.visible_to(user), pk=self.kwargs["customer"])

    def form_kwargs(self) -> dict[str, Any]:
        """The owner decides which sites are offered."""
        return {"customer": self.customer}

    def cancel_url(self) -> str:
        """Back to the owner."""
        return reverse("customers:detail", args=[self.kwargs["customer"]])

    def save(self, form: Any) -> str:
        """The new asset's address."""
        user: Any = self.request.user
        asset = services.create_asset(actor=user, given=form.given)
        notify(self.request, _("%(serial)s is on file.") % {"serial": asset.serial})
        return reverse("assets:detail", args=[asset.pk])


class AssetEdit(FormPage):
    """Change what is on file."""

    permission = ASSETS_EDIT
    form_class = AssetForm
    title = gettext_lazy("Change asset")
    submit = gettext_lazy("Save asset")

    @cached_property
    def asset(self) -> Asset:
        """The asset of the address, when the person may see it."""
        user: Any = self.request.user
        rows = Asset.objects.visible_to(user).select_related("product", "customer", "site")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with the passport."""
        return {"customer": self.asset.customer, "asset": self.asset}

    def cancel_url(self) -> str:
        """Back to the asset."""
        return reverse("assets:detail", args=[self.kwargs["pk"]])

    def save(self, form: Any) -> str:
        """Back to the asset."""
        user: Any = self.request.user
        services.change_asset(actor=user, asset_id=self.asset.pk, given=form.given)
        notify(self.request, _("Saved."))
        return self.cancel_url()


class CodeSetDetail(View):
    """One version of a category's codes, both languages side by side."""

    permission = ASSETS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Codes by kind, each with what it narrows to."""
        code_set = get_object_or_404(CodeSet.objects.select_related("category"), pk=pk)
        codes = list(code_set.codes.prefetch_related("narrows"))
        labels = [
            (Code.Kind.SYMPTOM, _("Symptoms")),
            (Code.Kind.OBJECT, _("Objects")),
            (Code.Kind.CAUSE, _("Causes")),
            (Code.Kind.ACTION, _("Actions")),
        ]
        groups = [
            {"kind": kind, "label": label, "codes": [code for code in codes if code.kind == kind]}
            for kind, label in labels
        ]
        versions = list(CodeSet.objects.filter(category_id=code_set.category_id).order_by("-version"))
        return render(request, "assets/code_set.html", {"code_set": code_set, "groups": groups, "versions": versions})
