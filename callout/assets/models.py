"""Catalogue (categories, products, versioned code sets) and the installed base."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat

from callout.accounts.access import ASSETS_VIEW
from callout.accounts.models import User
from callout.customers.models import Customer, Site, Tokens
from callout.foundation.i18n import NamedModel, pick


class Category(NamedModel):
    """A product group, e.g. air conditioner; owned by a pack."""

    code = models.SlugField(max_length=40, unique=True)
    pack = models.SlugField(max_length=40)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    icon = models.CharField(max_length=40, default="box")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["pack", "code"]
        verbose_name_plural = "categories"


class Product(NamedModel):
    """A model that is sold and served."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    model = models.CharField(max_length=60, unique=True)
    brand = models.CharField(max_length=60, blank=True)
    barcode = models.CharField(max_length=40, blank=True, default="", db_index=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["category_id", "model"]


class CodeSet(models.Model):
    """One published version of a category's codes. A record keeps the version it used."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="code_sets")
    version = models.PositiveIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "version"], name="code_set_version")]
        ordering = ["category_id", "-version"]

    def __str__(self) -> str:
        return f"{self.category} v{self.version}"


class Code(NamedModel):
    """A symptom 现象, object 对象, cause 原因 or action 措施 of a code set."""

    class Kind(models.TextChoices):
        SYMPTOM = "symptom", "symptom"
        OBJECT = "object", "object"
        CAUSE = "cause", "cause"
        ACTION = "action", "action"

    code_set = models.ForeignKey(CodeSet, on_delete=models.PROTECT, related_name="codes")
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=20)
    pinyin = models.CharField(max_length=60, blank=True, default="")
    words = models.JSONField(default=list, blank=True)
    narrows = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="narrowed_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code_set", "kind", "code"], name="code_once")]
        ordering = ["code_set_id", "kind", "code"]


class AssetQuerySet(models.QuerySet["Asset"]):
    """Rows of Asset by who may see them."""

    def visible_to(self, user: User) -> AssetQuerySet:
        """Assets at sites of the person's regions; engineers those of their orders."""
        scope = user.scope_for(ASSETS_VIEW)
        own = models.Q(cases__work_orders__bookings__engineer__user=user)
        found = self.filter(scope.q(region="site__region_id", outlet="cases__outlet_id", own=own))
        return found.distinct() if scope.own or scope.outlets else found


class Asset(models.Model):
    """One installed device of a customer (or a component of another asset)."""

    class State(models.TextChoices):
        ACTIVE = "active", "active"
        STORED = "stored", "stored"
        RETIRED = "retired", "retired"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="assets")
    serial = models.CharField(max_length=60, unique=True)
    barcode = models.CharField(max_length=60, blank=True, default="", db_index=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="assets")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="assets")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="components")
    place = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    batch = models.CharField(max_length=30, blank=True, default="")
    purchased_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    warranty_until = models.DateField(null=True, blank=True)
    versions = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    search = models.GeneratedField(
        expression=Tokens(Concat(F("serial"), Value(" "), F("barcode"))),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state"], condition=~models.Q(state="active"), name="asset_not_active"),
            models.Index(fields=["created_at"], name="asset_created"),
            GinIndex(fields=["search"], name="asset_search"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.serial}"


class Label(models.Model):
    """A QR label on an asset. Its token opens the public passport page; a lost or copied label is revoked."""

    audit_hidden = ("token",)

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="labels")
    token = models.CharField(max_length=24, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(revoked_at__isnull=True), name="label_one_good"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.made_at:%Y-%m-%d}"

    @property
    def path(self) -> str:
        """Address of the public passport page on this site."""
        return f"/a/{self.token}/"


class SafetyNotice(models.Model):
    """What everybody near such a device should know: of a whole category, or of one product (``product``)."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="safety_notices")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.CASCADE, related_name="safety_notices", db_index=False
    )
    text_zh = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="safety_notice_forward",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The text in the active language."""
        return pick(self.text_zh, self.text_en)


class MeterReading(models.Model):
    """What a meter of an asset showed; ``code`` names the meter. ``doubt`` is why an implausible one was kept."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="meter_readings", db_index=False)
    code = models.SlugField(max_length=60, db_index=False)
    value = models.FloatField()
    unit = models.CharField(max_length=20, blank=True, default="")
    at = models.DateTimeField()
    source = models.CharField(max_length=40, blank=True, default="")
    doubt = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["asset", "code", "-at"], name="meter_reading_latest")]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.code} {self.value:g}"
