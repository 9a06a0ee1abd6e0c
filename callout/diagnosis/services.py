"""Everything that is written while a fault is looked for, from the desk, the API or a phone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.assets.models import Category
from callout.cases.models import Case
from callout.diagnosis import comparing, curves, events, logs, selectors, walk
from callout.diagnosis.models import Finding, Knowledge, RemoteSession, Source
from callout.diagnosis.selectors import Healthy
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.workorders.models import ACTIVE_BOOKING_STATES, Booking, WorkOrder

OVER = frozenset({Case.State.CLOSED, Case.State.CANCELLED, Case.State.MERGED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What is being diagnosed, from where. A phone gives the time it happened and its own number for it."""

    case_id: int
    work_order: WorkOrder | None = None
    source: str = Source.DESK
    at: datetime | None = None
    uid: uuid.UUID | None = None


@business_action
def publish_knowledge(*, actor: User | None, category: Category, content: dict[str, Any]) -> Knowledge:
    """A new version for the category, unless the newest one is equal."""
    newest = Knowledge.objects.filter(category=category).order_by("-version").first()
    if newest and newest.content == content:
        return newest
    version = newest.version + 1 if newest else 1
    return Knowledge.objects.create(category=category, version=version, content=content)


@business_action
def answer_step(
    *, actor: User | None, where: Where, tree: str, step: str, answer: str, version: int | None = None
) -> Finding:
    """Answer a step of a fault tree; an empty answer takes the last one back.

    ``version`` is that of the tree the person saw. Raises tree_unknown, step_unknown, answer_unknown, case_over.
    """
    case = _case(where)
    knowledge = _knowledge(case, version)
    found, verdict = walk.checked(knowledge.tree(tree), step, answer)
    following = walk.following_of(found, answer) if answer else None
    reached = (knowledge.tree(tree) or {})["steps"].get(following, {})
    data = {"outcome": reached} if reached.get("kind") == "outcome" else {}
    return _record(
        actor, where, case, kind=Finding.Kind.STEP, knowledge=knowledge, tree=tree, step=step, answer=answer,
        verdict=verdict, data={"step": found, **data},
    )  # fmt: skip


@business_action
def note_fault(*, actor: User | None, where: Where, code: str) -> Finding:
    """The device shows this code; one that is not in the list is kept as it was read."""
    case, code = _case(where), code.strip().upper()[:20]
    if not code:
        raise InvalidInput("fault_missing", _("Enter the code."), fields={"code": _("Enter the code.")})
    knowledge = selectors.knowledge_of(case.category_id)
    known = selectors.fault(knowledge, code) or {}
    return _record(actor, where, case, kind=Finding.Kind.FAULT, knowledge=knowledge, answer=code, data={"fault": known})


@business_action
def read_log(*, actor: User | None, where: Where, name: str, data: bytes) -> Finding:
    """Search a log file for the category's patterns. Raises log_too_large, log_empty, log_not_text, no_patterns."""
    case = _case(where)
    knowledge = selectors.knowledge_of(case.category_id)
    patterns = knowledge.content["patterns"] if knowledge else []
    if not patterns:
        raise BusinessError("no_patterns", _("There are no log patterns for this kind of product."))
    return _log(actor, where, case, knowledge, name, logs.read(data, patterns))


@business_action
def take_log(*, actor: User, where: Where, name: str, told: Mapping[str, Any], version: int) -> Finding:
    """What a phone found in a log by the patterns of this ``version``. Raises tree_unknown, log_invalid."""
    case = _case(where)
    knowledge = _knowledge(case, version)
    return _log(actor, where, case, knowledge, name, logs.taken_over(told, knowledge.content["patterns"]))


def _log(
    actor: User | None, where: Where, case: Case, knowledge: Knowledge | None, name: str, result: dict[str, Any]
) -> Finding:
    verdict = result["matches"][0]["tone"] if result["matches"] else "ok"
    label = "".join(char for char in name if char.isprintable())[-120:]
    return _record(
        actor, where, case, kind=Finding.Kind.LOG, knowledge=knowledge, answer=label, verdict=verdict, data=result
    )


@business_action
def compare(*, actor: User, where: Where, text: str, serial: str = "") -> Finding:
    """Compare versions and pasted configuration with the model's healthy unit, or with another device by its serial.

    Raises no_reference, unit_unknown, configuration_too_large.
    """
    case = _case(where)
    healthy = selectors.healthy_unit(actor, case, serial.strip())
    given = comparing.parse(text)
    return _compared(actor, where, case, healthy, case.asset.versions if case.asset else {}, given)


@business_action
def compare_told(
    *,
    actor: User,
    where: Where,
    values: Mapping[str, str],
    versions: Mapping[str, str],
    version: int,
    serial: str = "",
) -> Finding:
    """Compare what a phone read with the model's reference of this ``version``, or with another device by its serial,
    which may have failed since; ``versions`` is what it knew of the device before. Raises no_reference, unit_unknown.
    """
    case = _case(where)
    among = selectors.same_model(actor, case)
    healthy = selectors.healthy_unit(actor, case, serial.strip(), version, among=among)
    return _compared(actor, where, case, healthy, versions, comparing.without_secrets(values))


