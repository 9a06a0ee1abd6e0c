import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [("workforce", "0002_crews_tools_vehicles")]
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("assets", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Shift",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("code", models.SlugField(max_length=40, unique=True)),
                        ("week", models.JSONField(default=dict)),
                        ("breaks", models.JSONField(blank=True, db_default=[], default=list)),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Skill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("code", models.SlugField(max_length=40, unique=True)),
                        ("certificate_needed", models.BooleanField(default=False)),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Tool",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("code", models.SlugField(max_length=40, unique=True)),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Crew",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("code", models.SlugField(max_length=40, unique=True)),
                        ("active", models.BooleanField(default=True)),
                        (
                            "outlet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="crews", to="accounts.outlet"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="Engineer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField(default=1)),
                        ("latitude", models.FloatField()),
                        ("longitude", models.FloatField()),
                        ("end_latitude", models.FloatField(blank=True, null=True)),
                        ("end_longitude", models.FloatField(blank=True, null=True)),
                        ("max_orders", models.PositiveSmallIntegerField(default=8)),
                        ("max_km", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("overtime_minutes", models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ("overtime_factor", models.FloatField(db_default=1.5, default=1.5)),
                        ("territory", models.JSONField(blank=True, db_default=[], default=list)),
                        ("territory_hard", models.BooleanField(db_default=False, default=False)),
                        ("active", models.BooleanField(default=True)),
                        (
                            "outlet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="engineers",
                                to="accounts.outlet",
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="engineer",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="engineers",
                                to="workforce.shift",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["outlet_id", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="EngineerSkill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField(default=1)),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        (
                            "engineer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="engineer_skills",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workforce.skill"
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="engineer",
                    name="skills",
                    field=models.ManyToManyField(
                        related_name="engineers", through="workforce.EngineerSkill", to="workforce.skill"
                    ),
                ),
                migrations.CreateModel(
                    name="SkillRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("service_type", models.SlugField(blank=True, default="", max_length=40)),
                        ("min_level", models.PositiveSmallIntegerField(default=1)),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="skill_rules",
                                to="assets.category",
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="workforce.skill"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="JobRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("service_type", models.SlugField(blank=True, default="", max_length=40)),
                        ("people", models.PositiveSmallIntegerField(default=1)),
                        ("load_kg", models.PositiveSmallIntegerField(default=0)),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="job_rules",
                                to="assets.category",
                            ),
                        ),
                        ("tools", models.ManyToManyField(blank=True, related_name="rules", to="workforce.tool")),
                    ],
                ),
                migrations.CreateModel(
                    name="EngineerTool",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        (
                            "engineer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="engineer_tools",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "tool",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="holders", to="workforce.tool"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Vehicle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("plate", models.CharField(max_length=20, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("car", "car"), ("van", "van"), ("truck", "truck"), ("scooter", "scooter")],
                                default="van",
                                max_length=8,
                            ),
                        ),
                        ("speed_factor", models.FloatField(default=1.0)),
                        ("capacity_kg", models.PositiveSmallIntegerField(default=300)),
                        ("range_km", models.PositiveSmallIntegerField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("ready", "ready"), ("workshop", "in the workshop"), ("retired", "retired")],
                                default="ready",
                                max_length=8,
                            ),
                        ),
                        (
                            "driver",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="vehicles",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "outlet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="vehicles",
                                to="accounts.outlet",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["plate"],
                    },
                ),
                migrations.CreateModel(
                    name="CrewMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        (
                            "crew",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="workforce.crew"
                            ),
                        ),
                        (
                            "engineer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="crew_memberships",
                                to="workforce.engineer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["crew_id", "since", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("engineer",),
                                name="crew_member_open_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="crew_member_forward",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Absence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, default="", max_length=80)),
                        (
                            "engineer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="absences",
                                to="workforce.engineer",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["engineer", "ends_at"], name="absence_engineer")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="absence_forward"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutletAuthorisation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="assets.category"
                            ),
                        ),
                        (
                            "outlet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="authorisations",
                                to="accounts.outlet",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("outlet", "category"), name="outlet_authorisation_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutletCapacity",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(blank=True, null=True)),
                        ("weekday", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("orders", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                        ("closed", models.BooleanField(default=False)),
                        ("reason", models.CharField(blank=True, default="", max_length=80)),
                        (
                            "outlet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="capacities",
                                to="accounts.outlet",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["weekday", "day"],
                        "constraints": [
                            models.UniqueConstraint(fields=("outlet", "day"), name="outlet_capacity_day"),
                            models.UniqueConstraint(fields=("outlet", "weekday"), name="outlet_capacity_weekday"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("day__isnull", False), ("weekday__isnull", True)),
                                    models.Q(("day__isnull", True), ("weekday__isnull", False), ("weekday__lte", 6)),
                                    _connector="OR",
                                ),
                                name="outlet_capacity_day_or_weekday",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutletDistrict",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("city", models.CharField(max_length=40)),
                        ("district", models.CharField(max_length=40)),
                        (
                            "outlet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="districts",
                                to="accounts.outlet",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("outlet", "city", "district"), name="outlet_district_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OutletScore",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("month", models.DateField()),
                        ("score", models.FloatField()),
                        ("orders", models.PositiveIntegerField(default=0)),
                        ("terms", models.JSONField(default=dict)),
                        ("computed_at", models.DateTimeField()),
                        (
                            "outlet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="accounts.outlet"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-month"],
                        "constraints": [
                            models.UniqueConstraint(fields=("outlet", "month"), name="outlet_score_month"),
                            models.CheckConstraint(
                                condition=models.Q(("score__gte", 0), ("score__lte", 100)), name="outlet_score_range"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SettlementBasis",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("service_type", models.SlugField(blank=True, default="", max_length=40)),
                        (
                            "unit",
                            models.CharField(
                                choices=[
                                    ("order", "per order"),
                                    ("hour", "per hour"),
                                    ("km_band", "per distance band"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("bands", models.JSONField(blank=True, default=list)),
                        ("valid_from", models.DateField()),
                        ("valid_until", models.DateField(blank=True, null=True)),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="assets.category",
                            ),
                        ),
                        (
                            "outlet",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="settlement_bases",
                                to="accounts.outlet",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["outlet_id", "-valid_from", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="settlement_basis_forward",
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="engineerskill",
                    constraint=models.UniqueConstraint(fields=("engineer", "skill"), name="engineer_skill_once"),
                ),
                migrations.AddConstraint(
                    model_name="skillrule",
                    constraint=models.UniqueConstraint(
                        fields=("category", "service_type", "skill"), name="skill_rule_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="jobrule",
                    constraint=models.UniqueConstraint(fields=("category", "service_type"), name="job_rule_once"),
                ),
                migrations.AddConstraint(
                    model_name="jobrule",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("people__gte", 1), ("people__lte", 6)), name="job_rule_people"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="engineertool",
                    constraint=models.UniqueConstraint(fields=("engineer", "tool"), name="engineer_tool_once"),
                ),
                migrations.AddConstraint(
                    model_name="vehicle",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("driver__isnull", False), ("state", "ready")),
                        fields=("driver",),
                        name="vehicle_driver_one_ready",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="vehicle",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("speed_factor__gt", 0)), name="vehicle_moves"
                    ),
                ),
            ]
        )
    ]
