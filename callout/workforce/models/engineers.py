"""Engineers, what they can do, what they carry and when they work."""

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


class Shift(NamedModel):
    """A weekly working pattern: ``week`` like a calendar's; gaps between spans are fixed breaks.

    ``breaks`` are flexible: ``[minutes, "from", "until"]`` on each working day, taken at any time within the window.
    """

    code = models.SlugField(max_length=40, unique=True)
    week = models.JSONField(default=dict)
    breaks = models.JSONField(default=list, db_default=[], blank=True)

    class Meta:
        ordering = ["code"]


class EngineerQuerySet(models.QuerySet["Engineer"]):
    """Rows of Engineer by who may see them."""

    def visible_to(self, user: User) -> EngineerQuerySet:
        """Engineers of the person's units; an engineer sees himself."""
        scope = user.scope_for(WORKFORCE_VIEW)
        return self.filter(scope.q(region="outlet__region_id", own=models.Q(user=user)))


class Engineer(models.Model):
    """A service engineer of an outlet. The day begins at ``latitude``, ``longitude`` and ends there or at ``end_*``.

    ``territory`` is a ring of ``[longitude, latitude]``; without one he goes anywhere. ``territory_hard`` forbids what
    a soft one only makes dearer. ``max_km`` limits one way, in kilometres by road.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="engineer")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="engineers")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="engineers")
    level = models.PositiveSmallIntegerField(default=1)
    latitude = models.FloatField()
    longitude = models.FloatField()
    end_latitude = models.FloatField(null=True, blank=True)
    end_longitude = models.FloatField(null=True, blank=True)
    max_orders = models.PositiveSmallIntegerField(default=8)
    max_km = models.PositiveSmallIntegerField(null=True, blank=True)
    overtime_minutes = models.PositiveSmallIntegerField(default=0, db_default=0)
    overtime_factor = models.FloatField(default=1.5, db_default=1.5)
    territory = models.JSONField(default=list, db_default=[], blank=True)
    territory_hard = models.BooleanField(default=False, db_default=False)
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


class Crew(NamedModel):
    """People of an outlet who usually work together."""

    code = models.SlugField(max_length=40, unique=True)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="crews")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]


class CrewMember(models.Model):
    """An engineer belongs to a crew from a day until a day (None: until further notice)."""

    crew = models.ForeignKey(Crew, on_delete=models.CASCADE, related_name="members")
    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="crew_memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["crew_id", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["engineer"], condition=models.Q(until__isnull=True), name="crew_member_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="crew_member_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.crew_id} {self.engineer_id}"


class Tool(NamedModel):
    """Something heavy or rare that some orders need, e.g. a vacuum pump."""

    code = models.SlugField(max_length=40, unique=True)

    class Meta:
        ordering = ["code"]


class EngineerTool(models.Model):
    """An engineer has a tool with him; ``valid_until`` is the last day of its inspection (None: needs none)."""

    engineer = models.ForeignKey(Engineer, on_delete=models.CASCADE, related_name="engineer_tools")
    tool = models.ForeignKey(Tool, on_delete=models.CASCADE, related_name="holders")
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engineer", "tool"], name="engineer_tool_once")]

    def __str__(self) -> str:
        return f"{self.engineer_id} {self.tool_id}"


class JobRule(models.Model):
    """Orders for a category (and service type, when given) need so many people, tools and room in the vehicle."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="job_rules")
    service_type = models.SlugField(max_length=40, blank=True, default="")
    people = models.PositiveSmallIntegerField(default=1)
    load_kg = models.PositiveSmallIntegerField(default=0)
    tools = models.ManyToManyField(Tool, related_name="rules", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["category", "service_type"], name="job_rule_once"),
            models.CheckConstraint(condition=models.Q(people__gte=1, people__lte=6), name="job_rule_people"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.service_type}"


class Vehicle(models.Model):
    """A vehicle of an outlet, driven by one engineer or taken from the outlet's pool (no driver).

    ``speed_factor`` scales the common speed on the road (a scooter in town 0.8). ``capacity_kg`` limits what an order
    may weigh, ``range_km`` the kilometres of a day (None: no limit).
    """

    class Kind(models.TextChoices):
        CAR = "car", "car"
        VAN = "van", "van"
        TRUCK = "truck", "truck"
        SCOOTER = "scooter", "scooter"

    class State(models.TextChoices):
        READY = "ready", "ready"
        WORKSHOP = "workshop", "in the workshop"
        RETIRED = "retired", "retired"

    plate = models.CharField(max_length=20, unique=True)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="vehicles")
    driver = models.ForeignKey(Engineer, null=True, blank=True, on_delete=models.SET_NULL, related_name="vehicles")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.VAN)
    speed_factor = models.FloatField(default=1.0)
    capacity_kg = models.PositiveSmallIntegerField(default=300)
    range_km = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.READY)

    class Meta:
        ordering = ["plate"]
        constraints = [
            models.UniqueConstraint(
                fields=["driver"],
                condition=models.Q(state="ready", driver__isnull=False),
                name="vehicle_driver_one_ready",
            ),
            models.CheckConstraint(condition=models.Q(speed_factor__gt=0), name="vehicle_moves"),
        ]

    def __str__(self) -> str:
        return self.plate
