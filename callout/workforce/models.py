"""Engineers, what they can do and when they work; what outlets cover and are authorised to repair."""

from __future__ import annotations

from django.db import models

from callout.accounts.access import WORKFORCE_VIEW
from callout.accounts.models import Outlet, User
from callout.assets.models import Category
from callout.foundation.i18n import NamedModel


class Skill(NamedModel):
    """Something an engineer must be able to do, e.g. refrigeration; may need a certificate."""

    code = models.SlugField(max_length=40, unique=True)
    certificate_needed = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]


class SkillRule(models.Model):
    """Orders for a category (and service type, when given) need this skill at this level or above."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="skill_rules")
    service_type = models.SlugField(max_length=40, blank=True, default="")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="rules")
    min_level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "service_type", "skill"], name="skill_rule_once")]

    def __str__(self) -> str:
        return f"{self.category} → {self.skill}"


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


class Shift(NamedModel):
    """A weekly working pattern: ``week`` like a calendar's; gaps between spans are breaks."""

    code = models.SlugField(max_length=40, unique=True)
    week = models.JSONField(default=dict)

    class Meta:
        ordering = ["code"]


class EngineerQuerySet(models.QuerySet["Engineer"]):
    """Rows of Engineer by who may see them."""

    def visible_to(self, user: User) -> EngineerQuerySet:
        """Engineers of the person's units; an engineer sees himself."""
        scope = user.scope_for(WORKFORCE_VIEW)
        return self.filter(scope.q(region="outlet__region_id", own=models.Q(user=user)))


class Engineer(models.Model):
    """A service engineer of an outlet."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="engineer")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="engineers")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="engineers")
    level = models.PositiveSmallIntegerField(default=1)
    latitude = models.FloatField()
    longitude = models.FloatField()
    max_orders = models.PositiveSmallIntegerField(default=8)
    active = models.BooleanField(default=True)
    skills = models.ManyToManyField(Skill, through="EngineerSkill", related_name="engineers")

    objects = EngineerQuerySet.as_manager()

    class Meta:
        ordering = ["outlet_id", "id"]

    def __str__(self) -> str:
        return self.user.full_name


class EngineerSkill(models.Model):
    """An engineer's level in a skill (1 … 5) and how long the certificate holds."""

    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="engineer_skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engineer", "skill"], name="engineer_skill_once")]

    def __str__(self) -> str:
        return f"{self.engineer_id} {self.skill_id}"


class Absence(models.Model):
    """An engineer is away."""

    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["engineer", "ends_at"], name="absence_engineer")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="absence_forward")
        ]

    def __str__(self) -> str:
        return f"{self.engineer_id} {self.starts_at:%m-%d}"
