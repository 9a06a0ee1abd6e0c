"""Writing and reading, from the office or a phone."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.cases.models import Case
from callout.chat.events import ChatChanged
from callout.chat.models import MAX_LENGTH, ChatMessage, ChatRead
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput
from callout.foundation.events import publish
from callout.workorders.models import ACTIVE_BOOKING_STATES, Booking


@business_action
def say(
    *, actor: User, case_id: int, text: str, at: datetime | None = None, uid: uuid.UUID | None = None
) -> ChatMessage:
    """Write a message; a phone gives its time and number. Raises message_invalid for none or one that is too long."""
    text = text.strip()
    if not 1 <= len(text) <= MAX_LENGTH:
        words = _("Write 1 to %(most)s characters.") % {"most": MAX_LENGTH}
        raise InvalidInput("message_invalid", words, fields={"text": words})
    case = Case.objects.get(pk=case_id)
    at = at or timezone.now()
    message = ChatMessage.objects.create(case=case, author=actor, text=text, at=at, uid=uid or uuid.uuid4())
    _tell(case, actor, read=False)
    return message


@business_action
def mark_read(*, actor: User, case_id: int, until: datetime) -> bool:
    """The person has seen messages up to ``until``; false when that was known. A mark never goes back."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    mark, fresh = ChatRead.objects.get_or_create(case=case, reader=actor, defaults={"until": until})
    if not fresh and mark.until >= until:
        return False
    mark.until = until
    mark.save(update_fields=["until"])
    _tell(case, actor, read=True)
    return True


def _tell(case: Case, actor: User, *, read: bool) -> None:
    """Open pages of the case and the phone of the engineer on it hear of it."""
    active = Booking.objects.filter(work_order__case=case, state__in=ACTIVE_BOOKING_STATES).order_by("-starts_at")
    engineer_id = active.values_list("engineer_id", flat=True).first()
    event = ChatChanged(
        case_id=case.pk, region_id=case.region_id, outlet_id=case.outlet_id, engineer_id=engineer_id, read=read
    )
    publish(event, actor=actor)
