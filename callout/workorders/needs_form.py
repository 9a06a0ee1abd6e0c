"""The form of what an order needs; of windows, parts, certificates and links it offers two empty rows more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.parts.models import Part
from callout.workforce.models import Engineer, Skill, Tool
from callout.workorders.labels import LINKS
from callout.workorders.models import WorkOrder
from callout.workorders.needs import Link, Needs

LOCAL = "%Y-%m-%dT%H:%M"


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(label=label, required=False, widget=widget)


class WindowForm(forms.Form):
    """A time at which the customer can be visited."""

    since = _moment(_("From"))
    until = _moment(_("Until"))

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        given = super().clean() or {}
        if bool(given.get("since")) != bool(given.get("until")):
            raise forms.ValidationError(gettext("Both ends of the window."))
        return given


class PartForm(forms.Form):
    """A part that must be in the van."""

    part = forms.ModelChoiceField(
        label=_("Part number"), queryset=Part.objects.all(), to_field_name="number", required=False,
        widget=forms.TextInput, error_messages={"invalid_choice": _("No part has this number.")},
    )  # fmt: skip
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=999, required=False)


class SkillForm(forms.Form):
    """A further skill or certificate."""

    skill = forms.ModelChoiceField(label=_("Skill or certificate"), queryset=Skill.objects.all(), required=False)
    level = forms.IntegerField(label=_("Level"), min_value=1, max_value=5, required=False)


class LinkForm(forms.Form):
    """A tie to another order."""

    kind = forms.ChoiceField(label=_("Tie"), choices=list(LINKS.items()))
    other = forms.ModelChoiceField(
        label=_("Other order"), queryset=WorkOrder.objects.none(), to_field_name="number", required=False,
        widget=forms.TextInput, error_messages={"invalid_choice": _("You see no order with this number.")},
    )  # fmt: skip
    min_gap = forms.IntegerField(label=_("Minutes between, at least"), min_value=0, max_value=100000, required=False)
    max_gap = forms.IntegerField(label=_("At most"), min_value=0, max_value=100000, required=False)

    def __init__(self, *args: Any, orders: QuerySet[WorkOrder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = orders  # type: ignore[attr-defined]


WindowRows = forms.formset_factory(WindowForm, extra=2, max_num=10)
PartRows = forms.formset_factory(PartForm, extra=2, max_num=20)
SkillRows = forms.formset_factory(SkillForm, extra=2, max_num=10)
LinkRows = forms.formset_factory(LinkForm, extra=2, max_num=10)


class NeedsForm(forms.Form):
    """Everything of ``Needs``; an empty row of a list is left out."""

    people = forms.IntegerField(label=_("Persons needed"), min_value=1, max_value=6)
    load_kg = forms.IntegerField(label=_("Load, kg"), min_value=0, max_value=5000)
    tools = forms.ModelMultipleChoiceField(
        label=_("Tools"), queryset=Tool.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    preferred = forms.ModelChoiceField(
        label=_("Preferred engineer"), queryset=Engineer.objects.none(), required=False, empty_label=_("nobody")
    )
    excluded = forms.ModelMultipleChoiceField(
        label=_("Must not go"), queryset=Engineer.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}), help_text=_("Several with Ctrl."),
    )  # fmt: skip
    replan = forms.BooleanField(
        label=_("Plan anew at once"), required=False, help_text=_("Otherwise a booked visit stays as it is.")
    )

    def __init__(
        self, *args: Any, needs: Needs, engineers: QuerySet[Engineer], orders: QuerySet[WorkOrder], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("preferred", "excluded"):
            self.fields[name].queryset = engineers  # type: ignore[attr-defined]
        self.initial = {
            **self.initial, "people": needs.people, "load_kg": needs.load_kg, "tools": sorted(needs.tools),
            "preferred": needs.preferred, "excluded": sorted(needs.excluded),
        }  # fmt: skip
        data = self.data if self.is_bound else None
        self.windows = WindowRows(data, prefix="windows", initial=[{"since": a, "until": b} for a, b in needs.windows])
        self.parts = PartRows(data, prefix="parts", initial=_part_rows(needs))
        self.skills = SkillRows(
            data, prefix="skills", initial=[{"skill": pk, "level": level} for pk, level in needs.skills.items()]
        )
        self.links = LinkRows(data, prefix="links", initial=_link_rows(needs), form_kwargs={"orders": orders})

    @property
    def lists(self) -> tuple[tuple[Any, forms.BaseFormSet], ...]:
        """(heading, rows)"""
        return (
            (_("Times that suit the customer, any of them"), self.windows),
            (_("Parts that must be in the van"), self.parts),
            (_("Further skills and certificates"), self.skills),
            (_("Ties to other orders"), self.links),
        )

    def is_valid(self) -> bool:
        """The form and all its rows."""
        return all([super().is_valid(), *(rows.is_valid() for _heading, rows in self.lists)])

    def needs(self) -> Needs:
        """What was entered."""
        given = self.cleaned_data
        return Needs(
            people=given["people"],
            load_kg=given["load_kg"],
            windows=tuple((row["since"], row["until"]) for row in _filled(self.windows, "since")),
            tools=frozenset(tool.pk for tool in given["tools"]),
            parts={row["part"].pk: row["quantity"] or 1 for row in _filled(self.parts, "part")},
            skills={row["skill"].pk: row["level"] or 1 for row in _filled(self.skills, "skill")},
            links=tuple(_link(row) for row in _filled(self.links, "other")),
            preferred=given["preferred"].pk if given["preferred"] else None,
            excluded=frozenset(engineer.pk for engineer in given["excluded"]),
        )


def _filled(rows: forms.BaseFormSet, name: str) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in rows.forms if form.cleaned_data.get(name)]


def _part_rows(needs: Needs) -> list[dict[str, Any]]:
    numbers = Part.objects.filter(pk__in=needs.parts).in_bulk()
    return [{"part": numbers[pk].number, "quantity": quantity} for pk, quantity in needs.parts.items()]


def _link_rows(needs: Needs) -> list[dict[str, Any]]:
    numbers = WorkOrder.objects.filter(pk__in=[link.other for link in needs.links]).in_bulk()
    return [
        {
            "kind": f"{link.kind}_first" if link.first and link.kind != "together" else link.kind,
            "other": numbers[link.other].number, "min_gap": link.min_gap, "max_gap": link.max_gap,
        }
        for link in needs.links
    ]  # fmt: skip


def _link(row: dict[str, Any]) -> Link:
    kind = row["kind"]
    return Link(
        kind.removesuffix("_first"), row["other"].pk, kind.endswith("_first"), row["min_gap"] or 0, row["max_gap"]
    )  # fmt: skip
