import uuid

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [("foundation", "0004_fewer_indexes")]
    initial = True

    dependencies = [
        ("foundation", "0001_sql"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="AuditEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                        ("table", models.CharField(max_length=63)),
                        ("row", models.CharField(max_length=40)),
                        (
                            "operation",
                            models.CharField(choices=[("I", "insert"), ("U", "update"), ("D", "delete")], max_length=1),
                        ),
                        ("actor_id", models.BigIntegerField(null=True)),
                        ("request", models.CharField(blank=True, default="", max_length=40)),
                        ("changes", models.JSONField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["table", "row"], name="audit_row"),
                            models.Index(
                                condition=models.Q(("actor_id__isnull", False)),
                                fields=["actor_id", "at"],
                                name="audit_actor",
                            ),
                            django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="audit_at_brin"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("type", models.CharField(max_length=60)),
                        ("at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("case_id", models.BigIntegerField(null=True)),
                        ("work_order_id", models.BigIntegerField(null=True)),
                        ("region_id", models.BigIntegerField(null=True)),
                        ("outlet_id", models.BigIntegerField(null=True)),
                        ("engineer_id", models.BigIntegerField(null=True)),
                        ("payload", models.JSONField(default=dict)),
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
                    ],
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subscriber", models.CharField(max_length=80)),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        (
                            "event",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="foundation.event",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="IdempotencyKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("caller", models.CharField(max_length=60)),
                        ("key", models.CharField(max_length=120)),
                        ("fingerprint", models.CharField(max_length=64)),
                        ("status", models.PositiveSmallIntegerField()),
                        ("answer", models.JSONField()),
                        ("at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("caller", "key"), name="idempotency_once")],
                    },
                ),
                migrations.CreateModel(
                    name="NumberingDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("prefix", models.CharField(max_length=8)),
                        ("day", models.DateField()),
                        ("base", models.BigIntegerField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("prefix", "day"), name="numbering_day_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PersonalDataReveal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(auto_now_add=True)),
                        ("subject", models.CharField(max_length=40)),
                        ("subject_id", models.BigIntegerField()),
                        ("field", models.CharField(max_length=40)),
                        ("purpose", models.CharField(blank=True, max_length=120)),
                        (
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("subject", models.CharField(max_length=40)),
                        ("subject_id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("photo", "photo"),
                                    ("signature", "signature"),
                                    ("approval", "approval"),
                                    ("document", "document"),
                                    ("import", "import"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=160)),
                        ("content_type", models.CharField(max_length=80)),
                        ("size", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "uploaded_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["subject", "subject_id"], name="attachment_subject")],
                    },
                ),
                migrations.AddIndex(
                    model_name="event",
                    index=models.Index(
                        condition=models.Q(("case_id__isnull", False)), fields=["case_id", "at"], name="event_case_at"
                    ),
                ),
                migrations.AddIndex(
                    model_name="event",
                    index=models.Index(fields=["type", "id"], name="event_type_id"),
                ),
                migrations.AddIndex(
                    model_name="event",
                    index=django.contrib.postgres.indexes.BrinIndex(fields=["recorded_at"], name="event_recorded_brin"),
                ),
                migrations.AddConstraint(
                    model_name="delivery",
                    constraint=models.UniqueConstraint(fields=("event", "subscriber"), name="delivery_once"),
                ),
                migrations.AddIndex(
                    model_name="personaldatareveal",
                    index=models.Index(fields=["subject", "subject_id"], name="reveal_subject"),
                ),
            ]
        )
    ]
