"""Actions on cases. Every door (desk, API, portal, field, import) comes through here or ``workorders.intake``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import Region, User
from callout.agreements import selectors as agreements
from callout.agreements.selectors import Entitlement, Promise
from callout.assets.models import Asset, Category, Code, Product
from callout.cases import clocks, events
from callout.cases.models import Case, Interaction, ServiceType
from callout.cases.transitions import CASE
from callout.customers.models import Customer, Site
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.foundation.inserting import insert, update
from callout.foundation.numbering import next_number

EXTERNAL_ONCE = "(source, external_id) WHERE NOT (external_id = '')"


class AlreadyTaken(Exception):
    """The request was taken before: its source and outside number are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """Everything a case begins with, checked and settled (see ``workorders.intake``)."""

    customer: Customer
    region: Region
    channel: str
    service_type: ServiceType
    severity: int
    title: str
    description: str
    at: datetime
    entitlement: Entitlement
    promises: tuple[Promise, ...]
    site: Site | None = None
    asset: Asset | None = None
    product: Product | None = None
    category: Category | None = None
    symptom: Code | None = None
    device_code: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    wanted_from: datetime | None = None
    wanted_until: datetime | None = None
    note_to_engineer: str = ""
    repeat_of: Case | None = None
    source: str = ""
    external_id: str = ""
    number: str = ""
    visits: int = 0


_COPIED = (
    "customer", "region", "channel", "service_type", "severity", "title", "description", "site", "asset", "product",
    "category", "symptom", "device_code", "contact_name", "contact_phone", "wanted_from", "wanted_until",
    "note_to_engineer", "repeat_of", "source", "external_id", "visits",
)  # fmt: skip


@business_action
def create_case(*, actor: User | None, new: NewCase) -> Case:
    """Open a case that is triaged (type, severity and entitlement are settled) with its clocks running.

    Who opens its first visit as well counts that in ``visits`` and may bring the ``number``. Raises AlreadyTaken for
    a repeated (source, external_id).
    """
    case = build_case(new, number=new.number or next_number("CA", new.at), actor=actor)
    case.next_due_kind, case.next_due_at = "", None
    if new.promises:
        first = new.promises[0]
        case.next_due_kind, case.next_due_at = first.milestone, first.due_at
    if not insert([case], unless=EXTERNAL_ONCE):
        raise AlreadyTaken
    clocks.start(case, new.promises, actor=actor)
    publish(events.CaseCreated(**_where(case), number=case.number, channel=case.channel), actor=actor, at=new.at)
    return case


def build_case(new: NewCase, *, number: str, actor: User | None) -> Case:
    """A triaged case as it begins, not saved."""
    return Case(
        **{name: getattr(new, name) for name in _COPIED},
        number=number,
        state=Case.State.TRIAGED,
        entitlement=new.entitlement.as_dict(),
        level_id=new.entitlement.level_id,
        created_by=actor,
        created_at=new.at,
    )


def lock(case_id: int) -> Case:
    """The case, locked until the end of the transaction."""
    return Case.objects.select_for_update(of=("self",)).get(pk=case_id)


def _where(case: Case) -> dict[str, Any]:
    return {"case_id": case.pk, "region_id": case.region_id, "outlet_id": case.outlet_id}


def _move(case: Case, target: str, *, actor: User | None, at: datetime, reason: str = "", **columns: Any) -> None:
    old = CASE.move(case, target)
    for name, value in columns.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *columns])
    publish(events.CaseStateChanged(**_where(case), old=old, new=target, reason=reason), actor=actor, at=at)


@business_action
def start_service(
    *, actor: User | None, case_id: int, outlet_id: int | None = None, at: datetime | None = None
) -> Case:
    """An engineer of this outlet is booked: the case is in service. Repeating it changes nothing."""
    return start_services(actor=actor, outlets={case_id: outlet_id}, at=at or timezone.now())[0]


