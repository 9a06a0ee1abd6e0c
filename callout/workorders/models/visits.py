"""Visits: the work order, its bookings on engineers and the record of what was done."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Func, Q

from callout.accounts.access import ORDERS_VIEW
from callout.accounts.models import Outlet, Region, User
from callout.agreements.models import Severity
from callout.assets.models import Asset, Category, Code, CodeSet
from callout.cases.models import Case, ServiceType
from callout.customers.models import Customer, Site
from callout.foundation.i18n import NamedModel
from callout.foundation.models import Attachment
from callout.parts.models import Part, Store
from callout.workforce.models import Engineer, Skill

OPEN_ORDER_STATES = ("unscheduled", "scheduled", "in_progress", "on_hold")
ACTIVE_BOOKING_STATES = ("proposed", "dispatched", "accepted", "travelling", "on_site", "paused")
PLANNED_BOOKING_STATES = ("proposed", "dispatched", "accepted")
LONGEST_BOOKING = timedelta(minutes=32_767)  # what the order's minutes can hold


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    """Rows of WorkOrder by who may see them."""

    def visible_to(self, user: User) -> WorkOrderQuerySet:
        """Work orders of the person's units; an engineer sees those he has a booking for."""
        scope = user.scope_for(ORDERS_VIEW)
        found = self.filter(scope.q(own=Q(bookings__engineer__user=user)))
        return found.distinct() if scope.own else found

    def open(self) -> WorkOrderQuerySet:
        """Not yet completed or cancelled."""
        return self.filter(state__in=OPEN_ORDER_STATES)


class WorkOrder(models.Model):
    """One visit to make 工单: what, where, until when, and what it takes to do it."""

    class State(models.TextChoices):
        UNSCHEDULED = "unscheduled", "unscheduled"
        SCHEDULED = "scheduled", "scheduled"
        IN_PROGRESS = "in_progress", "in progress"
        ON_HOLD = "on_hold", "on hold"
        COMPLETED = "completed", "completed"
        POSTED = "posted", "posted"
        CANNOT_COMPLETE = "cannot_complete", "cannot complete"
        CANCELLED = "cancelled", "cancelled"

    class HoldReason(models.TextChoices):
        PARTS = "parts", "waiting for parts"
        CUSTOMER = "customer", "customer not available"
        ACCESS = "access", "no access"
        SKILL = "skill", "needs another skill"
        THIRD_PARTY = "third_party", "waiting for a third party"
        OTHER = "other", "other"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    number = models.CharField(max_length=24, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="work_orders", db_index=False)
    visit = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=15, choices=State, default=State.UNSCHEDULED)
    service_type = models.ForeignKey(ServiceType, on_delete=models.PROTECT, related_name="+", db_index=False)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="work_orders")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="work_orders", db_index=False)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="work_orders")
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    skill = models.ForeignKey(Skill, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    skill_level = models.PositiveSmallIntegerField(default=0)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    latitude = models.FloatField()
    longitude = models.FloatField()
    minutes = models.PositiveSmallIntegerField()
    minutes_sd = models.PositiveSmallIntegerField(default=0, db_default=0)
    people = models.PositiveSmallIntegerField(default=1, db_default=1)
    load_kg = models.PositiveSmallIntegerField(default=0, db_default=0)
    has_details = models.BooleanField(
        default=False, db_default=False
    )  # needs, further windows or links: planning reads them only then
    excluded_engineers = ArrayField(models.IntegerField(), default=list, db_default=[], blank=True)
    earliest_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    window_from = models.DateTimeField(null=True)
    window_until = models.DateTimeField(null=True)
    title = models.CharField(max_length=120)
    instructions = models.CharField(max_length=200, blank=True, default="")
    hold_reason = models.CharField(max_length=12, choices=HoldReason, blank=True, default="")
    hold_note = models.CharField(max_length=200, blank=True, default="")
    hold_part = models.ForeignKey(Part, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    preferred_engineer = models.ForeignKey(
        Engineer, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    unserved_reason = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    scheduled_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "visit"], name="work_order_visit"),
            models.CheckConstraint(condition=~Q(state="on_hold") | ~Q(hold_reason=""), name="work_order_hold_says_why"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=OPEN_ORDER_STATES), name="work_order_open_due"),
            models.Index(
                fields=["region", "due_at"], condition=Q(state__in=OPEN_ORDER_STATES), name="work_order_open_region"
            ),
            models.Index(
                fields=["outlet", "due_at"], condition=Q(state__in=OPEN_ORDER_STATES), name="work_order_open_outlet"
            ),
            models.Index(fields=["region", "-id"], name="work_order_region"),
            models.Index(fields=["outlet", "-id"], name="work_order_outlet"),
            models.Index(fields=["severity", "state", "service_type", "region"], name="work_order_filters"),
            BrinIndex(fields=["due_at"], name="work_order_due_brin"),
            models.Index(
                fields=["completed_at", "region"], condition=Q(completed_at__isnull=False), name="work_order_completed"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BookingQuerySet(models.QuerySet["Booking"]):
    """Rows of Booking by who may see them."""

    def visible_to(self, user: User) -> BookingQuerySet:
        """Bookings of orders the person sees; an engineer sees his own."""
        scope = user.scope_for(ORDERS_VIEW)
        return self.filter(
            scope.q(region="engineer__outlet__region_id", outlet="engineer__outlet_id", own=Q(engineer__user=user))
        )

    def active(self) -> BookingQuerySet:
        """Not yet ended."""
        return self.filter(state__in=ACTIVE_BOOKING_STATES)

    def during(self, start: datetime, end: datetime) -> BookingQuerySet:
        """Those that touch the time from ``start`` to ``end``."""
        # Without the first bound the index by engineer and start would be read from the engineer's first day on.
        return self.filter(starts_at__gt=start - LONGEST_BOOKING, starts_at__lt=end, ends_at__gt=start)


class TsTzRange(Func):
    """``tstzrange(start, end)`` for the exclusion constraint."""

    function = "TSTZRANGE"


class Booking(models.Model):
    """An engineer is to be there from ``starts_at`` to ``ends_at`` (plan); the stamps say when it happened."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        DISPATCHED = "dispatched", "dispatched"
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        TRAVELLING = "travelling", "travelling"
        ON_SITE = "on_site", "on site"
        PAUSED = "paused", "paused"
        COMPLETED = "completed", "completed"
        PARTIAL = "partial", "partial"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "cancelled"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="bookings")
    engineer = models.ForeignKey(Engineer, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    travel_minutes = models.PositiveSmallIntegerField(default=0)
    travel_km = models.FloatField(default=0)
    locked = models.BooleanField(default=False)
    helper = models.BooleanField(default=False, db_default=False)  # goes along; the lead's booking carries the record
    accept_by = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=120, blank=True, default="")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    travelling_at = models.DateTimeField(null=True)
    on_site_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_forward"),
            models.UniqueConstraint(
                fields=["work_order", "engineer"],
                condition=Q(state__in=ACTIVE_BOOKING_STATES),
                name="booking_engineer_once",
            ),
            ExclusionConstraint(
                name="booking_no_overlap",
                expressions=[
                    ("engineer", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=PLANNED_BOOKING_STATES),
            ),
        ]
        indexes = [
            models.Index(fields=["engineer", "starts_at"], name="booking_engineer_day"),
            models.Index(fields=["starts_at"], condition=Q(state__in=ACTIVE_BOOKING_STATES), name="booking_active_day"),
            models.Index(
                fields=["accept_by"], condition=Q(state="dispatched", accept_by__isnull=False), name="booking_accept_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.engineer_id} {self.starts_at:%m-%d %H:%M}"


class BookingStamp(models.Model):
    """One change of a booking's state: when it happened, when we learned of it, who and where."""

    audited = False  # it is a trail itself: only added to, with actor and time

    audited = False

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="stamps")
    state = models.CharField(max_length=10, choices=Booking.State)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    reason = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.state}"


