"""Orders that need a person: told to the dispatchers first, to the managers when nobody acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts import recipients
from callout.accounts.models import User
from callout.dispatching.events import OrderEscalated
from callout.dispatching.labels import REASON_WORDS
from callout.dispatching.models import Escalation
from callout.dispatching.policies import policy_for
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.notifications.services import notify
from callout.workorders.models import WorkOrder
from callout.workorders.services import save, where

HIGHEST = 2


@business_action
def escalate(
    *, actor: User | None, order: WorkOrder, reason: str, proposal: dict[str, Any] | None = None
) -> Escalation:
    """Tell the dispatchers of a locked order that it needs them; once for each
    open reason, a newer proposal replaces the older."""
    now = timezone.now()
    minutes = policy_for(order.region_id).escalate_minutes
    row, fresh = Escalation.objects.get_or_create(
        work_order=order,
        reason=reason,
        resolved_at=None,
        defaults={"at": now, "until": now + timedelta(minutes=minutes), "proposal": proposal or {}},
    )
    if fresh:
        save(order)  # its version tells later bookings that something is open
        _tell(row, order, recipients.dispatchers(order.region_id, order.outlet_id), actor)
    elif proposal is not None and proposal != row.proposal:
        row.proposal = proposal
        row.save(update_fields=["proposal"])
    return row


@business_action
def raise_level(*, actor: User | None, escalation_id: int) -> Escalation | None:
    """Nobody acted in time: the managers are told. None when somebody did meanwhile."""
    row = Escalation.objects.select_for_update(of=("self",)).select_related("work_order").get(pk=escalation_id)
    if row.resolved_at or row.level >= HIGHEST:
        return None
    order = row.work_order
    row.level += 1
    row.until = timezone.now() + timedelta(minutes=policy_for(order.region_id).escalate_minutes)
    row.save(update_fields=["level", "until"])
    _tell(row, order, recipients.managers(order.region_id, order.outlet_id), actor)
    return row


def _tell(row: Escalation, order: WorkOrder, people: Sequence[User], actor: User | None) -> None:
    row.told.add(*people)
    zh, en = REASON_WORDS[row.reason]
    notify(
        actor=actor, user_ids=[user.pk for user in people], dedupe=f"escalation:{row.pk}:{row.level}",
        url=f"/orders/{order.number}/", zh=f"{order.number} {zh}：{order.title}",
        en=f"{order.number} {en}: {order.title}", urgent=order.severity <= 2,
    )  # fmt: skip
    publish(OrderEscalated(**where(order), reason=row.reason, level=row.level), actor=actor)


@business_action
def resolve(*, actor: User | None, escalation_id: int, resolution: str) -> Escalation:
    """A person has seen to it and says how."""
    if not resolution.strip():
        raise InvalidInput("resolution_missing", _("Say what you did."), fields={"resolution": _("Say what you did.")})
    row = Escalation.objects.select_for_update(of=("self",)).get(pk=escalation_id)
    if row.resolved_at:
        raise BusinessError("escalation_over", _("This is settled already."))
    _close(Escalation.objects.filter(pk=row.pk), actor, resolution.strip()[:120])
    row.refresh_from_db()
    return row


def close_for(order_id: int, actor: User | None, resolution: str) -> int:
    """The order got an engineer, or is not needed any more: what was open about it is settled."""
    return _close(Escalation.objects.filter(work_order_id=order_id), actor, resolution)


def _close(rows: QuerySet[Escalation], actor: User | None, resolution: str) -> int:
    return rows.filter(resolved_at__isnull=True).update(
        resolved_at=timezone.now(), resolved_by=actor, resolution=resolution
    )


def overdue(now: datetime) -> list[int]:
    """Open escalations of the first level whose time is over."""
    rows = Escalation.objects.filter(resolved_at__isnull=True, level__lt=HIGHEST, until__lt=now)
    return list(rows.order_by("until").values_list("pk", flat=True)[:200])
