"""Messages to people: what was to be said, to whom, how it went; and notices inside the product."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

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
    """Messages by scope."""

    def visible_to(self, user: User) -> MessageQuerySet:
        """Messages of the person's units."""
        return self.filter(user.scope_for(MESSAGES_VIEW).q())


class Message(models.Model):
    """One text message, and its own log: how often it was tried and how it went.

    ``dedupe`` makes queueing it twice impossible. ``due_at`` is the next try, ``claimed_at`` when a worker took it.
    Uncertain: the provider may have taken it, so only a person may send it again. ``asked_by`` wrote or resent it.
    """

    audited = False

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
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    case_id = models.BigIntegerField(null=True)
    work_order_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    outlet_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=20, blank=True, default="")
    provider_ref = models.CharField(max_length=80, blank=True, default="")
    error = models.CharField(max_length=200, blank=True, default="")
    asked_by = models.ForeignKey(User, null=True, db_index=False, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["case_id"], name="message_case", condition=models.Q(case_id__isnull=False)),
            models.Index(
                fields=["due_at"], name="message_pending", condition=models.Q(state__in=["queued", "sending"])
            ),
            models.Index(fields=["-id"], name="message_trouble", condition=models.Q(state__in=["failed", "uncertain"])),
            models.Index(fields=["region_id", "-id"], name="message_region"),
            models.Index(fields=["to_index", "-id"], name="message_to"),
            models.Index(fields=["provider_ref"], name="message_ref", condition=~models.Q(provider_ref="")),
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


class PushSubscription(models.Model):
    """A phone that takes push messages: its push service's address and the keys of its browser."""

    audit_hidden = ("endpoint", "p256dh", "auth")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_subscriptions")
    device = models.UUIDField(unique=True)
    endpoint = models.CharField(max_length=800, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
