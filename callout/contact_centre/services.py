"""Actions on calls, and what an agent does with a request while the caller waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.access import DESK_USE
from callout.accounts.models import User
from callout.cases import services as case_services
from callout.cases.models import OPEN_STATES, Case, Channel, Interaction
from callout.contact_centre import events
from callout.contact_centre.models import Call, Draft
from callout.contact_centre.transitions import CALL
from callout.customers.models import Contact, Customer
from callout.foundation.actions import business_action
from callout.foundation.crypto import phone_index
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.workorders import services as order_services
from callout.workorders.intake import Request, take_request
from callout.workorders.models import OPEN_ORDER_STATES, WorkOrder

_EVENTS: dict[str, type[events.CallEvent]] = {
    Call.State.RINGING: events.CallRinging,
    Call.State.ANSWERED: events.CallAnswered,
    Call.State.ENDED: events.CallEnded,
    Call.State.MISSED: events.CallMissed,
}
MAX_DRAFT = 20_000
RINGS_AT_MOST = timedelta(minutes=3)
TALKS_AT_MOST = timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport:
    """What the telephone system says: its own ``id``, one of the call's states, when, who calls, where it rings."""

    id: str
    state: str
    at: datetime
    caller: str = ""
    queue: str = ""
    agent: str = ""


@business_action
def report_call(*, actor: User | None, report: CallReport) -> Call:
    """Take over what the telephone system reports; repeats and reports that come late change nothing."""
    if report.state not in _EVENTS:
        raise InvalidInput("unknown_call_state", _("The state must be ringing, answered, ended or missed."))
    call, fresh = Call.objects.get_or_create(
        external_id=report.id, defaults=_caller(report) | {"started_at": report.at}
    )
    call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    rings_at = call.agent_id
    if report.agent and (call.state == Call.State.RINGING or call.agent_id is None):
        call.agent = User.objects.filter(username=report.agent, is_active=True).first() or call.agent
    if fresh or (report.state == call.state == Call.State.RINGING and call.agent_id != rings_at):
        _publish(call, report.at)
    if not call.caller and report.caller:
        for name, value in _caller(report).items():
            setattr(call, name, value)
    call.save()
    target = (
        Call.State.MISSED if report.state == Call.State.ENDED and call.state == Call.State.RINGING else report.state
    )
    if CALL.can(call.state, target):
        _move(call, target, report.at)
    return call


def _caller(report: CallReport) -> dict[str, Any]:
    index = phone_index(report.caller)
    agent = User.objects.filter(username=report.agent, is_active=True).first() if report.agent else None
    return {
        "caller": report.caller[:40],
        "caller_index": index,
        "queue": report.queue[:60],
        "agent": agent,
        "customer": _known(index),
    }


def _known(index: str) -> Customer | None:
    """The customer with this number, or whose contact has it; nobody when several share it."""
    if not index:
        return None
    found = list(Customer.objects.filter(phone_index=index).order_by("id")[:2])
    if len(found) == 1:
        return found[0]
    contacts = list(Contact.objects.filter(phone_index=index).select_related("customer")[:2]) if not found else []
    return contacts[0].customer if len(contacts) == 1 else None


def _move(call: Call, target: str, at: datetime) -> None:
    CALL.move(call, target)
    if target == Call.State.ANSWERED:
        call.answered_at = at
    else:
        call.ended_at = at
    call.save()
    if target == Call.State.ENDED:
        _remember(call)
    _publish(call, at)


def _publish(call: Call, at: datetime) -> None:
    event = _EVENTS[call.state](call_id=call.pk, queue=call.queue, agent_id=call.agent_id, case_id=call.case_id)
    publish(event, actor=call.agent, at=at)


def _remember(call: Call) -> None:
    """The conversation stands in the customer's history, with its length."""
    if call.customer_id and call.answered_at and call.ended_at:
        seconds = max(0, int((call.ended_at - call.answered_at).total_seconds()))
        Interaction.objects.create(
            customer_id=call.customer_id, case_id=call.case_id, channel=Channel.PHONE,
            direction=Interaction.Direction.IN, actor=call.agent, at=call.started_at, seconds=seconds,
        )  # fmt: skip


def _lock(call_id: int) -> Call:
    return Call.objects.select_for_update(of=("self",)).get(pk=call_id)


@business_action
def answer(*, actor: User, call_id: int) -> Call:
    """The agent takes the call. Somebody else's call is refused."""
    call = _lock(call_id)
    if call.agent_id not in (None, actor.pk) or call.state != Call.State.RINGING:
        raise BusinessError("call_taken", _("This call is taken or over."))
    call.agent = actor
    _move(call, Call.State.ANSWERED, timezone.now())
    return call


