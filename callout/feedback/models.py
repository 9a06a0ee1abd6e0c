"""The customer's word on the visit, and the clerk who asks for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from callout.accounts.access import FEEDBACK_VIEW
from callout.accounts.models import User
from callout.cases.models import Case


class Survey(models.Model):
    """A link sent to the customer after the visit: stars, a word, and whether it is solved."""

    audit_hidden = ("token",)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="surveys")
    token = models.CharField(max_length=48, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=10, blank=True, default="")
    rating = models.PositiveSmallIntegerField(null=True)
    solved = models.BooleanField(null=True)
    comment = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="survey_stars")
        ]
        indexes = [models.Index(fields=["answered_at"], condition=Q(answered_at__isnull=False), name="survey_answered")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.rating}"


class CallbackQuerySet(models.QuerySet["Callback"]):
    """Call-backs by scope."""

    def visible_to(self, user: User) -> CallbackQuerySet:
        """Call-backs for cases of the person's units."""
        return self.filter(user.scope_for(FEEDBACK_VIEW).q(region="case__region_id", outlet="case__outlet_id"))


class Callback(models.Model):
    """A call-back 回访 to make: after each visit, until reached, sampled or mystery check."""

    class Kind(models.TextChoices):
        AFTER_VISIT = "after_visit", "after visit"
        LOW_RATING = "low_rating", "low rating"
        MYSTERY = "mystery", "mystery customer"

    class State(models.TextChoices):
        OPEN = "open", "open"
        DONE = "done", "done"
        GIVEN_UP = "given_up", "given up"
        CANCELLED = "cancelled", "cancelled"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="callbacks")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.AFTER_VISIT)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    solved = models.BooleanField(null=True)
    comment = models.TextField(blank=True, default="")
    answers = models.JSONField(default=dict, blank=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    objects = CallbackQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        indexes = [
            models.Index(fields=["due_at"], name="callback_due"),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="callback_done"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="callback_open"),
            models.Index(fields=["due_at"], condition=Q(state="given_up"), name="callback_given_up"),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "kind", "created_at"], name="callback_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
