"""What desk and engineers write to each other about a case, and how far each has read."""

from __future__ import annotations

import uuid

from django.db import models

from callout.accounts.models import User
from callout.cases.models import Case

MAX_LENGTH = 1000


class ChatMessage(models.Model):
    """One message. Never changed."""

    audited = False  # it is a trail itself: only added to, with author and time

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="chat", db_index=False)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    text = models.CharField(max_length=MAX_LENGTH)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at"], name="chat_message_case")]

    def __str__(self) -> str:
        return self.text[:40]


class ChatRead(models.Model):
    """How far a person has read a case's messages."""

    audited = False  # says only what was on a screen

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    reader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "reader"], name="chat_read_once")]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.case_id}"
