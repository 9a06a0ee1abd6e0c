"""What may be done with a case and its visits, each in a dialog that says what happens to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.cases.actions import CaseDialog
from callout.cases.forms import MergeForm, ReasonForm, ResolveForm
from callout.contact_centre import services
from callout.foundation.ui.toasts import notify
from callout.workorders import services as order_services


class Resolve(CaseDialog):
    """Solved without a (further) visit."""

    form_class = ResolveForm
    submit = gettext_lazy("Resolve case")
    icon = "circle-check"

    def heading(self) -> str:
        """Names the case."""
        return _("Resolve %(number)s?") % {"number": self.number}

    def text(self) -> str:
        """What happens to whom."""
        return _("The answer is kept, planned visits are cancelled, and the customer is asked whether it helped.")

    def save(self, form: forms.BaseForm) -> Any:
        """Keep the answer and resolve."""
        services.solve(actor=self.actor, case_id=self.case.pk, result=form.cleaned_data["result"])
        notify(self.request, _("%(number)s is resolved.") % {"number": self.number})


class Cancel(CaseDialog):
    """The request is withdrawn."""

    form_class = ReasonForm
    submit = gettext_lazy("Cancel case")
    icon = "ban"
    danger = True

    def heading(self) -> str:
        """Names the case."""
        return _("Cancel %(number)s?") % {"number": self.number}

    def text(self) -> str:
        """What happens to whom."""
        return _("Its planned visits are cancelled and their engineers told.")

    def save(self, form: forms.BaseForm) -> Any:
        """Cancel the case with its orders."""
        order_services.cancel_case(actor=self.actor, case_id=self.case.pk, reason=form.cleaned_data["reason"])
        notify(self.request, _("%(number)s is cancelled.") % {"number": self.number})


class Merge(CaseDialog):
    """A duplicate goes into another case."""

    form_class = MergeForm
    submit = gettext_lazy("Merge case")
    icon = "git-merge"
    danger = True

    def form_kwargs(self) -> dict[str, Any]:
        """Only open cases of the same customer are offered."""
        return {"case": self.case}

    def heading(self) -> str:
        """Names the case."""
        return _("Merge %(number)s into another case?") % {"number": self.number}

    def text(self) -> str:
        """What happens to whom."""
        return _("This one ends and its planned visits are cancelled; the other goes on.")

    def save(self, form: forms.BaseForm) -> Any:
        """End the duplicate."""
        target = form.cleaned_data["into"]
        services.merge_duplicate(actor=self.actor, case_id=self.case.pk, into_id=target.pk)
        notify(self.request, _("%(number)s is now part of %(into)s.") % {"number": self.number, "into": target.number})


class OpenVisit(CaseDialog):
    """Somebody has to go (again)."""

    form_class = forms.Form
    submit = gettext_lazy("Open visit")
    icon = "tool"

    def heading(self) -> str:
        """Names the case."""
        return _("Open a visit for %(number)s?") % {"number": self.number}

    def text(self) -> str:
        """What happens to whom."""
        return _("Dispatch books the best free engineer within seconds; he and the customer are told.")

    def save(self, form: forms.BaseForm) -> Any:
        """Open it; dispatch reacts."""
        order = order_services.open_visit(actor=self.actor, case=self.case)
        notify(self.request, _("Order %(number)s opened.") % {"number": order.number})
