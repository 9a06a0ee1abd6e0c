"""Tables without business: events and their deliveries, the audit trail, looks at personal data, files, idempotency."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Event(models.Model):
    """Something that happened. Timelines, webhooks, live pages and statistics read this table; it is never changed."""

    audited = False

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    type = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    case_id = models.BigIntegerField(null=True)
    work_order_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    outlet_id = models.BigIntegerField(null=True)
    engineer_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "at"], condition=models.Q(case_id__isnull=False), name="event_case_at"),
            models.Index(fields=["type", "id"], name="event_type_id"),
            BrinIndex(fields=["recorded_at"], name="event_recorded_brin"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"


class Delivery(models.Model):
    """One event was handled by one subscriber: the row that makes a repeated job harmless."""

    audited = False

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    subscriber = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.subscriber} ← {self.event_id}"


class AuditEntry(models.Model):
    """One changed row, written by the trigger ``callout_audit``. ``changes`` holds [old, new] per column."""

    audited = False

    at = models.DateTimeField(db_default=models.functions.Now())
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=40)
    operation = models.CharField(max_length=1, choices=[("I", "insert"), ("U", "update"), ("D", "delete")])
    actor_id = models.BigIntegerField(null=True)
    request = models.CharField(max_length=40, blank=True, default="")
    changes = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["table", "row"], name="audit_row"),
            models.Index(fields=["actor_id", "at"], name="audit_actor", condition=models.Q(actor_id__isnull=False)),
            BrinIndex(fields=["at"], name="audit_at_brin"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row}"


class PersonalDataReveal(models.Model):
    """Somebody looked at personal data in clear: who, whose, which field, why."""

    audited = False

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    purpose = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id"], name="reveal_subject")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.subject} {self.subject_id}.{self.field}"


class Attachment(models.Model):
    """A file: its bytes lie under the data folder by hash; who may read it follows from its subject."""

    class Kind(models.TextChoices):
        PHOTO = "photo", "photo"
        SIGNATURE = "signature", "signature"
        APPROVAL = "approval", "approval"  # signature under a cost
        DOCUMENT = "document", "document"
        IMPORT = "import", "import"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "subject_id"], name="attachment_subject")]

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """A caller's key for one write: the same key and body give the stored answer, another body is refused."""

    audited = False

    caller = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"


class NumberingDay(models.Model):
    """Where a prefix's sequence stood when a day began; written by ``callout_next_number``."""

    audited = False

    prefix = models.CharField(max_length=8)
    day = models.DateField()
    base = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "day"], name="numbering_day_once")]

    def __str__(self) -> str:
        return f"{self.prefix} {self.day}"
