"""Pages of regions, outlets, engineers and shifts."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import WORKFORCE_EDIT, WORKFORCE_VIEW
from callout.accounts.models import Outlet, Region
from callout.foundation.file_types import MAX_BYTES
from callout.foundation.ui.toasts import notify
from callout.workforce import services
from callout.workforce.coverage import coverage, territory
from callout.workforce.editing import Edit, OfEngineer, editable_engineer, may_edit
from callout.workforce.forms import AbsenceForm, EngineerForm, OutletForm, PhotoForm, RegionForm, ShiftForm, SkillsForm
from callout.workforce.models import Absence, Engineer, Shift
from callout.workforce.panels import ENGINEER_PANELS, OUTLET_PANELS
from callout.workforce.portraits import portrait_of, set_portrait
from callout.workforce.selectors import WEEKDAYS, read_capacity, visible_outlets, visible_regions


class OutletDetail(View):
    """One outlet: what it covers, who works there."""

    permission = WORKFORCE_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; sections of other apps follow their permissions."""
        user: Any = request.user
        outlet = get_object_or_404(visible_outlets(user), pk=pk)
        engineers = (
            Engineer.objects.visible_to(user)
            .filter(outlet=outlet)
            .select_related("user", "shift")
            .order_by("-active", "pk")
        )
        context = {
            "outlet": outlet,
            "engineers": list(engineers),
            "districts": list(outlet.districts.order_by("city", "district")),
            "authorisations": list(outlet.authorisations.select_related("category").order_by("category__code")),
            "capacities": list(read_capacity(outlet)),
            "score": outlet.scores.first(),
            "bases": list(outlet.settlement_bases.select_related("category")),
            "vehicles": list(outlet.vehicles.exclude(state="retired").select_related("driver__user")),
            "coverage": coverage(outlet, engineers),
            "panels": OUTLET_PANELS.draw(request, outlet),
            "side_panels": OUTLET_PANELS.draw(request, outlet, side=True),
            "may_edit": may_edit(user, outlet.region_id, outlet.pk),
        }
        return render(request, "workforce/outlet.html", context)


