"""Forms of the dispatcher."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from callout.accounts.models import User
from callout.dispatching.labels import CHOICES, MODE_HINTS, MODES
from callout.dispatching.models import Policy
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


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=120)


class ResolutionForm(forms.Form):
    """What a person did about it."""

    resolution = forms.CharField(label=_("What did you do?"), max_length=120)


class PolicyForm(forms.ModelForm):
    """How a region dispatches."""

    mode = forms.ChoiceField(label=_("Mode"), choices=list(MODES.items()), widget=forms.RadioSelect)
    preemption = forms.ChoiceField(
        label=_("Less urgent work gives way to emergencies"), choices=list(CHOICES.items()), widget=forms.RadioSelect,
        help_text=_("Only when nobody would come in time. Started and locked visits never give way."),
    )  # fmt: skip
    reoptimise = forms.ChoiceField(
        label=_("A better plan found in the background"), choices=list(CHOICES.items()), widget=forms.RadioSelect
    )

    class Meta:
        model = Policy
        fields = [
            "mode", "acceptance_minutes", "max_refusals", "pool_minutes", "outlet_minutes", "escalate_minutes",
            "preemption", "reoptimise", "freeze_minutes", "churn_minutes", "keep_accepted",
        ]  # fmt: skip
        labels = {
            "acceptance_minutes": _("Minutes to answer"), "max_refusals": _("Refusals before a person is told"),
            "pool_minutes": _("Minutes in the pool"), "outlet_minutes": _("Minutes an outlet has to assign"),
            "escalate_minutes": _("Minutes until the next level is told"),
            "freeze_minutes": _("Frozen minutes before a visit"),
            "churn_minutes": _("Price of moving a promised time, in minutes"),
            "keep_accepted": _("What an engineer has accepted stays with him"),
        }  # fmt: skip
        help_texts = {
            "acceptance_minutes": _("Of the engineer's working time; then the next best is asked. 0: no limit."),
            "max_refusals": _("0: never, the next one is always asked."),
            "freeze_minutes": _("The machine moves nothing that begins so soon."),
            "churn_minutes": _("A better plan must save more than this for each customer it moves."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mode"].help_text = " ".join(f"{MODES[name]}: {hint}" for name, hint in MODE_HINTS.items())
