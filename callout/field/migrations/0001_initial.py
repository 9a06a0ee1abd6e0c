import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import callout.foundation.crypto
from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [
        ("field", "0002_uploads"),
        ("field", "0003_recovery"),
        ("field", "0004_approach_waysharing"),
        ("field", "0005_relay"),
        ("field", "0006_mileage"),
    ]
    initial = True

    dependencies = [
        ("foundation", "0002_initial"),
        ("workforce", "0001_initial"),
        ("workorders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Approach",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("metres", models.PositiveIntegerField()),
                        ("first_metres", models.PositiveIntegerField()),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("at", models.DateTimeField()),
                        (
                            "booking",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="approach",
                                to="workorders.booking",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Device",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("name", models.CharField(blank=True, default="", max_length=80)),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("recovery", callout.foundation.crypto.EncryptedText(blank=True, db_default="", default="")),
                        ("public_key", models.CharField(blank=True, db_default="", default="", max_length=200)),
                        ("relay_key", callout.foundation.crypto.EncryptedText(blank=True, db_default="", default="")),
                        ("registered_at", models.DateTimeField(auto_now_add=True)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        ("wiped_at", models.DateTimeField(null=True)),
                        (
                            "engineer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="devices",
                                to="workforce.engineer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="RelayParcel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("received_at", models.DateTimeField()),
                        ("outcomes", models.JSONField(default=list)),
                        (
                            "courier",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="parcels", to="field.device"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Upload",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(unique=True)),
                        ("order_uid", models.UUIDField()),
                        (
                            "kind",
                            models.CharField(choices=[("photo", "photo"), ("signature", "signature")], max_length=12),
                        ),
                        ("note", models.CharField(blank=True, default="", max_length=200)),
                        ("size", models.PositiveIntegerField()),
                        ("received", models.PositiveIntegerField(default=0)),
                        ("began_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "attachment",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="foundation.attachment",
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="field.device"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="WaySharing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("since", models.DateTimeField()),
                        (
                            "engineer",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="way_sharing",
                                to="workforce.engineer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Command",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation", models.UUIDField(unique=True)),
                        ("type", models.CharField(max_length=40)),
                        ("order_uid", models.UUIDField(null=True)),
                        ("happened_at", models.DateTimeField()),
                        ("received_at", models.DateTimeField(auto_now_add=True)),
                        ("skew_ms", models.BigIntegerField(default=0)),
                        ("payload", models.JSONField(default=dict)),
                        ("fingerprint", models.CharField(default="", max_length=64)),
                        (
                            "status",
                            models.CharField(
                                choices=[("applied", "applied"), ("rejected", "rejected"), ("conflict", "conflict")],
                                max_length=8,
                            ),
                        ),
                        ("code", models.CharField(blank=True, default="", max_length=60)),
                        ("message", models.CharField(blank=True, default="", max_length=200)),
                        ("result", models.JSONField(default=dict)),
                        (
                            "engineer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commands",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="commands", to="field.device"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [models.Index(fields=["engineer", "-id"], name="command_engineer")],
                    },
                ),
                migrations.CreateModel(
                    name="Mileage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("km", models.DecimalField(decimal_places=1, max_digits=5)),
                        ("odometer", models.PositiveIntegerField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, default="", max_length=200)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "engineer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mileage",
                                to="workforce.engineer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-day", "engineer_id"],
                        "indexes": [models.Index(fields=["-day"], name="mileage_day")],
                        "constraints": [models.UniqueConstraint(fields=("engineer", "day"), name="mileage_once")],
                    },
                ),
            ]
        )
    ]
