"""What the clerk fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callout.feedback.models import Callback
from callout.feedback.policy import MYSTERY_QUESTIONS


class CallForm(forms.Form):
    """The customer's answers on the telephone; a mystery check has questions about conduct."""

    solved = forms.TypedChoiceField(
        label=_("Is it repaired?"),
        choices=[("yes", _("Solved")), ("no", _("Not solved"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask whether it is solved.")},
    )
    rating = forms.TypedChoiceField(
        label=_("Stars"),
        choices=[(n, str(n)) for n in range(1, 6)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask for one to five stars.")},
    )
    answers = forms.MultipleChoiceField(
        label=_("Conduct"), choices=list(MYSTERY_QUESTIONS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    comment = forms.CharField(
        label=_("In the customer's words"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, callback: Callback, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if callback.kind != Callback.Kind.MYSTERY:
            del self.fields["answers"]

    def conduct(self) -> dict[str, bool]:
        """The mystery questions with yes or no; empty for other calls."""
        if "answers" not in self.fields:
            return {}
        return {code: code in self.cleaned_data["answers"] for code in MYSTERY_QUESTIONS}
