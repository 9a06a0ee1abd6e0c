"""Pages of crews, vehicles, tools, territories, and of an outlet's capacity and settlement."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import WORKFORCE_EDIT
from callout.accounts.models import Outlet
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify
from callout.workforce import kit
from callout.workforce.editing import Edit, OfEngineer, organisation_only
from callout.workforce.kit_forms import (
    AreaForm,
    BasisForm,
    CapacityForm,
    CrewForm,
    JobRuleForm,
    TerritoryForm,
    ToolForm,
    ToolsForm,
    VehicleForm,
)
from callout.workforce.models import Crew, JobRule, OutletCapacity, Tool, Vehicle
from callout.workforce.selectors import visible_outlets


class CrewEdit(Edit):
    """A crew and its members."""

    form_class = CrewForm
    title = gettext_lazy("Crew")

    @cached_property
    def row(self) -> Crew:
        """A crew of an outlet the person may change."""
        rows = Crew.objects.filter(outlet__in=visible_outlets(self.actor, WORKFORCE_EDIT))
        return get_object_or_404(rows, pk=self.kwargs["pk"]) if "pk" in self.kwargs else Crew()

    def form_kwargs(self) -> dict[str, Any]:
        """Only outlets and people within reach are offered."""
        return {"instance": self.row, "user": self.actor}

    def cancel_url(self) -> str:
        """The list."""
        return reverse("workforce:crews")

    def save(self, form: Any) -> str:
        """Save and go back to the list."""
        crew = Crew.objects.filter(pk=self.row.pk).first() or Crew()
        kit.save_crew(actor=self.actor, crew=crew, given=form.columns, members=list(form.cleaned_data["members"]))
        notify(self.request, _("Saved."))
        return self.cancel_url()


class VehicleEdit(Edit):
    """A vehicle."""

    form_class = VehicleForm
    title = gettext_lazy("Vehicle")

    @cached_property
    def row(self) -> Vehicle:
        """A vehicle of an outlet the person may change."""
        rows = Vehicle.objects.filter(outlet__in=visible_outlets(self.actor, WORKFORCE_EDIT))
        return get_object_or_404(rows, pk=self.kwargs["pk"]) if "pk" in self.kwargs else Vehicle()

    def form_kwargs(self) -> dict[str, Any]:
        """Only outlets and people within reach are offered."""
        return {"instance": self.row, "user": self.actor}

    def cancel_url(self) -> str:
        """The list."""
        return reverse("workforce:vehicles")

    def save(self, form: Any) -> str:
        """Save and go back to the list."""
        vehicle = Vehicle.objects.filter(pk=self.row.pk).first() or Vehicle()
        kit.save_vehicle(actor=self.actor, vehicle=vehicle, given=form.cleaned_data)
        notify(self.request, _("Saved."))
        return self.cancel_url()


class ToolEdit(Edit):
    """A tool, known in the whole organisation."""

    form_class = ToolForm
    title = gettext_lazy("Tool")

    @cached_property
    def row(self) -> Tool:
        """The tool of the address."""
        organisation_only(self.actor)
        return get_object_or_404(Tool, pk=self.kwargs["pk"]) if "pk" in self.kwargs else Tool()

    def cancel_url(self) -> str:
        """The list."""
        return reverse("workforce:tools")

    def save(self, form: Any) -> str:
        """Save and go back to the list."""
        tool = Tool.objects.filter(pk=self.row.pk).first() or Tool()
        kit.save_tool(actor=self.actor, tool=tool, given=form.cleaned_data)
        notify(self.request, _("Saved."))
        return self.cancel_url()


class JobRuleEdit(Edit):
    """What new orders of a category need, in the whole organisation."""

    form_class = JobRuleForm
    title = gettext_lazy("What jobs need")

    @cached_property
    def row(self) -> JobRule:
        """The rule of the address."""
        organisation_only(self.actor)
        return get_object_or_404(JobRule, pk=self.kwargs["pk"]) if "pk" in self.kwargs else JobRule()

    def cancel_url(self) -> str:
        """The list."""
        return reverse("workforce:job-rules")

    def save(self, form: Any) -> str:
        """Save and go back to the list."""
        rule = JobRule.objects.filter(pk=self.row.pk).first() or JobRule()
        kit.save_job_rule(actor=self.actor, rule=rule, given=form.columns, tools=list(form.cleaned_data["tools"]))
        notify(self.request, _("Saved."))
        return self.cancel_url()


class EngineerTools(OfEngineer):
    """Which tools he has."""

    form_class = ToolsForm
    title = gettext_lazy("Tools")
    submit = gettext_lazy("Save")
    partial_name = "workforce/tools_form.html"
    template_name = "workforce/tools.html"

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with what he has."""
        return {"engineer": self.engineer}

    def save(self, form: Any) -> str:
        """Save and show the engineer."""
        kit.set_tools(actor=self.actor, engineer=self.engineer, tools=form.chosen)
        notify(self.request, _("Saved."))
        return self.cancel_url()


