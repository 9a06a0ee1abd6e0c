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
from callout.assets.models import Asset, Category
from callout.cases.models import Case, ServiceType
from callout.customers.models import Customer, Site
from callout.parts.models import Part
from callout.workforce.models import Engineer, Skill

OPEN_ORDER_STATES = ("unscheduled", "scheduled", "in_progress", "on_hold")
ACTIVE_BOOKING_STATES = ("proposed", "dispatched", "accepted", "travelling", "on_site", "paused")
KEPT_FOR_PEOPLE = ("kept", "in_pool", "at_outlet", "refused")  # reasons why the machine leaves an order alone
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
