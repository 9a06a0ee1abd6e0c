"""Customers, where they live or work, whom to talk to, and what stands there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.db.models import prefetch_related_objects
from django.utils import timezone

from callout.agreements.models import Agreement, ServiceLevel
from callout.assets.models import Asset, Product
from callout.customers.bulk import NewCustomer, bulk_create_customers
from callout.customers.models import Contact, Customer, Site
from callout.customers.services import CustomerInput, SiteInput, phone_columns
from callout.demo import people
from callout.demo.network import Network
from callout.demo.places import ESTATES, PARKS, City, District
from callout.foundation.copying import copy_in
from callout.foundation.numbering import next_numbers

ORGANISATION_SHARE = 0.08
LEVELS = {"home": "B", "telecom": "A"}  # a network's outage touches more people than a canteen's refrigerator
HOME_WEIGHTS = {
    "air_conditioner": 34,
    "refrigerator": 15,
    "washing_machine": 15,
    "water_heater_gas": 9,
    "water_heater_electric": 7,
    "range_hood": 7,
    "gas_stove": 6,
    "television": 8,
    "water_purifier": 7,
    "dishwasher": 3,
}
TELECOM_WEIGHTS = {
    "switch": 22,
    "router": 10,
    "firewall": 7,
    "optical_access": 14,
    "base_station": 9,
    "microwave_link": 4,
    "power_system": 9,
    "ups": 7,
    "server_storage": 9,
    "business_system": 7,
    "dispatch_console": 4,
}
ROOMS = {
    "air_conditioner": ("客厅", "主卧", "次卧", "书房"),
    "refrigerator": ("厨房", "餐厅"),
    "washing_machine": ("阳台", "卫生间"),
    "water_heater_gas": ("厨房", "阳台"),
    "water_heater_electric": ("卫生间",),
    "television": ("客厅", "主卧"),
}
FAULTY_BATCH, FAULTY_MODEL = "2438", "LC-KFR35-N8"
FIRST_CUSTOMER = ("张丽萍", "13800006207")


@dataclass
class Base:
    """The installed base by city code, and the contacts by customer."""

    assets: dict[str, list[Asset]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[int, list[Contact]] = field(default_factory=lambda: defaultdict(list))


def make_customers(rng: Random, network: Network, count: int, assets: int) -> Base:
    """``count`` customers and about ``assets`` devices, spread over the cities by weight."""
    today = timezone.localdate()
    news = [_customer(rng, network, n, today) for n in range(count)]
    placed = bulk_create_customers(actor=None, customers=news)
    customers = [customer for customer, _ in placed]
    base = Base()
    for contact in _add_contacts(rng, customers):
        base.contacts[contact.customer_id].append(contact)
    rows = list(_assets(rng, placed, assets / count, today))
    for asset in copy_in(Asset, rows):
        base.assets[asset.customer.region.code].append(asset)
    _add_agreements(rng, customers, rows, today)
    prefetch_related_objects(customers, "agreements__assets")
    return base


def _customer(rng: Random, network: Network, n: int, today: date) -> NewCustomer:
    cities = list(network.cities.values())
    city = cities[0] if n == 0 else rng.choices(cities, [c.weight for c in cities])[0]
    region = network.regions[city.code]
    district = city.districts[0] if n == 0 else rng.choice(city.districts)
    since = today - timedelta(days=rng.randint(100, 3600))
    if n and rng.random() < ORGANISATION_SHARE:
        pattern, kind = rng.choice(people.ORGANISATIONS)
        name = pattern.format(city=city.name, district=district.name, road=rng.choice(district.roads))
        given = CustomerInput(
            name=name, region=region, kind="organisation", phone=people.phone("1360000", n), level=LEVELS[kind]
        )
        sites = [
            _work(rng, region_site=(network, city, d)) for d in rng.sample(city.districts, rng.choice((1, 1, 2, 3)))
        ]
        return NewCustomer(given, tuple(sites), since)
    name, phone = FIRST_CUSTOMER if n == 0 else (people.person_name(rng), people.phone("1380000", n * 7 + 11))
    reminder = people.REMINDERS[0] if n == 0 else rng.choice(people.REMINDERS) if rng.random() < 0.12 else ""
    given = CustomerInput(name=name, region=region, phone=phone, reminder=reminder, may_message=rng.random() < 0.97)
    sites = [_home(rng, network, city, district, first=n == 0)]
    if n == 0 or rng.random() < 0.06:
        sites.append(_home(rng, network, city, rng.choice(city.districts), label="父母家"))
    return NewCustomer(given, tuple(sites), since)


def _home(
    rng: Random, network: Network, city: City, district: District, label: str = "家", *, first: bool = False
) -> SiteInput:
    door = f"{rng.randint(1, 28)} 幢 {rng.randint(1, 4)} 单元 {rng.randint(1, 24)}0{rng.randint(1, 4)}"
    street = f"{rng.choice(district.roads)}{rng.choice(ESTATES)} {door}"
    if first:
        street = "文三路星洲花园 8 幢 2 单元 1102"
    return SiteInput(
        region=network.regions[city.code],
        city=city.name,
        district=district.name,
        street=street,
        label=label,
        latitude=round(district.latitude + rng.gauss(0, 0.016), 5),
        longitude=round(district.longitude + rng.gauss(0, 0.019), 5),
    )


def _work(rng: Random, region_site: tuple[Network, City, District]) -> SiteInput:
    network, city, district = region_site
    door = f"{rng.choice('ABC')} 座 {rng.randint(1, 20)} 层"
    return SiteInput(
        region=network.regions[city.code],
        city=city.name,
        district=district.name,
        label=rng.choice(("总部", "机房", "分部", "中心站")),
        street=f"{rng.choice(district.roads)} {rng.randint(1, 600)} 号{rng.choice(PARKS)} {door}",
        latitude=round(district.latitude + rng.gauss(0, 0.016), 5),
        longitude=round(district.longitude + rng.gauss(0, 0.019), 5),
        access_note=rng.choice(people.ACCESS_NOTES),
        hazards=rng.choice(([], [], ["高压设备"], ["登高作业"])),
    )


def _add_contacts(rng: Random, customers: list[Customer]) -> list[Contact]:
    firms = [customer for customer in customers if customer.kind == "organisation"]
    return Contact.objects.bulk_create(
        Contact(
            customer=firm,
            name=people.person_name(rng),
            title=rng.choice(people.TITLES),
            **phone_columns(people.phone("1350000", n * 3 + k)),
        )
        for n, firm in enumerate(firms)
        for k in range(2)
    )


def _assets(rng: Random, placed: list[tuple[Customer, list[Site]]], mean: float, today: date) -> Iterator[Asset]:
    products: dict[str, list[Product]] = defaultdict(list)
    for product in Product.objects.select_related("category").order_by("id"):
        products[product.category.code].append(product)
    taken: set[str] = set()
    for n, (customer, sites) in enumerate(placed):
        telecom = customer.level == LEVELS["telecom"]
        weights = TELECOM_WEIGHTS if telecom else HOME_WEIGHTS
        many = 3.2 if customer.kind == "organisation" else 0.88
        wanted = max(1, round(rng.expovariate(1 / (mean * many))))
        codes = rng.choices(list(weights), list(weights.values()), k=min(wanted, 12))
        if n == 0:
            codes = ["air_conditioner", "water_heater_gas", "refrigerator", "washing_machine"]
        for k, code in enumerate(codes):
            product = (
                next(p for p in products[code] if p.model == FAULTY_MODEL)
                if n == 0 and k == 0
                else rng.choice(products[code])
            )
            site = sites[0] if n == 0 else rng.choice(sites)
            yield _asset(rng, customer, site, product, today, taken, telecom=telecom, fresh=n == 0 and k == 0)


def _asset(
    rng: Random,
    customer: Customer,
    site: Site,
    product: Product,
    today: date,
    taken: set[str],
    *,
    telecom: bool,
    fresh: bool,
) -> Asset:
    accepted = today - timedelta(days=700 if fresh else min(3300, int(rng.expovariate(1 / 1300)) + 20))
    batch = (accepted - timedelta(days=rng.randint(20, 90))).strftime("%y%W")
    if product.model == FAULTY_MODEL and (fresh or rng.random() < 0.25):
        batch = FAULTY_BATCH
    serial = _serial(rng, batch)
    while serial in taken:
        serial = _serial(rng, batch)
    taken.add(serial)
    place = (
        rng.choice(ROOMS.get(product.category.code, ("厨房",)))
        if not telecom
        else f"{rng.randint(1, 9)} 列 {rng.randint(1, 12)} 柜"
    )
    return Asset(
        product=product,
        serial=serial,
        barcode=f"20{rng.randint(0, 10**11 - 1):011d}",
        customer=customer,
        site=site,
        place=place,
        batch=batch,
        purchased_on=accepted - timedelta(days=rng.randint(0, 12)),
        accepted_on=accepted,
        versions={"software": f"V{rng.randint(3, 6)}.{rng.randint(0, 4)}.{rng.randint(0, 12)}"} if telecom else {},
    )


def _serial(rng: Random, batch: str) -> str:
    return f"{rng.choice('2345678')}{rng.choice('ABCDEF')}{rng.randint(0, 99):02d}-{batch}-{rng.randint(0, 9999):04d}"


def _add_agreements(rng: Random, customers: list[Customer], assets: list[Asset], today: date) -> None:
    """Contracts of firms (half of them gold), extended warranties and express service of households."""
    levels = {level.code: level for level in ServiceLevel.objects.filter(current=True)}
    owned: dict[int, list[Asset]] = defaultdict(list)
    for asset in assets:
        owned[asset.customer_id].append(asset)
    rows: list[tuple[Agreement, list[Asset]]] = []
    for customer in customers:
        begin = today - timedelta(days=rng.randint(100, 700))
        span = {"customer": customer, "starts_on": begin, "ends_on": begin + timedelta(days=rng.choice((730, 1095)))}
        if customer.level == LEVELS["telecom"] and rng.random() < 0.7:
            promised = levels["gold" if rng.random() < 0.5 else "silver"]
            rows.append((Agreement(kind="contract", level=promised, parts=rng.random() < 0.4, **span), []))
        elif customer.kind == "person" and rng.random() < 0.07:
            covered = rng.choice(owned[customer.pk])
            level = levels["home_express"] if rng.random() < 0.5 else None
            rows.append((Agreement(kind="extended", level=level, parts=True, **span), [covered]))
    for (agreement, _), number in zip(rows, next_numbers("AG", timezone.now(), len(rows)), strict=True):
        agreement.number = number
    Agreement.objects.bulk_create(agreement for agreement, _ in rows)
    through = Agreement.assets.through
    through.objects.bulk_create(
        through(agreement_id=agreement.pk, asset_id=asset.pk) for agreement, covered in rows for asset in covered
    )
