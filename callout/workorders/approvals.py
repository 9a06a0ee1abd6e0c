"""The customer agrees on site to what the work costs: a signed amount, before or at the end of the work."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.foundation import files
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput
from callout.foundation.events import publish
from callout.workorders import events, services
from callout.workorders.models import CostApproval, WorkOrder


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the estimate as the customer saw it."""

    zh: str
    en: str
    quantity: str
    amount: str


@business_action
def approve(
    *,
    actor: User | None,
    order: WorkOrder,
    uid: uuid.UUID,
    lines: tuple[ShownLine, ...],
    amount: Decimal,
    signer: str,
    signature: bytes,
    at: datetime,
) -> CostApproval:
    """Keep what the customer signed for; the same ``uid`` is kept once.

    Raises InvalidInput lines_differ, signer_missing.
    """
    known = CostApproval.objects.filter(uid=uid).first()
    if known:
        return known
    if sum((Decimal(line.amount) for line in lines), Decimal(0)) != amount:
        raise InvalidInput("lines_differ", _("The lines do not add up to the amount."))
    if not signer.strip():
        raise InvalidInput("signer_missing", _("Who agrees? The name is missing."))
    picture = files.store(
        actor=actor, subject="work_order", subject_id=order.pk, kind="approval", name="approval.png", data=signature
    )
    row = CostApproval.objects.create(
        uid=uid, work_order=order, amount=amount, lines=[asdict(line) for line in lines], signer=signer.strip()[:80],
        signature=picture, approved_at=at,
    )  # fmt: skip
    publish(
        events.CostApproved(**services.where(order), amount=f"{amount:.2f}", currency=row.currency, signer=row.signer),
        actor=actor,
        at=at,
    )
    return row
