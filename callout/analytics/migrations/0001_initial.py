import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("assets", "0001_initial"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="DailyFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("created", models.PositiveIntegerField(default=0)),
                        ("resolved", models.PositiveIntegerField(default=0)),
                        ("breached", models.PositiveIntegerField(default=0)),
                        ("repeats", models.PositiveIntegerField(default=0)),
                        ("fixed_first_time", models.PositiveIntegerField(default=0)),
                        ("rated", models.PositiveIntegerField(default=0)),
                        ("rating_sum", models.PositiveIntegerField(default=0)),
                        ("response_p50", models.FloatField(null=True)),
                        ("response_p90", models.FloatField(null=True)),
                        ("resolution_p50", models.FloatField(null=True)),
                        ("resolution_p90", models.FloatField(null=True)),
                        ("open_at_end", models.PositiveIntegerField(null=True)),
                        ("late_at_end", models.PositiveIntegerField(null=True)),
                        (
                            "by_hour",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveIntegerField(), default=list, size=None
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.region",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["day"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("day", "region"), name="daily_figure_once", nulls_distinct=False
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FailureFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("count", models.PositiveIntegerField()),
                        ("repeats", models.PositiveIntegerField(default=0)),
                        (
                            "cause",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="assets.code",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="assets.product",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.region"
                            ),
                        ),
                        (
                            "symptom",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="assets.code",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["day"],
                        "indexes": [models.Index(fields=["region", "day"], name="failure_region_day")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("day", "region", "product", "symptom", "cause"),
                                name="failure_figure_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
            ]
        )
    ]
