"""Messages to people: what was to be said, to whom, how it went; and notices inside the product."""

from __future__ import annotations

import uuid

from django.db import models

from callout.accounts.access import MESSAGES_VIEW
from callout.accounts.models import User
from callout.customers.models import Customer
from callout.foundation.crypto import EncryptedText


class Template(models.Model):
    """The text of one kind of message in both languages, with {placeholders}."""

    code = models.SlugField(max_length=40, unique=True)
    body_zh = models.TextField()
    body_en = models.TextField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> MessageQuerySet:
        """Messages of the person's units."""
        return self.filter(user.scope_for(MESSAGES_VIEW).q())


class Message(models.Model):
    """One text message. ``dedupe`` makes sending it twice impossible; uncertain means the provider may have taken it."""

    class State(models.TextChoices):
        QUEUED = "queued", "queued"
        SENDING = "sending", "sending"
        SENT = "sent", "sent"
        DELIVERED = "delivered", "delivered"
        FAILED = "failed", "failed"
        UNCERTAIN = "uncertain", "uncertain"
        CANCELLED = "cancelled", "cancelled"

    class Audience(models.TextChoices):
        ENGINEER = "engineer", "engineer"
        CUSTOMER = "customer", "customer"
        STAFF = "staff", "staff"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    dedupe = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=10, default="sms")
    audience = models.CharField(max_length=10, choices=Audience)
    template = models.CharField(max_length=40)
    to = EncryptedText()
    to_index = models.CharField(max_length=32, blank=True, default="")
    body = EncryptedText()
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    case_id = models.BigIntegerField(null=True)
    work_order_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    outlet_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=20, blank=True, default="")
    provider_ref = models.CharField(max_length=80, blank=True, default="")
    error = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["case_id"], name="message_case", condition=models.Q(case_id__isnull=False)),
            models.Index(fields=["state", "id"], name="message_pending", condition=models.Q(state__in=["queued", "sending"])),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"


class Notice(models.Model):
    """A line in a person's bell: something waits for them."""

    audited = False

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    dedupe = models.CharField(max_length=120)
    text_zh = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    url = models.CharField(max_length=200, blank=True, default="")
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "dedupe"], name="notice_once")]

    def __str__(self) -> str:
        return self.text_zh
