import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [("feedback", "0002_conduct"), ("feedback", "0003_due"), ("feedback", "0004_list_dates")]
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Callback",
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
                                    ("after_visit", "after visit"),
                                    ("low_rating", "low rating"),
                                    ("mystery", "mystery customer"),
                                ],
                                default="after_visit",
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("done", "done"),
                                    ("given_up", "given up"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("last_attempt_at", models.DateTimeField(null=True)),
                        ("rating", models.PositiveSmallIntegerField(null=True)),
                        ("solved", models.BooleanField(null=True)),
                        ("comment", models.TextField(blank=True, default="")),
                        ("answers", models.JSONField(blank=True, default=dict)),
                        ("done_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="callbacks", to="cases.case"
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_at"],
                        "indexes": [
                            models.Index(fields=["due_at"], name="callback_due"),
                            models.Index(
                                condition=models.Q(("done_at__isnull", False)), fields=["done_at"], name="callback_done"
                            ),
                            models.Index(
                                condition=models.Q(("state", "open")), fields=["due_at"], name="callback_open"
                            ),
                            models.Index(
                                condition=models.Q(("state", "given_up")), fields=["due_at"], name="callback_given_up"
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "kind", "created_at"), name="callback_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Survey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token", models.CharField(max_length=48, unique=True)),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("channel", models.CharField(blank=True, default="", max_length=10)),
                        ("rating", models.PositiveSmallIntegerField(null=True)),
                        ("solved", models.BooleanField(null=True)),
                        ("comment", models.TextField(blank=True, default="")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="surveys", to="cases.case"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("answered_at__isnull", False)),
                                fields=["answered_at"],
                                name="survey_answered",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("rating__isnull", True), ("rating__range", (1, 5)), _connector="OR"
                                ),
                                name="survey_stars",
                            )
                        ],
                    },
                ),
            ]
        )
    ]
