"""Spare parts, where they lie, every movement, and requests from the field."""

from __future__ import annotations

import uuid

from django.db import models

from callout.accounts.access import PARTS_VIEW
from callout.accounts.models import Outlet, Region, User
from callout.assets.models import Asset, Product
from callout.foundation.i18n import NamedModel
from callout.workforce.models import Engineer


class Part(NamedModel):
    """A spare part 备件. ``tracking`` says whether its pieces are told apart, by batch or each by its serial number."""

    class Tracking(models.TextChoices):
        NONE = "none", "none"
        BATCH = "batch", "batch"
        SERIAL = "serial", "serial"

    number = models.CharField(max_length=40, unique=True)
    barcode = models.CharField(max_length=40, blank=True, default="", db_index=True)
    unit = models.CharField(max_length=10, default="pc")
    price = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    tracking = models.CharField(max_length=6, choices=Tracking, default=Tracking.NONE, db_default=Tracking.NONE)
    active = models.BooleanField(default=True)
    products = models.ManyToManyField(Product, through="ProductPart", related_name="parts")

    class Meta:
        ordering = ["number"]

    @property
    def tracked(self) -> bool:
        """True when its pieces are told apart."""
        return self.tracking != Part.Tracking.NONE


class ProductPart(models.Model):
    """A part that fits a product (parts list)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="product_parts")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "part"], name="product_part_once")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.part_id}"


class AssetPart(models.Model):
    """A part as it is built into one asset: with its serial and when it came in."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="installed_parts")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=60, blank=True, default="")
    installed_on = models.DateField()
    warranty_until = models.DateField(null=True, blank=True)
    removed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.asset_id} {self.part_id}"


class StoreQuerySet(models.QuerySet["Store"]):
    """Rows of Store by who may see them."""

    def visible_to(self, user: User) -> StoreQuerySet:
        """Stores of the person's units; an engineer sees his own van and his outlet's store."""
        scope = user.scope_for(PARTS_VIEW)
        own = models.Q(engineer__user=user) | models.Q(kind="outlet", outlet__engineers__user=user)
        found = self.filter(scope.q(own=own))
        return found.distinct() if scope.own else found


class Store(NamedModel):
    """A place for parts: central, an outlet's, or an engineer's van."""

    class Kind(models.TextChoices):
        CENTRAL = "central", "central"
        OUTLET = "outlet", "outlet"
        VAN = "van", "van"

    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outlet = models.ForeignKey(Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="stores")
    engineer = models.OneToOneField(Engineer, null=True, blank=True, on_delete=models.PROTECT, related_name="van")

    objects = StoreQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "code"]


class Stock(models.Model):
    """How many of a part lie in a store. Changed by movements only."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="stock", db_index=False)
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="stock")
    quantity = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "part"], name="stock_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="stock_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.store_id} {self.part_id}: {self.quantity}"


class StockLot(models.Model):
    """Pieces of one batch in a store, or the one piece with a serial number (``single``). Changed by movements only.

    Together they are at most the stock: pieces from before the part was tracked have no number yet.
    """

    stock = models.ForeignKey(Stock, on_delete=models.CASCADE, related_name="lots", db_index=False)
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="lots")
    code = models.CharField(max_length=60)
    quantity = models.PositiveIntegerField()
    single = models.BooleanField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["stock", "code"], name="lot_once"),
            models.UniqueConstraint(fields=["part", "code"], condition=models.Q(single=True), name="serial_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="lot_not_empty"),
            models.CheckConstraint(condition=models.Q(single=False) | models.Q(quantity=1), name="serial_is_one_piece"),
        ]

    def __str__(self) -> str:
        return f"{self.code} × {self.quantity}"


class Movement(models.Model):
    """Parts came in or went out. Never changed; ``operation`` makes a repeated command harmless.

    ``serial`` is the serial number or batch of the pieces; an operation on several has a movement for each.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "receipt"
        TRANSFER = "transfer", "transfer"
        USE = "use", "use"
        RETURN = "return", "return"
        COUNT = "count", "count"

    operation = models.UUIDField(default=uuid.uuid4)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="movements", db_index=False)
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="movements")
    quantity = models.IntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    serial = models.CharField(max_length=60, blank=True, default="")
    work_order_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    note = models.CharField(max_length=200, blank=True, default="")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["operation", "store", "part", "serial"], name="movement_once")]
        indexes = [
            models.Index(fields=["store", "-at"], name="movement_store"),
            models.Index(fields=["serial"], condition=~models.Q(serial=""), name="movement_serial"),
        ]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"


class PartRequest(models.Model):
    """A request 备件申请 from the field: which part, for which order, from whose store, and how it stands."""

    class State(models.TextChoices):
        REQUESTED = "requested", "requested"
        APPROVED = "approved", "approved"
        SHIPPED = "shipped", "shipped"
        RECEIVED = "received", "received"
        REJECTED = "rejected", "rejected"
        CANCELLED = "cancelled", "cancelled"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    number = models.CharField(max_length=24, unique=True)
    engineer = models.ForeignKey(Engineer, on_delete=models.PROTECT, related_name="part_requests")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="requests")
    quantity = models.PositiveSmallIntegerField()
    work_order_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    source = models.ForeignKey(Store, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    note = models.CharField(max_length=200, blank=True, default="")
    answer = models.CharField(max_length=200, blank=True, default="")
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"], name="part_request_state")]

    def __str__(self) -> str:
        return self.number
