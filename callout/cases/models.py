"""The case: a customer's request from the first ring to the last figure."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from callout.accounts.access import CASES_VIEW
from callout.accounts.models import Outlet, Region, User
from callout.agreements.models import Calendar, MilestoneKind, ServiceLevel, Severity
from callout.assets.models import Asset, Category, Code, Product
from callout.customers.models import Customer, Site, Tokens
from callout.foundation.crypto import EncryptedText
from callout.foundation.i18n import NamedModel


class ServiceType(NamedModel):
    """Install, repair, replace, move, maintain, inspect, consult, complain, train; a pack may add more."""

    code = models.SlugField(max_length=40, unique=True)
    icon = models.CharField(max_length=40, default="tool")
    needs_visit = models.BooleanField(default=True)
    duration_minutes = models.PositiveSmallIntegerField(default=60)
    order = models.PositiveSmallIntegerField(default=50)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "code"]


class Channel(models.TextChoices):
    """How a request or message came 渠道."""

    PHONE = "phone", "phone"
    WEB = "web", "web"
    EMAIL = "email", "email"
    SMS = "sms", "sms"
    CHAT = "chat", "chat"
    WECHAT = "wechat", "wechat"
    FIELD = "field", "field"
    API = "api", "api"
    IMPORT = "import", "import"
    DEVICE = "device", "device"
    NOTE = "note", "note"


OPEN_STATES = ("new", "triaged", "in_service", "waiting", "reopened")


class CaseQuerySet(models.QuerySet["Case"]):
    """Rows of Case by who may see them."""

    def visible_to(self, user: User) -> CaseQuerySet:
        """Cases of the person's units; an engineer sees those he has a booking for."""
        scope = user.scope_for(CASES_VIEW)
        found = self.filter(scope.q(own=Q(work_orders__bookings__engineer__user=user)))
        return found.distinct() if scope.own else found

    def open(self) -> CaseQuerySet:
        """Not yet resolved, closed, cancelled or merged."""
        return self.filter(state__in=OPEN_STATES)


class Case(models.Model):
    """A service request 服务单. Changed by ``cases.services`` only; ``state`` moves along ``cases.transitions``."""

    class State(models.TextChoices):
        NEW = "new", "new"
        TRIAGED = "triaged", "triaged"
        IN_SERVICE = "in_service", "in service"
        WAITING = "waiting", "waiting"
        RESOLVED = "resolved", "resolved"
        CLOSED = "closed", "closed"
        REOPENED = "reopened", "reopened"
        CANCELLED = "cancelled", "cancelled"
        MERGED = "merged", "merged"

    class WaitingFor(models.TextChoices):
        CUSTOMER = "customer", "customer"
        PARTS = "parts", "parts"
        THIRD_PARTY = "third_party", "third party"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    number = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    waiting_for = models.CharField(max_length=12, choices=WaitingFor, blank=True, default="")
    channel = models.CharField(max_length=8, choices=Channel)
    service_type = models.ForeignKey(ServiceType, on_delete=models.PROTECT, related_name="+", db_index=False)
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.NORMAL)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="cases", db_index=False)
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="cases", db_index=False)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="cases", db_index=False)
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact_name = models.CharField(max_length=80)
    contact_phone = EncryptedText(blank=True, default="")
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True, default="")
    symptom = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    device_code = models.CharField(max_length=20, blank=True, default="")
    wanted_from = models.DateTimeField(null=True)
    wanted_until = models.DateTimeField(null=True)
    note_to_engineer = models.CharField(max_length=200, blank=True, default="")
    entitlement = models.JSONField(default=dict)
    level = models.ForeignKey(ServiceLevel, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    repeat_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="repeats")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=120, blank=True, default="")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    responded_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    next_due_kind = models.CharField(max_length=8, choices=MilestoneKind, blank=True, default="")
    breached = models.BooleanField(default=False)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    visits = models.PositiveSmallIntegerField(default=0)
    rating = models.PositiveSmallIntegerField(null=True)
    search = models.GeneratedField(
        expression=Tokens(Concat(F("number"), Value(" "), F("title"), Value(" "), F("contact_name"))),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="case_external_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | ~Q(waiting_for=""), name="case_waiting_says_for_what"
            ),
        ]
        indexes = [
            models.Index(fields=["next_due_at"], condition=Q(state__in=OPEN_STATES), name="case_open_due"),
            models.Index(
                fields=["region", "next_due_at"], condition=Q(state__in=OPEN_STATES), name="case_open_region_due"
            ),
            models.Index(fields=["region", "-id"], name="case_region"),
            models.Index(fields=["outlet", "-id"], name="case_outlet"),
            models.Index(fields=["customer", "-created_at"], name="case_customer"),
            models.Index(fields=["asset", "-created_at"], name="case_asset"),
            models.Index(
                fields=["breached", "severity", "state", "channel", "service_type", "category", "region"],
                name="case_filters",  # few distinct values: whatever is filtered, PostgreSQL skips through it
            ),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_merged"),
            models.Index(fields=["created_at", "region"], name="case_created"),
            models.Index(
                fields=["resolved_at", "region"], condition=Q(resolved_at__isnull=False), name="case_resolved"
            ),
            GinIndex(fields=["search"], name="case_search"),
        ]

    def __str__(self) -> str:
        return self.number


class Milestone(models.Model):
    """One promised time of a case. ``due_at`` is what ``foundation.sla_clock`` computes from the ledger."""

    audited = False  # it follows from the ledger, which names who and when

    class State(models.TextChoices):
        RUNNING = "running", "running"
        PAUSED = "paused", "paused"
        MET = "met", "met"
        MISSED = "missed", "missed"
        CANCELLED = "cancelled", "cancelled"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="milestones", db_index=False)
    kind = models.CharField(max_length=8, choices=MilestoneKind)
    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", db_index=False)
    minutes = models.PositiveIntegerField()
    around_the_clock = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "kind", "started_at"], name="milestone_once")]
        indexes = [
            models.Index(
                fields=["warn_at"], condition=Q(state="running", warned_at__isnull=True), name="milestone_warn"
            ),
            models.Index(
                fields=["due_at"], condition=Q(state="running", escalated_at__isnull=True), name="milestone_due"
            ),
        ]
        ordering = ["case_id", "due_at"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class ClockEntry(models.Model):
    """One line of a case's clock ledger: started, paused, resumed, policy changed, met, cancelled. Never changed."""

    audited = False  # it is a trail itself: only added to, with actor and time

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clock_entries", db_index=False)
    kind = models.CharField(max_length=16)
    milestone = models.CharField(max_length=8, blank=True, default="")
    at = models.DateTimeField()
    reason = models.CharField(max_length=120, blank=True, default="")
    data = models.JSONField(default=dict, blank=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at"], name="clock_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.at:%m-%d %H:%M}"


class Interaction(models.Model):
    """Something said or written between the customer and us, or a note among ourselves."""

    class Direction(models.TextChoices):
        IN = "in", "in"
        OUT = "out", "out"
        INTERNAL = "internal", "internal"

    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.CASCADE, related_name="interactions", db_index=False
    )
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="interactions", db_index=False)
    channel = models.CharField(max_length=8, choices=Channel)
    direction = models.CharField(max_length=8, choices=Direction)
    body = models.TextField(blank=True, default="")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["case", "-at"], name="interaction_case"),
            models.Index(fields=["customer", "-at"], name="interaction_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.at:%m-%d %H:%M}"
