"""What a customer is owed: business calendars, service levels, warranty terms, contracts and list prices."""

from __future__ import annotations

from django.db import models

from callout.accounts.access import AGREEMENTS_VIEW
from callout.accounts.models import User
from callout.assets.models import Asset, Category
from callout.customers.models import Customer
from callout.foundation.i18n import NamedModel


class Calendar(NamedModel):
    """Opening hours of a week: ``week`` maps "0" (Monday) … "6" to lists of ["08:30", "12:00"] spans."""

    code = models.SlugField(max_length=40, unique=True)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    always = models.BooleanField(default=False)
    week = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["code"]


class CalendarDay(models.Model):
    """A day that differs: a holiday (no spans) or a working day in lieu 调休 (spans)."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    spans = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.note}"


class Severity(models.IntegerChoices):
    """Severity 故障级别, one scale for all packs; labels in ``callout.cases.labels``."""

    CRITICAL = 1, "critical"
    URGENT = 2, "urgent"
    NORMAL = 3, "normal"
    LOW = 4, "low"


class MilestoneKind(models.TextChoices):
    """A promised moment 时限节点."""

    RESPOND = "respond", "respond"
    ARRIVE = "arrive", "arrive"
    RESOLVE = "resolve", "resolve"
    FEEDBACK = "feedback", "feedback"


class ServiceLevel(NamedModel):
    """A service level agreement policy. A new version is a new row; running clocks keep theirs."""

    code = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    pack = models.SlugField(max_length=40, blank=True, default="")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    default = models.BooleanField(default=False)
    current = models.BooleanField(default=True)
    warn_share = models.FloatField(default=0.75)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="service_level_version")]
        ordering = ["code", "-version"]


class ServiceTarget(models.Model):
    """Minutes allowed for one milestone at one severity; ``night_minutes`` apply to requests made at night."""

    level = models.ForeignKey(ServiceLevel, on_delete=models.CASCADE, related_name="targets")
    severity = models.PositiveSmallIntegerField(choices=Severity)
    milestone = models.CharField(max_length=8, choices=MilestoneKind)
    minutes = models.PositiveIntegerField()
    around_the_clock = models.BooleanField(default=False)
    night_minutes = models.PositiveIntegerField(null=True, blank=True)
    night_from = models.TimeField(null=True, blank=True)
    night_until = models.TimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "severity", "milestone"], name="service_target_once")]

    def __str__(self) -> str:
        return f"{self.level} {self.severity} {self.milestone}"


class WarrantyTerm(models.Model):
    """Months of warranty for a category, counted from acceptance (else purchase), and what it covers."""

    category = models.OneToOneField(Category, on_delete=models.CASCADE, related_name="warranty")
    months = models.PositiveSmallIntegerField()
    labour = models.BooleanField(default=True)
    parts = models.BooleanField(default=True)
    visit = models.BooleanField(default=True)
    repeat_days = models.PositiveSmallIntegerField(default=30)

    def __str__(self) -> str:
        return f"{self.category} {self.months} m"


class PriceItem(NamedModel):
    """List price of a visit, an hour or extra work outside warranty."""

    class Kind(models.TextChoices):
        VISIT = "visit", "visit"
        LABOUR = "labour", "labour"
        EXTRA = "extra", "extra"

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="prices")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3, default="CNY")

    class Meta:
        ordering = ["kind", "code"]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Rows of Agreement by who may see them."""

    def visible_to(self, user: User) -> AgreementQuerySet:
        """Agreements of customers in the person's regions."""
        return self.filter(user.scope_for(AGREEMENTS_VIEW).q(region="customer__region_id", outlet="pk"))


class Agreement(models.Model):
    """A contract or extended warranty: whom and which assets it covers, what is free, which service level applies."""

    class Kind(models.TextChoices):
        EXTENDED = "extended", "extended"
        CONTRACT = "contract", "contract"

    number = models.CharField(max_length=24, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="agreements")
    assets = models.ManyToManyField(Asset, blank=True, related_name="agreements")
    level = models.ForeignKey(ServiceLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    labour = models.BooleanField(default=True)
    parts = models.BooleanField(default=False)
    visit = models.BooleanField(default=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["customer", "ends_on"], name="agreement_customer")]

    def __str__(self) -> str:
        return self.number
