"""What is said when. Each reaction reads what is true now and is harmless when repeated: the occasion has one name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from callout.accounts import recipients
from callout.accounts.models import User
from callout.cases.events import MilestoneMissed, MilestoneWarned
from callout.cases.models import Case
from callout.foundation.events import subscribe, subscribe_together
from callout.foundation.jobs import HIGH
from callout.foundation.models import Event
from callout.notifications.services import Draft, notify, queue_messages
from callout.progress.visit_facts import Visit, visit, visits
from callout.progress.words import HOLD_REASONS, MILESTONES
from callout.workorders.door import door_url
from callout.workorders.events import BookingDispatched, BookingMoved, BookingStateChanged, WorkOrderOnHold
from callout.workorders.models import PLANNED_BOOKING_STATES, Booking, WorkOrder


@subscribe_together(BookingDispatched, name="progress.tell_dispatched", priority=HIGH)
def tell_dispatched(events: list[Event]) -> None:
    """The engineer gets the order, the customer the appointment; a demo's or import's past visits tell nobody."""
    drafts: list[Draft] = []
    for booking_id, found in visits([event.payload["booking_id"] for event in events]).items():
        if found.state in PLANNED_BOOKING_STATES and found.row["ends_at"] >= timezone.now():
            engineer = found.row["engineer__user_id"]
            drafts.append(found.to_engineer("order_assigned", f"assigned:{booking_id}:{engineer}"))
            drafts += found.to_customer("appointment", f"appointment:{booking_id}:{found.row['starts_at']:%m%d%H%M}")
    queue_messages(actor=None, drafts=drafts)


@subscribe(BookingMoved, name="progress.tell_moved")
def tell_moved(event: Event) -> None:
    """Old and new engineer and, when the time changed, the customer; a proposal that moves tells nobody."""
    booking_id, found = event.payload["booking_id"], visit(event.payload["booking_id"])
    if found is None or found.state not in PLANNED_BOOKING_STATES or found.state == Booking.State.PROPOSED:
        return
    name = f"{booking_id}:{event.pk}"
    drafts: list[Draft] = []
    if event.payload["old_engineer_id"] != event.engineer_id:
        drafts.append(found.to_engineer("order_assigned", f"assigned:{name}"))
        drafts += _withdrawn(found, event.payload["old_engineer_id"], name)
    else:
        drafts.append(found.to_engineer("order_moved", f"moved:{name}"))
    if event.payload["old_starts_at"] != event.payload["starts_at"]:
        drafts += found.to_customer("appointment_moved", f"appointment:{name}")
    queue_messages(actor=None, drafts=drafts)


def _withdrawn(found: Visit, engineer_id: int, name: str) -> list[Draft]:
    """Tell the engineer who had the order; he may have no number."""
    user = User.objects.filter(engineer=engineer_id).first()
    if user is None:
        return []
    person = {"user_id": user.pk, "phone": user.phone, "language": user.language}
    return [found.to_engineer("order_withdrawn", f"withdrawn:{name}", person=person)]


@subscribe(BookingStateChanged, name="progress.tell_state")
def tell_state(event: Event) -> None:
    """On the way: the customer. Taken back by somebody else: the engineer."""
    new, booking_id = event.payload["new"], event.payload["booking_id"]
    if new not in ("travelling", "cancelled"):
        return
    found = visit(booking_id)
    if found is None or found.state != new:
        return
    if new == "travelling":
        eta = timezone.localtime(max(event.at, timezone.now()) + timedelta(minutes=found.row["travel_minutes"]))
        door = door_url(booking_id)
        drafts = found.to_customer("on_the_way", f"on_the_way:{booking_id}", eta=f"{eta:%H:%M}", link=door)
        queue_messages(actor=None, drafts=drafts)
    elif event.actor_id != found.row["engineer__user_id"]:
        queue_messages(actor=None, drafts=[found.to_engineer("order_withdrawn", f"withdrawn:{booking_id}")])


@subscribe(WorkOrderOnHold, name="progress.tell_on_hold")
def tell_on_hold(event: Event) -> None:
    """Carried over 遗留: the customer learns that we come again, the dispatcher that something waits."""
    order = WorkOrder.objects.get(pk=event.work_order_id or 0)
    last = order.bookings.order_by("-id").values_list("pk", flat=True).first()
    found = visit(last) if last else None
    if found is None or order.state != WorkOrder.State.ON_HOLD:
        return
    zh, en = HOLD_REASONS[order.hold_reason]
    reason = en if found.row["work_order__customer__language"].startswith("en") else zh
    queue_messages(actor=None, drafts=found.to_customer("carried_over", f"on_hold:{event.pk}", reason=reason))
    people = recipients.dispatchers(event.region_id, event.outlet_id)
    notify(
        actor=None, user_ids=[user.pk for user in people], dedupe=f"on_hold:{event.pk}", url=f"/orders/{order.number}/",
        zh=f"{order.number} 遗留：{zh} {order.hold_note}".strip(),
        en=f"{order.number} on hold: {en} {order.hold_note}".strip(),
    )  # fmt: skip


@subscribe(MilestoneWarned, name="progress.tell_warned")
def tell_warned(event: Event) -> None:
    """First level: the dispatchers, before the promise breaks."""
    _tell_milestone(event, "milestone_warned", recipients.dispatchers(event.region_id, event.outlet_id))


@subscribe(MilestoneMissed, name="progress.tell_missed")
def tell_missed(event: Event) -> None:
    """Second level: dispatchers and managers, when it is broken."""
    people = [
        *recipients.dispatchers(event.region_id, event.outlet_id),
        *recipients.managers(event.region_id, event.outlet_id),
    ]
    _tell_milestone(event, "milestone_missed", people)


def _tell_milestone(event: Event, template: str, people: Sequence[User]) -> None:
    case = Case.objects.open().filter(pk=event.case_id or 0).first()
    if case is None or not people:
        return
    zh, en = MILESTONES[event.payload["milestone"]]
    due = timezone.localtime(datetime.fromisoformat(event.payload["due_at"])).strftime("%m-%d %H:%M")
    name = f"{template}:{event.payload['milestone']}:{case.pk}:{event.payload['due_at']}"
    late = template == "milestone_missed"
    notify(
        actor=None, user_ids=[user.pk for user in people], dedupe=name, url=f"/cases/{case.number}/", urgent=late,
        zh=f"{case.number} {zh}{'已超时' if late else '将到时限'}（{due}）：{case.title}",
        en=f"{case.number}: {en} {'is late' if late else 'is due'} ({due}). {case.title}",
    )  # fmt: skip
    drafts = [
        Draft(
            template=template, audience="staff", to=user.phone, dedupe=f"{name}:{user.pk}", user_id=user.pk,
            language=user.language, case_id=case.pk, region_id=case.region_id, outlet_id=case.outlet_id,
            context={
                "case": case.number, "title": case.title, "due": due,
                "milestone": en if user.language.startswith("en") else zh,
            },
        )
        for user in people
    ]  # fmt: skip
    queue_messages(actor=None, drafts=drafts)