@business_action
def start_services(*, actor: User | None, outlets: Mapping[int, int | None], at: datetime) -> list[Case]:
    """``start_service`` for several cases, given with the outlet that serves each."""
    cases = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=outlets).order_by("pk"))
    before = {case.pk: (case.state, case.outlet_id) for case in cases}
    for case in cases:
        case.outlet_id = outlets[case.pk] or case.outlet_id
        if case.state in (Case.State.TRIAGED, Case.State.REOPENED):
            old = CASE.move(case, Case.State.IN_SERVICE)
            publish(events.CaseStateChanged(**_where(case), old=old, new=case.state, reason=""), actor=actor, at=at)
    update([case for case in cases if (case.state, case.outlet_id) != before[case.pk]], ["state", "outlet"])
    for case in cases:
        if case.state == Case.State.WAITING:
            _resume(case, actor=actor, at=at)
    return cases


@business_action
def wait(*, actor: User | None, case_id: int, waiting_for: str, reason: str = "", at: datetime | None = None) -> Case:
    """Wait for the customer, parts or a third party: the clocks pause, with the reason on the receipt."""
    case, at = lock(case_id), at or timezone.now()
    if waiting_for not in Case.WaitingFor.values:
        raise InvalidInput(
            "unknown_waiting_reason", _("Say what we wait for."), fields={"waiting_for": _("Choose one.")}
        )
    if case.state in (Case.State.TRIAGED, Case.State.REOPENED):
        _move(case, Case.State.IN_SERVICE, actor=actor, at=at)
    _move(case, Case.State.WAITING, actor=actor, at=at, reason=reason or waiting_for, waiting_for=waiting_for)
    clocks.pause(case, at=at, reason=waiting_for, actor=actor)
    return case


def _resume(case: Case, *, actor: User | None, at: datetime) -> None:
    _move(case, Case.State.IN_SERVICE, actor=actor, at=at, waiting_for="")
    clocks.resume(case, at=at, actor=actor)


@business_action
def resume(*, actor: User | None, case_id: int, at: datetime | None = None) -> Case:
    """What we waited for has come: the clocks run again."""
    case = lock(case_id)
    _resume(case, actor=actor, at=at or timezone.now())
    return case


@business_action
def responded(*, actor: User | None, case_id: int, at: datetime) -> None:
    """An engineer answered for the case (first response)."""
    case = lock(case_id)
    if case.responded_at is None:
        case.responded_at = at
        case.save(update_fields=["responded_at"])
        clocks.meet(case, "respond", at=at, actor=actor)


@business_action
def arrived(*, actor: User | None, case_id: int, at: datetime) -> None:
    """An engineer is on site for the first time."""
    case = lock(case_id)
    if case.arrived_at is None:
        case.arrived_at = at
        case.responded_at = case.responded_at or at
        case.save(update_fields=["arrived_at", "responded_at"])
        clocks.meet(case, "respond", at=at, actor=actor)
        clocks.meet(case, "arrive", at=at, actor=actor)


@business_action
def resolve(*, actor: User | None, case_id: int, at: datetime | None = None, reason: str = "") -> Case:
    """The fault is repaired or the question answered; the customer is asked whether it helped."""
    case, at = lock(case_id), at or timezone.now()
    if case.state in (Case.State.TRIAGED, Case.State.REOPENED):
        _move(case, Case.State.IN_SERVICE, actor=actor, at=at)
    if case.state == Case.State.WAITING:
        clocks.resume(case, at=at, actor=actor)
    responded_at = case.responded_at or at
    _move(
        case,
        Case.State.RESOLVED,
        actor=actor,
        at=at,
        reason=reason,
        waiting_for="",
        resolved_at=at,
        responded_at=responded_at,
    )
    for milestone in ("respond", "arrive", "resolve"):
        clocks.meet(case, milestone, at=at, actor=actor)
    promises = agreements.promised_times(case.level_id, case.severity, at, only="feedback")
    clocks.start(case, promises, actor=actor)
    case.save(update_fields=["next_due_at", "next_due_kind"])
    publish(events.CaseResolved(**_where(case), number=case.number), actor=actor, at=at)
    return case


