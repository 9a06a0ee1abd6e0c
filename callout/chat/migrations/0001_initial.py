import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [("chat", "0002_teams_and_pictures")]
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0001_initial"),
        ("foundation", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="ChatMessage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("text", models.CharField(blank=True, db_default="", default="", max_length=1000)),
                        ("picture", models.UUIDField(null=True)),
                        ("at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
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
                            "author",
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
                                related_name="chat",
                                to="cases.case",
                            ),
                        ),
                        (
                            "outlet",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="chat",
                                to="accounts.outlet",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [
                            models.Index(fields=["case", "at"], name="chat_message_case"),
                            models.Index(
                                condition=models.Q(("outlet__isnull", False)),
                                fields=["outlet", "at"],
                                name="chat_message_outlet",
                            ),
                            models.Index(
                                condition=models.Q(("case__isnull", False)),
                                fields=["author", "case"],
                                name="chat_message_author",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("case__isnull", False), ("outlet__isnull", True)),
                                    models.Q(("case__isnull", True), ("outlet__isnull", False)),
                                    _connector="OR",
                                ),
                                name="chat_message_in_one_room",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("picture__isnull", False)),
                                fields=("picture",),
                                name="chat_message_picture_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChatRead",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "outlet",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.outlet",
                            ),
                        ),
                        (
                            "reader",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["reader"], name="chat_read_reader")],
                        "constraints": [
                            models.UniqueConstraint(fields=("case", "reader"), name="chat_read_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("outlet__isnull", False)),
                                fields=("outlet", "reader"),
                                name="chat_read_outlet_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("case__isnull", False), ("outlet__isnull", True)),
                                    models.Q(("case__isnull", True), ("outlet__isnull", False)),
                                    _connector="OR",
                                ),
                                name="chat_read_in_one_room",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
