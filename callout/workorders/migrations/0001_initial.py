import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import callout.workorders.models.visits
from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [
        ("workorders", "0002_fewer_indexes"),
        ("workorders", "0003_planning"),
        ("workorders", "0004_list_filters"),
        ("workorders", "0005_order_skill"),
        ("workorders", "0006_recording"),
        ("workorders", "0007_step_photos_and_refused_parts"),
    ]
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("assets", "0001_initial"),
        ("cases", "0001_initial"),
        ("customers", "0001_initial"),
        ("foundation", "0002_initial"),
        ("parts", "0001_initial"),
        ("workforce", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Booking",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("dispatched", "dispatched"),
                                    ("accepted", "accepted"),
                                    ("declined", "declined"),
                                    ("travelling", "travelling"),
                                    ("on_site", "on site"),
                                    ("paused", "paused"),
                                    ("completed", "completed"),
                                    ("partial", "partial"),
                                    ("failed", "failed"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("travel_minutes", models.PositiveSmallIntegerField(default=0)),
                        ("travel_km", models.FloatField(default=0)),
                        ("locked", models.BooleanField(default=False)),
                        ("helper", models.BooleanField(db_default=False, default=False)),
                        ("accept_by", models.DateTimeField(null=True)),
                        ("decline_reason", models.CharField(blank=True, default="", max_length=120)),
                        ("created_at", models.DateTimeField()),
                        ("accepted_at", models.DateTimeField(null=True)),
                        ("travelling_at", models.DateTimeField(null=True)),
                        ("on_site_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "created_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "engineer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bookings",
                                to="workforce.engineer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["starts_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="BookingStamp",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "proposed"),
                                    ("dispatched", "dispatched"),
                                    ("accepted", "accepted"),
                                    ("declined", "declined"),
                                    ("travelling", "travelling"),
                                    ("on_site", "on site"),
                                    ("paused", "paused"),
                                    ("completed", "completed"),
                                    ("partial", "partial"),
                                    ("failed", "failed"),
                                    ("cancelled", "cancelled"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("latitude", models.FloatField(null=True)),
                        ("longitude", models.FloatField(null=True)),
                        ("accuracy_m", models.FloatField(null=True)),
                        ("reason", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "actor",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stamps",
                                to="workorders.booking",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("code", models.SlugField(max_length=60)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("service_type", models.SlugField(blank=True, default="", max_length=40)),
                        ("items", models.JSONField(default=list)),
                        ("current", models.BooleanField(default=True)),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="checklists",
                                to="assets.category",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code", "-version"],
                    },
                ),
                migrations.CreateModel(
                    name="DurationEstimate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("service_type", models.SlugField(max_length=40)),
                        ("n", models.PositiveIntegerField()),
                        ("mean", models.FloatField()),
                        ("sd", models.FloatField()),
                        ("raw_mean", models.FloatField()),
                        ("computed_at", models.DateTimeField()),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="assets.category"
                            ),
                        ),
                        (
                            "engineer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="durations",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="assets.product",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["category_id", "service_type", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceRecord",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("serial", models.CharField(blank=True, default="", max_length=60)),
                        ("result", models.TextField(blank=True, default="")),
                        ("solved", models.BooleanField(default=True)),
                        ("answers", models.JSONField(blank=True, default=dict)),
                        ("arrived_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField()),
                        ("travel_minutes", models.PositiveSmallIntegerField(default=0)),
                        ("labour_minutes", models.PositiveSmallIntegerField(default=0)),
                        ("stamped_travel", models.PositiveSmallIntegerField(null=True)),
                        ("stamped_labour", models.PositiveSmallIntegerField(null=True)),
                        ("reasons", models.JSONField(blank=True, db_default={}, default=dict)),
                        ("price_list", models.CharField(blank=True, db_default="", default="", max_length=7)),
                        ("charge", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                        ("currency", models.CharField(default="CNY", max_length=3)),
                        ("payment", models.CharField(blank=True, default="", max_length=12)),
                        ("signer", models.CharField(blank=True, default="", max_length=80)),
                        ("signed_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "action",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assets.code",
                            ),
                        ),
                        (
                            "booking",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="record",
                                to="workorders.booking",
                            ),
                        ),
                        (
                            "cause",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assets.code",
                            ),
                        ),
                        (
                            "checklist",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workorders.checklisttemplate",
                            ),
                        ),
                        (
                            "code_set",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assets.codeset",
                            ),
                        ),
                        (
                            "object",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assets.code",
                            ),
                        ),
                        (
                            "symptom",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assets.code",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RecordPhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("step", models.CharField(max_length=60)),
                        ("uid", models.UUIDField(unique=True)),
                        (
                            "attachment",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="foundation.attachment",
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="workorders.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="PartUsage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveSmallIntegerField()),
                        ("serial", models.CharField(blank=True, default="", max_length=60)),
                        ("old_serial", models.CharField(blank=True, default="", max_length=60)),
                        ("old_returned", models.BooleanField(default=False)),
                        ("batch", models.CharField(blank=True, db_default="", default="", max_length=60)),
                        ("operation", models.UUIDField(null=True)),
                        ("refused", models.CharField(blank=True, db_default="", default="", max_length=40)),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parts.part"
                            ),
                        ),
                        (
                            "store",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parts.store"
                            ),
                        ),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="part_usages",
                                to="workorders.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="ChargeLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("label_zh", models.CharField(max_length=120)),
                        ("label_en", models.CharField(max_length=120)),
                        ("quantity", models.DecimalField(decimal_places=2, default=1, max_digits=8)),
                        ("list_price", models.DecimalField(decimal_places=2, max_digits=10)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                        ("reason", models.CharField(blank=True, default="", max_length=40)),
                        (
                            "record",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="charge_lines",
                                to="workorders.servicerecord",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkOrder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("number", models.CharField(max_length=24, unique=True)),
                        ("visit", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("unscheduled", "unscheduled"),
                                    ("scheduled", "scheduled"),
                                    ("in_progress", "in progress"),
                                    ("on_hold", "on hold"),
                                    ("completed", "completed"),
                                    ("posted", "posted"),
                                    ("cannot_complete", "cannot complete"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="unscheduled",
                                max_length=15,
                            ),
                        ),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "critical"), (2, "urgent"), (3, "normal"), (4, "low")]
                            ),
                        ),
                        ("skill_level", models.PositiveSmallIntegerField(default=0)),
                        ("latitude", models.FloatField()),
                        ("longitude", models.FloatField()),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("minutes_sd", models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ("people", models.PositiveSmallIntegerField(db_default=1, default=1)),
                        ("load_kg", models.PositiveSmallIntegerField(db_default=0, default=0)),
                        ("has_details", models.BooleanField(db_default=False, default=False)),
                        (
                            "excluded_engineers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(), blank=True, db_default=[], default=list, size=None
                            ),
                        ),
                        ("earliest_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(null=True)),
                        ("window_from", models.DateTimeField(null=True)),
                        ("window_until", models.DateTimeField(null=True)),
                        ("title", models.CharField(max_length=120)),
                        ("instructions", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "hold_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("parts", "waiting for parts"),
                                    ("customer", "customer not available"),
                                    ("access", "no access"),
                                    ("skill", "needs another skill"),
                                    ("third_party", "waiting for a third party"),
                                    ("other", "other"),
                                ],
                                default="",
                                max_length=12,
                            ),
                        ),
                        ("hold_note", models.CharField(blank=True, default="", max_length=200)),
                        ("unserved_reason", models.CharField(blank=True, default="", max_length=40)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField()),
                        ("scheduled_at", models.DateTimeField(null=True)),
                        ("completed_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_orders",
                                to="assets.asset",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_orders",
                                to="cases.case",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assets.category",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_orders",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "hold_part",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parts.part",
                            ),
                        ),
                        (
                            "outlet",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.outlet",
                            ),
                        ),
                        (
                            "preferred_engineer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.region",
                            ),
                        ),
                        (
                            "service_type",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.servicetype",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="work_orders",
                                to="customers.site",
                            ),
                        ),
                        (
                            "skill",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="workforce.skill",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.AddField(
                    model_name="servicerecord",
                    name="work_order",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="record", to="workorders.workorder"
                    ),
                ),
                migrations.CreateModel(
                    name="OrderWindow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        (
                            "work_order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="windows",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["starts_at"],
                    },
                ),
                migrations.CreateModel(
                    name="OrderSkill",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField(default=1)),
                        (
                            "skill",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="workforce.skill",
                            ),
                        ),
                        (
                            "work_order",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="more_skills",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="OrderNeed",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveSmallIntegerField(default=1)),
                        (
                            "part",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="parts.part",
                            ),
                        ),
                        (
                            "tool",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="workforce.tool",
                            ),
                        ),
                        (
                            "work_order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="needs",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="OrderLink",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("precedes", "precedes"),
                                    ("same_visit", "same visit"),
                                    ("together", "together"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("min_gap", models.PositiveIntegerField(default=0)),
                        ("max_gap", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "after",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_before",
                                to="workorders.workorder",
                            ),
                        ),
                        (
                            "before",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_after",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="OnSiteRating",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("rating", models.PositiveSmallIntegerField()),
                        ("tags", models.JSONField(blank=True, default=list)),
                        ("comment", models.CharField(blank=True, default="", max_length=500)),
                        ("rated_at", models.DateTimeField()),
                        (
                            "work_order",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="on_site_rating",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CostApproval",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(unique=True)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                        ("currency", models.CharField(default="CNY", max_length=3)),
                        ("lines", models.JSONField(default=list)),
                        ("signer", models.CharField(max_length=80)),
                        ("approved_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "signature",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="foundation.attachment",
                            ),
                        ),
                        (
                            "work_order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approvals",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["approved_at", "id"],
                    },
                ),
                migrations.AddField(
                    model_name="booking",
                    name="work_order",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="workorders.workorder"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="checklisttemplate",
                    constraint=models.UniqueConstraint(fields=("code", "version"), name="checklist_version"),
                ),
                migrations.AddConstraint(
                    model_name="durationestimate",
                    constraint=models.UniqueConstraint(
                        fields=("category", "service_type", "product", "engineer"),
                        name="duration_estimate_once",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddIndex(
                    model_name="workorder",
                    index=models.Index(
                        condition=models.Q(("state__in", ("unscheduled", "scheduled", "in_progress", "on_hold"))),
                        fields=["due_at"],
                        name="work_order_open_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="workorder",
                    index=models.Index(
                        condition=models.Q(("state__in", ("unscheduled", "scheduled", "in_progress", "on_hold"))),
                        fields=["region", "due_at"],
                        name="work_order_open_region",
                    ),
                ),
                migrations.AddIndex(
                    model_name="workorder",
                    index=models.Index(
                        condition=models.Q(("state__in", ("unscheduled", "scheduled", "in_progress", "on_hold"))),
                        fields=["outlet", "due_at"],
                        name="work_order_open_outlet",
                    ),
                ),
                migrations.AddIndex(
                    model_name="workorder",
                    index=models.Index(fields=["region", "-id"], name="work_order_region"),
                ),
                migrations.AddIndex(
                    model_name="workorder",
                    index=models.Index(fields=["outlet", "-id"], name="work_order_outlet"),
                ),
                migrations.AddIndex(
                    model_name="workorder",
                    index=models.Index(
                        fields=["severity", "state", "service_type", "region"], name="work_order_filters"
                    ),
                ),
                migrations.AddIndex(
                    model_name="workorder",
                    index=django.contrib.postgres.indexes.BrinIndex(fields=["due_at"], name="work_order_due_brin"),
                ),
                migrations.AddIndex(
                    model_name="workorder",
                    index=models.Index(
                        condition=models.Q(("completed_at__isnull", False)),
                        fields=["completed_at", "region"],
                        name="work_order_completed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="workorder",
                    constraint=models.UniqueConstraint(fields=("case", "visit"), name="work_order_visit"),
                ),
                migrations.AddConstraint(
                    model_name="workorder",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "on_hold"), _negated=True),
                            models.Q(("hold_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="work_order_hold_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="orderwindow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="order_window_forward"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="orderskill",
                    constraint=models.UniqueConstraint(fields=("work_order", "skill"), name="order_skill_once"),
                ),
                migrations.AddConstraint(
                    model_name="orderneed",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("part__isnull", False), ("tool__isnull", True)),
                            models.Q(("part__isnull", True), ("tool__isnull", False)),
                            _connector="OR",
                        ),
                        name="order_need_part_or_tool",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="orderneed",
                    constraint=models.UniqueConstraint(
                        fields=("work_order", "part", "tool"), name="order_need_once", nulls_distinct=False
                    ),
                ),
                migrations.AddConstraint(
                    model_name="orderlink",
                    constraint=models.UniqueConstraint(fields=("before", "after"), name="order_link_once"),
                ),
                migrations.AddConstraint(
                    model_name="orderlink",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True), name="order_link_two_orders"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="orderlink",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("max_gap__isnull", True), ("max_gap__gte", models.F("min_gap")), _connector="OR"
                        ),
                        name="order_link_gap",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="onsiterating",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rating__range", (1, 5))), name="on_site_rating_stars"
                    ),
                ),
                migrations.AddIndex(
                    model_name="booking",
                    index=models.Index(fields=["engineer", "starts_at"], name="booking_engineer_day"),
                ),
                migrations.AddIndex(
                    model_name="booking",
                    index=models.Index(
                        condition=models.Q(
                            ("state__in", ("proposed", "dispatched", "accepted", "travelling", "on_site", "paused"))
                        ),
                        fields=["starts_at"],
                        name="booking_active_day",
                    ),
                ),
                migrations.AddIndex(
                    model_name="booking",
                    index=models.Index(
                        condition=models.Q(("accept_by__isnull", False), ("state", "dispatched")),
                        fields=["accept_by"],
                        name="booking_accept_by",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="booking",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="booking_forward"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="booking",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ("proposed", "dispatched", "accepted", "travelling", "on_site", "paused"))
                        ),
                        fields=("work_order", "engineer"),
                        name="booking_engineer_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="booking",
                    constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("state__in", ("proposed", "dispatched", "accepted"))),
                        expressions=[
                            ("engineer", "="),
                            (callout.workorders.models.visits.TsTzRange("starts_at", "ends_at"), "&&"),
                        ],
                        name="booking_no_overlap",
                    ),
                ),
            ]
        )
    ]
