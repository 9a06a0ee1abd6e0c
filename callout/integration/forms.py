"""Forms of tokens, webhooks and imports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import PERMISSIONS
from callout.accounts.models import User
from callout.foundation.events import event_types
from callout.integration.imports.labels import FIELD_LABELS
from callout.integration.imports.mapping import FIELDS, REQUIRED


def _permissions() -> list[tuple[str, str]]:
    return [(code, str(found.label)) for code, found in PERMISSIONS.items()]


def _events() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(event_types)]


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What uses it, e.g. the ERP."))
    user = forms.ModelChoiceField(
        label=_("Acts as"), queryset=User.objects.filter(is_active=True).order_by("username"),
        help_text=_("It reaches what this person reaches, at most."),
    )  # fmt: skip
    permissions = forms.MultipleChoiceField(
        label=_("Permissions"), choices=_permissions, widget=forms.CheckboxSelectMultiple
    )
    networks = forms.CharField(
        label=_("Only from"),
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "10.0.0.0/8 192.0.2.7"}),
        help_text=_("Addresses or networks, separated by blanks. A stolen token is worth nothing elsewhere."),
    )
    expires_at = forms.DateTimeField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "css": "half"}),
    )


class EndpointForm(forms.Form):
    """Where events go."""

    name = forms.CharField(label=_("Name"), max_length=80)
    url = forms.CharField(label=_("Address"), max_length=300, widget=forms.URLInput(attrs={"placeholder": "https://"}))
    events = forms.MultipleChoiceField(
        label=_("Events"), choices=_events, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None picked: all events."),
    )  # fmt: skip


class UploadForm(forms.Form):
    """The file, and a mapping when there is one."""

    file = forms.FileField(label=_("File"), help_text=_("CSV or Excel; the first row holds the column names."))
    mapping = forms.FileField(
        label=_("Mapping"),
        required=False,
        help_text=_("A JSON file of an earlier import; else you choose the columns."),
    )


class ColumnsForm(forms.Form):
    """Which column is which field, and what to do with unknown customers."""

    kind = forms.SlugField(
        label=_("Origin"), max_length=30, help_text=_("Rows of one origin with the same number are imported once.")
    )
    create = forms.BooleanField(label=_("Create unknown customers"), required=False)
    city = forms.CharField(label=_("City of new customers"), max_length=40, required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((name, name) for name in columns if name)]
        for name in FIELDS:
            self.fields[f"field_{name}"] = forms.ChoiceField(
                label=FIELD_LABELS[name], choices=choices, required=name in REQUIRED
            )

    def clean(self) -> dict[str, Any]:
        """New customers need a place."""
        data = super().clean() or {}
        if data.get("create") and not (
            data.get("city") and data.get("latitude") is not None and data.get("longitude") is not None
        ):
            self.add_error("city", _("New customers need a city with its position."))
        return data

    def mapping(self) -> dict[str, Any]:
        """The mapping that the choices make."""
        data = self.cleaned_data
        fields = {name: {"columns": [data[f"field_{name}"]]} for name in FIELDS if data.get(f"field_{name}")}
        customer: dict[str, Any] = {"create": data["create"]}
        if data["create"]:
            customer["default_place"] = {name: data[name] for name in ("city", "latitude", "longitude")}
        return {"kind": data["kind"].lower(), "fields": fields, "customer": customer}
