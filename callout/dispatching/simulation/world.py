"""A scenario's organisation in the data base: regions, outlets, engineers, what they can, and one customer a town."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from callout.accounts.models import Outlet, Region, User
from callout.agreements.models import Calendar, ServiceLevel, ServiceTarget
from callout.assets.models import Category, Product
from callout.cases.models import Case, ServiceType
from callout.customers.models import Customer, Site
from callout.dispatching.simulation import scenario as drawn
from callout.dispatching.simulation.scenario import Request, Scenario
from callout.foundation import cache, crypto
from callout.workforce.models import Engineer, EngineerSkill, OutletAuthorisation, Shift, Skill, SkillRule
from callout.workorders.intake import Request as Intake

HOURS = [[drawn.OPENS.isoformat("minutes"), drawn.CLOSES.isoformat("minutes")]]
WEEK = {str(day): HOURS for day in range(7)}
RADIUS_KM = 40
PHONE = "13800000000"


class DataBaseInUse(RuntimeError):
    """The data base holds somebody's data: nothing is played there."""


@dataclass(frozen=True, slots=True)
class World:
    """The rows that the numbers of a scenario stand for. ``products`` by (skill, level), ``types`` by code."""

    regions: list[Region]
    engineers: list[Engineer]
    customers: list[Customer]
    products: dict[tuple[int, int], Product]
    types: dict[str, ServiceType]

    def intake(self, request: Request, number: int) -> Intake:
        """The request as it comes in at the desk, from a site of its own."""
        customer = self.customers[request.town]
        site = Site.objects.create(
            customer=customer, label=str(number), region=customer.region, city=customer.region.city,
            district=customer.region.city, street=str(number), latitude=request.place.lat, longitude=request.place.lng,
        )  # fmt: skip
        return Intake(
            customer=customer, channel="phone", service_type=self.types[request.kind], title=f"Request {number}",
            description="", severity=request.severity, site=site, product=self.products[request.skill, request.level],
            external_id=str(number), source="simulation", wanted_from=request.window[0] if request.window else None,
            wanted_until=request.window[1] if request.window else None,
        )  # fmt: skip


def refuse_data() -> None:
    """Raises DataBaseInUse when anybody works, is served or was served here."""
    for model in (User, Region, Engineer, Customer, Case):
        if model._default_manager.exists():
            raise DataBaseInUse(f"the data base holds data ({model._meta.verbose_name_plural}); nothing was played")


def make(scenario: Scenario) -> World:
    """Write it all; the caller's transaction is to be rolled back. Raises DataBaseInUse."""
    refuse_data()
    regions = [_region(n) for n in range(len(drawn.TOWNS))]
    products = _products()
    _service_level()
    engineers = _engineers(scenario, regions)
    types = {code: _type(code, minutes) for code, minutes, _ in drawn.KINDS}
    cache.clear()
    return World(regions, engineers, [_customer(region) for region in regions], products, types)


def _region(number: int) -> Region:
    name = f"Town {number + 1}"
    return Region.objects.create(code=f"SIM{number + 1}", name_zh=name, name_en=name, city=name)


def _products() -> dict[tuple[int, int], Product]:
    """One product for each skill and level that an order may need."""
    found = {}
    for number in range(drawn.SKILLS):
        skill = Skill.objects.create(code=f"sim-{number}", name_zh=f"Skill {number}", name_en=f"Skill {number}")
        for level in (1, 2):
            name = f"Device {number}.{level}"
            category = Category.objects.create(code=f"sim-{number}-{level}", pack="sim", name_zh=name, name_en=name)
            SkillRule.objects.create(category=category, skill=skill, min_level=level)
            found[number, level] = Product.objects.create(
                category=category, model=name, name_zh=name, name_en=name, brand="Sim"
            )
    return found


def _service_level() -> None:
    """Arrive within working hours by severity; the other promises are wide."""
    calendar = Calendar.objects.create(code="sim", name_zh="Working", name_en="Working", week=WEEK)
    ServiceLevel.objects.filter(default=True).update(default=False)
    level = ServiceLevel.objects.create(
        code="sim", name_zh="Standard", name_en="Standard", calendar=calendar, default=True
    )
    for severity, arrive in drawn.ARRIVE_MINUTES.items():
        minutes = {"respond": 600, "arrive": arrive, "resolve": 6000, "feedback": 6000}
        for milestone, value in minutes.items():
            ServiceTarget.objects.create(level=level, severity=severity, milestone=milestone, minutes=value)


def _engineers(scenario: Scenario, regions: list[Region]) -> list[Engineer]:
    shift = Shift.objects.create(code="sim", name_zh="Day", name_en="Day", week=WEEK)
    skills = list(Skill.objects.filter(code__startswith="sim-").order_by("code"))
    outlets = []
    for number, (town, place) in enumerate(scenario.outlets):
        name = f"Outlet {number + 1}"
        outlet = Outlet.objects.create(
            code=f"SIM{number + 1}", region=regions[town], name_zh=name, name_en=name, latitude=place.lat,
            longitude=place.lng, radius_km=RADIUS_KM,
        )  # fmt: skip
        rows = [OutletAuthorisation(outlet=outlet, category=c) for c in Category.objects.filter(pack="sim")]
        OutletAuthorisation.objects.bulk_create(rows)
        outlets.append(outlet)
    found = []
    for number, who in enumerate(scenario.engineers):
        user = User.objects.create(username=f"sim{number + 1}", full_name=f"Engineer {number + 1}")
        engineer = Engineer.objects.create(
            user=user, outlet=outlets[who.outlet], shift=shift, level=max(who.skills.values()), latitude=who.home.lat,
            longitude=who.home.lng, max_orders=12, overtime_minutes=drawn.OVERTIME_MINUTES,
        )  # fmt: skip
        for skill, level in who.skills.items():
            EngineerSkill.objects.create(engineer=engineer, skill=skills[skill], level=level)
        found.append(engineer)
    return found


def _type(code: str, minutes: int) -> ServiceType:
    row, _ = ServiceType.objects.update_or_create(
        code=code, defaults={"name_zh": code, "name_en": code, "duration_minutes": minutes, "needs_visit": True}
    )
    return row


def _customer(region: Region) -> Customer:
    return Customer.objects.create(
        number=f"SIM-{region.code}", name=region.name_en, region=region, phone=PHONE,
        phone_index=crypto.phone_index(PHONE), phone_tail=crypto.phone_tail_index(PHONE), since=date(2020, 1, 1),
    )  # fmt: skip
