"""Parts of a record and the van's stock: a tracked piece that the van has not is refused, and the record stands."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.parts import services as part_services
from callout.parts.models import Part
from callout.workorders.models import PartUsage


def piece_of(usage: PartUsage) -> str:
    """The number its piece is known by: serial or batch, as the part is kept."""
    if usage.part.tracking == Part.Tracking.SERIAL:
        return usage.serial
    return usage.batch if usage.part.tracking == Part.Tracking.BATCH else usage.serial or usage.batch


def take(usage: PartUsage, *, actor: User | None, at: datetime) -> str:
    """Take a used part from its van; the code of the refusal when a tracked one cannot be, else empty.

    What the customer was shown and signed for stays true, so the record is kept and the office settles the stock.
    A part that is not tracked is refused with the whole record (stock_short): counting the van settles it.
    """
    try:
        with transaction.atomic():
            _use(usage, actor, at)
    except BusinessError as error:
        if not usage.part.tracked:
            raise
        return error.code
    return ""


def _use(usage: PartUsage, actor: User | None, at: datetime) -> None:
    piece = piece_of(usage).strip()
    part_services.use(
        actor=actor, store=usage.store, part=usage.part, quantity=usage.quantity,
        operation=usage.operation or uuid.uuid4(), work_order_id=usage.record.work_order_id,
        pieces={piece: usage.quantity} if piece else {}, at=at,
    )  # fmt: skip


@business_action
def book(*, actor: User | None, usage_id: int) -> PartUsage:
    """Take a refused part from the van after all, once its stock was set right. Raises why it still cannot be."""
    usage = PartUsage.objects.select_for_update(of=("self",)).select_related("part", "store", "record").get(pk=usage_id)
    if not usage.refused:
        raise BusinessError("not_refused", _("This part is booked."))
    _use(usage, actor, usage.record.finished_at)
    usage.refused = ""
    usage.save(update_fields=["refused"])
    return usage
