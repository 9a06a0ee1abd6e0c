"""What outlets cover and may repair, how much they take on which day, how well they do and how partners are paid."""

from __future__ import annotations

from django.db import models

from callout.accounts.models import Outlet
from callout.assets.models import Category


class OutletAuthorisation(models.Model):
    """An outlet may serve a category."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="authorisations")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "category"], name="outlet_authorisation_once")]

    def __str__(self) -> str:
        return f"{self.outlet} {self.category}"


class OutletDistrict(models.Model):
    """A district an outlet covers first; outside of it the radius decides."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="districts")
    city = models.CharField(max_length=40)
    district = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "city", "district"], name="outlet_district_once")]

    def __str__(self) -> str:
        return f"{self.outlet} {self.district}"


class OutletCapacity(models.Model):
    """What an outlet takes on one day (``day``) or on every such weekday (0 = Monday); a day stands before its weekday.

    ``orders`` and ``minutes`` limit (None: no limit); ``closed`` takes nothing, ``reason`` says why (a holiday).
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="capacities")
    day = models.DateField(null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)
    orders = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    closed = models.BooleanField(default=False)
    reason = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ["weekday", "day"]
        constraints = [
            models.UniqueConstraint(fields=["outlet", "day"], name="outlet_capacity_day"),
            models.UniqueConstraint(fields=["outlet", "weekday"], name="outlet_capacity_weekday"),
            models.CheckConstraint(
                condition=models.Q(day__isnull=False, weekday__isnull=True)
                | models.Q(day__isnull=True, weekday__isnull=False, weekday__lte=6),
                name="outlet_capacity_day_or_weekday",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.day or self.weekday}"


class OutletScore(models.Model):
    """How well an outlet did in a month, 0 to 100, computed from what happened.

    ``terms`` keeps each part: ``{"on_time": {"n": 41, "of": 44, "share": 0.93, "weight": 40}, …}``.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="scores")
    month = models.DateField()
    score = models.FloatField()
    orders = models.PositiveIntegerField(default=0)
    terms = models.JSONField(default=dict)
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["outlet", "month"], name="outlet_score_month"),
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=100), name="outlet_score_range"),
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.month:%Y-%m}"


class SettlementBasis(models.Model):
    """By what a partner outlet is paid for an order: per order, hour of work, or band of kilometres. Amounts come with
    billing.

    The most particular basis valid on the day counts: category and service type, category, service type, neither.
    ``bands`` are the upper ends of the kilometre bands, rising; the last band is open.
    """

    class Unit(models.TextChoices):
        ORDER = "order", "per order"
        HOUR = "hour", "per hour"
        KM_BAND = "km_band", "per distance band"

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="settlement_bases")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    service_type = models.SlugField(max_length=40, blank=True, default="")
    unit = models.CharField(max_length=8, choices=Unit)
    bands = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["outlet_id", "-valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="settlement_basis_forward",
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.unit}"
