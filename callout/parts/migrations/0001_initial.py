import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [("parts", "0002_fewer_indexes"), ("parts", "0003_pieces")]
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("assets", "0001_initial"),
        ("workforce", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Part",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("number", models.CharField(max_length=40, unique=True)),
                        ("barcode", models.CharField(blank=True, db_index=True, default="", max_length=40)),
                        ("unit", models.CharField(default="pc", max_length=10)),
                        ("price", models.DecimalField(decimal_places=2, default=0, max_digits=10)),
                        (
                            "tracking",
                            models.CharField(
                                choices=[("none", "none"), ("batch", "batch"), ("serial", "serial")],
                                db_default="none",
                                default="none",
                                max_length=6,
                            ),
                        ),
                        ("active", models.BooleanField(default=True)),
                    ],
                    options={
                        "ordering": ["number"],
                    },
                ),
                migrations.CreateModel(
                    name="AssetPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("serial", models.CharField(blank=True, default="", max_length=60)),
                        ("installed_on", models.DateField()),
                        ("warranty_until", models.DateField(blank=True, null=True)),
                        ("removed_on", models.DateField(blank=True, null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="installed_parts",
                                to="assets.asset",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parts.part"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ProductPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.PositiveSmallIntegerField(default=1)),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="parts.part"
                            ),
                        ),
                        (
                            "product",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="product_parts",
                                to="assets.product",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="part",
                    name="products",
                    field=models.ManyToManyField(
                        related_name="parts", through="parts.ProductPart", to="assets.product"
                    ),
                ),
                migrations.CreateModel(
                    name="Stock",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("quantity", models.IntegerField(default=0)),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="stock", to="parts.part"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="StockLot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60)),
                        ("quantity", models.PositiveIntegerField()),
                        ("single", models.BooleanField()),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="lots", to="parts.part"
                            ),
                        ),
                        (
                            "stock",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lots",
                                to="parts.stock",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Store",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name_zh", models.CharField(max_length=120)),
                        ("name_en", models.CharField(max_length=120)),
                        ("code", models.CharField(max_length=30, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[("central", "central"), ("outlet", "outlet"), ("van", "van")], max_length=8
                            ),
                        ),
                        (
                            "engineer",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="van",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "outlet",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stores",
                                to="accounts.outlet",
                            ),
                        ),
                        (
                            "region",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.region",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kind", "code"],
                    },
                ),
                migrations.AddField(
                    model_name="stock",
                    name="store",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stock",
                        to="parts.store",
                    ),
                ),
                migrations.CreateModel(
                    name="PartRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                        ("number", models.CharField(max_length=24, unique=True)),
                        ("quantity", models.PositiveSmallIntegerField()),
                        ("work_order_id", models.BigIntegerField(blank=True, db_index=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "requested"),
                                    ("approved", "approved"),
                                    ("shipped", "shipped"),
                                    ("received", "received"),
                                    ("rejected", "rejected"),
                                    ("cancelled", "cancelled"),
                                ],
                                default="requested",
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, default="", max_length=200)),
                        ("answer", models.CharField(blank=True, default="", max_length=200)),
                        ("requested_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("received_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "engineer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="part_requests",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="parts.part"
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                blank=True,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="parts.store",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Movement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("operation", models.UUIDField(default=uuid.uuid4)),
                        ("quantity", models.IntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("receipt", "receipt"),
                                    ("transfer", "transfer"),
                                    ("use", "use"),
                                    ("return", "return"),
                                    ("count", "count"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("serial", models.CharField(blank=True, default="", max_length=60)),
                        ("work_order_id", models.BigIntegerField(blank=True, db_index=True, null=True)),
                        ("note", models.CharField(blank=True, default="", max_length=200)),
                        ("at", models.DateTimeField()),
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
                            "part",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="movements", to="parts.part"
                            ),
                        ),
                        (
                            "store",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="movements",
                                to="parts.store",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "-id"],
                    },
                ),
                migrations.AddConstraint(
                    model_name="productpart",
                    constraint=models.UniqueConstraint(fields=("product", "part"), name="product_part_once"),
                ),
                migrations.AddConstraint(
                    model_name="stocklot",
                    constraint=models.UniqueConstraint(fields=("stock", "code"), name="lot_once"),
                ),
                migrations.AddConstraint(
                    model_name="stocklot",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("single", True)), fields=("part", "code"), name="serial_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="stocklot",
                    constraint=models.CheckConstraint(condition=models.Q(("quantity__gte", 1)), name="lot_not_empty"),
                ),
                migrations.AddConstraint(
                    model_name="stocklot",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("single", False), ("quantity", 1), _connector="OR"),
                        name="serial_is_one_piece",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="stock",
                    constraint=models.UniqueConstraint(fields=("store", "part"), name="stock_once"),
                ),
                migrations.AddConstraint(
                    model_name="stock",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 0)), name="stock_not_negative"
                    ),
                ),
                migrations.AddIndex(
                    model_name="partrequest",
                    index=models.Index(fields=["state", "-id"], name="part_request_state"),
                ),
                migrations.AddIndex(
                    model_name="movement",
                    index=models.Index(fields=["store", "-at"], name="movement_store"),
                ),
                migrations.AddIndex(
                    model_name="movement",
                    index=models.Index(
                        condition=models.Q(("serial", ""), _negated=True), fields=["serial"], name="movement_serial"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="movement",
                    constraint=models.UniqueConstraint(
                        fields=("operation", "store", "part", "serial"), name="movement_once"
                    ),
                ),
            ]
        )
    ]
