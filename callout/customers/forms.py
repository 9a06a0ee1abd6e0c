"""Forms for customers, sites and contacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import CUSTOMERS_EDIT
from callout.accounts.models import Region, User
from callout.customers.models import Customer, Site
from callout.customers.services import CustomerInput, SiteInput

KINDS = [(Customer.Kind.PERSON, _("Person")), (Customer.Kind.ORGANISATION, _("Organisation"))]
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]


def regions_of(user: User) -> QuerySet[Region]:
    """Regions in which the person may change customers."""
    scope = user.scope_for(CUSTOMERS_EDIT)
    active = Region.objects.filter(active=True)
    return (
        active if scope.everything else active.filter(Q(pk__in=scope.regions) | Q(outlets__in=scope.outlets)).distinct()
    )


class CustomerForm(forms.Form):
    """A customer's file. The stored number is never shown: an empty field keeps it."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"css": "half"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, widget=forms.RadioSelect(attrs={"css": "half"}))
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"css": "half", "inputmode": "tel"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"css": "half"}))
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), widget=forms.Select(attrs={"css": "half"})
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect(attrs={"css": "half"})
    )
    level = forms.CharField(
        label=_("Customer level"), max_length=20, required=False, widget=forms.TextInput(attrs={"css": "half"})
    )
    reminder = forms.CharField(
        label=_("Reminder for everyone"),
        max_length=200,
        required=False,
        help_text=_("Shown at the desk and to the engineer."),
    )
    may_message = forms.BooleanField(label=_("May be texted"), required=False)

    def __init__(self, *args: Any, user: User, customer: Customer | None = None, **kwargs: Any) -> None:
        self.customer = customer
        super().__init__(*args, **{"initial": self._initial(customer), **kwargs})
        region: Any = self.fields["region"]
        region.queryset = regions_of(user)
        if customer:
            self.fields["phone"].help_text = _("Empty keeps the number on file.")
            self.fields["email"].help_text = _("Empty keeps the address on file.")

    def _initial(self, customer: Customer | None) -> dict[str, Any]:
        if customer is None:
            return {"kind": Customer.Kind.PERSON, "language": "zh-hans", "may_message": True}
        names = ("name", "kind", "region", "language", "level", "reminder", "may_message")
        return {name: getattr(customer, name) for name in names}

    @property
    def given(self) -> CustomerInput:
        """The cleaned values as the services take them."""
        data = dict(self.cleaned_data)
        if self.customer:
            data["phone"] = data["phone"] or self.customer.phone
            data["email"] = data["email"] or self.customer.email
            data["parent"] = self.customer.parent
        return CustomerInput(**data)


class SiteForm(forms.Form):
    """A place. Without a position the region's centre is used until the first visit."""

    label = forms.CharField(
        label=_("Label"), max_length=60, required=False, widget=forms.TextInput(attrs={"css": "half"})
    )
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), widget=forms.Select(attrs={"css": "half"})
    )
    city = forms.CharField(label=_("City"), max_length=40, widget=forms.TextInput(attrs={"css": "half"}))
    district = forms.CharField(label=_("District"), max_length=40, widget=forms.TextInput(attrs={"css": "half"}))
    street = forms.CharField(label=_("Street and number"), max_length=200)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        widget=forms.NumberInput(attrs={"css": "half"}),
    )
    longitude = forms.FloatField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        widget=forms.NumberInput(attrs={"css": "half"}),
    )
    access_note = forms.CharField(label=_("How to get in"), max_length=200, required=False)

    def __init__(
        self, *args: Any, user: User, site: Site | None = None, region: Region | None = None, **kwargs: Any
    ) -> None:
        self.site = site
        names = ("label", "region", "city", "district", "latitude", "longitude", "access_note")
        initial = (
            {name: getattr(site, name) for name in names}
            if site
            else {"region": region, "city": region.city if region else ""}
        )
        super().__init__(*args, **{"initial": initial, **kwargs})
        choice: Any = self.fields["region"]
        choice.queryset = regions_of(user)
        if site:
            self.fields["street"].required = False
            self.fields["street"].help_text = _("Empty keeps the street on file.")

    @property
    def given(self) -> SiteInput:
        """The cleaned values as the services take them."""
        data = dict(self.cleaned_data)
        region: Region = data["region"]
        if data["latitude"] is None or data["longitude"] is None:
            data["latitude"], data["longitude"] = region.latitude or 0.0, region.longitude or 0.0
        data["street"] = data["street"] or (self.site.street if self.site else "")
        return SiteInput(**data, hazards=self.site.hazards if self.site else [])


class ContactForm(forms.Form):
    """A person to talk to."""

    name = forms.CharField(label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"css": "half"}))
    title = forms.CharField(
        label=_("Position"), max_length=60, required=False, widget=forms.TextInput(attrs={"css": "half"})
    )
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
