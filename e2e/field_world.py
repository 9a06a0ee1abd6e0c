"""An engineer's day: jobs to answer, to do, carried over and done, made through the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from callout import testing
from callout.accounts.models import Outlet, Region
from callout.assets.models import Asset, Category, Code, Product
from callout.cases.models import ServiceType
from callout.customers.models import Customer, Site
from callout.foundation import cache
from callout.parts import services as parts
from callout.parts.models import Part, Store
from callout.workforce.models import Engineer, Shift
from callout.workorders import bookings, records
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking
from callout.workorders.records import PartInput, RecordInput
from e2e import packs

WEEK = {str(day): [["08:00", "12:40"], ["13:20", "18:00"]] for day in range(7)}
MINUTE = timedelta(minutes=1)


@dataclass
class World:
    """What the stories need by name."""

    engineer: Engineer
    outlet: Outlet
    visits: dict[str, Booking] = field(default_factory=dict)

    def book(
        self, name: str, case: Any, *, minutes: int, length: int = 60, way: tuple[int, float] = (11, 3.2)
    ) -> Booking:
        """Book the case's visit so many minutes from now."""
        start = timezone.now().replace(second=0, microsecond=0) + minutes * MINUTE
        self.visits[name] = bookings.book(
            actor=None,
            order_id=case.work_orders.get().pk,
            engineer=self.engineer,
            starts_at=start,
            ends_at=start + length * MINUTE,
            travel_minutes=way[0],
            travel_km=way[1],
            at=timezone.now() - 40 * MINUTE,
        )
        return self.visits[name]


@dataclass(frozen=True)
class Home:
    """A customer with one device."""

    name: str
    phone: str
    street: str
    district: str
    model: str
    serial: str
    access: str = ""
    hazards: tuple[str, ...] = ()
    accepted: date | None = None


WANG = Home(
    "王秀兰",
    "13800000000",
    "平江路 118 号 3 幢 602",
    "姑苏区",
    "LC-KFR35-N8",
    "LC35N8220301774",
    "门禁 602#",
    ("高空外机", "家有大型犬"),
)
ZHOU = Home("周文斌", "13900001234", "星湖街 328 号 5-1203", "工业园区", "LC-JSQ25-G3", "LCJSQ25230800451")
LIU = Home(
    "刘桂芳", "13700005678", "元和街 66 号", "相城区", "LC-KFR26-N6", "LC26N6190600813", accepted=date(2015, 5, 1)
)
ZHAO = Home("赵敏", "13600002468", "吴中大道 88 号", "吴中区", "LC-KFR72-L9", "LC72L9240100097")


def settle(home: Home, region: Region, number: int) -> Asset:
    """The customer's home and device."""
    customer = testing.make_customer(region, home.name, home.phone)
    Customer.objects.filter(pk=customer.pk).update(since=date(2020, 3, 1))
    site = testing.make_site(customer, 31.31 + number / 90, 120.62 + number / 70)
    Site.objects.filter(pk=site.pk).update(city="苏州", district=home.district)
    site.refresh_from_db()
    site.street, site.access_note, site.hazards = home.street, home.access, list(home.hazards)
    site.save()
    asset = testing.make_asset(customer, site, Product.objects.get(model=home.model), accepted=home.accepted)
    asset.serial, asset.place = home.serial, "客厅"
    asset.save()
    return asset


def request(asset: Asset, title: str, words: str, *, symptom: str = "", at: datetime | None = None, **more: Any) -> Any:
    """The customer calls about the device."""
    found = Code.objects.filter(code_set__category=asset.product.category, code=symptom).first() if symptom else None
    return take_request(
        actor=None,
        request=Request(
            customer=asset.customer,
            channel="phone",
            service_type=ServiceType.objects.get(code="repair"),
            title=title,
            description=words,
            asset=asset,
            symptom=found,
            contact_name=asset.customer.name,
            contact_phone=asset.customer.phone,
            at=at,
            **more,
        ),
    )


