"""Figures of past days, counted once each night, so that a page at a million cases reads hundreds of rows."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from callout.accounts.models import Region
from callout.assets.models import Code, Product


class DailyFigure(models.Model):
    """One local day of one region (no region: the whole organisation). Times in minutes, shares 0 … 1."""

    audited = False

    day = models.DateField()
    region = models.ForeignKey(Region, null=True, on_delete=models.CASCADE, related_name="+")
    created = models.PositiveIntegerField(default=0)
    resolved = models.PositiveIntegerField(default=0)
    breached = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    fixed_first_time = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    rating_sum = models.PositiveIntegerField(default=0)
    response_p50 = models.FloatField(null=True)
    response_p90 = models.FloatField(null=True)
    resolution_p50 = models.FloatField(null=True)
    resolution_p90 = models.FloatField(null=True)
    open_at_end = models.PositiveIntegerField(null=True)
    late_at_end = models.PositiveIntegerField(null=True)
    by_hour = ArrayField(models.PositiveIntegerField(), default=list)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["day", "region"], nulls_distinct=False, name="daily_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.region_id}"


class FailureFigure(models.Model):
    """How often a symptom and cause were recorded on a product on one local day in one region."""

    audited = False

    day = models.DateField()
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="+")
    symptom = models.ForeignKey(Code, null=True, on_delete=models.CASCADE, related_name="+")
    cause = models.ForeignKey(Code, null=True, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField()
    repeats = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "region", "product", "symptom", "cause"],
                nulls_distinct=False,
                name="failure_figure_once",
            )
        ]
        indexes = [models.Index(fields=["region", "day"], name="failure_region_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.product_id} {self.count}"
