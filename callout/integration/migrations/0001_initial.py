import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import callout.foundation.crypto
from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [
        ("integration", "0002_webhook_retries"),
        ("integration", "0003_past_visits"),
        ("integration", "0004_token_networks"),
    ]
    initial = True

    dependencies = [
        ("foundation", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="ApiToken",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("prefix", models.CharField(max_length=12, unique=True)),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        (
                            "permissions",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                            ),
                        ),
                        ("networks", models.CharField(blank=True, db_default="", default="", max_length=400)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("expires_at", models.DateTimeField(blank=True, null=True)),
                        ("used_at", models.DateTimeField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="api_tokens",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(default="cases", max_length=20)),
                        ("name", models.CharField(max_length=160)),
                        ("mapping", models.JSONField(default=dict)),
                        ("all_or_nothing", models.BooleanField(default=False)),
                        ("dry_run", models.BooleanField(default=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("uploaded", "uploaded"),
                                    ("running", "running"),
                                    ("checked", "checked"),
                                    ("done", "done"),
                                    ("cancelled", "cancelled"),
                                    ("failed", "failed"),
                                ],
                                default="uploaded",
                                max_length=10,
                            ),
                        ),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("created", models.PositiveIntegerField(default=0)),
                        ("known", models.PositiveIntegerField(default=0)),
                        ("failed", models.PositiveIntegerField(default=0)),
                        ("past", models.PositiveIntegerField(db_default=0, default=0)),
                        ("advised", models.PositiveIntegerField(db_default=0, default=0)),
                        ("cancel_requested", models.BooleanField(default=False)),
                        ("error", models.CharField(blank=True, default="", max_length=200)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="foundation.attachment",
                            ),
                        ),
                        (
                            "started_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookEndpoint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("url", models.URLField(max_length=300)),
                        ("secret", callout.foundation.crypto.EncryptedText()),
                        (
                            "events",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                            ),
                        ),
                        ("active", models.BooleanField(default=True)),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("disabled_reason", models.CharField(blank=True, default="", max_length=200)),
                        ("retry_at", models.DateTimeField(blank=True, null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name"],
                    },
                ),
                migrations.CreateModel(
                    name="ImportProblem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("row", models.PositiveIntegerField()),
                        ("column", models.CharField(blank=True, default="", max_length=80)),
                        ("value", models.CharField(blank=True, default="", max_length=200)),
                        ("code", models.CharField(max_length=60)),
                        ("message", models.CharField(max_length=200)),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="problems",
                                to="integration.importrun",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["row", "id"],
                        "indexes": [models.Index(fields=["run", "row"], name="import_problem_row")],
                    },
                ),
                migrations.CreateModel(
                    name="WebhookDelivery",
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
                                choices=[("pending", "pending"), ("delivered", "delivered"), ("failed", "failed")],
                                default="pending",
                                max_length=9,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("status", models.PositiveSmallIntegerField(null=True)),
                        ("error", models.CharField(blank=True, default="", max_length=200)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("delivered_at", models.DateTimeField(null=True)),
                        (
                            "event",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="foundation.event"
                            ),
                        ),
                        (
                            "endpoint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deliveries",
                                to="integration.webhookendpoint",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "pending")),
                                fields=["endpoint", "id"],
                                name="webhook_delivery_waiting",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("endpoint", "event"), name="webhook_delivery_once")
                        ],
                    },
                ),
            ]
        )
    ]
