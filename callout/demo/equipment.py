"""What engineers of the demo have with them, who goes with whom, and how their regions dispatch."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby, islice
from random import Random

from django.utils import timezone

from callout.accounts.models import Outlet, Region
from callout.assets.models import Category, SafetyNotice
from callout.demo.portraits import draw_faces
from callout.dispatching.models import Policy
from callout.workforce.models import (
    Crew,
    CrewMember,
    Engineer,
    EngineerTool,
    OutletCapacity,
    SettlementBasis,
    Tool,
    Vehicle,
)

TOOLS = (
    ("vacuum-pump", "真空泵", "Vacuum pump", 0.7),
    ("leak-detector", "检漏仪", "Leak detector", 0.5),
    ("otdr", "光时域反射仪", "OTDR", 0.3),
    ("climbing-gear", "登高作业装备", "Climbing gear", 0.4),
)
MODES = ("automatic", "pool", "confirm", "outlet")
OFFER_MINUTES = 480  # so that there is something to grab however late one looks


def equip(rng: Random, engineers: list[Engineer]) -> None:
    """Tools, vehicles, crews of each outlet, limits, bases of settlement,
    and a policy for each region but the first."""
    _tools(rng, engineers)
    draw_faces(engineers)
    _safety()
    kinds = (("van", 400, None), ("car", 150, None), ("scooter", 30, 90))
    Vehicle.objects.bulk_create(
        Vehicle(
            plate=f"浙A{n + 10001}", outlet=engineer.outlet, driver=engineer, kind=kind, capacity_kg=kg, range_km=km,
            speed_factor=0.9 if kind == "scooter" else 1.0,
        )
        for n, engineer in enumerate(engineers)
        for kind, kg, km in (kinds[0 if n % 7 == 0 else rng.choice((0, 0, 1))],)
    )  # fmt: skip
    today = timezone.localdate()
    for outlet, people in groupby(engineers, key=lambda engineer: engineer.outlet):
        pair = list(islice(people, 2))
        crew = Crew.objects.create(
            code=f"crew-{outlet.code}".lower(),
            outlet=outlet,
            name_zh=f"{outlet.name_zh}一组",
            name_en=f"{outlet.name_en} crew 1",
        )
        CrewMember.objects.bulk_create(
            CrewMember(crew=crew, engineer=each, since=today - timedelta(days=90)) for each in pair
        )
    _outlets(engineers)
    for region, mode in zip(Region.objects.order_by("pk")[1:], MODES[1:], strict=False):
        Policy.objects.create(
            region=region, mode=mode, acceptance_minutes=30, pool_minutes=OFFER_MINUTES, outlet_minutes=OFFER_MINUTES
        )


def _tools(rng: Random, engineers: list[Engineer]) -> None:
    today = timezone.localdate()
    for code, zh, en, share in TOOLS:
        tool, _fresh = Tool.objects.get_or_create(code=code, defaults={"name_zh": zh, "name_en": en})
        EngineerTool.objects.bulk_create(
            EngineerTool(engineer=each, tool=tool, valid_until=today + timedelta(days=rng.randint(-10, 700)))
            for each in engineers
            if rng.random() < share
        )


def _safety() -> None:
    SafetyNotice.objects.bulk_create(
        SafetyNotice(
            category=category, since=timezone.localdate() - timedelta(days=200),
            text_zh="清洁或检查前先断电；外壳不要自行拆开。",
            text_en="Switch the power off before cleaning or looking; do not open the casing.",
        )
        for category in Category.objects.filter(active=True)
    )  # fmt: skip


def _outlets(engineers: list[Engineer]) -> None:
    outlets: dict[int, Outlet] = {engineer.outlet_id: engineer.outlet for engineer in engineers}
    today = timezone.localdate()
    partners = [outlet for outlet in outlets.values() if outlet.kind == "partner"]
    first = next(iter(outlets.values()))
    OutletCapacity.objects.bulk_create(
        [
            *(OutletCapacity(outlet=outlet, weekday=6, orders=20) for outlet in partners),
            OutletCapacity(outlet=first, weekday=6, orders=30),
            OutletCapacity(outlet=first, day=today.replace(year=today.year + 1, month=1, day=1), closed=True,
                           reason="盘点 · stocktaking"),
        ]
    )  # fmt: skip
    SettlementBasis.objects.bulk_create(
        SettlementBasis(outlet=outlet, unit="order", valid_from=today.replace(month=1, day=1)) for outlet in partners
    )
