"""How a region dispatches, what is on offer, what nobody could take, and why an order went to whom."""

from __future__ import annotations

from django.db import models

from callout.accounts.access import ORDERS_DISPATCH
from callout.accounts.models import Outlet, Region, User
from callout.dispatching.board.models import Draft, DraftMove, Presence  # noqa: F401  (tables of this app)
from callout.dispatching.planning.models import PlanRun  # noqa: F401
from callout.workforce.models import Engineer, SettlementBasis
from callout.workorders.models import Booking, WorkOrder


class Decision(models.Model):
    """One answer of the dispatcher (machine or person) for one order."""

    audited = False  # it is a trail itself: only added to, with actor and time

    class Outcome(models.TextChoices):
        BOOKED = "booked", "booked"
        UNSERVED = "unserved", "unserved"
        OFFERED = "offered", "offered"  # to the pool or to an outlet
        ADVISED = "advised", "advised"  # who would have gone; others made the visit

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    outcome = models.CharField(max_length=8, choices=Outcome)
    booking = models.ForeignKey(Booking, null=True, on_delete=models.SET_NULL, related_name="decisions", db_index=False)
    engineer = models.ForeignKey(Engineer, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    reason = models.CharField(max_length=40, blank=True, default="")
    outlets = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    excluded = models.JSONField(default=list)
    others = models.JSONField(default=list, db_default=[])  # further feasible engineers: {"engineer", "name", "more"}
    gave_way = models.JSONField(default=list, db_default=[])  # bookings released for an emergency
    fits = models.JSONField(default=list, db_default=[])  # unserved: what would make it fit
    considered = models.PositiveIntegerField(default=0)
    microseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["work_order", "-id"], name="decision_order")]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.outcome}"


class Policy(models.Model):
    """How a region dispatches. Without a row a region is automatic with the defaults below.

    ``acceptance_minutes`` of an engineer's working time to answer, then the next best is asked (0: no limit); after
    ``max_refusals`` a person is told. ``freeze_minutes`` before its begin a booking is not moved by the machine.
    ``churn_minutes`` is what moving a promised appointment costs. ``reoptimise`` says what happens with a better plan
    found in the background; ``keep_accepted`` whether what an engineer has accepted is out of its reach.
    """

    class Mode(models.TextChoices):
        AUTOMATIC = "automatic", "automatic"
        CONFIRM = "confirm", "propose and confirm"
        POOL = "pool", "pool"
        OUTLET = "outlet", "the outlet assigns"

    class Preemption(models.TextChoices):
        OFF = "off", "off"
        PROPOSE = "propose", "propose"
        APPLY = "apply", "apply"

    class Reoptimise(models.TextChoices):
        OFF = "off", "off"
        PROPOSE = "propose", "propose"
        APPLY = "apply", "apply"

    region = models.OneToOneField(Region, on_delete=models.CASCADE, related_name="dispatch_policy")
    mode = models.CharField(max_length=9, choices=Mode, default=Mode.AUTOMATIC)
    acceptance_minutes = models.PositiveSmallIntegerField(default=0)
    max_refusals = models.PositiveSmallIntegerField(default=3)
    pool_minutes = models.PositiveSmallIntegerField(default=15)
    outlet_minutes = models.PositiveSmallIntegerField(default=30)
    escalate_minutes = models.PositiveSmallIntegerField(default=30)
    preemption = models.CharField(max_length=7, choices=Preemption, default=Preemption.PROPOSE)
    reoptimise = models.CharField(max_length=7, choices=Reoptimise, default=Reoptimise.PROPOSE)
    freeze_minutes = models.PositiveSmallIntegerField(default=60)
    churn_minutes = models.PositiveSmallIntegerField(default=30)
    keep_accepted = models.BooleanField(default=True, db_default=True)

    class Meta:
        ordering = ["region__code"]

    def __str__(self) -> str:
        return f"{self.region} {self.mode}"


class OfferQuerySet(models.QuerySet["Offer"]):
    """Rows of Offer by who may see them."""

    def visible_to(self, user: User) -> OfferQuerySet:
        """Offers of the person's units; an engineer sees those made to him."""
        scope = user.scope_for(ORDERS_DISPATCH)
        if scope.everything:  # an empty filter, which "or" would leave out
            return self.all()
        own = models.Q(invitations__engineer__user=user)
        return self.filter(scope.q(region="work_order__region_id", outlet="outlet_id") | own).distinct()


