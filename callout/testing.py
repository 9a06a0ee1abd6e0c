"""A small service organisation for tests: one region, an outlet, engineers, a customer with an asset.

Made through the services where there are any. Tests build on ``Town`` and add what their story needs.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from callout.accounts.access import DEFAULT_ROLES
from callout.accounts.models import Membership, Outlet, Region, Role, User
from callout.agreements.models import Calendar, PriceItem, ServiceLevel, ServiceTarget, WarrantyTerm
from callout.assets.models import Asset, Category, Code, CodeSet, Product
from callout.cases.models import ServiceType
from callout.customers.models import Customer, Site
from callout.foundation import cache, crypto, due_jobs
from callout.foundation.jobs import app
from callout.parts import services as parts
from callout.parts.models import Part, ProductPart, Store
from callout.workforce.models import Engineer, EngineerSkill, OutletAuthorisation, Shift, Skill, SkillRule

_serial = itertools.count(1)
ALWAYS_OPEN = {str(day): [["00:00", "24:00"]] for day in range(7)}
CODES = (
    ("symptom", "S1", "不制冷", "No cooling"),
    ("object", "O1", "电容", "Capacitor"),
    ("cause", "C1", "老化", "Ageing"),
    ("action", "A1", "更换", "Replace"),
)


def run_jobs() -> int:
    """Run queued jobs in the worker's order until none is due; a job's exception is the test's.

    Returns how many ran.
    """
    done = 0
    while row := due_jobs.take():
        app.tasks[row[0]].func(**row[1])
        done += 1
    return done


def role(code: str) -> Role:
    """One of the built-in roles."""
    known = {row[0]: row for row in DEFAULT_ROLES}[code]
    found, _ = Role.objects.get_or_create(
        code=code,
        defaults={
            "name_zh": known[1],
            "name_en": known[2],
            "permissions": known[3],
            "own_only": known[4],
            "built_in": True,
        },
    )
    return found


def user(role_code: str, *, region: Region | None = None, outlet: Outlet | None = None, name: str = "") -> User:
    """A person with one role."""
    number = next(_serial)
    person = User.objects.create(username=f"u{number}", full_name=name or f"员工{number}")
    Membership.objects.create(user=person, role=role(role_code), region=region, outlet=outlet)
    return person


@dataclass
class Town:
    """A region with everything that one air conditioner needs."""

    region: Region
    outlet: Outlet
    category: Category
    product: Product
    skill: Skill
    part: Part
    repair: ServiceType
    codes: dict[str, Code]
    shift: Shift
    customer: Customer
    site: Site
    asset: Asset

    def engineer(
        self, name: str = "", *, level: int = 3, outlet: Outlet | None = None, east_km: float = 2.0, stock: int = 5
    ) -> Engineer:
        """An engineer with the skill and some parts in the van, living ``east_km`` east of the outlet."""
        outlet = outlet or self.outlet
        engineer = Engineer.objects.create(
            user=user("engineer", name=name), outlet=outlet, shift=self.shift, level=level,
            latitude=outlet.latitude, longitude=outlet.longitude + east_km / 96,
        )  # fmt: skip
        EngineerSkill.objects.create(engineer=engineer, skill=self.skill, level=level)
        van = Store.objects.create(
            code=f"VAN-{engineer.pk}",
            kind="van",
            outlet=outlet,
            region=outlet.region,
            engineer=engineer,
            name_zh="车",
            name_en="Van",
        )
        if stock:
            parts.receive(actor=None, store=van, part=self.part, quantity=stock)
        cache.clear()
        return engineer


def town(name: str = "杭州", *, latitude: float = 30.28, longitude: float = 120.15) -> Town:
    """A fresh town; call it twice for a second region."""
    n = next(_serial)
    region = Region.objects.create(code=f"R{n}", name_zh=f"{name}工贸", name_en=f"Region {n}", city=name)
    outlet = Outlet.objects.create(
        code=f"O{n}",
        region=region,
        name_zh=f"{name}网点",
        name_en=f"Outlet {n}",
        district="西湖区",
        latitude=latitude,
        longitude=longitude,
    )
    category, product, codes = _catalogue(n)
    OutletAuthorisation.objects.create(outlet=outlet, category=category)
    skill = Skill.objects.create(code=f"skill-{n}", name_zh="制冷", name_en="Refrigeration")
    SkillRule.objects.create(category=category, skill=skill, min_level=1)
    part = Part.objects.create(number=f"P-{n}", name_zh="电容 35µF", name_en="Capacitor 35 µF", price=Decimal("46.00"))
    ProductPart.objects.create(product=product, part=part)
    repair, _ = ServiceType.objects.get_or_create(
        code="repair", defaults={"name_zh": "维修", "name_en": "Repair", "duration_minutes": 60}
    )
    shift, _ = Shift.objects.get_or_create(
        code="always", defaults={"name_zh": "全天", "name_en": "Always", "week": ALWAYS_OPEN}
    )
    service_level()
    customer = make_customer(region, "张丽萍", "13800006207")
    site = make_site(customer, latitude + 0.01, longitude + 0.01)
    asset = make_asset(customer, site, product)
    cache.clear()
    return Town(region, outlet, category, product, skill, part, repair, codes, shift, customer, site, asset)


def _catalogue(n: int) -> tuple[Category, Product, dict[str, Code]]:
    category = Category.objects.create(code=f"ac-{n}", pack="appliance", name_zh="空调", name_en="Air conditioner")
    product = Product.objects.create(
        category=category, model=f"KFR-{n}", name_zh="挂机 1.5 匹", name_en="Split 1.5 HP", brand="澜川"
    )
    code_set = CodeSet.objects.create(category=category, version=1, published_at=timezone.now())
    codes = {
        kind: Code.objects.create(code_set=code_set, kind=kind, code=code, name_zh=zh, name_en=en)
        for kind, code, zh, en in CODES
    }
    WarrantyTerm.objects.create(category=category, months=72)
    PriceItem.objects.create(
        code=f"visit-{n}", kind="visit", category=category, name_zh="上门费", name_en="Visit", amount="50"
    )
    PriceItem.objects.create(
        code=f"labour-{n}", kind="labour", category=category, name_zh="工时", name_en="Labour", amount="120"
    )
    return category, product, codes


def service_level() -> ServiceLevel:
    """The default service level: 24×7; respond 30 min, arrive 4 h, resolve 48 h, feedback 24 h, at every severity."""
    calendar, _ = Calendar.objects.get_or_create(
        code="always", defaults={"name_zh": "全天", "name_en": "Always", "always": True}
    )
    level, fresh = ServiceLevel.objects.get_or_create(
        code="standard",
        version=1,
        defaults={"name_zh": "标准", "name_en": "Standard", "calendar": calendar, "default": True},
    )
    if fresh:
        minutes = {"respond": 30, "arrive": 240, "resolve": 2880, "feedback": 1440}
        ServiceTarget.objects.bulk_create(
            ServiceTarget(level=level, severity=severity, milestone=milestone, minutes=value, around_the_clock=True)
            for severity in (1, 2, 3, 4)
            for milestone, value in minutes.items()
        )
    return level


def make_customer(region: Region, name: str, phone: str) -> Customer:
    """A customer with a searchable telephone number."""
    return Customer.objects.create(
        number=f"KH-{next(_serial):06d}", name=name, region=region, phone=phone, phone_index=crypto.phone_index(phone),
        phone_tail=crypto.phone_tail_index(phone), since=date(2020, 4, 18),
    )  # fmt: skip


def make_site(customer: Customer, latitude: float, longitude: float) -> Site:
    """A home of the customer."""
    return Site.objects.create(
        customer=customer, label="家", region=customer.region, city="杭州", district="西湖区", street="文三路 1 号",
        latitude=latitude, longitude=longitude,
    )  # fmt: skip


def make_asset(customer: Customer, site: Site, product: Product, *, accepted: date | None = None) -> Asset:
    """A device of the customer, in warranty unless accepted long ago."""
    accepted = accepted or (timezone.localdate() - timedelta(days=400))
    return Asset.objects.create(
        product=product,
        serial=f"SN{next(_serial):08d}",
        customer=customer,
        site=site,
        purchased_on=accepted,
        accepted_on=accepted,
    )


def at(hours: float) -> datetime:
    """Now plus so many hours."""
    return timezone.now() + timedelta(hours=hours)


def noon(day: date) -> datetime:
    """Local noon, aware."""
    return timezone.make_aware(datetime.combine(day, time(12)))
