"""What planning must know of an order beside its place and length: windows, people, tools, parts, certificates,
links to other orders, and who should or must not go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.workorders import bookings, events, services
from callout.workorders.models import (
    KEPT_FOR_PEOPLE,
    PLANNED_BOOKING_STATES,
    OrderLink,
    OrderNeed,
    OrderSkill,
    OrderWindow,
    WorkOrder,
)

CHANGEABLE = (WorkOrder.State.UNSCHEDULED, WorkOrder.State.SCHEDULED, WorkOrder.State.ON_HOLD)
MOST_PEOPLE, MOST_KG, MOST_WINDOWS = 6, 5000, 10
REASON = "needs changed"


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to another order. ``first``: this order comes before the other. Gaps in minutes."""

    kind: str
    other: int
    first: bool = False
    min_gap: int = 0
    max_gap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """All of it; parts map id to quantity, skills id to level. Any one of the windows will do, none means any time."""

    people: int = 1
    load_kg: int = 0
    windows: tuple[tuple[datetime, datetime], ...] = ()
    tools: frozenset[int] = frozenset()
    parts: Mapping[int, int] = field(default_factory=dict)
    skills: Mapping[int, int] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    preferred: int | None = None
    excluded: frozenset[int] = frozenset()


def read_needs(order: WorkOrder) -> Needs:
    """What the order needs now (five queries)."""
    rows = list(order.needs.all())
    first = ((order.window_from, order.window_until),) if order.window_from and order.window_until else ()
    return Needs(
        people=order.people,
        load_kg=order.load_kg,
        windows=(*first, *((row.starts_at, row.ends_at) for row in order.windows.all())),
        tools=frozenset(row.tool_id for row in rows if row.tool_id),
        parts={row.part_id: row.quantity for row in rows if row.part_id},
        skills={row.skill_id: row.level for row in order.more_skills.all()},
        links=tuple(_links(order)),
        preferred=order.preferred_engineer_id,
        excluded=frozenset(order.excluded_engineers),
    )


def _links(order: WorkOrder) -> Iterable[Link]:
    for row in order.links_after.all():
        yield Link(row.kind, row.after_id, True, row.min_gap, row.max_gap)
    for row in order.links_before.all():
        yield Link(row.kind, row.before_id, False, row.min_gap, row.max_gap)


@business_action
def set_needs(*, actor: User | None, order_id: int, needs: Needs, replan: bool = False) -> WorkOrder:
    """Replace what an order needs. With ``replan`` a planned visit is taken back and planned anew; an order that
    nobody fitted is tried again at once.

    Raises ``order_closed``, ``needs_invalid`` with fields, ``booking_fixed`` when the visit to plan anew is locked.
    """
    order = services.lock(order_id)
    if order.state not in CHANGEABLE:
        raise BusinessError("order_closed", _("This visit has begun or is over."))
    _check(order, needs)
    write(order, needs)
    publish(events.WorkOrderNeedsChanged(**services.where(order), number=order.number), actor=actor)
    if order.state == WorkOrder.State.SCHEDULED and replan:
        _take_back(order, actor)
    elif order.state == WorkOrder.State.UNSCHEDULED and (replan or order.unserved_reason not in ("", *KEPT_FOR_PEOPLE)):
        publish(events.WorkOrderReleased(**services.where(order), reason=REASON), actor=actor)
    return order


def begin_with(order: WorkOrder, needs: Needs) -> None:
    """Give a new order its needs, before anybody plans it; without windows the wanted time stays. Raises
    ``needs_invalid``.
    """
    own = read_needs(order)
    merged = replace(
        needs, windows=needs.windows or own.windows, tools=needs.tools | own.tools,
        people=max(needs.people, own.people), load_kg=max(needs.load_kg, own.load_kg),
        preferred=needs.preferred or own.preferred,
    )  # fmt: skip
    _check(order, merged)
    write(order, merged)


def write(order: WorkOrder, needs: Needs) -> None:
    """Store checked needs; the links of other orders to this one are its own, too."""
    first = needs.windows[0] if needs.windows else (None, None)
    linked = set(_linked(order))
    order.windows.all().delete()
    order.needs.all().delete()
    order.more_skills.all().delete()
    OrderLink.objects.filter(Q(before=order) | Q(after=order)).delete()
    OrderWindow.objects.bulk_create(
        OrderWindow(work_order=order, starts_at=a, ends_at=b) for a, b in needs.windows[1:]
    )  # fmt: skip
    OrderNeed.objects.bulk_create(
        [OrderNeed(work_order=order, tool_id=pk) for pk in sorted(needs.tools)]
        + [OrderNeed(work_order=order, part_id=pk, quantity=n) for pk, n in needs.parts.items()]
    )
    OrderSkill.objects.bulk_create(
        OrderSkill(work_order=order, skill_id=pk, level=level) for pk, level in needs.skills.items()
    )
    OrderLink.objects.bulk_create(_link(order, link) for link in needs.links)
    order.has_details = bool(needs.windows[1:] or needs.tools or needs.parts or needs.skills or needs.links)
    services.save(
        order, has_details=order.has_details, people=needs.people, load_kg=needs.load_kg, window_from=first[0],
        window_until=first[1], preferred_engineer_id=needs.preferred, excluded_engineers=sorted(needs.excluded),
    )  # fmt: skip
    _mark(linked | {link.other for link in needs.links})


