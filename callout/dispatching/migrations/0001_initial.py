import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from callout.foundation.new_tables import NewTables


class Migration(migrations.Migration):
    replaces = [
        ("dispatching", "0002_fewer_indexes"),
        ("dispatching", "0003_past_visits"),
        ("dispatching", "0004_policies"),
        ("dispatching", "0005_offered"),
        ("dispatching", "0006_board"),
        ("dispatching", "0007_draft_helpers"),
        ("dispatching", "0008_plans"),
    ]
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("workforce", "0001_initial"),
        ("workorders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        NewTables(
            [
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=80)),
                        ("first_day", models.DateField()),
                        ("days", models.PositiveSmallIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "open"), ("published", "published"), ("discarded", "discarded")],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        ("base_version", models.CharField(max_length=20)),
                        ("made_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("before", models.JSONField(default=dict)),
                        ("after", models.JSONField(default=dict)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "region",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
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
                    name="DraftMove",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("booking_version", models.PositiveIntegerField(null=True)),
                        (
                            "helpers",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.IntegerField(), blank=True, db_default=[], default=list, size=None
                            ),
                        ),
                        ("starts_at", models.DateTimeField(null=True)),
                        ("ends_at", models.DateTimeField(null=True)),
                        ("refused", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "booking",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="workorders.booking",
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="moves",
                                to="dispatching.draft",
                            ),
                        ),
                        (
                            "engineer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "work_order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workorders.workorder"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                    },
                ),
                migrations.CreateModel(
                    name="Escalation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("unserved", "nobody fits"),
                                    ("refused", "refused too often"),
                                    ("outlet_silent", "the outlet did not assign"),
                                    ("preemption", "somebody must give way"),
                                    ("fixed_absent", "absent with a locked booking"),
                                ],
                                max_length=13,
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField(default=1)),
                        ("at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("proposal", models.JSONField(blank=True, default=dict)),
                        ("resolved_at", models.DateTimeField(null=True)),
                        ("resolution", models.CharField(blank=True, default="", max_length=120)),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("told", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
                        (
                            "work_order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="escalations",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="FairnessEntry",
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
                                    ("hard", "hard work"),
                                    ("far", "far away"),
                                    ("odd_hours", "outside usual hours"),
                                ],
                                max_length=9,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        ("points", models.FloatField()),
                        ("detail", models.CharField(blank=True, default="", max_length=80)),
                        (
                            "engineer",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fairness",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "work_order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workorders.workorder"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Offer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(choices=[("pool", "pool"), ("outlet", "outlet")], max_length=6)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "open"),
                                    ("taken", "taken"),
                                    ("expired", "expired"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="open",
                                max_length=9,
                            ),
                        ),
                        ("opened_at", models.DateTimeField()),
                        ("until", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "outlet",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="accounts.outlet",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "work_order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="offers",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("starts_at", models.DateTimeField()),
                        ("travel_minutes", models.PositiveSmallIntegerField()),
                        ("travel_km", models.FloatField()),
                        ("cost", models.FloatField()),
                        (
                            "engineer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workforce.engineer"
                            ),
                        ),
                        (
                            "offer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="dispatching.offer",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["cost", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanRun",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "cause",
                            models.CharField(
                                choices=[("person", "a person"), ("event", "what happened")], max_length=6
                            ),
                        ),
                        ("apply", models.BooleanField(default=False)),
                        ("seconds", models.PositiveSmallIntegerField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "queued"),
                                    ("running", "running"),
                                    ("done", "done"),
                                    ("cancelled", "cancelled"),
                                    ("failed", "failed"),
                                ],
                                default="queued",
                                max_length=9,
                            ),
                        ),
                        ("share", models.FloatField(default=0)),
                        ("cancel", models.BooleanField(default=False)),
                        ("asked_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("orders", models.PositiveIntegerField(default=0)),
                        ("engineers", models.PositiveIntegerField(default=0)),
                        (
                            "answer",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("proposed", "proposed"),
                                    ("applied", "applied"),
                                    ("no_better", "no better plan"),
                                ],
                                default="",
                                max_length=9,
                            ),
                        ),
                        ("moved", models.PositiveIntegerField(default=0)),
                        ("refused", models.PositiveIntegerField(default=0)),
                        ("error", models.CharField(blank=True, default="", max_length=200)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="dispatching.draft",
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
                            "region",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
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
                    name="Policy",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("automatic", "automatic"),
                                    ("confirm", "propose and confirm"),
                                    ("pool", "pool"),
                                    ("outlet", "the outlet assigns"),
                                ],
                                default="automatic",
                                max_length=9,
                            ),
                        ),
                        ("acceptance_minutes", models.PositiveSmallIntegerField(default=0)),
                        ("max_refusals", models.PositiveSmallIntegerField(default=3)),
                        ("pool_minutes", models.PositiveSmallIntegerField(default=15)),
                        ("outlet_minutes", models.PositiveSmallIntegerField(default=30)),
                        ("escalate_minutes", models.PositiveSmallIntegerField(default=30)),
                        (
                            "preemption",
                            models.CharField(
                                choices=[("off", "off"), ("propose", "propose"), ("apply", "apply")],
                                default="propose",
                                max_length=7,
                            ),
                        ),
                        (
                            "reoptimise",
                            models.CharField(
                                choices=[("off", "off"), ("propose", "propose"), ("apply", "apply")],
                                default="propose",
                                max_length=7,
                            ),
                        ),
                        ("freeze_minutes", models.PositiveSmallIntegerField(default=60)),
                        ("churn_minutes", models.PositiveSmallIntegerField(default=30)),
                        ("keep_accepted", models.BooleanField(db_default=True, default=True)),
                        (
                            "region",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="dispatch_policy",
                                to="accounts.region",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["region__code"],
                    },
                ),
                migrations.CreateModel(
                    name="Presence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("seen_at", models.DateTimeField()),
                        (
                            "holds",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="workorders.workorder",
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
                            "region",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="accounts.region",
                            ),
                        ),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SettlementLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("unit", models.CharField(max_length=8)),
                        ("quantity", models.DecimalField(decimal_places=2, max_digits=8)),
                        ("band", models.CharField(blank=True, default="", max_length=20)),
                        ("finished_at", models.DateTimeField()),
                        (
                            "basis",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="workforce.settlementbasis",
                            ),
                        ),
                        (
                            "outlet",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settlement_lines",
                                to="accounts.outlet",
                            ),
                        ),
                        (
                            "work_order",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="settlement_line",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-finished_at"],
                    },
                ),
                migrations.CreateModel(
                    name="TravelTime",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("origin", models.CharField(max_length=24)),
                        ("target", models.CharField(max_length=24)),
                        ("band", models.PositiveSmallIntegerField(default=0)),
                        ("minutes", models.FloatField()),
                        ("km", models.FloatField()),
                        ("source", models.CharField(max_length=8)),
                        ("fetched_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("origin", "target", "band"), name="travel_time_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("booked", "booked"),
                                    ("unserved", "unserved"),
                                    ("offered", "offered"),
                                    ("advised", "advised"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, default="", max_length=40)),
                        ("outlets", models.JSONField(default=list)),
                        ("candidates", models.JSONField(default=list)),
                        ("excluded", models.JSONField(default=list)),
                        ("others", models.JSONField(db_default=[], default=list)),
                        ("gave_way", models.JSONField(db_default=[], default=list)),
                        ("fits", models.JSONField(db_default=[], default=list)),
                        ("considered", models.PositiveIntegerField(default=0)),
                        ("microseconds", models.PositiveIntegerField(default=0)),
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
                            "booking",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="decisions",
                                to="workorders.booking",
                            ),
                        ),
                        (
                            "engineer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="workforce.engineer",
                            ),
                        ),
                        (
                            "work_order",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="workorders.workorder",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-id"],
                        "indexes": [models.Index(fields=["work_order", "-id"], name="decision_order")],
                    },
                ),
                migrations.AddIndex(
                    model_name="draft",
                    index=models.Index(
                        condition=models.Q(("state", "open")), fields=["region", "first_day"], name="draft_open"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draftmove",
                    constraint=models.UniqueConstraint(fields=("draft", "work_order"), name="draft_order_once"),
                ),
                migrations.AddIndex(
                    model_name="escalation",
                    index=models.Index(
                        condition=models.Q(("resolved_at__isnull", True)), fields=["until"], name="escalation_until"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="escalation",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=("work_order", "reason"),
                        name="escalation_open_once",
                    ),
                ),
                migrations.AddIndex(
                    model_name="fairnessentry",
                    index=models.Index(fields=["engineer", "-at"], name="fairness_engineer"),
                ),
                migrations.AddConstraint(
                    model_name="fairnessentry",
                    constraint=models.UniqueConstraint(
                        fields=("engineer", "work_order", "kind"), name="fairness_entry_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="offer",
                    index=models.Index(condition=models.Q(("state", "open")), fields=["until"], name="offer_until"),
                ),
                migrations.AddConstraint(
                    model_name="offer",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("work_order",), name="offer_open_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="invitation",
                    constraint=models.UniqueConstraint(fields=("offer", "engineer"), name="invitation_once"),
                ),
                migrations.AddIndex(
                    model_name="planrun",
                    index=models.Index(fields=["region", "-id"], name="plan_run_region"),
                ),
                migrations.AddIndex(
                    model_name="presence",
                    index=models.Index(fields=["region", "seen_at"], name="presence_region"),
                ),
                migrations.AddIndex(
                    model_name="settlementline",
                    index=models.Index(fields=["outlet", "-finished_at"], name="settlement_outlet"),
                ),
            ]
        )
    ]