class EngineerDetail(View):
    """One engineer: skills, shift, absences."""

    permission = WORKFORCE_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; sections of other apps follow their permissions."""
        user: Any = request.user
        engineer = get_object_or_404(
            Engineer.objects.visible_to(user).select_related("user", "outlet__region", "shift"), pk=pk
        )
        today = timezone.localdate()
        skills = engineer.engineer_skills.select_related("skill").order_by("-level", "skill_id")
        context = {
            "engineer": engineer,
            "skills": [(row, bool(row.valid_until and row.valid_until < today)) for row in skills],
            "tools": [
                (row, bool(row.valid_until and row.valid_until < today))
                for row in engineer.engineer_tools.select_related("tool")
            ],
            "vehicle": engineer.vehicles.filter(state="ready").first(),
            "crew": engineer.crew_memberships.filter(until=None).select_related("crew").first(),
            "coverage": territory(engineer),
            "absences": list(engineer.absences.filter(ends_at__gt=timezone.now()).order_by("starts_at")),
            "week": [(day, engineer.shift.week.get(day, [])) for day in WEEKDAYS],
            "portrait": portrait_of(engineer.pk),
            "panels": ENGINEER_PANELS.draw(request, engineer),
            "side_panels": ENGINEER_PANELS.draw(request, engineer, side=True),
            "may_edit": may_edit(user, engineer.outlet.region_id, engineer.outlet_id),
        }
        return render(request, "workforce/engineer.html", context)


class RegionEdit(Edit):
    """A regional company."""

    form_class = RegionForm
    title = gettext_lazy("Region")

    @cached_property
    def row(self) -> Region:
        """A region the person may change whole; new ones need the whole organisation."""
        if "pk" not in self.kwargs:
            return Region()
        return get_object_or_404(visible_regions(self.actor, WORKFORCE_EDIT), pk=self.kwargs["pk"])

    def cancel_url(self) -> str:
        """The list."""
        return reverse("workforce:regions")

    def save(self, form: Any) -> str:
        """Save and go back to the list."""
        services.save_region(
            actor=self.actor, region=Region.objects.filter(pk=self.row.pk).first() or Region(), given=form.cleaned_data
        )
        notify(self.request, _("Saved."))
        return self.cancel_url()


class OutletEdit(Edit):
    """An outlet with coverage and authorisations."""

    form_class = OutletForm
    title = gettext_lazy("Outlet")

    @cached_property
    def row(self) -> Outlet:
        """An outlet the person may change."""
        if "pk" not in self.kwargs:
            return Outlet()
        return get_object_or_404(visible_outlets(self.actor, WORKFORCE_EDIT), pk=self.kwargs["pk"])

    def form_kwargs(self) -> dict[str, Any]:
        """Only regions the person may change are offered."""
        return {"instance": self.row, "user": self.actor}

    def cancel_url(self) -> str:
        """The outlet, or the list."""
        return reverse("workforce:outlet", args=[self.row.pk]) if self.row.pk else reverse("workforce:outlets")

    def save(self, form: Any) -> str:
        """Save and show the outlet."""
        outlet = services.save_outlet(
            actor=self.actor, outlet=Outlet.objects.filter(pk=self.row.pk).first() or Outlet(), given=form.columns,
            categories=form.cleaned_data["categories"], districts=form.cleaned_data["districts"],
        )  # fmt: skip
        notify(self.request, _("Saved."))
        return reverse("workforce:outlet", args=[outlet.pk])


class EngineerEdit(Edit):
    """An engineer."""

    form_class = EngineerForm
    title = gettext_lazy("Engineer")

    @cached_property
    def row(self) -> Engineer:
        """An engineer of an outlet the person may change."""
        if "pk" not in self.kwargs:
            return Engineer()
        return editable_engineer(self.actor, self.kwargs["pk"])

    def form_kwargs(self) -> dict[str, Any]:
        """Only outlets the person may change are offered."""
        return {"instance": self.row, "user": self.actor}

    def cancel_url(self) -> str:
        """The engineer, or the list."""
        return reverse("workforce:engineer", args=[self.row.pk]) if self.row.pk else reverse("workforce:engineers")

    def save(self, form: Any) -> str:
        """Save and show the engineer."""
        engineer = services.save_engineer(
            actor=self.actor,
            engineer=Engineer.objects.filter(pk=self.row.pk).first() or Engineer(),
            given=form.cleaned_data,
        )
        notify(self.request, _("Saved."))
        return reverse("workforce:engineer", args=[engineer.pk])


class Photo(OfEngineer):
    """The photograph that customers see before he comes."""

    form_class = PhotoForm
    title = gettext_lazy("Photograph")
    submit = gettext_lazy("Save")

    def save(self, form: Any) -> str:
        """Keep it."""
        photo = form.cleaned_data["photo"]
        set_portrait(actor=self.actor, engineer=self.engineer, name=photo.name, data=photo.read(MAX_BYTES + 1))
        notify(self.request, _("Saved."))
        return self.cancel_url()


class Skills(OfEngineer):
    """Levels and certificates."""

    form_class = SkillsForm
    title = gettext_lazy("Skills")
    submit = gettext_lazy("Save skills")
    partial_name = "workforce/skills_form.html"
    template_name = "workforce/skills.html"

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with what he can do."""
        return {"engineer": self.engineer}

    def save(self, form: Any) -> str:
        """Save and show the engineer."""
        services.set_skills(actor=self.actor, engineer=self.engineer, levels=form.levels)
        notify(self.request, _("Saved."))
        return self.cancel_url()


class AbsenceAdd(OfEngineer):
    """Somebody will be away."""

    form_class = AbsenceForm
    title = gettext_lazy("Absence")
    submit = gettext_lazy("Enter absence")

    def save(self, form: Any) -> str:
        """Enter it and show the engineer."""
        services.add_absence(actor=self.actor, engineer=self.engineer, **form.cleaned_data)
        notify(
            self.request,
            _("Absence entered; planned visits of %(name)s in that time go to others.") % {"name": self.engineer},
        )
        return self.cancel_url()


class AbsenceRemove(View):
    """Works after all."""

    permission = WORKFORCE_EDIT

    def post(self, request: HttpRequest, pk: int, absence: int) -> HttpResponse:
        """Remove it and show the engineer."""
        user: Any = request.user
        engineer = editable_engineer(user, pk)
        row = get_object_or_404(Absence.objects.select_related("engineer__outlet"), pk=absence, engineer=engineer)
        services.remove_absence(actor=user, absence=row)
        notify(request, _("Absence removed."))
        return HttpResponseRedirect(reverse("workforce:engineer", args=[engineer.pk]))


class ShiftEdit(Edit):
    """A weekly pattern."""

    form_class = ShiftForm
    title = gettext_lazy("Shift")

    @cached_property
    def row(self) -> Shift:
        """The shift of the address."""
        return get_object_or_404(Shift, pk=self.kwargs["pk"]) if "pk" in self.kwargs else Shift()

    def cancel_url(self) -> str:
        """The list."""
        return reverse("workforce:shifts")

    def save(self, form: Any) -> str:
        """Save and go back to the list."""
        services.save_shift(
            actor=self.actor, shift=Shift.objects.filter(pk=self.row.pk).first() or Shift(), given=form.columns
        )
        notify(self.request, _("Saved."))
        return self.cancel_url()