def _compared(
    actor: User, where: Where, case: Case, healthy: Healthy, known: Mapping[str, str], given: Mapping[str, str]
) -> Finding:
    rows = comparing.compare(healthy.values, {"versions": {**known, **given}, "configuration": given})
    differing = sum(row["state"] == "differs" for row in rows)
    return _record(
        actor, where, case, kind=Finding.Kind.COMPARISON, knowledge=healthy.knowledge, answer=healthy.name[:120],
        verdict="off" if differing else "ok", data={"rows": rows, "differing": differing},
    )  # fmt: skip


@business_action
def record_curve(
    *,
    actor: User | None,
    where: Where,
    curve: str,
    points: Sequence[tuple[float, float]],
    version: int | None = None,
) -> Finding:
    """Points of a measured curve, each judged by the limits. Raises curve_unknown, points_invalid."""
    case = _case(where)
    knowledge = _knowledge(case, version)
    found = next((each for each in knowledge.content["curves"] if each["code"] == curve), None)
    if found is None:
        raise InvalidInput("curve_unknown", _("This curve is not known."))
    judged = curves.judge(found, points)
    off = sum(point["verdict"] != "ok" for point in judged)
    return _record(
        actor, where, case, kind=Finding.Kind.CURVE, knowledge=knowledge, step=curve, verdict="off" if off else "ok",
        data={"curve": found, "points": judged, "off": off},
    )  # fmt: skip


@business_action
def start_remote(*, actor: User, where: Where, means: str, agreed_by: str = "") -> RemoteSession:
    """Work from afar begins; ``agreed_by`` is who at the customer's allowed it. Raises remote_open, means_unknown."""
    case = _case(where)
    if means not in RemoteSession.Means.values:
        raise InvalidInput("means_unknown", _("Choose by what means."), fields={"means": _("Choose by what means.")})
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if RemoteSession.objects.filter(case=case, actor=actor, ended_at=None).exists():
        raise BusinessError("remote_open", _("Your last remote session on this case has not ended."))
    session = RemoteSession.objects.create(
        case=case, work_order=where.work_order, means=means, agreed_by=agreed_by.strip()[:80], actor=actor,
        started_at=where.at or timezone.now(), uid=where.uid or uuid.uuid4(),
    )  # fmt: skip
    _tell_remote(session, actor)
    return session


@business_action
def end_remote(
    *, actor: User, session_id: int, done: str, solved: bool | None = None, at: datetime | None = None
) -> RemoteSession:
    """Work from afar ends; what was done is written down. Raises remote_over, done_missing, ends_before_start."""
    session = RemoteSession.objects.select_for_update(of=("self",)).select_related("case").get(pk=session_id)
    if session.ended_at:
        raise BusinessError("remote_over", _("This remote session has ended already."))
    if not done.strip():
        raise InvalidInput("done_missing", _("Write what was done."), fields={"done": _("Write what was done.")})
    at = at or timezone.now()
    if at < session.started_at:
        raise InvalidInput("ends_before_start", _("It cannot end before it began."))
    session.done, session.solved, session.ended_at = done.strip()[:2000], solved, at
    session.save(update_fields=["done", "solved", "ended_at"])
    _tell_remote(session, actor)
    return session


def _case(where: Where) -> Case:
    """The case. What a phone recorded is taken even when the case has ended since."""
    case = Case.objects.select_related("asset__product", "category").get(pk=where.case_id)
    if case.state in OVER and where.source != Source.FIELD:
        raise BusinessError("case_over", _("This case is over; reopen it first."))
    return case


def _knowledge(case: Case, version: int | None) -> Knowledge:
    found = selectors.knowledge_of(case.category_id, version)
    if found is None:
        raise InvalidInput("tree_unknown", _("This fault tree is not known."))
    return found


def _record(actor: User | None, where: Where, case: Case, **columns: Any) -> Finding:
    at = where.at or timezone.now()
    finding = Finding.objects.create(
        case=case, work_order=where.work_order, source=where.source, actor=actor, at=at,
        uid=where.uid or uuid.uuid4(), **columns,
    )  # fmt: skip
    publish(
        events.FindingRecorded(**_place(case), finding_id=finding.pk, kind=finding.kind, **_order(where.work_order)),
        actor=actor,
        at=at,
    )
    return finding


def _tell_remote(session: RemoteSession, actor: User) -> None:
    ended = session.ended_at is not None
    event = events.RemoteSessionChanged(
        **_place(session.case), session_id=session.pk, ended=ended, **_order(session.work_order)
    )
    publish(event, actor=actor, at=session.ended_at or session.started_at)


def _place(case: Case) -> dict[str, Any]:
    """Where it happened, and the engineer on it, whose phone hears of it."""
    active = Booking.objects.filter(work_order__case=case, state__in=ACTIVE_BOOKING_STATES).order_by("-starts_at")
    engineer_id = active.values_list("engineer_id", flat=True).first()
    return {
        "case_id": case.pk,
        "region_id": case.region_id,
        "outlet_id": case.outlet_id,
        "engineer_id": engineer_id,
    }


def _order(order: WorkOrder | None) -> dict[str, Any]:
    return {"work_order_id": order.pk} if order else {}
