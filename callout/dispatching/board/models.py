"""What the board keeps: drafts of the plan, and who is looking at which region now."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models

from callout.accounts.models import Outlet, Region, User
from callout.workforce.models import Engineer
from callout.workorders.models import Booking, WorkOrder


class Draft(models.Model):
    """A copy of the plan to try something on 草稿: what it would change, and what it costs before and after."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        PUBLISHED = "published", "published"
        DISCARDED = "discarded", "discarded"

    title = models.CharField(max_length=80)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    first_day = models.DateField()
    days = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    base_version = models.CharField(max_length=20)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["region", "first_day"], condition=models.Q(state="open"), name="draft_open")]

    def __str__(self) -> str:
        return self.title

    @property
    def by_machine(self) -> bool:
        """True for a proposal of the optimiser: nobody made it."""
        return self.made_by_id is None


class DraftMove(models.Model):
    """What a draft does to one order: another engineer or time, or (without an engineer) nobody.

    ``helpers`` are the engineers who would go along. ``booking`` with its ``booking_version`` is what the order had
    when the move was made (none: it waited).
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="moves")
    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="+")
    booking = models.ForeignKey(Booking, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    booking_version = models.PositiveIntegerField(null=True)
    engineer = models.ForeignKey(Engineer, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    helpers = ArrayField(models.IntegerField(), default=list, db_default=[], blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["draft", "work_order"], name="draft_order_once")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.work_order_id}"

    @property
    def place(self) -> tuple[int, datetime, timedelta] | None:
        """Engineer, start and length in the draft; None when nobody has the order there."""
        if self.engineer_id is None or self.starts_at is None or self.ends_at is None:
            return None
        return self.engineer_id, self.starts_at, self.ends_at - self.starts_at


class Presence(models.Model):
    """Who looks at the board of a region now, and which order he holds in his hand."""

    audited = False  # passing state, renewed every few seconds

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    holds = models.ForeignKey(WorkOrder, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["region", "seen_at"], name="presence_region")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.region_id}"