def past_visits(world: World, asset: Asset, part: Part, count: int) -> None:
    """Earlier repairs of the same model, from which the app knows which parts are needed."""
    codes = {code.code: code for code in Code.objects.filter(code_set__category=asset.product.category)}
    for number in range(count):
        at = timezone.now() - timedelta(days=30 + number * 9)
        case = request(asset, "空调不制冷", "不凉", symptom="S-103", at=at)
        visit = bookings.book(
            actor=None,
            order_id=case.work_orders.get().pk,
            engineer=world.engineer,
            starts_at=at,
            ends_at=at + 60 * MINUTE,
            at=at,
        )
        used = (PartInput(part.pk, 1),) if number % 3 else ()
        record = RecordInput(
            symptom_id=codes["S-103"].pk,
            object_id=codes["O-103"].pk,
            cause_id=codes["C-104"].pk,
            action_id=codes["A-102"].pk,
            result="更换电容，制冷恢复",
            parts=used,
            labour_minutes=35,
        )
        records.complete(actor=world.engineer.user, booking_id=visit.pk, record=record, stamp=Stamp(at + 45 * MINUTE))


def outlet() -> Outlet:
    """An outlet in Suzhou with the installed packs."""
    packs.installed()
    testing.service_level()
    region = Region.objects.create(code="SU", name_zh="苏州工贸", name_en="Suzhou", city="苏州")
    return Outlet.objects.create(
        code="SU-01",
        region=region,
        name_zh="姑苏网点",
        name_en="Gusu outlet",
        district="姑苏区",
        phone="0512-00000000",
        latitude=31.31,
        longitude=120.62,
    )


def man(place: Outlet, name: str, staff: str) -> Engineer:
    """An engineer with a van."""
    shift, _ = Shift.objects.get_or_create(code="day", defaults={"name_zh": "白班", "name_en": "Day", "week": WEEK})
    user = testing.user("engineer", name=name)
    user.username = staff
    user.save()
    engineer = Engineer.objects.create(user=user, outlet=place, shift=shift, level=3, latitude=31.31, longitude=120.62)
    van = Store.objects.create(
        code=f"VAN-{staff}",
        kind="van",
        outlet=place,
        region=place.region,
        engineer=engineer,
        name_zh="车",
        name_en="Van",
    )
    for number, quantity in (("LCP-1001", 40), ("LCP-1006", 2), ("LCP-1008", 3), ("LCP-4002", 2)):
        parts.receive(actor=None, store=van, part=Part.objects.get(number=number), quantity=quantity)
    return engineer


def build(*, history: int = 12) -> World:
    """Today: one accepted job, one to answer, one later, one carried over."""
    place = outlet()
    world = World(man(place, "陈志远", "4127"), place)
    wang, zhou, liu, zhao = (settle(home, place.region, n) for n, home in enumerate((WANG, ZHOU, LIU, ZHAO), start=1))
    past_visits(world, wang, Part.objects.get(number="LCP-1001"), history)
    carried = world.book("carried", request(zhao, "柜机漏水", "室内机一直滴水", symptom="S-105"), minutes=-300)
    actor, now = world.engineer.user, timezone.now()
    records.carry_over(
        actor=actor, booking_id=carried.pk, reason="parts", note="等排水泵", stamp=Stamp(now - 20 * MINUTE)
    )
    wang_case = request(
        wang,
        "空调不制冷，外机异响",
        "开机半小时还是热风，外机嗡嗡响。",
        symptom="S-103",
        severity=2,
        note_to_engineer="外机悬空，6 楼：系安全带，两点固定",
    )
    first = world.book("first", wang_case, minutes=25, length=70)
    bookings.accept(actor=actor, booking_id=first.pk, stamp=Stamp(now - 10 * MINUTE))
    second = world.book(
        "second",
        request(zhou, "热水器 E4 报警，不点火", "打不着火，显示 E4", symptom="S-401"),
        minutes=125,
        way=(18, 5.1),
    )
    bookings.accept(actor=actor, booking_id=second.pk, stamp=Stamp(now - 10 * MINUTE))
    world.book("asked", request(liu, "挂机遥控失灵", "遥控器没反应", symptom="S-102"), minutes=300, way=(14, 4.0))
    assert Category.objects.exists()
    cache.clear()
    return world


def full_day(orders: int) -> World:
    """So many homes with a broken air conditioner, one after the other from now on; none is answered yet."""
    place = outlet()
    world = World(man(place, "陈志远", "4127"), place)
    for number in range(orders):
        phone, serial = f"1380000{number:04}", f"LC35N82203{number:05}"
        home = Home(f"客户{number + 1}", phone, f"平江路 {number + 1} 号", "姑苏区", "LC-KFR35-N8", serial)
        asset = settle(home, place.region, number)
        case = request(asset, f"空调不制冷 {number + 1}", "不凉", symptom="S-103")
        world.book(str(number), case, minutes=10 + 30 * number, length=25, way=(5, 1.5))
    cache.clear()
    return world
