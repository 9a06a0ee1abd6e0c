"""Regional companies, outlets, engineers with what they can and carry, and the people in the offices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from callout.accounts.models import Membership, Outlet, Region, Role, User
from callout.accounts.roles import install_roles
from callout.assets.models import Category
from callout.demo import people
from callout.demo.equipment import equip
from callout.demo.pieces import Pieces
from callout.demo.places import CITIES, City, District
from callout.parts.bulk import Move, bulk_move
from callout.parts.models import Part, Store
from callout.workforce.models import (
    Absence,
    Engineer,
    EngineerSkill,
    OutletAuthorisation,
    OutletDistrict,
    Shift,
    Skill,
)

DAY_SHIFT = [["08:30", "12:00"], ["13:00", "18:00"]]
LATE_SHIFT = [["11:00", "16:30"], ["17:30", "21:00"]]
SHIFTS = (
    ("day", "白班", "Day", {str(day): DAY_SHIFT for day in range(6)}),
    ("late", "晚班", "Late", {str(day): LATE_SHIFT for day in range(1, 7)}),
    ("weekend", "周末班", "Weekend", {str(day): DAY_SHIFT for day in (0, 3, 4, 5, 6)}),
    ("week", "全周班", "All week", {str(day): [["08:30", "12:00"], ["13:00", "20:00"]] for day in range(7)}),
    ("standby", "7×24 值守", "On call 24×7", {str(day): [["00:00", "24:00"]] for day in range(7)}),
)

# Five people of an outlet: skills with levels, and the shift. Together they serve every category of their pack.
HOME_CREW = (
    ({"refrigeration": 4, "working_at_height": 3, "home_appliance": 3}, "day"),
    ({"refrigeration": 3, "working_at_height": 2, "electrician": 2, "home_appliance": 2}, "weekend"),
    ({"gas_appliance": 4, "home_appliance": 3, "electrician": 2}, "day"),
    ({"gas_appliance": 2, "electronics": 3, "home_appliance": 2}, "late"),
    ({"electronics": 4, "home_appliance": 4, "electrician": 3, "refrigeration": 1}, "weekend"),
)
TELECOM_CREW = (
    ({"ip_network": 4, "server_storage": 3, "software_operation": 2}, "standby"),
    ({"tower_climbing": 4, "electrician": 3}, "standby"),
    ({"optical_access": 4, "ip_network": 2}, "day"),
    ({"electrician": 4, "tower_climbing": 2, "optical_access": 2}, "day"),
    ({"software_operation": 4, "server_storage": 4, "voice_dispatch": 4, "ip_network": 2}, "standby"),
)
CREWS = {"appliance": HOME_CREW, "telecom_equipment": TELECOM_CREW}

# Shown on the sign-in page of a demo: username, name, role, its region (empty: everywhere).
SHOWN = (
    ("1024", "李晓梅", "agent", ""),
    ("1008", "王海涛", "dispatcher", "HZ"),
    ("1002", "陈敏", "manager", ""),
    ("1031", "刘芳", "callback_clerk", ""),
    ("1040", "孙立", "store_keeper", "HZ"),
    ("1000", "赵磊", "administrator", ""),
)
CHIEF_ENGINEER = "周建国"
MORE_AGENTS = 7
VAN_PIECES = (2, 4)
UNSERVED = "SYT01"  # its climbers' certificates have run out, so that the demo has orders nobody may take


@dataclass
class Network:
    """What the rest of the demo needs to find again."""

    regions: dict[str, Region] = field(default_factory=dict)
    cities: dict[str, City] = field(default_factory=dict)
    outlets: list[Outlet] = field(default_factory=list)
    engineers: dict[int, Engineer] = field(default_factory=dict)
    vans: dict[int, Store] = field(default_factory=dict)
    agents: list[User] = field(default_factory=list)
    clerk: User | None = None


def make_network(rng: Random, since: datetime, scale: float) -> Network:
    """Everything up to vans full of parts, as it stood at ``since``. ``scale`` below 1 makes fewer outlets a city."""
    network = Network()
    roles = install_roles()
    for code, zh, en, week in SHIFTS:
        Shift.objects.get_or_create(code=code, defaults={"name_zh": zh, "name_en": en, "week": week})
    for city in CITIES:
        region = Region.objects.create(
            code=city.code,
            name_zh=f"{city.name}工贸",
            name_en=f"{city.english} region",
            city=city.name,
            latitude=city.districts[0].latitude,
            longitude=city.districts[0].longitude,
        )
        network.regions[city.code], network.cities[city.code] = region, city
    plans = list(_outlet_plans(rng, network, scale))
    network.outlets = Outlet.objects.bulk_create(outlet for outlet, _, _ in plans)
    _authorise(plans)
    _make_engineers(rng, network, [(outlet, pack) for outlet, _, pack in plans], roles)
    _make_offices(rng, network, roles)
    _make_stores(rng, network, since)
    return network


def _outlet_plans(rng: Random, network: Network, scale: float) -> Iterator[tuple[Outlet, list[District], str]]:
    """Unsaved outlets with the districts they cover first and the pack they serve."""
    for city in CITIES:
        for pack, count in (("appliance", city.home_outlets), ("telecom_equipment", city.telecom_outlets)):
            for n in range(max(1, round(count * min(scale, 1)))):
                covered = [d for i, d in enumerate(city.districts) if i % count == n or pack != "appliance"]
                covered = covered or [city.districts[n % len(city.districts)]]
                yield _outlet(rng, network.regions[city.code], city, covered[0], pack, n), covered, pack


def _outlet(rng: Random, region: Region, city: City, district: District, pack: str, n: int) -> Outlet:
    road, home = district.roads[n // len(city.districts) % 3], pack == "appliance"
    return Outlet(
        code=f"{city.code}{'A' if home else 'T'}{n + 1:02d}",
        region=region,
        name_zh=f"{city.name}{road}网点" if home else f"{city.name}通信服务站{n + 1 if n else ''}",
        name_en=f"{city.english} outlet {n + 1}" if home else f"{city.english} telecom station {n + 1}",
        kind="partner" if home and n % 3 == 2 else "own",
        district=district.name,
        address=f"{city.name}{district.name}{road} {rng.randint(8, 320)} 号",
        phone=people.phone("0571-8800" if city.code == "HZ" else "400-0100", rng.randint(0, 9999)),
        latitude=round(district.latitude + rng.gauss(0, 0.006), 5),
        longitude=round(district.longitude + rng.gauss(0, 0.006), 5),
        radius_km=28 if home else 70,
    )


def _authorise(plans: list[tuple[Outlet, list[District], str]]) -> None:
    categories: dict[str, list[Category]] = {}
    for category in Category.objects.all():
        categories.setdefault(category.pack, []).append(category)
    OutletAuthorisation.objects.bulk_create(
        OutletAuthorisation(outlet=outlet, category=category)
        for outlet, _, pack in plans
        for category in categories[pack]
    )
    OutletDistrict.objects.bulk_create(
        OutletDistrict(outlet=outlet, city=outlet.region.city, district=d.name)
        for outlet, covered, _ in plans
        for d in covered
    )


def _make_engineers(rng: Random, network: Network, outlets: list[tuple[Outlet, str]], roles: dict[str, Role]) -> None:
    shifts = {shift.code: shift for shift in Shift.objects.all()}
    crew = [(outlet, *person) for outlet, pack in outlets for person in CREWS[pack]]
    crew[0] = (crew[0][0], crew[0][1], "week")
    users = User.objects.bulk_create(
        _user(f"{2001 + n}", CHIEF_ENGINEER if n == 0 else people.person_name(rng), people.phone("1390000", n))
        for n in range(len(crew))
    )
    User.objects.filter(username="2001").update(demo_label="engineer")
    Membership.objects.bulk_create(Membership(user=user, role=roles["engineer"]) for user in users)
    engineers = Engineer.objects.bulk_create(
        Engineer(
            user=user,
            outlet=outlet,
            shift=shifts[shift],
            level=max(skills.values()),
            latitude=round(outlet.latitude + rng.gauss(0, 0.02), 5),
            longitude=round(outlet.longitude + rng.gauss(0, 0.02), 5),
            max_orders=7 if shift == "standby" else 8,
        )
        for user, (outlet, skills, shift) in zip(users, crew, strict=True)
    )
    network.engineers = {engineer.pk: engineer for engineer in engineers}
    _certify(rng, zip(engineers, (skills for _, skills, _ in crew), strict=True))
    equip(rng, engineers)
    _send_away(rng, engineers)


def _user(username: str, name: str, phone: str, label: str = "") -> User:
    user = User(username=username, full_name=name, phone=phone, demo_label=label)
    user.set_unusable_password()
    return user


def _certify(rng: Random, crew: Iterable[tuple[Engineer, dict[str, int]]]) -> None:
    """Skills with certificates: most hold for years, some for weeks, a few have just expired."""
    known = {skill.code: skill for skill in Skill.objects.all()}
    today = timezone.localdate()
    rows = []
    for n, (engineer, skills) in enumerate(crew):
        for code, level in skills.items():
            expired = n and (rng.random() < 0.05 or (code == "tower_climbing" and engineer.outlet.code == UNSERVED))
            days = rng.randint(-40, -1) if expired else rng.choice((25, 60, 200, 400, 700, 1000)) + rng.randint(0, 30)
            until: date | None = today + timedelta(days=days) if known[code].certificate_needed else None
            rows.append(EngineerSkill(engineer=engineer, skill=known[code], level=level, valid_until=until))
    EngineerSkill.objects.bulk_create(rows)


def _send_away(rng: Random, engineers: list[Engineer]) -> None:
    """Somebody is always ill, on leave or in training."""
    morning = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    Absence.objects.bulk_create(
        Absence(
            engineer=engineer,
            starts_at=(start := morning + timedelta(days=rng.randint(-3, 6))),
            ends_at=start + timedelta(hours=10 + 24 * rng.randint(0, 2)),
            reason=rng.choice(("病假", "年假", "培训", "事假")),
        )
        for engineer in rng.sample(engineers[1:], len(engineers) // 12)
    )


def _make_offices(rng: Random, network: Network, roles: dict[str, Role]) -> None:
    staff = [
        (_user(name, full, people.phone("1370000", n), role), role, region)
        for n, (name, full, role, region) in enumerate(SHOWN)
    ]
    for n in range(MORE_AGENTS):
        staff.append((_user(f"{1050 + n}", people.person_name(rng), people.phone("1370000", 50 + n)), "agent", ""))
    others = [code for code in network.regions if code != "HZ"]
    for n, code in enumerate(others):
        for base, role in ((1100, "dispatcher"), (1200, "store_keeper")):
            user = _user(f"{base + n}", people.person_name(rng), people.phone("1370000", base + n))
            staff.append((user, role, code))
    users = User.objects.bulk_create(user for user, _, _ in staff)
    Membership.objects.bulk_create(
        Membership(user=user, role=roles[role], region=network.regions.get(region)) for user, role, region in staff
    )
    network.agents = [user for user, role, _ in staff if role == "agent"]
    network.clerk = next(user for user in users if user.demo_label == "callback_clerk")


def _make_stores(rng: Random, network: Network, since: datetime) -> None:
    """One central store, one at each outlet, one in each van; the opening stock fits what the place serves."""
    central = Store(code="C-01", kind="central", name_zh="中心仓", name_en="Central store")
    outlets = [
        Store(
            code=f"S-{o.code}",
            kind="outlet",
            outlet=o,
            region=o.region,
            name_zh=f"{o.name_zh}库房",
            name_en=f"{o.name_en} store",
        )
        for o in network.outlets
    ]
    vans = [
        Store(
            code=f"V-{e.user.username}",
            kind="van",
            engineer=e,
            outlet=e.outlet,
            region=e.outlet.region,
            name_zh=f"{e.user.full_name}的车",
            name_en=f"Van of {e.user.full_name}",
        )
        for e in network.engineers.values()
    ]
    Store.objects.bulk_create([central, *outlets, *vans])
    network.vans = {van.engineer_id: van for van in vans if van.engineer_id}
    bulk_move(actor=None, moves=list(_opening_stock(rng, central, outlets, vans, since)))


def _opening_stock(
    rng: Random, central: Store, outlets: list[Store], vans: list[Store], since: datetime
) -> Iterator[Move]:
    home = parts_of("appliance")
    telecom = parts_of("telecom_equipment")

    pieces = Pieces()

    def receipt(store: Store, part: Part, quantity: int) -> Iterator[Move]:
        return pieces.received(store, part, quantity, at=since, note="期初")

    for part in home + telecom:
        yield from receipt(central, part, rng.randint(30, 120) // (6 if part.tracking == "serial" else 1))
    for store in outlets + vans:
        served = home if store.outlet and "A" in store.outlet.code[2:] else telecom
        for part in served:
            if store.kind == "outlet":
                yield from receipt(store, part, rng.randint(2, 12) // (2 if part.tracking == "serial" else 1))
            elif part.price < 500 and rng.random() < 0.55:
                yield from receipt(store, part, rng.randint(*VAN_PIECES))


def parts_of(pack: str) -> list[Part]:
    """Parts that fit a product of the pack."""
    return list(Part.objects.filter(products__category__pack=pack).distinct().order_by("number"))
