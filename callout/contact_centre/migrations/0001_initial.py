import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import callout.foundation.crypto
from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("customers", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Call",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("external_id", models.CharField(max_length=120, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ringing", "ringing"),
                                    ("answered", "answered"),
                                    ("ended", "ended"),
                                    ("missed", "missed"),
                                ],
                                default="ringing",
                                max_length=8,
                            ),
                        ),
                        ("caller", callout.foundation.crypto.EncryptedText(blank=True, default="")),
                        ("caller_index", models.CharField(blank=True, default="", max_length=32)),
                        ("queue", models.CharField(blank=True, default="", max_length=60)),
                        ("started_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "agent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="calls",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="calls",
                                to="cases.case",
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="calls",
                                to="customers.customer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("data", models.JSONField(default=dict)),
                        ("saved_at", models.DateTimeField(auto_now=True)),
                        (
                            "agent",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "call",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to="contact_centre.call",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="call",
                    index=models.Index(fields=["agent", "-id"], name="call_agent"),
                ),
                migrations.AddIndex(
                    model_name="call",
                    index=models.Index(
                        condition=models.Q(("state__in", ["ringing", "answered"])), fields=["state"], name="call_live"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draft",
                    constraint=models.UniqueConstraint(
                        fields=("agent", "call"), name="draft_once", nulls_distinct=False
                    ),
                ),
            ]
        )
    ]
