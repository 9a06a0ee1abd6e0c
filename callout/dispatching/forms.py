"""Forms of the dispatcher."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from callout.accounts.models import User
from callout.workforce.models import Engineer

LOCAL = "%Y-%m-%dT%H:%M"


def engineers_for(user: User, region_id: int) -> QuerySet[Engineer]:
    """Engineers at work in the order's region whom the person sees, by outlet."""
    rows = Engineer.objects.visible_to(user).filter(active=True, user__is_active=True, outlet__region_id=region_id)
    return rows.select_related("user", "outlet").order_by("outlet__code", "pk")


class EngineerField(forms.ModelChoiceField):
    """Engineers with their outlet."""

    def label_from_instance(self, obj: Any) -> str:
        """周建国 · 文三路网点."""
        return f"{obj} · {obj.outlet}"


class PlaceForm(forms.Form):
    """Who and when."""

    engineer = EngineerField(label=_("Engineer"), queryset=Engineer.objects.none(), empty_label=None)
    starts_at = forms.DateTimeField(
        label=_("Begins"),
        input_formats=[LOCAL, f"{LOCAL}:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 300}, format=LOCAL),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, engineers: QuerySet[Engineer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engineer"].queryset = engineers  # type: ignore[attr-defined]


class TakeBackForm(forms.Form):
    """Why the engineer does not go, and what then."""

    reason = forms.CharField(label=_("Reason"), max_length=120)
    then = forms.ChoiceField(
        label=_("Then"),
        choices=[("keep", _("I assign it")), ("replan", _("Plan automatically"))],
        initial="keep",
        widget=forms.RadioSelect,
    )


class AssignManyForm(forms.Form):
    """One engineer for several orders, each at his next free time."""

    engineer = EngineerField(label=_("Engineer"), queryset=Engineer.objects.none(), empty_label=None)

    def __init__(self, *args: Any, engineers: QuerySet[Engineer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engineer"].queryset = engineers  # type: ignore[attr-defined]
