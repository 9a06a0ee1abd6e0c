"""A plan in the making: asked for by a person, a command or by what happened, with how far it is."""

from __future__ import annotations

from django.db import models

from callout.accounts.access import ORDERS_DISPATCH
from callout.accounts.models import Outlet, Region, User
from callout.dispatching.board.models import Draft


class PlanRunQuerySet(models.QuerySet["PlanRun"]):
    """Rows of PlanRun by who may see them."""

    def visible_to(self, user: User) -> PlanRunQuerySet:
        """Plans of the regions and outlets the person dispatches."""
        return self.filter(user.scope_for(ORDERS_DISPATCH).q(region="region_id", outlet="outlet_id"))


class PlanRun(models.Model):
    """One search for a better plan of a day 排程: who asked, how far it is, what came of it.

    ``seconds`` of processor time are its limit, ``share`` how much of it is used (0 to 1). ``cancel`` is seen within a
    second; the best plan until then is thrown away. ``answer`` says what was done with the plan.
    """

    audited = False  # each change it makes is audited where it is made

    class State(models.TextChoices):
        QUEUED = "queued", "queued"
        RUNNING = "running", "running"
        DONE = "done", "done"
        CANCELLED = "cancelled", "cancelled"
        FAILED = "failed", "failed"

    class Cause(models.TextChoices):
        PERSON = "person", "a person"
        EVENT = "event", "what happened"

    class Answer(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        APPLIED = "applied", "applied"
        NO_BETTER = "no_better", "no better plan"

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    cause = models.CharField(max_length=6, choices=Cause)
    apply = models.BooleanField(default=False)
    seconds = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    share = models.FloatField(default=0)
    cancel = models.BooleanField(default=False)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    orders = models.PositiveIntegerField(default=0)
    engineers = models.PositiveIntegerField(default=0)
    answer = models.CharField(max_length=9, choices=Answer, blank=True, default="")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    moved = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True, default="")

    objects = PlanRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["region", "-id"], name="plan_run_region")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.day} {self.state}"

    @property
    def open(self) -> bool:
        """True while it waits or runs."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """How far it is, in whole percent."""
        return round(self.share * 100)
