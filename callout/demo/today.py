"""Work of the last hours, through the same doors as every other: jobs and messages follow as in real life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import QuerySet
from django.utils import timezone

from callout.accounts.models import Region, User
from callout.assets.models import Asset
from callout.cases import services as cases
from callout.cases.models import Case
from callout.demo import demand, words
from callout.demo.catalogue import Catalogue, device_code
from callout.demo.needs import ask_for_more
from callout.demo.network import UNSERVED
from callout.dispatching import dispatch, manual
from callout.dispatching.models import Policy
from callout.dispatching.services import plan_order
from callout.field import mileage
from callout.parts import pieces
from callout.parts import services as parts
from callout.workforce.models import Engineer
from callout.workorders import bookings, records
from callout.workorders import services as orders
from callout.workorders.bookings import Stamp
from callout.workorders.intake import Request, take_request
from callout.workorders.models import Booking, WorkOrder
from callout.workorders.records import RecordInput

CALLS = 12
CITY_CALLS = 36  # so that the shown dispatcher's board has a day on it
CITY_MINUTES = (25, 400)
POLICY_CALLS = 4  # in each region whose policy is not automatic
AT_HOME = ("air_conditioner", "refrigerator", "washing_machine")
DRIVEN_DAYS = 5
OWN_MINUTES = (230, 140, 25, 12, 5)  # how long ago the shown engineer's orders came in


def make_today(rng: Random, scale: float, tell: Callable[[str], None]) -> None:
    """Fresh requests, the shown engineer's day, and what else lies on the desks."""
    desk = _Desk(rng)
    for asset, minutes in zip(desk.assets_near_the_chief(), OWN_MINUTES, strict=False):
        desk.take(asset, minutes_ago=minutes, preferred=desk.chief)
    for _ in range(round(CALLS * min(1.0, scale * 4))):
        desk.take(desk.any_asset(), minutes_ago=rng.randint(2, 150))
    for asset in desk.assets_of_the_city(round(CITY_CALLS * min(1.0, scale * 2))):
        desk.take(asset, minutes_ago=rng.randint(*CITY_MINUTES))
    for asset in desk.assets_nobody_may_touch():
        desk.take(asset, minutes_ago=rng.randint(30, 90))
    desk.let_them_go()
    ask_for_more(desk.chief, desk.now)
    desk.leave_some_to_the_dispatcher()
    desk.begin_the_chiefs_day()
    desk.ask_for_parts()
    desk.report_kilometres()
    desk.leave_on_the_desk()
    for asset in desk.assets_served_by_policy():
        desk.take(asset, minutes_ago=rng.randint(25, 60), by_policy=True)
    tell(f"{Case.objects.open().count()} cases open, {WorkOrder.objects.open().count()} orders open")


