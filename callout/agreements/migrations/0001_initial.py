import django.db.models.deletion
from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("assets", "0001_initial"),
        ("customers", "0001_initial"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Calendar",
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
                        ("time_zone", models.CharField(default="Asia/Shanghai", max_length=40)),
                        ("always", models.BooleanField(default=False)),
                        ("week", models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        "ordering": ["code"],
                    },
                ),
                migrations.CreateModel(
                    name="PriceItem",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[("visit", "visit"), ("labour", "labour"), ("extra", "extra")], max_length=8
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=10)),
                        ("currency", models.CharField(default="CNY", max_length=3)),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="prices",
                                to="assets.category",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kind", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceLevel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("code", models.SlugField(max_length=40)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("pack", models.SlugField(blank=True, default="", max_length=40)),
                        ("default", models.BooleanField(default=False)),
                        ("current", models.BooleanField(default=True)),
                        ("warn_share", models.FloatField(default=0.75)),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.calendar"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code", "-version"],
                    },
                ),
                migrations.CreateModel(
                    name="Agreement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=24, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("extended", "extended"), ("contract", "contract")], max_length=10
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("labour", models.BooleanField(default=True)),
                        ("parts", models.BooleanField(default=False)),
                        ("visit", models.BooleanField(default=True)),
                        ("assets", models.ManyToManyField(blank=True, related_name="agreements", to="assets.asset")),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agreements",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "level",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="agreements.servicelevel",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceTarget",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "severity",
                            models.PositiveSmallIntegerField(
                                choices=[(1, "critical"), (2, "urgent"), (3, "normal"), (4, "low")]
                            ),
                        ),
                        (
                            "milestone",
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
                        ("minutes", models.PositiveIntegerField()),
                        ("around_the_clock", models.BooleanField(default=False)),
                        ("night_minutes", models.PositiveIntegerField(blank=True, null=True)),
                        ("night_from", models.TimeField(blank=True, null=True)),
                        ("night_until", models.TimeField(blank=True, null=True)),
                        (
                            "level",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="targets",
                                to="agreements.servicelevel",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="WarrantyTerm",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("months", models.PositiveSmallIntegerField()),
                        ("labour", models.BooleanField(default=True)),
                        ("parts", models.BooleanField(default=True)),
                        ("visit", models.BooleanField(default=True)),
                        ("repeat_days", models.PositiveSmallIntegerField(default=30)),
                        (
                            "category",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="warranty",
                                to="assets.category",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="CalendarDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("spans", models.JSONField(blank=True, default=list)),
                        ("note", models.CharField(blank=True, default="", max_length=60)),
                        (
                            "calendar",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="days",
                                to="agreements.calendar",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["day"],
                        "constraints": [models.UniqueConstraint(fields=("calendar", "day"), name="calendar_day_once")],
                    },
                ),
                migrations.AddConstraint(
                    model_name="servicelevel",
                    constraint=models.UniqueConstraint(fields=("code", "version"), name="service_level_version"),
                ),
                migrations.AddIndex(
                    model_name="agreement",
                    index=models.Index(fields=["customer", "ends_on"], name="agreement_customer"),
                ),
                migrations.AddConstraint(
                    model_name="servicetarget",
                    constraint=models.UniqueConstraint(
                        fields=("level", "severity", "milestone"), name="service_target_once"
                    ),
                ),
            ]
        )
    ]