class ChecklistTemplate(NamedModel):
    """What to check on a visit: items are {"code", "kind":
    bool|number|choice|text, "zh", "en", "unit", "min", "max", "required"}."""

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="checklists")
    service_type = models.SlugField(max_length=40, blank=True, default="")
    items = models.JSONField(default=list)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="checklist_version")]
        ordering = ["code", "-version"]


class ServiceRecord(models.Model):
    """What was found and done on one visit 服务记录单, signed by the customer."""

    work_order = models.OneToOneField(WorkOrder, on_delete=models.PROTECT, related_name="record")
    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="record")
    code_set = models.ForeignKey(CodeSet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    symptom = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    object = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    cause = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    action = models.ForeignKey(Code, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    serial = models.CharField(max_length=60, blank=True, default="")
    result = models.TextField(blank=True, default="")
    solved = models.BooleanField(default=True)
    answers = models.JSONField(default=dict, blank=True)
    checklist = models.ForeignKey(
        ChecklistTemplate, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    arrived_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField()
    travel_minutes = models.PositiveSmallIntegerField(default=0)
    labour_minutes = models.PositiveSmallIntegerField(default=0)
    stamped_travel = models.PositiveSmallIntegerField(null=True)  # minutes by the visit's stamps, without pauses
    stamped_labour = models.PositiveSmallIntegerField(null=True)
    reasons = models.JSONField(default=dict, db_default={}, blank=True)  # why: "labour", "travel", "check.<code>"
    price_list = models.CharField(max_length=7, blank=True, default="", db_default="")  # month of the list charged by
    charge = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="CNY")
    payment = models.CharField(max_length=12, blank=True, default="")
    signer = models.CharField(max_length=80, blank=True, default="")
    signed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.work_order_id}"


class ChargeLine(models.Model):
    """One line of what a visit costs: list price, why it is free, what the customer pays."""

    record = models.ForeignKey(ServiceRecord, on_delete=models.CASCADE, related_name="charge_lines")
    label_zh = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    quantity = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    reason = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label_zh


class PartUsage(models.Model):
    """A part put in (or taken back) on a visit."""

    record = models.ForeignKey(ServiceRecord, on_delete=models.CASCADE, related_name="part_usages")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    serial = models.CharField(max_length=60, blank=True, default="")
    old_serial = models.CharField(max_length=60, blank=True, default="")
    old_returned = models.BooleanField(default=False)
    batch = models.CharField(max_length=60, blank=True, default="", db_default="")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.part_id} × {self.quantity}"


class CostApproval(models.Model):
    """The customer agreed on site to what the work costs and signed for the amount; ``lines`` is what was shown."""

    uid = models.UUIDField(unique=True)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="approvals")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")
    lines = models.JSONField(default=list)
    signer = models.CharField(max_length=80)
    signature = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", db_index=False)
    approved_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["approved_at", "id"]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.amount}"


class OnSiteRating(models.Model):
    """Stars the customer gave on the engineer's phone before he left; ``feedback`` takes it as the survey's answer."""

    work_order = models.OneToOneField(WorkOrder, on_delete=models.CASCADE, related_name="on_site_rating")
    rating = models.PositiveSmallIntegerField()
    tags = models.JSONField(default=list, blank=True)
    comment = models.CharField(max_length=500, blank=True, default="")
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="on_site_rating_stars")]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.rating}"
