"""Doors: API tokens, webhooks out, imports."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from callout.accounts.models import User
from callout.foundation.crypto import EncryptedText
from callout.foundation.models import Attachment, Event


class ApiToken(models.Model):
    """A token for the REST API. It acts as its user and holds at most the listed permissions; only a hash is kept.

    ``networks`` are the addresses it may call from (10.0.0.0/8 192.0.2.7), separated by blanks; empty: from anywhere.
    """

    audit_hidden = ("token_hash",)

    name = models.CharField(max_length=80)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    prefix = models.CharField(max_length=12, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    permissions = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    networks = models.CharField(max_length=400, blank=True, default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class WebhookEndpoint(models.Model):
    """Where events go. The secret signs each body; an endpoint that keeps failing is switched off and says so."""

    audit_hidden = ("secret",)

    name = models.CharField(max_length=80)
    url = models.URLField(max_length=300)
    secret = EncryptedText()
    events = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    active = models.BooleanField(default=True)
    failures = models.PositiveIntegerField(default=0)
    disabled_reason = models.CharField(max_length=200, blank=True, default="")
    retry_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint."""

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        DELIVERED = "delivered", "delivered"
        FAILED = "failed", "failed"

    audited = False

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["endpoint", "event"], name="webhook_delivery_once")]
        indexes = [
            models.Index(
                fields=["endpoint", "id"], condition=models.Q(state="pending"), name="webhook_delivery_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.event_id} {self.state}"


class ImportRun(models.Model):
    """One file being imported: first dry, then for real; rows report for themselves.

    Of the ``created`` cases ``past`` were over already; for ``advised`` of those somebody could have been sent.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "uploaded"
        RUNNING = "running", "running"
        CHECKED = "checked", "checked"
        DONE = "done", "done"
        CANCELLED = "cancelled", "cancelled"
        FAILED = "failed", "failed"

    kind = models.CharField(max_length=20, default="cases")
    file = models.ForeignKey(Attachment, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=160)
    mapping = models.JSONField(default=dict)
    all_or_nothing = models.BooleanField(default=False)
    dry_run = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    past = models.PositiveIntegerField(default=0, db_default=0)
    advised = models.PositiveIntegerField(default=0, db_default=0)
    cancel_requested = models.BooleanField(default=False)
    error = models.CharField(max_length=200, blank=True, default="")
    started_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class ImportProblem(models.Model):
    """Why one row was refused: row, column, value, reason."""

    audited = False

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True, default="")
    value = models.CharField(max_length=200, blank=True, default="")
    code = models.CharField(max_length=60)
    message = models.CharField(max_length=200)

    class Meta:
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["run", "row"], name="import_problem_row")]

    def __str__(self) -> str:
        return f"{self.row}: {self.code}"
