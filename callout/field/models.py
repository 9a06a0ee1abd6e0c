"""The engineers' phones and the commands they sent."""

from __future__ import annotations

import uuid

from django.db import models

from callout.foundation.models import Attachment
from callout.workforce.models import Engineer


class Device(models.Model):
    """A phone registered to an engineer; its token is kept as a hash only."""

    audit_hidden = ("token_hash",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80, blank=True, default="")
    token_hash = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.engineer_id} {self.name}"


class Command(models.Model):
    """One command from a phone, applied at most once; refused commands stay with their reason."""

    class Status(models.TextChoices):
        APPLIED = "applied", "applied"
        REJECTED = "rejected", "rejected"
        CONFLICT = "conflict", "conflict"

    audited = False

    operation = models.UUIDField(unique=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="commands")
    engineer = models.ForeignKey(Engineer, on_delete=models.PROTECT, related_name="commands")
    type = models.CharField(max_length=40)
    order_uid = models.UUIDField(null=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    skew_ms = models.BigIntegerField(default=0)
    payload = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, default="")
    status = models.CharField(max_length=8, choices=Status)
    code = models.CharField(max_length=60, blank=True, default="")
    message = models.CharField(max_length=200, blank=True, default="")
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["engineer", "-id"], name="command_engineer")]

    def __str__(self) -> str:
        return f"{self.type} {self.status}"


class Upload(models.Model):
    """A file on its way from a phone: ``received`` of ``size`` bytes lie in the upload folder until it is whole."""

    audited = False

    class Kind(models.TextChoices):
        PHOTO = "photo", "photo"
        SIGNATURE = "signature", "signature"

    uid = models.UUIDField(unique=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="uploads")
    order_uid = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind)
    note = models.CharField(max_length=200, blank=True, default="")
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(auto_now_add=True)
    attachment = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.uid} {self.received}/{self.size}"
