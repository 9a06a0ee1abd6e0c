import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assets", "0001_initial"),
        ("cases", "0001_initial"),
        ("workorders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Knowledge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("content", models.JSONField()),
                        ("published_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "category",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="assets.category",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["category_id", "-version"],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("step", "step of a tree"),
                                    ("fault", "display code"),
                                    ("log", "log file"),
                                    ("comparison", "comparison with a healthy unit"),
                                    ("curve", "curve"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("tree", models.CharField(blank=True, default="", max_length=40)),
                        ("step", models.CharField(blank=True, default="", max_length=40)),
                        ("answer", models.CharField(blank=True, default="", max_length=120)),
                        ("verdict", models.CharField(blank=True, default="", max_length=8)),
                        ("data", models.JSONField(blank=True, default=dict)),
                        (
                            "source",
                            models.CharField(
                                choices=[("desk", "desk"), ("field", "field"), ("api", "api")],
                                default="desk",
                                max_length=5,
                            ),
                        ),
                        ("at", models.DateTimeField()),
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
                                related_name="findings",
                                to="cases.case",
                            ),
                        ),
                        (
                            "work_order",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="findings",
                                to="workorders.workorder",
                            ),
                        ),
                        (
                            "knowledge",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="diagnosis.knowledge",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["case_id", "at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="RemoteSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "means",
                            models.CharField(
                                choices=[
                                    ("phone", "phone"),
                                    ("video", "video"),
                                    ("screen", "shared screen"),
                                    ("console", "remote console"),
                                    ("management", "network management system"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("agreed_by", models.CharField(blank=True, default="", max_length=80)),
                        ("done", models.CharField(blank=True, default="", max_length=2000)),
                        ("solved", models.BooleanField(null=True)),
                        ("started_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
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
                                related_name="remote_sessions",
                                to="cases.case",
                            ),
                        ),
                        (
                            "work_order",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-started_at", "-id"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="knowledge",
                    constraint=models.UniqueConstraint(fields=("category", "version"), name="knowledge_version"),
                ),
                migrations.AddIndex(
                    model_name="finding",
                    index=models.Index(fields=["case", "at"], name="finding_case"),
                ),
                migrations.AddIndex(
                    model_name="finding",
                    index=models.Index(
                        condition=models.Q(("work_order__isnull", False)),
                        fields=["work_order"],
                        name="finding_work_order",
                    ),
                ),
                migrations.AddIndex(
                    model_name="remotesession",
                    index=models.Index(fields=["case", "-started_at"], name="remote_session_case"),
                ),
                migrations.AddConstraint(
                    model_name="remotesession",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case", "actor"), name="remote_session_one_open"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="remotesession",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="remote_session_ends_after_start",
                    ),
                ),
            ]
        )
    ]
