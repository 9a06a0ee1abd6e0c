import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import callout.customers.models
import callout.foundation.crypto
from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [("customers", "0002_fewer_indexes"), ("customers", "0003_list_filters")]
    initial = True

    dependencies = [
        ("foundation", "0001_sql"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Customer",
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
                                choices=[("person", "person"), ("organisation", "organisation")],
                                default="person",
                                max_length=12,
                            ),
                        ),
                        ("name", models.CharField(max_length=120)),
                        ("phone", callout.foundation.crypto.EncryptedText(blank=True, default="")),
                        ("phone_index", models.CharField(blank=True, default="", max_length=32)),
                        ("phone_tail", models.CharField(blank=True, default="", max_length=32)),
                        ("email", callout.foundation.crypto.EncryptedText(blank=True, default="")),
                        ("language", models.CharField(default="zh-hans", max_length=10)),
                        ("level", models.CharField(blank=True, default="", max_length=20)),
                        ("reminder", models.CharField(blank=True, default="", max_length=200)),
                        ("since", models.DateField()),
                        ("may_message", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "search",
                            models.GeneratedField(
                                db_persist=True,
                                expression=callout.customers.models.Tokens(
                                    django.db.models.functions.text.Concat(
                                        models.F("name"), models.Value(" "), models.F("number")
                                    )
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="children",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.region",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        ("title", models.CharField(blank=True, default="", max_length=60)),
                        ("phone", callout.foundation.crypto.EncryptedText(blank=True, default="")),
                        ("phone_index", models.CharField(blank=True, db_index=True, default="", max_length=32)),
                        ("phone_tail", models.CharField(blank=True, default="", max_length=32)),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="contacts",
                                to="customers.customer",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Site",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("label", models.CharField(blank=True, default="", max_length=60)),
                        ("city", models.CharField(max_length=40)),
                        ("district", models.CharField(max_length=40)),
                        ("street", callout.foundation.crypto.EncryptedText()),
                        ("latitude", models.FloatField()),
                        ("longitude", models.FloatField()),
                        ("access_note", models.CharField(blank=True, default="", max_length=200)),
                        ("hazards", models.JSONField(blank=True, default=list)),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sites",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.region",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.AddIndex(
                    model_name="customer",
                    index=models.Index(fields=["phone_index"], name="customer_phone"),
                ),
                migrations.AddIndex(
                    model_name="customer",
                    index=models.Index(fields=["phone_tail"], name="customer_phone_tail"),
                ),
                migrations.AddIndex(
                    model_name="customer",
                    index=models.Index(fields=["region", "-id"], name="customer_region"),
                ),
                migrations.AddIndex(
                    model_name="customer",
                    index=models.Index(fields=["kind", "may_message"], name="customer_filters"),
                ),
                migrations.AddIndex(
                    model_name="customer",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="customer_search"),
                ),
            ]
        )
    ]
