"""Forms of what engineers work with, of territories, and of what outlets take and are paid by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import WORKFORCE_EDIT
from callout.accounts.models import User
from callout.assets.models import Category
from callout.workforce.models import Crew, Engineer, JobRule, SettlementBasis, Tool, Vehicle
from callout.workforce.selectors import WEEKDAYS, visible_outlets

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
WEEKDAY_NAMES = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
VEHICLE_KINDS = (("car", _("car")), ("van", _("delivery van")), ("truck", _("truck")), ("scooter", _("scooter")))
VEHICLE_STATES = (("ready", _("ready")), ("workshop", _("in the workshop")), ("retired", _("retired")))
UNITS = (("order", _("per order")), ("hour", _("per hour of work")), ("km_band", _("per distance band")))
NAMES = {"code": _("Code"), "name_zh": _("Name in Chinese"), "name_en": _("Name in English")}


class RingField(forms.CharField):
    """Corners of an area, one "longitude, latitude" a line."""

    def __init__(self, **kwargs: Any) -> None:
        hint = _("One corner a line, longitude and latitude, for example: 120.15, 30.28")
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 8}), help_text=hint, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Rings as lines."""
        return "\n".join(f"{lng}, {lat}" for lng, lat in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[tuple[float, float]]:
        """Pairs of degrees."""
        ring = []
        for number, line in enumerate(str(value or "").splitlines(), start=1):
            found = re.findall(r"-?\d+(?:\.\d+)?", line)
            if line.strip() and len(found) != 2:
                raise forms.ValidationError(gettext("Line %(n)d: longitude and latitude.") % {"n": number})
            if found:
                ring.append((float(found[0]), float(found[1])))
        return ring


class AreaForm(forms.Form):
    """What an outlet covers."""

    area = RingField(label=_("Area covered"))


class TerritoryForm(forms.Form):
    """Where an engineer goes."""

    territory = RingField(label=_("Territory"))
    hard = forms.BooleanField(
        label=_("Never outside"), required=False, help_text=_("Otherwise orders outside only cost more.")
    )


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A tool with its two inputs."""

    tool: Tool
    has: forms.BoundField
    until: forms.BoundField


class ToolsForm(forms.Form):
    """Which tools an engineer has, and until when they are inspected."""

    def __init__(self, *args: Any, engineer: Engineer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tools = list(Tool.objects.all())
        present = {row.tool_id: row for row in engineer.engineer_tools.all()}
        for tool in self.tools:
            row = present.get(tool.pk)
            self.fields[f"has_{tool.pk}"] = forms.BooleanField(label=tool.name, required=False, initial=row is not None)
            self.fields[f"until_{tool.pk}"] = forms.DateField(
                label=tool.name, required=False, initial=row.valid_until if row else None, widget=DAY
            )

    @property
    def rows(self) -> Iterator[ToolRow]:
        """Tools with their inputs."""
        return (ToolRow(tool, self[f"has_{tool.pk}"], self[f"until_{tool.pk}"]) for tool in self.tools)

    @property
    def chosen(self) -> dict[int, date | None]:
        """Tool id to the last day of its inspection."""
        given = self.cleaned_data
        return {tool.pk: given[f"until_{tool.pk}"] for tool in self.tools if given[f"has_{tool.pk}"]}


class ToolForm(forms.ModelForm):
    """A tool."""

    class Meta:
        model = Tool
        fields = ["code", "name_zh", "name_en"]
        labels = NAMES


def _engineers(user: User) -> Any:
    rows = Engineer.objects.filter(active=True, outlet__in=visible_outlets(user, WORKFORCE_EDIT))
    return rows.select_related("user", "outlet").order_by("outlet__code", "pk")


class CrewForm(forms.ModelForm):
    """A crew and its members from today."""

    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=Engineer.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
    )

    class Meta:
        model = Crew
        fields = ["code", "name_zh", "name_en", "outlet", "active"]
        labels = {**NAMES, "outlet": _("Outlet"), "active": _("Active")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = visible_outlets(user, WORKFORCE_EDIT)  # type: ignore[attr-defined]
        self.fields["members"].queryset = _engineers(user)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["members"] = list(
                self.instance.members.filter(until=None).values_list("engineer_id", flat=True)
            )

    @property
    def columns(self) -> dict[str, Any]:
        """What goes into the crew's own row."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class VehicleForm(forms.ModelForm):
    """A vehicle."""

    class Meta:
        model = Vehicle
        fields = ["plate", "outlet", "driver", "kind", "state", "speed_factor", "capacity_kg", "range_km"]
        labels = {
            "plate": _("Plate"), "outlet": _("Outlet"), "driver": _("Driver"), "kind": _("Kind"), "state": _("State"),
            "speed_factor": _("Speed, 1 is common"), "capacity_kg": _("Carries, kg"),
            "range_km": _("Range of a day, km"),
        }  # fmt: skip
        help_texts = {"driver": _("Empty: the outlet's pool."), "range_km": _("Empty: no limit.")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = visible_outlets(user, WORKFORCE_EDIT)  # type: ignore[attr-defined]
        self.fields["driver"].queryset = _engineers(user)  # type: ignore[attr-defined]
        self.fields["kind"].choices = list(VEHICLE_KINDS)  # type: ignore[attr-defined]
        self.fields["state"].choices = list(VEHICLE_STATES)  # type: ignore[attr-defined]


class JobRuleForm(forms.ModelForm):
    """What new orders of a category need."""

    class Meta:
        model = JobRule
        fields = ["category", "service_type", "people", "load_kg", "tools"]
        labels = {
            "category": _("Product"), "service_type": _("Service type"), "people": _("Persons needed"),
            "load_kg": _("Load, kg"), "tools": _("Tools"),
        }  # fmt: skip
        help_texts = {"service_type": _("Code of the service type; empty: all.")}
        widgets = {"tools": forms.CheckboxSelectMultiple}

    def clean_people(self) -> int:
        """One to six."""
        people = int(self.cleaned_data["people"])
        if not 1 <= people <= 6:
            raise forms.ValidationError(gettext("1 to 6"))
        return people

    @property
    def columns(self) -> dict[str, Any]:
        """What goes into the rule's own row."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name != "tools"}


class CapacityForm(forms.Form):
    """What an outlet takes on a day or on every such weekday."""

    weekday = forms.TypedChoiceField(
        label=_("Every"), required=False, coerce=int, empty_value=None,
        choices=[("", "—"), *((day, name) for day, name in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True))],
    )  # fmt: skip
    day = forms.DateField(label=_("Or on one day"), required=False, widget=DAY)
    closed = forms.BooleanField(label=_("Closed"), required=False)
    orders = forms.IntegerField(label=_("Orders at most"), required=False, min_value=0, max_value=9999)
    minutes = forms.IntegerField(label=_("Minutes of work at most"), required=False, min_value=0, max_value=30000)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=80)


class BasisForm(forms.Form):
    """By what a partner is paid from a day on."""

    unit = forms.ChoiceField(label=_("Paid"), choices=UNITS, widget=forms.RadioSelect, initial="order")
    category = forms.ModelChoiceField(label=_("Product"), queryset=Category.objects.filter(active=True), required=False)
    service_type = forms.SlugField(label=_("Service type"), required=False, max_length=40)
    bands = forms.CharField(
        label=_("Upper ends of the distance bands, km"), required=False, help_text=_("For example 10 30 50.")
    )
    valid_from = forms.DateField(label=_("From"), widget=DAY)

    def clean_bands(self) -> list[float]:
        """Rising numbers; the action checks their order."""
        try:
            return [float(word) for word in self.cleaned_data["bands"].split()]
        except ValueError as error:
            raise forms.ValidationError(gettext("Numbers parted by blanks.")) from error

    def clean(self) -> dict[str, Any]:
        """Bands only where distance counts."""
        given = super().clean() or {}
        if given.get("unit") != SettlementBasis.Unit.KM_BAND:
            given["bands"] = []
        return given
