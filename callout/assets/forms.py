"""The form of an asset."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.assets.models import Asset, Product, SafetyNotice
from callout.assets.services import AssetInput
from callout.customers.models import Customer, Site

STATES: list[tuple[str, str | Promise]] = [
    (Asset.State.ACTIVE, _("In use")),
    (Asset.State.STORED, _("In store")),
    (Asset.State.RETIRED, _("Retired")),
]
_DAY = {"type": "date", "css": "third"}


class SiteChoice(forms.ModelChoiceField):
    """Sites by label and district; the street stays hidden."""

    def label_from_instance(self, obj: Any) -> str:
        """Home · 杭州西湖区."""
        return f"{obj.label} · {obj}" if obj.label else str(obj)


class AssetForm(forms.Form):
    """A device of one customer. Versions are lines of ``component = version``."""

    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), widget=forms.Select(attrs={"css": "half"})
    )
    serial = forms.CharField(
        label=_("Serial number"), max_length=60, widget=forms.TextInput(attrs={"css": "half", "autocomplete": "off"})
    )
    barcode = forms.CharField(
        label=_("Barcode"), max_length=60, required=False, widget=forms.TextInput(attrs={"css": "half"})
    )
    batch = forms.CharField(
        label=_("Batch"), max_length=30, required=False, widget=forms.TextInput(attrs={"css": "half"})
    )
    site = SiteChoice(label=_("Site"), queryset=Site.objects.none(), widget=forms.Select(attrs={"css": "half"}))
    place = forms.CharField(
        label=_("Where in the building"), max_length=60, required=False, widget=forms.TextInput(attrs={"css": "half"})
    )
    purchased_on = forms.DateField(
        label=_("Bought on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY)
    )
    accepted_on = forms.DateField(
        label=_("Installed on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY)
    )
    warranty_until = forms.DateField(
        label=_("Warranty stated until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY),
        help_text=_("Empty: counted from installation by the category's term."),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("State"), choices=STATES, widget=forms.RadioSelect, initial=Asset.State.ACTIVE)
    versions = forms.CharField(
        label=_("Versions"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line: firmware = 2.4.1"),
    )

    def __init__(self, *args: Any, customer: Customer, asset: Asset | None = None, **kwargs: Any) -> None:
        self.customer = customer
        super().__init__(*args, **{"initial": self._initial(asset, customer), **kwargs})
        product: Any = self.fields["product"]
        product.queryset = self._products(asset)
        site: Any = self.fields["site"]
        site.queryset = customer.sites.all()

    def _products(self, asset: Asset | None) -> QuerySet[Product]:
        known = Product.objects.select_related("category").filter(active=True)
        return known | Product.objects.select_related("category").filter(pk=asset.product_id) if asset else known

    def _initial(self, asset: Asset | None, customer: Customer) -> dict[str, Any]:
        if asset is None:
            return {"site": customer.sites.first(), "state": Asset.State.ACTIVE}
        names = [name for name in self.base_fields if name != "versions"]
        lines = "\n".join(f"{name} = {version}" for name, version in asset.versions.items())
        return {**{name: getattr(asset, name) for name in names}, "versions": lines}

    def clean_versions(self) -> dict[str, str]:
        """Lines as a mapping."""
        found: dict[str, str] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["versions"].splitlines())):
            name, equals, version = line.partition("=")
            if not equals or not name.strip() or not version.strip():
                raise forms.ValidationError(gettext("Write each line as: component = version"))
            found[name.strip()] = version.strip()
        return found

    @property
    def given(self) -> AssetInput:
        """The cleaned values as the services take them."""
        return AssetInput(customer=self.customer, **self.cleaned_data)


class SafetyNoticeForm(forms.ModelForm):
    """A short warning in both languages."""

    class Meta:
        model = SafetyNotice
        fields = ["category", "product", "text_zh", "text_en", "since", "until"]
        labels = {
            "category": _("Category"), "product": _("Only this product"), "text_zh": _("Notice in Chinese"),
            "text_en": _("Notice in English"), "since": _("Since"), "until": _("Until"),
        }  # fmt: skip
        widgets = {
            "since": forms.DateInput(_DAY, format="%Y-%m-%d"),
            "until": forms.DateInput(_DAY, format="%Y-%m-%d"),
            "text_zh": forms.Textarea({"rows": 2}),
            "text_en": forms.Textarea({"rows": 2}),
        }

    def clean(self) -> dict[str, Any]:
        """The product belongs to the category, and the end lies behind the beginning."""
        data = super().clean() or {}
        product, since, until = data.get("product"), data.get("since"), data.get("until")
        if product and data.get("category") and product.category_id != data["category"].pk:
            self.add_error("product", gettext("This product belongs to another category."))
        if since and until and until < since:
            self.add_error("until", gettext("Not before it begins."))
        return data
