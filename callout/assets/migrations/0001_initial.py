import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import callout.customers.models
from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [
        ("assets", "0002_list_filters"),
        ("assets", "0003_list_dates"),
        ("assets", "0004_label_safetynotice"),
        ("assets", "0005_meters"),
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
                    name="Asset",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("serial", models.CharField(max_length=60, unique=True)),
                        ("barcode", models.CharField(blank=True, db_index=True, default="", max_length=60)),
                        ("place", models.CharField(blank=True, default="", max_length=60)),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "active"), ("stored", "stored"), ("retired", "retired")],
                                default="active",
                                max_length=8,
                            ),
                        ),
                        ("batch", models.CharField(blank=True, default="", max_length=30)),
                        ("purchased_on", models.DateField(blank=True, null=True)),
                        ("accepted_on", models.DateField(blank=True, null=True)),
                        ("warranty_until", models.DateField(blank=True, null=True)),
                        ("versions", models.JSONField(blank=True, default=dict)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "search",
                            models.GeneratedField(
                                db_persist=True,
                                expression=callout.customers.models.Tokens(
                                    django.db.models.functions.text.Concat(
                                        models.F("serial"), models.Value(" "), models.F("barcode")
                                    )
                                ),
                                output_field=django.contrib.postgres.search.SearchVectorField(),
                            ),
                        ),
                        (
                            "customer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assets",
                                to="customers.customer",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="components",
                                to="assets.asset",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="assets", to="customers.site"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Category",
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
                        ("pack", models.SlugField(max_length=40)),
                        ("icon", models.CharField(default="box", max_length=40)),
                        ("active", models.BooleanField(default=True)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="assets.category",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name_plural": "categories",
                        "ordering": ["pack", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="CodeSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("published_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="code_sets",
                                to="assets.category",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["category_id", "-version"],
                    },
                ),
                migrations.CreateModel(
                    name="Code",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("symptom", "symptom"),
                                    ("object", "object"),
                                    ("cause", "cause"),
                                    ("action", "action"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("code", models.CharField(max_length=20)),
                        ("pinyin", models.CharField(blank=True, default="", max_length=60)),
                        ("words", models.JSONField(blank=True, default=list)),
                        ("narrows", models.ManyToManyField(blank=True, related_name="narrowed_by", to="assets.code")),
                        (
                            "code_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="codes", to="assets.codeset"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["code_set_id", "kind", "code"],
                    },
                ),
                migrations.CreateModel(
                    name="Label",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token", models.CharField(max_length=24, unique=True)),
                        ("made_at", models.DateTimeField(auto_now_add=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="labels", to="assets.asset"
                            ),
                        ),
                        (
                            "made_by",
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
                    },
                ),
                migrations.CreateModel(
                    name="MeterReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(db_index=False, max_length=60)),
                        ("value", models.FloatField()),
                        ("unit", models.CharField(blank=True, default="", max_length=20)),
                        ("at", models.DateTimeField()),
                        ("source", models.CharField(blank=True, default="", max_length=40)),
                        ("doubt", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="meter_readings",
                                to="assets.asset",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Product",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("model", models.CharField(max_length=60, unique=True)),
                        ("brand", models.CharField(blank=True, max_length=60)),
                        ("barcode", models.CharField(blank=True, db_index=True, default="", max_length=40)),
                        ("active", models.BooleanField(default=True)),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="products",
                                to="assets.category",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["category_id", "model"],
                    },
                ),
                migrations.AddField(
                    model_name="asset",
                    name="product",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assets", to="assets.product"
                    ),
                ),
                migrations.CreateModel(
                    name="SafetyNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("text_zh", models.CharField(max_length=200)),
                        ("text_en", models.CharField(max_length=200)),
                        ("since", models.DateField()),
                        ("until", models.DateField(blank=True, null=True)),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="safety_notices",
                                to="assets.category",
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="safety_notices",
                                to="assets.product",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-since", "-id"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="codeset",
                    constraint=models.UniqueConstraint(fields=("category", "version"), name="code_set_version"),
                ),
                migrations.AddConstraint(
                    model_name="code",
                    constraint=models.UniqueConstraint(fields=("code_set", "kind", "code"), name="code_once"),
                ),
                migrations.AddConstraint(
                    model_name="label",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)), fields=("asset",), name="label_one_good"
                    ),
                ),
                migrations.AddIndex(
                    model_name="meterreading",
                    index=models.Index(fields=["asset", "code", "-at"], name="meter_reading_latest"),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("state", "active"), _negated=True),
                        fields=["state"],
                        name="asset_not_active",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(fields=["created_at"], name="asset_created"),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="asset_search"),
                ),
                migrations.AddConstraint(
                    model_name="safetynotice",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="safety_notice_forward",
                    ),
                ),
            ]
        )
    ]
