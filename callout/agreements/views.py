"""Agreements, service levels and calendars."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import AGREEMENTS_EDIT, AGREEMENTS_VIEW
from callout.agreements import services
from callout.agreements.forms import AgreementForm
from callout.agreements.labels import KINDS, MILESTONES, SEVERITIES, WEEKDAYS
from callout.agreements.models import Agreement, Calendar, ServiceLevel, ServiceTarget
from callout.customers.models import Customer
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify


class AgreementDetail(View):
    """One contract or extended warranty."""

    permission = AGREEMENTS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        user: Any = request.user
        rows = Agreement.objects.visible_to(user).select_related("customer__region", "level")
        agreement = get_object_or_404(rows, pk=pk)
        today = timezone.localdate()
        context = {
            "agreement": agreement,
            "kind": KINDS[agreement.kind],
            "assets": list(agreement.assets.select_related("product", "site")),
            "running": agreement.starts_on <= today <= agreement.ends_on,
            "over": agreement.ends_on < today,
            "may_edit": user.may(AGREEMENTS_EDIT),
        }
        return render(request, "agreements/detail.html", context)


class _AgreementForm(FormPage):
    permission = AGREEMENTS_EDIT
    form_class = AgreementForm

    @property
    def _actor(self) -> Any:
        return self.request.user


class AgreementCreate(_AgreementForm):
    """A new contract of a customer."""

    title = gettext_lazy("New contract")
    submit = gettext_lazy("Create contract")

    @cached_property
    def customer(self) -> Customer:
        """The customer of the address, when the person may see it."""
        return get_object_or_404(Customer.objects.visible_to(self._actor), pk=self.kwargs["customer"])

    def form_kwargs(self) -> dict[str, Any]:
        """The customer decides which assets are offered."""
        return {"customer": self.customer}

    def cancel_url(self) -> str:
        """Back to the customer."""
        return reverse("customers:detail", args=[self.kwargs["customer"]])

    def save(self, form: Any) -> str:
        """The new contract's address."""
        agreement = services.create_agreement(actor=self._actor, given=form.given)
        notify(self.request, _("Contract %(number)s created.") % {"number": agreement.number})
        return reverse("agreements:detail", args=[agreement.pk])


class AgreementEdit(_AgreementForm):
    """Change a contract."""

    title = gettext_lazy("Change contract")
    submit = gettext_lazy("Save contract")

    @cached_property
    def agreement(self) -> Agreement:
        """The contract of the address, when the person may see it."""
        rows = Agreement.objects.visible_to(self._actor).select_related("customer", "level")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with the contract."""
        return {"customer": self.agreement.customer, "agreement": self.agreement}

    def cancel_url(self) -> str:
        """Back to the contract."""
        return reverse("agreements:detail", args=[self.kwargs["pk"]])

    def save(self, form: Any) -> str:
        """Back to the contract."""
        services.change_agreement(actor=self._actor, agreement_id=self.agreement.pk, given=form.given)
        notify(self.request, _("Saved."))
        return self.cancel_url()


class LevelDetail(View):
    """What a service level promises, by severity."""

    permission = AGREEMENTS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Targets as a table: severities down, promises across."""
        level = get_object_or_404(ServiceLevel.objects.select_related("calendar"), pk=pk)
        targets: dict[tuple[int, str], ServiceTarget] = {
            (row.severity, row.milestone): row for row in level.targets.all()
        }
        rows = [
            {"severity": str(int(severity)), "targets": [_target(targets.get((severity, kind))) for kind in MILESTONES]}
            for severity in SEVERITIES
        ]
        versions = list(ServiceLevel.objects.filter(code=level.code).order_by("-version"))
        context = {"level": level, "rows": rows, "milestones": list(MILESTONES.values()), "versions": versions}
        return render(request, "agreements/level.html", context)


def _target(row: ServiceTarget | None) -> dict[str, Any] | None:
    """A target with its allowances in seconds, as the duration filter reads them."""
    if row is None:
        return None
    night = row.night_minutes * 60 if row.night_minutes else None
    return {"row": row, "allowed": row.minutes * 60, "night": night}


class CalendarDetail(View):
    """Opening hours of a week and the days that differ."""

    permission = AGREEMENTS_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        calendar = get_object_or_404(Calendar, pk=pk)
        week = [(label, _hours(calendar.week.get(str(day), []))) for day, label in enumerate(WEEKDAYS)]
        days = [{"day": row.day, "note": row.note, "hours": _hours(row.spans)} for row in calendar.days.all()]
        return render(request, "agreements/calendar.html", {"calendar": calendar, "week": week, "days": days})


def _hours(spans: list[list[str]]) -> str:
    return " · ".join(f"{start}–{end}" for start, end in spans)
