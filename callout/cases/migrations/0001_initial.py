import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import callout.customers.models
import callout.foundation.crypto
from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [("cases", "0002_fewer_indexes"), ("cases", "0003_list_filters")]
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("agreements", "0001_initial"),
        ("assets", "0001_initial"),
        ("customers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="ServiceType",
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
                        ("icon", models.CharField(default="tool", max_length=40)),
                        ("needs_visit", models.BooleanField(default=True)),
                        ("duration_minutes", models.PositiveSmallIntegerField(default=60)),
                        ("order", models.PositiveSmallIntegerField(default=50)),
                        ("active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["order", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("number", models.CharField(max_length=24, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("new", "new"),
                                    ("triaged", "triaged"),
                                    ("in_service", "in service"),
                                    ("waiting", "waiting"),
                                    ("resolved", "resolved"),
                                    ("closed", "closed"),
                                    ("reopened", "reopened"),
                                    ("cancelled", "cancelled"),
                                    ("merged", "merged"),
                                ],
                                default="new",
                                max_length=10,
                            ),
                        ),
                        (
                            "waiting_for",
                            models.CharField(
                                blank=True,
                                choices=[("customer", "customer"), ("parts", "parts"), ("third_party", "third party")],
                                default="",
                                max_length=12,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "phone"),
                                    ("web", "web"),
                                    ("email", "email"),
                                    ("sms", "sms"),
                                    ("chat", "chat"),
                                    ("wechat", "wechat"),
                                    ("field", "field"),
                                    ("api", "api"),
                                    ("import", "import"),
                                    ("device", "device"),
                                    ("note", "note"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "critical"), (2, "urgent"), (3, "normal"), (4, "low")], default=3
                            ),
                        ),
                        ("contact_name", models.CharField(max_length=80)),
                        ("contact_phone", callout.foundation.crypto.EncryptedText(blank=True, default="")),
                        ("title", models.CharField(max_length=120)),
                        ("description", models.TextField(blank=True, default="")),
                        ("device_code", models.CharField(blank=True, default="", max_length=20)),
                        ("wanted_from", models.DateTimeField(null=True)),
                        ("wanted_until", models.DateTimeField(null=True)),
                        ("note_to_engineer", models.CharField(blank=True, default="", max_length=200)),
                        ("entitlement", models.JSONField(default=dict)),
                        ("source", models.CharField(blank=True, default="", max_length=40)),
                        ("external_id", models.CharField(blank=True, default="", max_length=120)),
                        ("created_at", models.DateTimeField()),
                        ("responded_at", models.DateTimeField(null=True)),
                        ("arrived_at", models.DateTimeField(null=True)),
                        ("resolved_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("next_due_at", models.DateTimeField(null=True)),
                        (
                            "next_due_kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("respond", "respond"),
                                    ("arrive", "arrive"),
                                    ("resolve", "resolve"),
                                    ("feedback", "feedback"),
                                ],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("breached", models.BooleanField(default=False)),
                        ("reopen_count", models.PositiveSmallIntegerField(default=0)),
                        ("visits", models.PositiveSmallIntegerField(default=0)),
                        ("rating", models.PositiveSmallIntegerField(null=True)),
                        (
                            "search",
                            models.GeneratedField(
                                db_persist=True,
                                expression=callout.customers.models.Tokens(
                                    django.db.models.functions.text.Concat(
                                        models.F("number"),
                                        models.Value(" "),
                                        models.F("title"),
                                        models.Value(" "),
                                        models.F("contact_name"),
                                    )
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="assets.asset",
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
                            "customer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "level",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agreements.servicelevel",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="cases.case",
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
                            "product",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assets.product",
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
                            "repeat_of",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="repeats",
                                to="cases.case",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="customers.site",
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
                        (
                            "service_type",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.servicetype",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ClockEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=16)),
                        ("milestone", models.CharField(blank=True, default="", max_length=8)),
                        ("at", models.DateTimeField()),
                        ("reason", models.CharField(blank=True, default="", max_length=120)),
                        ("data", models.JSONField(blank=True, default=dict)),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
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
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="clock_entries",
                                to="cases.case",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [models.Index(fields=["case", "at"], name="clock_case")],
                    },
                ),
                migrations.CreateModel(
                    name="Interaction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "phone"),
                                    ("web", "web"),
                                    ("email", "email"),
                                    ("sms", "sms"),
                                    ("chat", "chat"),
                                    ("wechat", "wechat"),
                                    ("field", "field"),
                                    ("api", "api"),
                                    ("import", "import"),
                                    ("device", "device"),
                                    ("note", "note"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("in", "in"), ("out", "out"), ("internal", "internal")], max_length=8
                            ),
                        ),
                        ("body", models.TextField(blank=True, default="")),
                        ("at", models.DateTimeField()),
                        ("seconds", models.PositiveIntegerField(null=True)),
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
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="interactions",
                                to="cases.case",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="interactions",
                                to="customers.customer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                        "indexes": [
                            models.Index(fields=["case", "-at"], name="interaction_case"),
                            models.Index(fields=["customer", "-at"], name="interaction_customer"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Milestone",
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
                                    ("respond", "respond"),
                                    ("arrive", "arrive"),
                                    ("resolve", "resolve"),
                                    ("feedback", "feedback"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "running"),
                                    ("paused", "paused"),
                                    ("met", "met"),
                                    ("missed", "missed"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="running",
                                max_length=9,
                            ),
                        ),
                        ("minutes", models.PositiveIntegerField()),
                        ("around_the_clock", models.BooleanField(default=False)),
                        ("started_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(null=True)),
                        ("warn_at", models.DateTimeField(null=True)),
                        ("met_at", models.DateTimeField(null=True)),
                        ("warned_at", models.DateTimeField(null=True)),
                        ("escalated_at", models.DateTimeField(null=True)),
                        (
                            "calendar",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agreements.calendar",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="milestones",
                                to="cases.case",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["case_id", "due_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "running"), ("warned_at__isnull", True)),
                                fields=["warn_at"],
                                name="milestone_warn",
                            ),
                            models.Index(
                                condition=models.Q(("escalated_at__isnull", True), ("state", "running")),
                                fields=["due_at"],
                                name="milestone_due",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "kind", "started_at"), name="milestone_once")
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(("state__in", ("new", "triaged", "in_service", "waiting", "reopened"))),
                        fields=["next_due_at"],
                        name="case_open_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(("state__in", ("new", "triaged", "in_service", "waiting", "reopened"))),
                        fields=["region", "next_due_at"],
                        name="case_open_region_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(fields=["region", "-id"], name="case_region"),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(fields=["outlet", "-id"], name="case_outlet"),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(fields=["customer", "-created_at"], name="case_customer"),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(fields=["asset", "-created_at"], name="case_asset"),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        fields=["breached", "severity", "state", "channel", "service_type", "category", "region"],
                        name="case_filters",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="case_merged"
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(fields=["created_at", "region"], name="case_created"),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=models.Index(
                        condition=models.Q(("resolved_at__isnull", False)),
                        fields=["resolved_at", "region"],
                        name="case_resolved",
                    ),
                ),
                migrations.AddIndex(
                    model_name="case",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="case_search"),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("source", "external_id"),
                        name="case_external_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), _negated=True),
                            models.Q(("waiting_for", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_waiting_says_for_what",
                    ),
                ),
            ]
        )
    ]
