"""The form of an agreement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callout.agreements.labels import KINDS
from callout.agreements.models import Agreement, ServiceLevel
from callout.agreements.services import AgreementInput
from callout.assets.models import Asset
from callout.customers.models import Customer

_DAY = {"type": "date", "css": "half"}


class AgreementForm(forms.Form):
    """Term, service level, what is free, which assets."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=list(KINDS.items()), widget=forms.RadioSelect, initial=Agreement.Kind.CONTRACT
    )
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY))
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY))
    level = forms.ModelChoiceField(
        label=_("Service level"), queryset=ServiceLevel.objects.filter(current=True), required=False,
        empty_label=_("the category's own"), widget=forms.Select(attrs={"css": "half"}),
    )  # fmt: skip
    visit = forms.BooleanField(label=_("Call-out free"), required=False, initial=True)
    labour = forms.BooleanField(label=_("Labour free"), required=False, initial=True)
    parts = forms.BooleanField(label=_("Parts free"), required=False)
    assets = forms.ModelMultipleChoiceField(
        label=_("Assets"), queryset=Asset.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None picked: all assets of the customer."),
    )  # fmt: skip

    def __init__(self, *args: Any, customer: Customer, agreement: Agreement | None = None, **kwargs: Any) -> None:
        self.customer = customer
        names = [name for name in self.base_fields if name != "assets"]
        initial = (
            {name: getattr(agreement, name) for name in names} | {"assets": agreement.assets.all()} if agreement else {}
        )
        super().__init__(*args, **{"initial": initial, **kwargs})
        assets: Any = self.fields["assets"]
        assets.queryset = customer.assets.select_related("product")

    @property
    def given(self) -> AgreementInput:
        """The cleaned values as the services take them."""
        return AgreementInput(customer=self.customer, **self.cleaned_data)
