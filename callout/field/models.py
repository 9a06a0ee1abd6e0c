"""The engineers' phones and the commands they sent."""

from __future__ import annotations

import uuid

from django.db import models

from callout.accounts.models import User
from callout.foundation.crypto import EncryptedText
from callout.foundation.models import Attachment
from callout.workforce.models import Engineer
from callout.workorders.models import Booking


class Device(models.Model):
    """A phone registered to an engineer; its token is kept as a hash only.

    ``recovery`` opens the phone's data after a forgotten PIN; it is useless without the phone and gone once revoked.
    ``public_key`` (base64 of SPKI) and ``relay_key`` (base64) are those of its parcels, see ``relay``.
    """

    audit_hidden = ("token_hash", "recovery", "relay_key")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=80, blank=True, default="")
    token_hash = models.CharField(max_length=64, unique=True)
    recovery = EncryptedText(blank=True, default="", db_default="")
    public_key = models.CharField(max_length=200, blank=True, default="", db_default="")
    relay_key = EncryptedText(blank=True, default="", db_default="")
    registered_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


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


class MileageQuerySet(models.QuerySet["Mileage"]):
    """Rows of Mileage by who may see them."""

    def visible_to(self, user: User) -> MileageQuerySet:
        """Days of the engineers the person may see."""
        return self.filter(engineer__in=Engineer.objects.visible_to(user).values("pk"))


class Mileage(models.Model):
    """Kilometres an engineer reports for a day; the latest report counts. ``odometer`` is the reading at its end."""

    engineer = models.ForeignKey(Engineer, on_delete=models.PROTECT, related_name="mileage", db_index=False)
    day = models.DateField()
    km = models.DecimalField(max_digits=5, decimal_places=1)
    odometer = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, default="")
    recorded_at = models.DateTimeField()

    objects = MileageQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "engineer_id"]
        constraints = [models.UniqueConstraint(fields=["engineer", "day"], name="mileage_once")]
        indexes = [models.Index(fields=["-day"], name="mileage_day")]

    def __str__(self) -> str:
        return f"{self.engineer_id} {self.day} {self.km} km"


class WaySharing(models.Model):
    """The engineer agreed that customers see how far away he is while he travels to them; gone when he took it back."""

    engineer = models.OneToOneField(Engineer, on_delete=models.CASCADE, related_name="way_sharing")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.engineer_id} {self.since:%m-%d}"


class Approach(models.Model):
    """How far a travelling engineer still has to go. The place itself is never stored; the row goes when he arrives."""

    audited = False

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="approach")
    metres = models.PositiveIntegerField()
    first_metres = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.booking_id} {self.metres} m"


class RelayParcel(models.Model):
    """Commands that somebody carried for a phone without a network, and what became of them."""

    audited = False

    digest = models.CharField(max_length=64, unique=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="parcels")
    courier = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    outcomes = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.device_id} {self.received_at:%m-%d %H:%M}"
