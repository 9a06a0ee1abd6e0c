"""Plans of whole days on the screen: the list with how far each is, asking for one, giving one up."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import ORDERS_DISPATCH
from callout.accounts.models import Region, User
from callout.dispatching.labels import PLAN_ANSWERS, PLAN_CAUSES, PLAN_STATES
from callout.dispatching.planning import runs
from callout.dispatching.planning.models import PlanRun
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.lists import ChoiceFilter, Column, Empty, ListPage, PageAction, RelationFilter, Tab
from callout.foundation.ui.toasts import notify
from callout.workforce.selectors import visible_regions


class PlanForm(forms.Form):
    """Which day of which region, how long to search, and what to do with the plan."""

    region = forms.ModelChoiceField(label=gettext_lazy("Region"), queryset=Region.objects.none())
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    seconds = forms.IntegerField(
        label=gettext_lazy("Seconds to search"), min_value=1, max_value=runs.MOST_SECONDS, initial=30,
        help_text=gettext_lazy("Of processor time. A longer search finds a better plan."),
    )  # fmt: skip
    apply = forms.BooleanField(
        label=gettext_lazy("Put the plan into force at once"), required=False,
        help_text=gettext_lazy("Otherwise it waits on the board as a draft."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = user.scope_for(ORDERS_DISPATCH)
        known = visible_regions(user, ORDERS_DISPATCH)
        regions = Region.objects.filter(pk__in=[row.pk for row in known if whole.covers(row.pk, None)])
        field: Any = self.fields["region"]
        field.queryset, field.initial = regions, regions.first()
        self.fields["day"].initial = timezone.localdate() + timedelta(days=1)


class PlanList(ListPage):
    """Searches for better plans, newest first."""

    permission = ORDERS_DISPATCH
    name = "plans"
    title = gettext_lazy("Plans of days")
    model = PlanRun
    default_sort = "-asked"
    action = PageAction(gettext_lazy("Plan a day"), "calendar-time", "dispatching:plan-day", ORDERS_DISPATCH)
    tabs = (
        Tab("all", gettext_lazy("All")),
        Tab("open", gettext_lazy("Under way"), Q(state__in=("queued", "running"))),
        Tab("failed", gettext_lazy("Failed"), Q(state="failed"), tone="danger"),
    )
    columns = (
        Column("asked", gettext_lazy("Asked for"), value="asked_at", sort="id", area="top", fixed=True),
        Column("region", gettext_lazy("Region"), value="region", sort="region__name_zh", area="title"),
        Column("day", gettext_lazy("Day"), value="day", sort="day", area="when"),
        Column("by", gettext_lazy("By"), value=lambda row: row.asked_by or PLAN_CAUSES[row.cause], area="meta"),
        Column("orders", gettext_lazy("Orders planned"), value="orders", end=True),
        Column("engineers", gettext_lazy("Engineers"), value="engineers", end=True, hidden=True),
        Column("state", gettext_lazy("State"), value=lambda row: PLAN_STATES[row.state], sort="state",
               template="dispatching/cells/plan_state.html", area="state"),
        Column("moved", gettext_lazy("Moves"), value="moved", end=True),
        Column("refused", gettext_lazy("Moves refused"), value="refused", end=True, hidden=True),
        Column("error", gettext_lazy("Error"), value="error", hidden=True, clip=True),
    )  # fmt: skip
    filters = (
        RelationFilter("region", gettext_lazy("Region"), field="region", icon="map-pin", rows=visible_regions),
        ChoiceFilter("answer", gettext_lazy("Result"), choices=list(PLAN_ANSWERS.items())),
    )
    empty = Empty(
        gettext_lazy("No plan yet"), gettext_lazy("Have tomorrow planned as a whole, or let a policy do it."),
        "calendar-time",
    )  # fmt: skip

    def queryset(self, user: Any) -> QuerySet[PlanRun]:
        """Plans of what the person dispatches."""
        return PlanRun.objects.visible_to(user).select_related("region", "asked_by", "draft")


class PlanDay(DialogForm):
    """Have a day planned."""

    permission = ORDERS_DISPATCH
    form_class = PlanForm
    submit = gettext_lazy("Plan the day")
    icon = "calendar-time"

    def heading(self) -> str:
        """What is asked for."""
        return _("Plan a day as a whole")

    def text(self) -> str:
        """What it does and what it leaves alone."""
        return _("What has begun, is locked or begins soon stays where it is.")

    def back_url(self) -> str:
        """The list, where one sees how far it is."""
        return reverse("dispatching:plans")

    def form_kwargs(self) -> dict[str, Any]:
        """The regions one may choose."""
        return {"user": self.actor}

    def save(self, form: Any) -> None:
        """Queue it."""
        given = form.cleaned_data
        runs.ask(
            actor=self.actor, region_id=given["region"].pk, day=given["day"], seconds=given["seconds"],
            apply=given["apply"],
        )  # fmt: skip
        notify(self.request, _("%(region)s is being planned.") % {"region": given["region"]})


class _PlanView(View):
    permission = ORDERS_DISPATCH

    @cached_property
    def run(self) -> PlanRun:
        """The plan of the address."""
        rows = PlanRun.objects.visible_to(User.of(self.request)).select_related("draft")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def show(self) -> HttpResponse:
        """How far it is; once it is over the list reads itself again."""
        answer = render(self.request, "dispatching/cells/plan_state.html", {"row": self.run})
        if not self.run.open:
            answer["HX-Trigger"] = json.dumps({"list:reload": ""})
        return answer


class PlanProgress(_PlanView):
    """How far a plan is."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asked every two seconds while it runs."""
        return self.show()


class PlanStop(_PlanView):
    """Give a plan up."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The plan in force stays."""
        self.run = runs.stop(actor=User.of(request), run_id=self.run.pk)
        return self.show()
