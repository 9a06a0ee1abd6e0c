"""A service network of any size by bulk rows: outlets in one belt of
cities, engineers, customers with a device each."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from callout.accounts.access import ASSETS_VIEW, CASES_CREATE, CASES_VIEW, CUSTOMERS_VIEW
from callout.accounts.models import Membership, Outlet, Region, Role, User
from callout.agreements.models import Calendar, ServiceLevel, ServiceTarget, WarrantyTerm
from callout.assets.models import Asset, Category, Code, CodeSet, Product
from callout.cases.models import ServiceType
from callout.customers.models import Customer, Site
from callout.foundation import crypto
from callout.integration.tokens import make_token
from callout.workforce.models import Engineer, EngineerSkill, OutletAuthorisation, Shift, Skill, SkillRule

ENGINEERS_PER_OUTLET = 5
OUTLETS_PER_REGION = 10
ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(7)}
MINUTES = {"respond": 30, "arrive": 240, "resolve": 2880, "feedback": 1440}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What every request of the bench refers to."""

    category: Category
    product: Product
    skill: Skill
    shift: Shift


def build(engineers: int, customers: int, *, seed: int = 1) -> list[int]:
    """Fill an empty data base; returns the ids of the customers' devices."""
    rng = random.Random(seed)
    catalogue = _catalogue()
    outlets = _outlets(max(1, engineers // ENGINEERS_PER_OUTLET), catalogue, rng)
    _engineers(engineers, outlets, catalogue, rng)
    return _customers(customers, outlets, catalogue, rng)


def _catalogue() -> Catalogue:
    category = Category.objects.create(code="bench", pack="bench", name_zh="空调", name_en="Air conditioner")
    product = Product.objects.create(category=category, model="BENCH-35", name_zh="挂机", name_en="Split")
    codes = CodeSet.objects.create(category=category, version=1, published_at=timezone.now())
    Code.objects.create(code_set=codes, kind="symptom", code="S1", name_zh="不制冷", name_en="No cooling")
    WarrantyTerm.objects.create(category=category, months=72)
    calendar = Calendar.objects.create(code="bench", name_zh="全天", name_en="Always", always=True)
    level = ServiceLevel.objects.create(
        code="bench", version=1, name_zh="标准", name_en="Standard", calendar=calendar, default=True, pack="bench"
    )
    ServiceTarget.objects.bulk_create(
        ServiceTarget(level=level, severity=severity, milestone=kind, minutes=minutes, around_the_clock=True)
        for severity in (1, 2, 3, 4)
        for kind, minutes in MINUTES.items()
    )
    skill = Skill.objects.create(code="bench", name_zh="制冷", name_en="Refrigeration")
    SkillRule.objects.create(category=category, skill=skill, min_level=1)
    shift = Shift.objects.create(code="bench", name_zh="全天", name_en="Always", week=ALWAYS)
    ServiceType.objects.get_or_create(
        code="repair", defaults={"name_zh": "维修", "name_en": "Repair", "duration_minutes": 60}
    )
    return Catalogue(category, product, skill, shift)


def _outlets(count: int, catalogue: Catalogue, rng: random.Random) -> list[Outlet]:
    regions = Region.objects.bulk_create(
        Region(code=f"B{n}", name_zh=f"{n} 区", name_en=f"Region {n}")
        for n in range((count + OUTLETS_PER_REGION - 1) // OUTLETS_PER_REGION)
    )
    outlets = Outlet.objects.bulk_create(
        Outlet(
            code=f"B{n}", region=regions[n // OUTLETS_PER_REGION], name_zh=f"网点 {n}", name_en=f"Outlet {n}",
            latitude=rng.uniform(23, 40), longitude=rng.uniform(104, 121), radius_km=60,
        )
        for n in range(count)
    )  # fmt: skip
    OutletAuthorisation.objects.bulk_create(
        OutletAuthorisation(outlet=outlet, category=catalogue.category) for outlet in outlets
    )
    return outlets


def _engineers(count: int, outlets: list[Outlet], catalogue: Catalogue, rng: random.Random) -> None:
    users = User.objects.bulk_create(
        User(username=f"bench{n}", full_name=f"工程师{n}", phone=f"139{n:08d}", password="!") for n in range(count)
    )
    engineers = Engineer.objects.bulk_create(
        Engineer(
            user=user, outlet=outlet, shift=catalogue.shift, level=rng.randint(1, 5),
            latitude=outlet.latitude + rng.uniform(-0.2, 0.2), longitude=outlet.longitude + rng.uniform(-0.2, 0.2),
            max_orders=10_000,
        )
        for n, user in enumerate(users)
        for outlet in [outlets[n % len(outlets)]]
    )  # fmt: skip
    EngineerSkill.objects.bulk_create(
        EngineerSkill(engineer=engineer, skill=catalogue.skill, level=rng.randint(1, 5)) for engineer in engineers
    )


def _customers(count: int, outlets: list[Outlet], catalogue: Catalogue, rng: random.Random) -> list[int]:
    customers = Customer.objects.bulk_create(
        Customer(
            number=f"B{n:07d}", name=f"客户{n}", region_id=outlets[n % len(outlets)].region_id, phone=f"138{n:08d}",
            phone_index=crypto.phone_index(f"138{n:08d}"), since=date(2020, 1, 1),
        )
        for n in range(count)
    )  # fmt: skip
    sites = Site.objects.bulk_create(
        Site(
            customer=customer, region_id=outlet.region_id, city="杭州", district="西湖区", street=f"文三路 {n} 号",
            latitude=outlet.latitude + rng.uniform(-0.2, 0.2), longitude=outlet.longitude + rng.uniform(-0.2, 0.2),
        )
        for n, customer in enumerate(customers)
        for outlet in [outlets[n % len(outlets)]]
    )  # fmt: skip
    accepted = timezone.localdate() - timedelta(days=400)
    assets = Asset.objects.bulk_create(
        Asset(product=catalogue.product, serial=f"BN{n:08d}", customer=site.customer, site=site, accepted_on=accepted)
        for n, site in enumerate(sites)
    )
    return [asset.pk for asset in assets]


def caller() -> str:
    """The secret of an API token whose user may take requests everywhere."""
    person = User.objects.create(username="bench-api", full_name="Bench")
    needed = [CASES_CREATE, CASES_VIEW, ASSETS_VIEW, CUSTOMERS_VIEW]
    role = Role.objects.create(code="bench-api", name_zh="接口", name_en="Interface", permissions=needed)
    Membership.objects.create(user=person, role=role)
    return make_token(actor=None, user=person, name="bench", permissions=needed)[1]