class Offer(models.Model):
    """An order waits for somebody to take it: an engineer of the pool 抢单池, or an outlet that is to assign it."""

    class Kind(models.TextChoices):
        POOL = "pool", "pool"
        OUTLET = "outlet", "outlet"

    class State(models.TextChoices):
        OPEN = "open", "open"
        TAKEN = "taken", "taken"
        EXPIRED = "expired", "expired"
        WITHDRAWN = "withdrawn", "withdrawn"

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="offers")
    kind = models.CharField(max_length=6, choices=Kind)
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Engineer, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["work_order"], condition=models.Q(state="open"), name="offer_open_once")
        ]
        indexes = [models.Index(fields=["until"], condition=models.Q(state="open"), name="offer_until")]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.kind} {self.state}"


class Invitation(models.Model):
    """An engineer who may grab an offered order, with the time he would begin and what the way costs him."""

    audited = False  # follows from the offer

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="invitations")
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    travel_minutes = models.PositiveSmallIntegerField()
    travel_km = models.FloatField()
    cost = models.FloatField()

    class Meta:
        ordering = ["cost", "id"]
        constraints = [models.UniqueConstraint(fields=["offer", "engineer"], name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.engineer_id}"


class EscalationQuerySet(models.QuerySet["Escalation"]):
    """Rows of Escalation by who may see them."""

    def visible_to(self, user: User) -> EscalationQuerySet:
        """Escalations of orders the person dispatches."""
        return self.filter(
            user.scope_for(ORDERS_DISPATCH).q(region="work_order__region_id", outlet="work_order__outlet_id")
        )


class Escalation(models.Model):
    """An order that needs a person: why, who was told, until when the next level is told.

    Level 1 are the dispatchers of the region, level 2 its managers. ``proposal`` is what the machine would do (for
    example who gives way).
    """

    class Reason(models.TextChoices):
        UNSERVED = "unserved", "nobody fits"
        REFUSED = "refused", "refused too often"
        OUTLET_SILENT = "outlet_silent", "the outlet did not assign"
        PREEMPTION = "preemption", "somebody must give way"
        FIXED_ABSENT = "fixed_absent", "absent with a locked booking"

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="escalations")
    reason = models.CharField(max_length=13, choices=Reason)
    level = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    until = models.DateTimeField()
    told = models.ManyToManyField(User, related_name="+")
    proposal = models.JSONField(default=dict, blank=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    resolution = models.CharField(max_length=120, blank=True, default="")

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_order", "reason"],
                condition=models.Q(resolved_at__isnull=True),
                name="escalation_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["until"], condition=models.Q(resolved_at__isnull=True), name="escalation_until")
        ]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.reason} {self.level}"


class FairnessEntry(models.Model):
    """A finished order that was harder or farther than most, with its points, in the ledger of an engineer."""

    class Kind(models.TextChoices):
        HARD = "hard", "hard work"
        FAR = "far", "far away"
        ODD_HOURS = "odd_hours", "outside usual hours"

    audited = False  # a ledger: only added to, each entry names its order

    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="fairness", db_index=False)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    at = models.DateTimeField()
    points = models.FloatField()
    detail = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["engineer", "-at"], name="fairness_engineer")]
        constraints = [models.UniqueConstraint(fields=["engineer", "work_order", "kind"], name="fairness_entry_once")]

    def __str__(self) -> str:
        return f"{self.engineer_id} {self.kind} {self.points}"


class TravelTime(models.Model):
    """Minutes and kilometres on the road between two cells of about a hundred metres, as a routing engine said."""

    audited = False  # a cache

    origin = models.CharField(max_length=24)
    target = models.CharField(max_length=24)
    band = models.PositiveSmallIntegerField(default=0)
    minutes = models.FloatField()
    km = models.FloatField()
    source = models.CharField(max_length=8)
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "target", "band"], name="travel_time_once")]

    def __str__(self) -> str:
        return f"{self.origin} → {self.target}"


class SettlementLine(models.Model):
    """By what a partner is paid for one finished order; billing puts the amount to it."""

    work_order = models.OneToOneField(WorkOrder, on_delete=models.PROTECT, related_name="settlement_line")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="settlement_lines", db_index=False)
    basis = models.ForeignKey(SettlementBasis, on_delete=models.PROTECT, related_name="lines")
    unit = models.CharField(max_length=8)
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    band = models.CharField(max_length=20, blank=True, default="")
    finished_at = models.DateTimeField()

    class Meta:
        ordering = ["-finished_at"]
        indexes = [models.Index(fields=["outlet", "-finished_at"], name="settlement_outlet")]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.unit} {self.quantity}"
