import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import callout.foundation.crypto
from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [
        ("notifications", "0002_sending"),
        ("notifications", "0003_fewer_indexes"),
        ("notifications", "0004_trouble"),
        ("notifications", "0005_push"),
    ]
    initial = True

    dependencies = [
        ("customers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Template",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True)),
                        ("body_zh", models.TextField()),
                        ("body_en", models.TextField()),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="PushSubscription",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("device", models.UUIDField(unique=True)),
                        ("endpoint", models.CharField(max_length=800, unique=True)),
                        ("p256dh", models.CharField(max_length=100)),
                        ("auth", models.CharField(max_length=40)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="push_subscriptions",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("dedupe", models.CharField(max_length=120, unique=True)),
                        ("channel", models.CharField(default="sms", max_length=10)),
                        (
                            "audience",
                            models.CharField(
                                choices=[("engineer", "engineer"), ("customer", "customer"), ("staff", "staff")],
                                max_length=10,
                            ),
                        ),
                        ("template", models.CharField(max_length=40)),
                        ("to", callout.foundation.crypto.EncryptedText()),
                        ("to_index", models.CharField(blank=True, default="", max_length=32)),
                        ("body", callout.foundation.crypto.EncryptedText()),
                        ("case_id", models.BigIntegerField(null=True)),
                        ("work_order_id", models.BigIntegerField(null=True)),
                        ("region_id", models.BigIntegerField(null=True)),
                        ("outlet_id", models.BigIntegerField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "queued"),
                                    ("sending", "sending"),
                                    ("sent", "sent"),
                                    ("delivered", "delivered"),
                                    ("failed", "failed"),
                                    ("uncertain", "uncertain"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("provider", models.CharField(blank=True, default="", max_length=20)),
                        ("provider_ref", models.CharField(blank=True, default="", max_length=80)),
                        ("error", models.CharField(blank=True, default="", max_length=200)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("due_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("claimed_at", models.DateTimeField(null=True)),
                        ("sent_at", models.DateTimeField(null=True)),
                        ("delivered_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
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
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="customers.customer",
                            ),
                        ),
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
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("case_id__isnull", False)), fields=["case_id"], name="message_case"
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["queued", "sending"])),
                                fields=["due_at"],
                                name="message_pending",
                            ),
                            models.Index(
                                condition=models.Q(("state__in", ["failed", "uncertain"])),
                                fields=["-id"],
                                name="message_trouble",
                            ),
                            models.Index(fields=["region_id", "-id"], name="message_region"),
                            models.Index(fields=["to_index", "-id"], name="message_to"),
                            models.Index(
                                condition=models.Q(("provider_ref", ""), _negated=True),
                                fields=["provider_ref"],
                                name="message_ref",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("dedupe", models.CharField(max_length=120)),
                        ("text_zh", models.CharField(max_length=200)),
                        ("text_en", models.CharField(max_length=200)),
                        ("url", models.CharField(blank=True, default="", max_length=200)),
                        ("urgent", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("read_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "constraints": [models.UniqueConstraint(fields=("user", "dedupe"), name="notice_once")],
                    },
                ),
            ]
        )
    ]
