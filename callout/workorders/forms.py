"""Forms of the order page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from callout.workorders.labels import CANCEL_REASONS


class CancelForm(forms.Form):
    """Why the visit is not needed."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", ""), *CANCEL_REASONS.items()])
    note = forms.CharField(label=_("Note"), required=False, max_length=80)

    def text(self) -> str:
        """The reason in words, with the note."""
        words = str(CANCEL_REASONS[self.cleaned_data["reason"]])
        note = self.cleaned_data["note"].strip()
        return f"{words}: {note}" if note else words


class ReturnVisitForm(forms.Form):
    """When a carried-over order may go out again."""

    not_before = forms.DateTimeField(
        label=_("Not before"), required=False, help_text=_("Empty: as soon as possible."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