@business_action
def close(
    *, actor: User | None, case_id: int, reason: str = "", rating: int | None = None, at: datetime | None = None
) -> Case:
    """The customer confirmed (or stayed silent): nothing is left to do."""
    case, at = lock(case_id), at or timezone.now()
    columns = {"closed_at": at} | ({"rating": rating} if rating is not None else {})
    _move(case, Case.State.CLOSED, actor=actor, at=at, reason=reason, **columns)
    clocks.meet(case, "feedback", at=at, actor=actor)
    publish(events.CaseClosed(**_where(case), number=case.number), actor=actor, at=at)
    return case


@business_action
def rate(*, actor: User | None, case_id: int, rating: int) -> None:
    """The customer's last word in stars (1 … 5), also while the case is open again."""
    Case.objects.filter(pk=case_id).update(rating=rating)


@business_action
def reopen(*, actor: User | None, case_id: int, reason: str, at: datetime | None = None) -> Case:
    """It was not solved: the case opens again with new promises and a new visit (by the workorders app)."""
    case, at = lock(case_id), at or timezone.now()
    count = case.reopen_count + 1
    _move(
        case, Case.State.REOPENED, actor=actor, at=at, reason=reason,
        reopen_count=count, resolved_at=None, closed_at=None, responded_at=None, arrived_at=None,
    )  # fmt: skip
    clocks.cancel(case, at=at, actor=actor)
    clocks.start(case, agreements.promised_times(case.level_id, case.severity, at), actor=actor)
    case.save(update_fields=["next_due_at", "next_due_kind"])
    publish(events.CaseReopened(**_where(case), number=case.number, reason=reason), actor=actor, at=at)
    return case


@business_action
def cancel(*, actor: User | None, case_id: int, reason: str, at: datetime | None = None) -> Case:
    """The request is withdrawn. Its open orders are cancelled by ``workorders.services.cancel_case``."""
    case, at = lock(case_id), at or timezone.now()
    if not reason.strip():
        raise InvalidInput("reason_missing", _("Say why."), fields={"reason": _("Say why.")})
    _move(case, Case.State.CANCELLED, actor=actor, at=at, reason=reason, waiting_for="", closed_at=at)
    clocks.cancel(case, at=at, actor=actor)
    return case


@business_action
def merge(*, actor: User | None, case_id: int, into_id: int, at: datetime | None = None) -> Case:
    """The case is a duplicate of another one, which goes on."""
    if case_id == into_id:
        raise InvalidInput("merge_into_itself", _("A case cannot be merged into itself."))
    target, case, at = lock(into_id), lock(case_id), at or timezone.now()
    if target.customer_id != case.customer_id:
        raise BusinessError("merge_other_customer", _("Both cases must be of the same customer."))
    _move(
        case,
        Case.State.MERGED,
        actor=actor,
        at=at,
        reason=target.number,
        waiting_for="",
        merged_into=target,
        closed_at=at,
    )
    clocks.cancel(case, at=at, actor=actor)
    return case


@business_action
def set_outlet(*, actor: User | None, case_id: int, outlet_id: int | None) -> None:
    """The outlet that serves the case, for its data scope and figures."""
    Case.objects.filter(pk=case_id).update(outlet_id=outlet_id)


@business_action
def add_note(
    *,
    actor: User | None,
    case_id: int,
    body: str,
    channel: str = "note",
    direction: str = "internal",
    at: datetime | None = None,
) -> Interaction:
    """Write a note, or record what was said with the customer."""
    if not body.strip():
        raise InvalidInput("empty_note", _("Nothing written yet."), fields={"body": _("Nothing written yet.")})
    case = Case.objects.get(pk=case_id)
    note = Interaction.objects.create(
        customer_id=case.customer_id,
        case=case,
        channel=channel,
        direction=direction,
        body=body.strip(),
        actor=actor,
        at=at or timezone.now(),
    )
    publish(events.CaseNoted(**_where(case), interaction_id=note.pk), actor=actor, at=note.at)
    return note
