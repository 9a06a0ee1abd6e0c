"""What is known about faults of a category, what was found on a case, and work done on a device from afar."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from callout.accounts.models import User
from callout.assets.models import Category
from callout.cases.models import Case
from callout.workorders.models import WorkOrder


class Knowledge(models.Model):
    """One published version of a category's fault trees, codes, patterns, curves and healthy units.

    ``content`` is what ``foundation.pack_diagnosis.DiagnosisData.content`` makes. A finding keeps the version it used.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "version"], name="knowledge_version")]
        ordering = ["category_id", "-version"]

    def __str__(self) -> str:
        return f"{self.category_id} v{self.version}"

    def tree(self, code: str) -> dict[str, Any] | None:
        """The fault tree of this code."""
        return next((tree for tree in self.content["trees"] if tree["code"] == code), None)


class Source(models.TextChoices):
    """Where a finding was made."""

    DESK = "desk", "desk"
    FIELD = "field", "field"
    API = "api", "api"


class Finding(models.Model):
    """One step of a diagnosis: who found what, and when. Only added to; a later answer to a step replaces an earlier.

    ``answer`` is a choice's code, a number as it was typed, a display code or a name; ``data`` holds the details that
    its kind shows.
    """

    audited = False  # it is a trail itself: only added to, with actor and time

    class Kind(models.TextChoices):
        STEP = "step", "step of a tree"
        FAULT = "fault", "display code"
        LOG = "log", "log file"
        COMPARISON = "comparison", "comparison with a healthy unit"
        CURVE = "curve", "curve"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findings", db_index=False)
    work_order = models.ForeignKey(
        WorkOrder, null=True, on_delete=models.SET_NULL, related_name="findings", db_index=False
    )
    knowledge = models.ForeignKey(Knowledge, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    tree = models.CharField(max_length=40, blank=True, default="")
    step = models.CharField(max_length=40, blank=True, default="")
    answer = models.CharField(max_length=120, blank=True, default="")
    verdict = models.CharField(max_length=8, blank=True, default="")
    data = models.JSONField(default=dict, blank=True)
    source = models.CharField(max_length=5, choices=Source, default=Source.DESK)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["case_id", "at", "id"]
        indexes = [
            models.Index(fields=["case", "at"], name="finding_case"),
            models.Index(fields=["work_order"], condition=Q(work_order__isnull=False), name="finding_work_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.tree}/{self.step} {self.answer}"


class RemoteSession(models.Model):
    """Work on a customer's device from afar: begin, end, by what means, what was done."""

    class Means(models.TextChoices):
        PHONE = "phone", "phone"
        VIDEO = "video", "video"
        SCREEN = "screen", "shared screen"
        CONSOLE = "console", "remote console"
        MANAGEMENT = "management", "network management system"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remote_sessions", db_index=False)
    work_order = models.ForeignKey(WorkOrder, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    means = models.CharField(max_length=10, choices=Means)
    agreed_by = models.CharField(max_length=80, blank=True, default="")
    done = models.CharField(max_length=2000, blank=True, default="")
    solved = models.BooleanField(null=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "actor"], condition=Q(ended_at=None), name="remote_session_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="remote_session_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["case", "-started_at"], name="remote_session_case")]

    def __str__(self) -> str:
        return f"{self.means} {self.started_at:%m-%d %H:%M}"

    @property
    def minutes(self) -> int | None:
        """Whole minutes it took; None while it runs."""
        return int((self.ended_at - self.started_at).total_seconds() // 60) if self.ended_at else None
