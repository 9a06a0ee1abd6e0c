"""Forms of a case's actions: each asks only what the service needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callout.cases.labels import CHANNELS, WAITING_FOR
from callout.cases.models import Case, Channel

SAID_CHANNELS = (Channel.NOTE, Channel.PHONE, Channel.CHAT, Channel.EMAIL, Channel.WECHAT)


class NoteForm(forms.Form):
    """A note among ourselves, or what was said with the customer on a channel."""

    body = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.TextInput(
            attrs={"aria-label": _("Note"), "placeholder": _("Write a note, or what was said"), "autocomplete": "off"}
        ),
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[(c, CHANNELS[c]) for c in SAID_CHANNELS], required=False,
        widget=forms.Select(attrs={"aria-label": _("Channel"), "class": "auto"}),
    )  # fmt: skip


class WaitForm(forms.Form):
    """What the case waits for; the clocks pause with the reason on the receipt."""

    waiting_for = forms.ChoiceField(label=_("We wait for"), choices=list(WAITING_FOR.items()), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("In words"), max_length=120, required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ResolveForm(forms.Form):
    """Nothing closes without a result."""

    result = forms.CharField(label=_("What helped"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    """The customer's confirmation."""

    rating = forms.TypedChoiceField(
        label=_("The customer gives"),
        choices=[(n, str(n)) for n in range(1, 6)],
        coerce=int,
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("1 is poor, 5 is excellent; leave it open when not asked."),
    )
    confirmed = forms.BooleanField(label=_("The customer confirms that it is solved"))


class MergeForm(forms.Form):
    """Which open case of the same customer goes on."""

    into = forms.ModelChoiceField(
        label=_("Goes on as"), queryset=Case.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = Case.objects.open().filter(customer_id=case.customer_id).exclude(pk=case.pk)
        into.label_from_instance = lambda row: f"{row.number} {row.title}"