class Territory(OfEngineer):
    """Where he goes."""

    form_class = TerritoryForm
    title = gettext_lazy("Territory")
    submit = gettext_lazy("Save")

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with his territory."""
        return {"initial": {"territory": self.engineer.territory, "hard": self.engineer.territory_hard}}

    def save(self, form: Any) -> str:
        """Save and show the engineer."""
        kit.set_territory(
            actor=self.actor,
            engineer=self.engineer,
            ring=form.cleaned_data["territory"],
            hard=form.cleaned_data["hard"],
        )
        notify(self.request, _("Saved."))
        return self.cancel_url()


class _OfOutlet:
    """Common to pages and dialogs about one outlet."""

    permission = WORKFORCE_EDIT
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def outlet(self) -> Outlet:
        """An outlet the person may change."""
        user: Any = self.request.user
        return get_object_or_404(visible_outlets(user, WORKFORCE_EDIT), pk=self.kwargs["pk"])

    def back_url(self) -> str:
        """The outlet."""
        return reverse("workforce:outlet", args=[self.outlet.pk])


class Area(_OfOutlet, FormPage):
    """What it covers."""

    form_class = AreaForm
    title = gettext_lazy("Area covered")
    submit = gettext_lazy("Save")

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with its area."""
        return {"initial": {"area": self.outlet.area}}

    def cancel_url(self) -> str:
        """The outlet."""
        return self.back_url()

    def save(self, form: Any) -> str:
        """Save and show the outlet."""
        kit.set_area(actor=self.request.user, outlet=self.outlet, ring=form.cleaned_data["area"])  # type: ignore[arg-type]
        notify(self.request, _("Saved."))
        return self.back_url()


class CapacityAdd(_OfOutlet, DialogForm):
    """A limit or a holiday."""

    form_class = CapacityForm
    submit = gettext_lazy("Save")
    icon = "calendar-off"

    def heading(self) -> str:
        """Names the outlet."""
        return _("Capacity of %(outlet)s") % {"outlet": self.outlet}

    def text(self) -> str:
        """What it means."""
        return _("New orders are not planned on full or closed days; what is booked stays.")

    def save(self, form: Any) -> None:
        """Enter it."""
        kit.set_capacity(actor=self.actor, outlet=self.outlet, **form.cleaned_data)
        notify(self.request, _("Saved."))


class CapacityRemove(_OfOutlet, View):
    """The day is like any other again."""

    def post(self, request: HttpRequest, pk: int, capacity: int) -> HttpResponse:
        """Remove it and show the outlet."""
        row = get_object_or_404(OutletCapacity, pk=capacity, outlet=self.outlet)
        kit.remove_capacity(actor=request.user, row=row)  # type: ignore[arg-type]
        notify(request, _("Removed."))
        return HttpResponseRedirect(self.back_url())


class BasisAdd(_OfOutlet, DialogForm):
    """By what a partner is paid from a day on."""

    form_class = BasisForm
    submit = gettext_lazy("Save")
    icon = "receipt"

    def heading(self) -> str:
        """Names the outlet."""
        return _("Settlement of %(outlet)s") % {"outlet": self.outlet}

    def text(self) -> str:
        """What it means."""
        return _("Each finished order notes its quantity by the most particular basis; amounts are set in billing.")

    def save(self, form: Any) -> None:
        """Enter it."""
        kit.add_basis(actor=self.actor, outlet=self.outlet, given=form.cleaned_data)
        notify(self.request, _("Saved."))