class _Desk:
    """Everybody who works today."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.now = rng, timezone.now()
        self.catalogue = Catalogue.load()
        agents = User.objects.filter(memberships__role__code="agent", memberships__region=None)
        self.agents = list(agents.order_by("pk"))
        self.chief = Engineer.objects.select_related("outlet", "user").get(user__demo_label="engineer")
        self.count = Asset.objects.count()
        self.taken: list[Case] = []

    def _assets(self) -> QuerySet[Asset]:
        return Asset.objects.select_related("customer__region", "site__region", "product__category").order_by("pk")

    def any_asset(self) -> Asset:
        """Any asset."""
        return self._assets()[self.rng.randrange(self.count)]

    def assets_near_the_chief(self) -> list[Asset]:
        """What the shown engineer can repair in his own district, without an open case."""
        near = self._assets().filter(
            site__district=self.chief.outlet.district,
            product__category__code__in=AT_HOME,
        )
        return list(near.exclude(cases__in=Case.objects.open())[:40][:: self.rng.choice((2, 3))])

    def assets_of_the_city(self, count: int) -> list[Asset]:
        """What breaks today in the shown engineer's region."""
        here = self._assets().filter(site__region=self.chief.outlet.region).exclude(cases__in=Case.objects.open())
        known = list(here[: count * 20])
        return self.rng.sample(known, min(count, len(known)))

    def assets_nobody_may_touch(self) -> Iterator[Asset]:
        """Masts in the city whose climbers' certificates have run out."""
        city = Region.objects.filter(outlets__code=UNSERVED).first()
        masts = self._assets().filter(site__region=city, product__category__code="base_station")
        yield from masts[:2]

    def assets_served_by_policy(self) -> Iterator[Asset]:
        """Some in each region where orders are grabbed, confirmed or handed to an outlet."""
        for policy in Policy.objects.exclude(mode="automatic").order_by("pk"):
            here = self._assets().filter(site__region=policy.region_id, product__category__code__in=AT_HOME)
            yield from here.exclude(cases__in=Case.objects.open())[:POLICY_CALLS]

    def take(
        self, asset: Asset, *, minutes_ago: int, preferred: Engineer | None = None, by_policy: bool = False
    ) -> None:
        """An agent takes a request; it is planned at once, or served as the region's policy says."""
        telecom = demand.is_telecom(asset)
        symptom = self.catalogue.symptom(self.rng, asset.product.category_id)
        code = device_code(self.rng, symptom)
        request = Request(
            customer=asset.customer,
            channel=demand.pick(self.rng, demand.TELECOM_CHANNELS if telecom else demand.HOME_CHANNELS),
            service_type=self.catalogue.types["repair"],
            description=words.fault(self.rng, asset, symptom, code, telecom=telecom),
            severity=demand.severity(self.rng, symptom, telecom=telecom),
            asset=asset,
            symptom=symptom,
            device_code=code,
            preferred_engineer=preferred,
            at=self.now - timedelta(minutes=minutes_ago),
        )
        case = take_request(actor=self.rng.choice(self.agents), request=request)
        self.taken.append(case)
        order_id = case.work_orders.get().pk
        if by_policy:
            dispatch.serve(actor=None, order_id=order_id)
        else:
            plan_order(actor=None, order_id=order_id, now=case.created_at + timedelta(seconds=4))

    def let_them_go(self) -> None:
        """Engineers answer; whose time has come is on the way or there."""
        fresh = Booking.objects.filter(work_order__case__in=self.taken, state="dispatched").exclude(engineer=self.chief)
        for booking in fresh.select_related("engineer__user", "work_order__case__symptom"):
            if self.rng.random() < 0.15:
                continue
            user = booking.engineer.user
            self._step(bookings.accept, user, booking, booking.created_at + timedelta(minutes=self.rng.randint(1, 9)))
            set_out = booking.starts_at - timedelta(minutes=booking.travel_minutes)
            if self._step(bookings.set_out, user, booking, set_out) and self._step(
                bookings.arrive, user, booking, booking.starts_at + timedelta(minutes=3)
            ):
                self._finish(booking, booking.ends_at + timedelta(minutes=self.rng.randint(-15, 10)))

    def leave_some_to_the_dispatcher(self) -> None:
        """Customers asked for somebody else or were promised somebody: a few
        orders wait for a person, a few are locked."""
        later = Booking.objects.filter(
            engineer__outlet__region=self.chief.outlet.region, state__in=("dispatched", "accepted"),
            starts_at__gt=self.now + timedelta(hours=1), helper=False,  # who helps goes with his lead
        ).exclude(engineer=self.chief)  # fmt: skip
        for n, booking in enumerate(later.order_by("-starts_at")[:5]):
            if n < 3:
                manual.take_back(actor=None, booking_id=booking.pk, reason="客户要求换人", replan=False)
            else:
                bookings.set_locked(actor=None, booking_id=booking.pk, locked_now=True)

    def _step(self, action: Callable[..., object], user: User, booking: Booking, at: datetime) -> bool:
        """Do it if its time has come; no step lies before the one before it."""
        last = booking.stamps.order_by("-at").values_list("at", flat=True).first()
        at = max(at, last) if last else at
        if at > self.now:
            return False
        order = booking.work_order
        action(actor=user, booking_id=booking.pk, stamp=Stamp(at, order.latitude, order.longitude, 9.0))
        return True

    def begin_the_chiefs_day(self) -> None:
        """Older orders are accepted at once and the first of them is done; the newest wait in the list."""
        own = Booking.objects.filter(engineer=self.chief, work_order__case__in=self.taken).order_by("starts_at")
        planned = list(own.select_related("engineer__user", "work_order__case__symptom"))
        user = self.chief.user
        for booking in planned:
            if self.now - booking.created_at > timedelta(minutes=60):
                self._step(bookings.accept, user, booking, booking.created_at + timedelta(minutes=4))
        for first in planned[:1]:
            if not self._step(bookings.arrive, user, first, first.starts_at):
                continue
            self._finish(first, self.now - timedelta(minutes=1))

    def _finish(self, booking: Booking, at: datetime) -> None:
        """Write the record of a visit when its time has come."""
        if at > self.now:
            return
        symptom = booking.work_order.case.symptom
        codes = self.catalogue.chain(self.rng, symptom) if symptom else {}
        ids = {kind: code.pk for kind, code in codes.items()}
        done = RecordInput(
            symptom_id=ids.get("symptom"),
            object_id=ids.get("object"),
            cause_id=ids.get("cause"),
            action_id=ids.get("action"),
            result=words.result(self.rng, codes, "repair", telecom=False),
            signer=booking.work_order.case.contact_name,
            payment="qr",
        )
        records.complete(actor=booking.engineer.user, booking_id=booking.pk, record=done, stamp=Stamp(at))

    def report_kilometres(self) -> None:
        """What the chief's outlet drove on the last days."""
        engineers = Engineer.objects.filter(outlet=self.chief.outlet_id, active=True).select_related("user")
        for engineer in engineers.order_by("pk"):
            for days in range(1, DRIVEN_DAYS + 1):
                at = self.now - timedelta(days=days)
                km = Decimal(self.rng.randint(180, 760)) / 10
                mileage.record(actor=engineer.user, engineer=engineer, day=timezone.localdate(at), km=km, at=at)

    def ask_for_parts(self) -> None:
        """What waits for a part has asked for it; some requests are approved, one is refused, one on its way."""
        waiting = WorkOrder.objects.filter(state="on_hold", hold_part__isnull=False).select_related("hold_part")
        for n, order in enumerate(waiting.order_by("pk")):
            booking = order.bookings.select_related("engineer__user", "engineer__outlet").latest("pk")
            if order.hold_part is None or booking.ended_at is None:
                continue
            request = parts.request_part(
                actor=booking.engineer.user, engineer=booking.engineer, part=order.hold_part, quantity=1,
                work_order_id=order.pk, note=order.hold_note, at=booking.ended_at + timedelta(minutes=2),
            )  # fmt: skip
            if n % 3 and request.source:
                parts.decide_request(actor=None, request_id=request.pk, approve=True)
                if n % 3 == 2:
                    first = pieces.proposed(request.source, request.part, request.quantity)
                    parts.ship_request(actor=None, request_id=request.pk, pieces=first)

    def leave_on_the_desk(self) -> None:
        """A complaint nobody has answered, a duplicate, a withdrawn request, a case that was not solved, a note."""
        asset = self.any_asset()
        agent = self.agents[0]
        complaint = self._plain(agent, asset, "complain", words.wish(self.rng, "complain", asset), 55)
        cases.add_note(actor=agent, case_id=complaint.pk, body="已安抚客户，等主管回电。")
        self._plain(agent, self.any_asset(), "consult", "问上门清洗怎么收费，滤网能不能自己洗。", 12)
        first = self.taken[-1]
        again = self._plain(agent, first.asset or asset, "consult", "又来电催，问师傅几点到。", 5)
        cases.merge(actor=agent, case_id=again.pk, into_id=first.pk)
        orders.cancel_case(
            actor=agent, case_id=self._plain(agent, asset, "consult", "客户说已自行解决。", 9).pk, reason="客户撤单"
        )
        unsolved = Case.objects.filter(state="resolved", visits__gt=0).order_by("resolved_at").first()
        if unsolved:
            cases.reopen(actor=agent, case_id=unsolved.pk, reason="客户来电：用了一晚又不行了")

    def _plain(self, agent: User, asset: Asset, kind: str, text: str, minutes_ago: int) -> Case:
        """A request without a visit."""
        request = Request(
            customer=asset.customer,
            channel="phone",
            service_type=self.catalogue.types[kind],
            description=text,
            title=words.title(self.catalogue.types[kind], asset),
            asset=asset,
            at=self.now - timedelta(minutes=minutes_ago),
        )
        return take_request(actor=agent, request=request)
