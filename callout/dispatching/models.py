"""Why an order went to whom: every decision is kept with its candidates and its exclusions."""

from __future__ import annotations

from django.db import models

from callout.accounts.models import User
from callout.workforce.models import Engineer
from callout.workorders.models import Booking, WorkOrder


class Decision(models.Model):
    """One answer of the dispatcher (machine or person) for one order."""

    audited = False  # it is a trail itself: only added to, with actor and time

    class Outcome(models.TextChoices):
        BOOKED = "booked", "booked"
        UNSERVED = "unserved", "unserved"

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    outcome = models.CharField(max_length=8, choices=Outcome)
    booking = models.ForeignKey(Booking, null=True, on_delete=models.SET_NULL, related_name="decisions", db_index=False)
    engineer = models.ForeignKey(Engineer, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    reason = models.CharField(max_length=40, blank=True, default="")
    outlets = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    excluded = models.JSONField(default=list)
    considered = models.PositiveIntegerField(default=0)
    microseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["work_order", "-id"], name="decision_order")]

    audited = False

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.outcome}"
