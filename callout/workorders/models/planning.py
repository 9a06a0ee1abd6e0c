"""What makes an order hard to plan: further windows, parts and tools,
links to other orders; and how long work takes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from callout.assets.models import Category
from callout.parts.models import Part
from callout.workforce.models import Engineer, Skill, Tool
from callout.workorders.models.visits import WorkOrder


class OrderWindow(models.Model):
    """A time at which the customer can be visited, beside the order's first window; any one of them will do."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="windows")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="order_window_forward")]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.starts_at:%m-%d %H:%M}"


class OrderNeed(models.Model):
    """A part in the van or a tool that the engineer must have with him."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="needs")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    tool = models.ForeignKey(Tool, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    quantity = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part__isnull=False, tool__isnull=True) | Q(part__isnull=True, tool__isnull=False),
                name="order_need_part_or_tool",
            ),
            models.UniqueConstraint(
                fields=["work_order", "part", "tool"], nulls_distinct=False, name="order_need_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.part or self.tool} × {self.quantity}"


class OrderSkill(models.Model):
    """A further skill or certificate the engineer must have, beside the order's first one."""

    work_order = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="more_skills", db_index=False)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["work_order", "skill"], name="order_skill_once")]

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.skill} {self.level}"


class OrderLink(models.Model):
    """Two orders that hang together; gaps in minutes from the end of the first to the beginning of the second.

    ``precedes``: the first is over before the second begins. ``same_visit``: one engineer does both, one after the
    other. ``together``: both begin at the same time, by different engineers.
    """

    class Kind(models.TextChoices):
        PRECEDES = "precedes", "precedes"
        SAME_VISIT = "same_visit", "same visit"
        TOGETHER = "together", "together"

    before = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="links_after")
    after = models.ForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="links_before")
    kind = models.CharField(max_length=10, choices=Kind)
    min_gap = models.PositiveIntegerField(default=0)
    max_gap = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="order_link_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="order_link_two_orders"),
            models.CheckConstraint(
                condition=Q(max_gap__isnull=True) | Q(max_gap__gte=F("min_gap")), name="order_link_gap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} {self.kind} {self.after_id}"


class DurationEstimate(models.Model):
    """How long work takes, learned from finished visits: for a category and service type, then for a product, then for
    a person.

    ``mean`` and ``sd`` in minutes; ``mean`` is drawn toward the wider group's mean the fewer visits (``n``) there are,
    ``raw_mean`` is what was measured.
    """

    audited = False  # computed every night; the records it comes from are audited

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="+")
    service_type = models.SlugField(max_length=40)
    product = models.ForeignKey("assets.Product", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    engineer = models.ForeignKey(Engineer, null=True, on_delete=models.CASCADE, related_name="durations")
    n = models.PositiveIntegerField()
    mean = models.FloatField()
    sd = models.FloatField()
    raw_mean = models.FloatField()
    computed_at = models.DateTimeField()

    class Meta:
        ordering = ["category_id", "service_type", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "service_type", "product", "engineer"],
                nulls_distinct=False,
                name="duration_estimate_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.service_type} {self.mean:.0f}"
