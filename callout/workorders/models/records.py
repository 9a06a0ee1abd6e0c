"""The record of a visit: what was checked, found, done, used, charged, photographed and signed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from callout.assets.models import Category, Code, CodeSet
from callout.foundation.i18n import NamedModel
from callout.foundation.models import Attachment
from callout.parts.models import Part, Store
from callout.workorders.models.visits import Booking, WorkOrder


class ChecklistTemplate(NamedModel):
    """What to check on a visit: items are {"code", "kind": bool|number|meter|choice|text|photo, "zh", "en", "unit",
    "min", "max", "required", "photos"}; ``photos`` is how many a step wants at least."""

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


class RecordPhoto(models.Model):
    """A photo that the record names for a step of its checklist; ``attachment`` is empty until it has come.

    ``uid`` is the number the phone gave it.
    """

    record = models.ForeignKey(ServiceRecord, on_delete=models.CASCADE, related_name="photos")
    step = models.CharField(max_length=60)
    uid = models.UUIDField(unique=True)
    attachment = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.record_id} {self.step}"


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
    """A part put in (or taken back) on a visit. ``refused``: why a tracked part could not be taken from the van."""

    record = models.ForeignKey(ServiceRecord, on_delete=models.CASCADE, related_name="part_usages")
    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()
    serial = models.CharField(max_length=60, blank=True, default="")
    old_serial = models.CharField(max_length=60, blank=True, default="")
    old_returned = models.BooleanField(default=False)
    batch = models.CharField(max_length=60, blank=True, default="", db_default="")
    operation = models.UUIDField(null=True)  # of its movement; parts of before have none here
    refused = models.CharField(max_length=40, blank=True, default="", db_default="")

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
