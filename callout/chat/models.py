"""What desk and engineers write to each other about a case or in their outlet, and how far each has read."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from callout.accounts.models import Outlet, User
from callout.cases.models import Case
from callout.foundation.models import Attachment

MAX_LENGTH = 1000
IN_ONE_ROOM = Q(case__isnull=False, outlet__isnull=True) | Q(case__isnull=True, outlet__isnull=False)


class ChatMessage(models.Model):
    """One message about a case, or to the team of an outlet. Only its picture may come later.

    ``picture`` is the number its author gave to a picture, ``attachment`` the picture once its bytes are here.
    """

    audited = False  # it is a trail itself: only added to, with author and time

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="chat", db_index=False)
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.CASCADE, related_name="chat", db_index=False)
    author = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    text = models.CharField(max_length=MAX_LENGTH, blank=True, default="", db_default="")
    picture = models.UUIDField(null=True)
    attachment = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["case", "at"], name="chat_message_case"),
            models.Index(fields=["outlet", "at"], condition=Q(outlet__isnull=False), name="chat_message_outlet"),
            models.Index(fields=["author", "case"], condition=Q(case__isnull=False), name="chat_message_author"),
        ]
        constraints = [
            models.CheckConstraint(condition=IN_ONE_ROOM, name="chat_message_in_one_room"),
            models.UniqueConstraint(
                fields=["picture"], condition=Q(picture__isnull=False), name="chat_message_picture_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class ChatRead(models.Model):
    """How far a person has read the messages of a case or an outlet."""

    audited = False  # says only what was on a screen

    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    reader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reader"], name="chat_read_once"),
            models.UniqueConstraint(
                fields=["outlet", "reader"], condition=Q(outlet__isnull=False), name="chat_read_outlet_once"
            ),
            models.CheckConstraint(condition=IN_ONE_ROOM, name="chat_read_in_one_room"),
        ]
        indexes = [models.Index(fields=["reader"], name="chat_read_reader")]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.case_id or self.outlet_id}"