@business_action
def hang_up(*, actor: User, call_id: int) -> Call:
    """The agent ends the call, or lets it go before answering."""
    call = _lock(call_id)
    if call.agent_id != actor.pk:
        raise BusinessError("call_taken", _("This call is taken or over."))
    target = Call.State.ENDED if call.state == Call.State.ANSWERED else Call.State.MISSED
    if CALL.can(call.state, target):
        _move(call, target, timezone.now())
    return call


@business_action
def forget_lost_calls(*, actor: User | None, now: datetime | None = None) -> int:
    """End calls whose end the telephone system never reported; returns how many."""
    now = now or timezone.now()
    lost = Q(state=Call.State.RINGING, started_at__lt=now - RINGS_AT_MOST) | Q(
        state=Call.State.ANSWERED, answered_at__lt=now - TALKS_AT_MOST
    )
    calls = list(Call.objects.select_for_update(of=("self",), skip_locked=True).filter(lost))
    for call in calls:
        _move(call, Call.State.MISSED if call.state == Call.State.RINGING else Call.State.ENDED, now)
    return len(calls)


@business_action
def link_customer(*, actor: User, call_id: int, customer: Customer) -> Call:
    """The agent found out who is calling."""
    call = _lock(call_id)
    call.customer = customer
    call.save(update_fields=["customer"])
    return call


@business_action
def take_at_desk(*, actor: User, request: Request, call: Call | None = None, answer: str | None = None) -> Case:
    """Save what the agent typed; the same form sent again returns its case.

    With ``answer`` the question was solved in the conversation: no visit, resolved at once.
    """
    if answer is not None and not answer.strip():
        raise InvalidInput("answer_missing", _("Write what helped."), fields={"answer": _("Write what helped.")})
    case = take_request(actor=actor, request=request)
    if call is not None:
        _link_case(call.pk, case)
    if answer is not None and case.state in OPEN_STATES:
        solve(actor=actor, case_id=case.pk, result=answer)
    Draft.objects.filter(agent=actor, call=call).delete()
    case.refresh_from_db()
    return case


def _link_case(call_id: int, case: Case) -> None:
    call = _lock(call_id)
    call.case, call.customer_id = case, case.customer_id
    call.save(update_fields=["case", "customer"])
    if call.state == Call.State.ENDED:
        said = Interaction.objects.filter(
            customer_id=case.customer_id, case=None, channel=Channel.PHONE, at=call.started_at
        )
        if not said.update(case=case):
            _remember(call)


@business_action
def solve(*, actor: User, case_id: int, result: str) -> Case:
    """Solved without a (further) visit: planned visits are cancelled, the answer is kept, the case is resolved."""
    if not result.strip():
        raise InvalidInput("result_missing", _("Write what helped."), fields={"result": _("Write what helped.")})
    case_services.add_note(actor=actor, case_id=case_id, body=result, channel=Channel.PHONE, direction="out")
    return resolve(actor=actor, case_id=case_id, reason=result[:120])


@business_action
def resolve(*, actor: User, case_id: int, reason: str = "") -> Case:
    """Nobody has to go (any more): planned visits are cancelled, the case is resolved. Raises engineer_on_site."""
    _cancel_visits(actor, case_id, _("solved without a visit"))
    return case_services.resolve(actor=actor, case_id=case_id, reason=reason)


@business_action
def merge_duplicate(*, actor: User, case_id: int, into_id: int) -> Case:
    """A duplicate goes into another case; its planned visits are cancelled."""
    _cancel_visits(actor, case_id, _("entered twice"))
    return case_services.merge(actor=actor, case_id=case_id, into_id=into_id)


def _cancel_visits(actor: User, case_id: int, reason: str) -> None:
    for order in WorkOrder.objects.filter(case_id=case_id, state__in=OPEN_ORDER_STATES):
        order_services.cancel_order(actor=actor, order_id=order.pk, reason=reason)


@business_action
def save_draft(*, actor: User, call: Call | None, data: dict[str, Any]) -> Draft | None:
    """Keep what is typed so far; nothing typed forgets the draft. The agent's own, one per call."""
    if not actor.may(DESK_USE) or sum(len(str(value)) for value in data.values()) > MAX_DRAFT:
        return None
    if not any(data.values()):
        Draft.objects.filter(agent=actor, call=call).delete()
        return None
    draft, _fresh = Draft.objects.update_or_create(agent=actor, call=call, defaults={"data": data})
    return draft
