"""What may be done with a case, each in a dialog that says what happens. Actions on visits are contact_centre's."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.accounts.access import CASES_EDIT
from callout.cases import selectors, services
from callout.cases.forms import CloseForm, ReasonForm, WaitForm
from callout.cases.models import Case
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.toasts import notify


class CaseDialog(DialogForm):
    """A dialog over a case's page."""

    permission = CASES_EDIT

    @cached_property
    def case(self) -> Case:
        """The case of the address, when the person may see it."""
        user: Any = self.request.user
        return selectors.case_for(user, self.kwargs["number"])

    def back_url(self) -> str:
        """The case's page."""
        return reverse("cases:detail", args=[self.case.number])

    @property
    def number(self) -> str:
        """The case's number."""
        return self.case.number


class Wait(CaseDialog):
    """Put a case on hold."""

    form_class = WaitForm
    submit = gettext_lazy("Hold case")
    icon = "player-pause"

    def heading(self) -> str:
        """Names the case."""
        return _("Hold %(number)s?") % {"number": self.number}

    def text(self) -> str:
        """What happens."""
        return _("Its clocks stop until work goes on; the receipt keeps the reason.")

    def save(self, form: forms.BaseForm) -> Any:
        """Hold it."""
        data = form.cleaned_data
        services.wait(actor=self.actor, case_id=self.case.pk, waiting_for=data["waiting_for"], reason=data["reason"])
        notify(self.request, _("%(number)s is on hold.") % {"number": self.number})


class Resume(CaseDialog):
    """What we waited for has come."""

    form_class = forms.Form
    submit = gettext_lazy("Resume case")
    icon = "player-play"

    def heading(self) -> str:
        """Names the case."""
        return _("Resume %(number)s?") % {"number": self.number}

    def text(self) -> str:
        """What happens."""
        return _("Its clocks run again from now.")

    def save(self, form: forms.BaseForm) -> Any:
        """Let it run."""
        services.resume(actor=self.actor, case_id=self.case.pk)
        notify(self.request, _("%(number)s goes on.") % {"number": self.number})


class Close(CaseDialog):
    """The customer confirmed."""

    form_class = CloseForm
    submit = gettext_lazy("Close case")
    icon = "lock"

    def heading(self) -> str:
        """Names the case."""
        return _("Close %(number)s?") % {"number": self.number}

    def text(self) -> str:
        """What happens."""
        return _("Nothing is left to do. “Not solved” can still reopen it.")

    def save(self, form: forms.BaseForm) -> Any:
        """Close it."""
        services.close(actor=self.actor, case_id=self.case.pk, rating=form.cleaned_data["rating"])
        notify(self.request, _("%(number)s is closed.") % {"number": self.number})


class Reopen(CaseDialog):
    """The customer says it is not solved."""

    form_class = ReasonForm
    submit = gettext_lazy("Reopen case")
    icon = "refresh"

    def heading(self) -> str:
        """Names the case."""
        return _("Reopen %(number)s?") % {"number": self.number}

    def text(self) -> str:
        """What happens."""
        return _("It gets new promised times and a new visit, free of charge as a repeat where the terms say so.")

    def save(self, form: forms.BaseForm) -> Any:
        """Open it again."""
        services.reopen(actor=self.actor, case_id=self.case.pk, reason=form.cleaned_data["reason"])
        notify(self.request, _("%(number)s is open again.") % {"number": self.number})
