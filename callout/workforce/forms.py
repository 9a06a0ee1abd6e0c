"""Forms of outlets, engineers, skills, shifts and absences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import WORKFORCE_EDIT
from callout.accounts.models import Outlet, Region, User
from callout.assets.models import Category
from callout.foundation.business_time import format_day, parse_day
from callout.workforce.models import Engineer, Shift, Skill
from callout.workforce.selectors import WEEKDAYS, visible_outlets, visible_regions

LOCAL = "%Y-%m-%dT%H:%M"
LEVELS = [(0, "—"), *((n, str(n)) for n in range(1, 6))]


class PhotoForm(forms.Form):
    """A picture of the engineer's face."""

    photo = forms.FileField(
        label=_("Picture"), help_text=_("His face, from the front; the middle square is kept. Customers see it.")
    )


class RegionForm(forms.ModelForm):
    """A regional company."""

    class Meta:
        model = Region
        fields = ["code", "name_zh", "name_en", "city", "latitude", "longitude", "active"]
        labels = {
            "code": _("Code"), "name_zh": _("Name in Chinese"), "name_en": _("Name in English"), "city": _("City"),
            "latitude": _("Latitude"), "longitude": _("Longitude"), "active": _("Active"),
        }  # fmt: skip


class OutletForm(forms.ModelForm):
    """An outlet, the products it may repair and the districts it covers."""

    categories = forms.ModelMultipleChoiceField(
        label=_("Authorised for"),
        queryset=Category.objects.filter(active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    districts = forms.CharField(
        label=_("Districts covered first"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("City and district on each line, for example: 杭州 西湖区"),
    )  # fmt: skip

    class Meta:
        model = Outlet
        fields = [
            "code", "region", "kind", "name_zh", "name_en", "district", "address", "phone", "latitude", "longitude",
            "radius_km", "active",
        ]  # fmt: skip
        labels = {
            "code": _("Code"), "region": _("Region"), "kind": _("Kind"), "name_zh": _("Name in Chinese"),
            "name_en": _("Name in English"), "district": _("District"), "address": _("Address"), "phone": _("Phone"),
            "latitude": _("Latitude"), "longitude": _("Longitude"), "radius_km": _("Radius in km"),
            "active": _("Active"),
        }  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = visible_regions(user, WORKFORCE_EDIT)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("own", _("own")), ("partner", _("partner"))]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["categories"] = list(self.instance.authorisations.values_list("category_id", flat=True))
            self.initial["districts"] = "\n".join(
                f"{row.city} {row.district}" for row in self.instance.districts.order_by("pk")
            )

    def clean_districts(self) -> list[tuple[str, str]]:
        """Pairs of city and district."""
        lines = [line.split() for line in self.cleaned_data["districts"].splitlines() if line.strip()]
        for number, words in enumerate(lines, start=1):
            if len(words) != 2:
                raise forms.ValidationError(
                    gettext("Line %(n)d: a city and a district, parted by a blank.") % {"n": number}
                )
        return [(city[:40], district[:40]) for city, district in lines]

    @property
    def columns(self) -> dict[str, Any]:
        """What goes into the outlet's own row."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class EngineerForm(forms.ModelForm):
    """An engineer's place in the organisation."""

    class Meta:
        model = Engineer
        fields = [
            "user", "outlet", "shift", "level", "max_orders", "max_km", "overtime_minutes", "overtime_factor",
            "latitude", "longitude", "end_latitude", "end_longitude", "active",
        ]  # fmt: skip
        labels = {
            "user": _("Person"), "outlet": _("Outlet"), "shift": _("Shift"), "level": _("Level"),
            "max_orders": _("Orders a day at most"), "latitude": _("Home latitude"), "longitude": _("Home longitude"),
            "active": _("Takes orders"), "max_km": _("One way at most, km"),
            "overtime_minutes": _("Overtime a day at most, minutes"),
            "overtime_factor": _("A minute of overtime costs"), "end_latitude": _("Day ends at latitude"),
            "end_longitude": _("Day ends at longitude"),
        }  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = visible_outlets(user, WORKFORCE_EDIT)  # type: ignore[attr-defined]
        self.fields["level"] = forms.TypedChoiceField(label=_("Level"), choices=LEVELS[1:], coerce=int)
        self.fields["overtime_minutes"].required = self.fields["overtime_factor"].required = False
        if self.instance.pk:
            del self.fields["user"]
        else:
            free = User.objects.filter(
                is_active=True, engineer=None, memberships__role__permissions__contains=["field.use"]
            ).distinct()
            self.fields["user"].queryset = free  # type: ignore[attr-defined]

    def clean_overtime_minutes(self) -> int:
        """Empty: none."""
        return self.cleaned_data["overtime_minutes"] or 0

    def clean_overtime_factor(self) -> float:
        """Empty: half as much again."""
        return self.cleaned_data["overtime_factor"] or 1.5


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill with its two inputs."""

    skill: Skill
    level: forms.BoundField
    until: forms.BoundField


class SkillsForm(forms.Form):
    """Level and certificate of every skill."""

    def __init__(self, *args: Any, engineer: Engineer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.skills = list(Skill.objects.all())
        present = {row.skill_id: row for row in engineer.engineer_skills.all()}
        for skill in self.skills:
            row = present.get(skill.pk)
            self.fields[f"level_{skill.pk}"] = forms.TypedChoiceField(
                label=skill.name, choices=LEVELS, coerce=int, initial=row.level if row else 0
            )
            self.fields[f"until_{skill.pk}"] = forms.DateField(
                label=skill.name,
                required=False,
                initial=row.valid_until if row else None,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    @property
    def rows(self) -> Iterator[SkillRow]:
        """Skills with their inputs."""
        return (SkillRow(skill, self[f"level_{skill.pk}"], self[f"until_{skill.pk}"]) for skill in self.skills)

    @property
    def levels(self) -> dict[int, tuple[int, date | None]]:
        """What was chosen, by skill id."""
        chosen = self.cleaned_data
        return {skill.pk: (chosen[f"level_{skill.pk}"], chosen[f"until_{skill.pk}"]) for skill in self.skills}


class ShiftForm(forms.ModelForm):
    """A weekly pattern, one line of spans for each day."""

    class Meta:
        model = Shift
        fields = ["code", "name_zh", "name_en"]
        labels = {"code": _("Code"), "name_zh": _("Name in Chinese"), "name_en": _("Name in English")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
        for day, name in zip(WEEKDAYS, names, strict=True):
            spans = " ".join(f"{a}-{b}" for a, b in self.instance.week.get(day, []))
            self.fields[f"day_{day}"] = forms.CharField(label=name, required=False, initial=spans, max_length=80)
        breaks = " ".join(f"{n}@{since}-{until}" for n, since, until in self.instance.breaks)
        self.fields["breaks"] = forms.CharField(
            label=_("Flexible breaks"), required=False, initial=breaks, max_length=80,
            help_text=_("Minutes and the window they are taken in, for example 45@11:30-13:30."),
        )  # fmt: skip
        self.fields["day_0"].help_text = _("For example 08:30-12:00 13:30-18:00; empty: free.")

    def clean(self) -> dict[str, Any]:
        """Each day must be readable."""
        given = super().clean() or {}
        for day in WEEKDAYS:
            try:
                given[f"day_{day}"] = format_day(parse_day(given.get(f"day_{day}", "")))
            except ValueError:
                self.add_error(f"day_{day}", gettext("Times like 08:30-12:00 13:30-18:00."))
        return given

    def clean_breaks(self) -> list[list[Any]]:
        """Minutes, from, until of each."""
        found = []
        for word in self.cleaned_data["breaks"].split():
            minutes, _at, window = word.partition("@")
            try:
                (span,) = parse_day(window)
            except ValueError as error:
                raise forms.ValidationError(gettext("Breaks like 45@11:30-13:30.")) from error
            if not minutes.isascii() or not minutes.isdigit() or not 5 <= int(minutes) <= 180:
                raise forms.ValidationError(gettext("A break lasts 5 to 180 minutes."))
            found.append([int(minutes), *str(span).split("-")])
        return found

    @property
    def columns(self) -> dict[str, Any]:
        """Columns of the shift; the week as pairs of times."""
        week = {day: [span.split("-") for span in self.cleaned_data[f"day_{day}"].split()] for day in WEEKDAYS}
        return {
            "code": self.cleaned_data["code"],
            "name_zh": self.cleaned_data["name_zh"],
            "name_en": self.cleaned_data["name_en"],
            "week": week,
            "breaks": self.cleaned_data["breaks"],
        }


class AbsenceForm(forms.Form):
    """When and why somebody is away."""

    starts_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    )
    ends_at = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=80)
