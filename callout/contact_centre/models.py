"""Telephone calls as the telephone system reports them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from callout.accounts.models import User
from callout.cases.models import Case
from callout.customers.models import Customer
from callout.foundation.crypto import EncryptedText


class Call(models.Model):
    """One call; ``external_id`` is the telephone system's own, so a repeated webhook changes nothing."""

    class State(models.TextChoices):
        RINGING = "ringing", "ringing"
        ANSWERED = "answered", "answered"
        ENDED = "ended", "ended"
        MISSED = "missed", "missed"

    external_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.RINGING)
    caller = EncryptedText(blank=True, default="")
    caller_index = models.CharField(max_length=32, blank=True, default="")
    queue = models.CharField(max_length=60, blank=True, default="")
    agent = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="calls")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="calls")
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="calls")
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["agent", "-id"], name="call_agent"),
            models.Index(fields=["state"], condition=Q(state__in=["ringing", "answered"]), name="call_live"),
        ]

    def __str__(self) -> str:
        return self.external_id


class Draft(models.Model):
    """What an agent has typed so far, kept every few seconds; one per agent and call."""

    audited = False

    agent = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    call = models.ForeignKey(Call, null=True, on_delete=models.CASCADE, related_name="drafts")
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "call"], nulls_distinct=False, name="draft_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.call_id}"
