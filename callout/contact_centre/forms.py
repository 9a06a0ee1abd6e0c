"""What an agent types at the desk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.accounts.models import Region, User
from callout.agreements.labels import SEVERITIES
from callout.agreements.models import Severity
from callout.assets import selectors as assets
from callout.assets.forms import SiteChoice
from callout.assets.models import Asset, Code, Product
from callout.assets.selectors import Understood
from callout.cases.models import Case, Channel, ServiceType
from callout.contact_centre.models import Call
from callout.contact_centre.windows import window_of
from callout.customers.forms import KINDS, regions_of
from callout.customers.models import Customer, Site
from callout.customers.services import CustomerInput, SiteInput
from callout.workforce.models import OutletDistrict
from callout.workorders.intake import Request

BY_HAND = "hand"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the request is about and on which call."""

    customer: Customer
    assets: tuple[Asset, ...]
    call: Call | None = None


class RequestForm(forms.Form):
    """A request as the caller tells it. Errors name the field and keep everything else as typed."""

    asset = forms.ModelChoiceField(label=_("Asset"), queryset=Asset.objects.none(), required=False)
    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.none(), required=False, empty_label=_("not known")
    )
    site = SiteChoice(
        label=_("Site"), queryset=Site.objects.none(), required=False, empty_label=_("where the asset stands")
    )
    description = forms.CharField(
        label=_("In the customer's words"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )
    symptom = forms.ModelChoiceField(label=_("Symptom"), queryset=Code.objects.none(), required=False)
    symptom_by = forms.CharField(max_length=4, required=False)
    device_code = forms.CharField(label=_("Code on the display"), max_length=20, required=False)
    service_type = forms.ModelChoiceField(
        label=_("Service"), queryset=ServiceType.objects.filter(active=True), empty_label=None, widget=forms.RadioSelect
    )
    severity = forms.TypedChoiceField(
        label=_("Urgency"),
        choices=list(SEVERITIES.items()),
        coerce=int,
        initial=Severity.NORMAL,
        widget=forms.RadioSelect,
    )
    contact_name = forms.CharField(label=_("On-site contact"), max_length=80, required=False)
    contact_phone = forms.CharField(
        label=_("Contact phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    note_to_engineer = forms.CharField(
        label=_("Note to the engineer"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("gate code, parking, pets")}),
    )
    window = forms.CharField(max_length=20, required=False)
    repeat_of = forms.ModelChoiceField(queryset=Case.objects.none(), required=False)
    mark = forms.UUIDField(required=False)

    def __init__(self, *args: Any, user: User, subject: Subject, **kwargs: Any) -> None:
        self.user, self.subject = user, subject
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        customer = subject.customer
        fields["asset"].queryset = (
            Asset.objects.visible_to(user).filter(customer=customer).select_related("product__category", "site")
        )
        fields["product"].queryset = Product.objects.filter(active=True).select_related("category")
        fields["site"].queryset = customer.sites.select_related("region")
        fields["symptom"].queryset = Code.objects.filter(kind=Code.Kind.SYMPTOM)
        fields["repeat_of"].queryset = Case.objects.visible_to(user).filter(
            customer=customer, resolved_at__isnull=False
        )

    def clean_window(self) -> Any:
        """The wanted window; one that has passed meanwhile must be chosen again."""
        key = self.cleaned_data["window"]
        window = window_of(key, timezone.now()) if key else None
        if key and window is None:
            raise forms.ValidationError(gettext("This time has passed; choose another."))
        return window

    def clean_contact_phone(self) -> str:
        """Digits enough to dial."""
        number = self.cleaned_data["contact_phone"].strip()
        digits = sum(character.isdigit() for character in number)
        if number and not 7 <= digits <= 15:
            raise forms.ValidationError(
                gettext("A phone number has 7 to 15 digits; this one has %(n)d.") % {"n": digits}
            )
        return number

    def request(self, *, visit: bool = True) -> Request:
        """The cleaned form as the intake takes it."""
        data = self.cleaned_data
        window, understood = data.get("window"), self.understood
        return Request(
            customer=self.subject.customer,
            channel=Channel.PHONE,
            service_type=data["service_type"],
            description=data.get("description", ""),
            severity=data.get("severity") or Severity.NORMAL,
            site=data.get("site"),
            asset=data.get("asset"),
            product=data.get("product"),
            symptom=self.settled_symptom,
            device_code=data.get("device_code") or understood.device_code,
            contact_name=data.get("contact_name", ""),
            contact_phone=data.get("contact_phone") or (self.subject.call.caller if self.subject.call else ""),
            wanted_from=window.begins if window else None,
            wanted_until=window.ends if window else None,
            note_to_engineer=data.get("note_to_engineer", ""),
            repeat_of=data.get("repeat_of"),
            visit=visit,
            external_id=self._once(),
        )

    def _once(self) -> str:
        """What tells this request apart: the same form sent twice is one, changed in between it is another."""
        mark = self.cleaned_data.get("mark")
        typed = repr([self.data.get(name, "") for name in self.fields])
        return f"{mark.hex}:{hashlib.sha256(typed.encode()).hexdigest()[:16]}" if mark else ""

    @cached_property
    def understood(self) -> Understood:
        """What the words say, for the product group as far as known."""
        return assets.understand(self.cleaned_data.get("description", ""), self.category_id)

    @property
    def settled_symptom(self) -> Code | None:
        """The symptom picked by hand, when it belongs to the product group; else the best one understood."""
        picked = self.cleaned_data.get("symptom")
        known = {code.pk for code in assets.symptoms(self.category_id)} if self.category_id else set()
        if picked and picked.pk in known and self.cleaned_data.get("symptom_by") == BY_HAND:
            return picked
        return next(iter(self.understood.symptoms), None)

    @property
    def category_id(self) -> int | None:
        """The product group the request is about, as far as known."""
        data = getattr(self, "cleaned_data", {})
        asset, product = data.get("asset"), data.get("product")
        return asset.product.category_id if asset else product.category_id if product else None


class QuickCustomerForm(forms.Form):
    """A caller nobody knows yet: enough to send somebody."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autofocus": True, "css": "half"})
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=KINDS, initial=Customer.Kind.PERSON, widget=forms.RadioSelect(attrs={"css": "half"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "css": "half"}),
    )
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), empty_label=None, widget=forms.Select(attrs={"css": "half"})
    )
    city = forms.CharField(
        label=_("City"), max_length=40, widget=forms.TextInput(attrs={"css": "half", "list": "cities"})
    )
    district = forms.CharField(
        label=_("District"), max_length=40, widget=forms.TextInput(attrs={"css": "half", "list": "districts"})
    )
    street = forms.CharField(label=_("Street and number"), max_length=200)

    def __init__(self, *args: Any, user: User, call: Call | None = None, **kwargs: Any) -> None:
        self.call = call
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.queryset = regions_of(user)
        if call and call.caller:
            self.fields["phone"].help_text = gettext("Empty: the number of this call.")
        else:
            self.fields["phone"].required = True

    def customer(self) -> CustomerInput:
        """The person or organisation."""
        data = self.cleaned_data
        phone = data["phone"] or (self.call.caller if self.call else "")
        return CustomerInput(name=data["name"], kind=data["kind"], phone=phone, region=data["region"])

    def site(self) -> SiteInput:
        """The address, placed at the outlet that covers the district, else at the region's centre."""
        data = self.cleaned_data
        region: Region = data["region"]
        latitude, longitude = _position(region, data["city"], data["district"])
        return SiteInput(
            region=region,
            city=data["city"],
            district=data["district"],
            street=data["street"],
            latitude=latitude,
            longitude=longitude,
        )


def _position(region: Region, city: str, district: str) -> tuple[float, float]:
    covering = (
        OutletDistrict.objects.filter(district=district, city=city, outlet__active=True)
        .select_related("outlet")
        .first()
    )
    if covering:
        return covering.outlet.latitude, covering.outlet.longitude
    return region.latitude or 0.0, region.longitude or 0.0