def _linked(order: WorkOrder) -> Iterable[int]:
    for link in _links(order):
        yield link.other


def _link(order: WorkOrder, link: Link) -> OrderLink:
    before, after = (order.pk, link.other) if link.first else (link.other, order.pk)
    return OrderLink(
        before_id=before, after_id=after, kind=link.kind, min_gap=link.min_gap, max_gap=link.max_gap
    )  # fmt: skip


def _mark(order_ids: set[int]) -> None:
    """Planning reads the details of the other ends of links, too."""
    linked = set(
        OrderLink.objects.filter(Q(before__in=order_ids) | Q(after__in=order_ids)).values_list("before_id", "after_id")
    )
    WorkOrder.objects.filter(pk__in=order_ids & {pk for pair in linked for pk in pair}).update(has_details=True)


def _take_back(order: WorkOrder, actor: User | None) -> None:
    booking = order.bookings.active().filter(helper=False).first()
    if booking is None:
        return
    if booking.locked or booking.state not in PLANNED_BOOKING_STATES:
        raise BusinessError("booking_fixed", _("This booking has begun or is locked."))
    bookings.cancel_booking(actor=actor, booking_id=booking.pk, reason=REASON, stamp=bookings.stamp_now())


def check_own(needs: Needs) -> dict[str, str]:
    """What is wrong with the needs by themselves, by field."""
    wrong: dict[str, str] = {}
    if not 1 <= needs.people <= MOST_PEOPLE:
        wrong["people"] = _("1 to %(n)d people.") % {"n": MOST_PEOPLE}
    if not 0 <= needs.load_kg <= MOST_KG:
        wrong["load_kg"] = _("0 to %(n)d kg.") % {"n": MOST_KG}
    if any(end <= start for start, end in needs.windows):
        wrong["windows"] = _("A window ends after it begins.")
    if len(needs.windows) > MOST_WINDOWS:
        wrong["windows"] = _("At most %(n)d windows.") % {"n": MOST_WINDOWS}
    if any(not 1 <= n <= 999 for n in needs.parts.values()):
        wrong["parts"] = _("A quantity is 1 to 999.")
    if any(not 1 <= level <= 5 for level in needs.skills.values()):
        wrong["skills"] = _("A level is 1 to 5.")
    if needs.preferred in needs.excluded:
        wrong["excluded"] = _("The preferred engineer cannot be excluded.")
    return wrong


def _check(order: WorkOrder, needs: Needs) -> None:
    wrong = check_own(needs)
    new = set(needs.windows) - set(read_needs(order).windows)
    if any(end <= timezone.now() for _start, end in new) and "windows" not in wrong:
        wrong["windows"] = _("A window lies in the past.")
    text = _wrong_links(order, needs.links)
    if text:
        wrong["links"] = text
    if wrong:
        raise InvalidInput("needs_invalid", _("The needs cannot be kept yet."), fields=wrong)


def _wrong_links(order: WorkOrder, links: tuple[Link, ...]) -> str:
    others = [link.other for link in links]
    if order.pk in others or len(set(others)) < len(others):
        return _("Each link names another order, and each only once.")
    if any(link.max_gap is not None and link.max_gap < link.min_gap for link in links):
        return _("The longest gap is not shorter than the shortest.")
    known = WorkOrder.objects.filter(pk__in=others, region_id=order.region_id).count()
    if known < len(others):
        return _("Linked orders belong to the same region.")
    return _("These links go round in a circle.") if _circle(order, links) else ""


def _circle(order: WorkOrder, links: tuple[Link, ...]) -> bool:
    """True when something would have to come before itself."""
    ordered = [link for link in links if link.kind != OrderLink.Kind.TOGETHER]
    earlier = {link.other for link in ordered if not link.first}
    reached, fresh = set(), {link.other for link in ordered if link.first}
    rows = OrderLink.objects.exclude(kind=OrderLink.Kind.TOGETHER).exclude(Q(before=order) | Q(after=order))
    while fresh:
        reached |= fresh
        fresh = set(rows.filter(before__in=fresh).values_list("after_id", flat=True)) - reached
    return bool(reached & earlier)
