"""Writing and reading, from the office, the API or a phone."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.chat.events import ChatChanged, TeamChatChanged
from callout.chat.models import MAX_LENGTH, ChatMessage, ChatRead
from callout.chat.rooms import Room
from callout.foundation import files
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.events import publish
from callout.foundation.file_types import IMAGES, sniff
from callout.foundation.models import Attachment
from callout.workorders.models import ACTIVE_BOOKING_STATES, Booking

SUBJECT = "chat_message"
MAX_PICTURE = 2 * 1024 * 1024


@business_action
def say(
    *,
    actor: User,
    room: Room,
    text: str = "",
    picture: uuid.UUID | None = None,
    at: datetime | None = None,
    uid: uuid.UUID | None = None,
) -> ChatMessage:
    """Write a message; who may repeat himself gives its number, and that of a picture whose bytes follow.

    A repeat gives the message that is there. Raises message_invalid (no words and no picture, or too many),
    message_reused (the number stands for another message).
    """
    text = text.strip()
    if not (picture or text) or len(text) > MAX_LENGTH:
        words = _("Write 1 to %(most)s characters.") % {"most": MAX_LENGTH}
        raise InvalidInput("message_invalid", words, fields={"text": words})
    given = {**room.where, "author": actor, "text": text, "picture": picture}
    message, fresh = ChatMessage.objects.get_or_create(
        uid=uid or uuid.uuid4(), defaults={**given, "at": at or timezone.now()}
    )
    if not fresh and any(getattr(message, name) != value for name, value in given.items()):
        raise BusinessError("message_reused", _("This number was used for another message."))
    if fresh:
        _tell(room, actor, message)
    return message


@business_action
def show(*, actor: User, room: Room, data: bytes, text: str = "", uid: uuid.UUID | None = None) -> ChatMessage:
    """Write a message with its picture at once. Raises what ``say`` and ``add_picture`` raise."""
    picture = uuid.uuid5(uid, "picture") if uid else uuid.uuid4()
    message = say(actor=actor, room=room, text=text, picture=picture, uid=uid)
    add_picture(actor=actor, picture=picture, data=data)
    message.refresh_from_db(fields=["attachment"])
    return message


@business_action
def add_picture(*, actor: User, picture: uuid.UUID, data: bytes) -> Attachment:
    """The bytes of a picture the person announced; a repeat changes nothing.

    Raises picture_unknown, picture_too_large, picture_invalid and what ``files.store`` refuses.
    """
    message = ChatMessage.objects.select_for_update(of=("self",)).filter(picture=picture, author=actor).first()
    if message is None:
        raise InvalidInput("picture_unknown", _("No message of yours waits for this picture."))
    if message.attachment:
        return message.attachment
    if len(data) > MAX_PICTURE:
        limit = MAX_PICTURE // (1024 * 1024)
        raise InvalidInput("picture_too_large", _("Too large: at most %(limit)s MB.") % {"limit": limit})
    if sniff(data, "picture") not in IMAGES:
        raise InvalidInput("picture_invalid", _("Only pictures are taken here."))
    message.attachment = files.store(
        actor=actor, subject=SUBJECT, subject_id=message.pk, kind=Attachment.Kind.PHOTO, name="chat.jpg", data=data
    )
    message.save(update_fields=["attachment"])
    _tell(Room(message.case, message.outlet), actor)
    return message.attachment


@business_action
def mark_read(*, actor: User, room: Room, until: datetime) -> bool:
    """The person has seen messages up to ``until``; false when that was known. A mark never goes back."""
    mark, moved = ChatRead.objects.get_or_create(**room.where, reader=actor, defaults={"until": until})
    if not moved:
        moved = bool(ChatRead.objects.filter(pk=mark.pk, until__lt=until).update(until=until))
    if moved:
        _tell(room, actor, read=True)
    return moved


def _tell(room: Room, actor: User, message: ChatMessage | None = None, *, read: bool = False) -> None:
    """Open pages hear of it, and the phones of a case's engineer or of the team."""
    message_id = message.pk if message else None
    if room.outlet:
        place = {"region_id": room.outlet.region_id, "outlet_id": room.outlet.pk}
        return publish(TeamChatChanged(**place, read=read, message_id=message_id), actor=actor)
    case = room.case
    if case is None:
        raise ValueError("a room is a case's or an outlet's")
    active = Booking.objects.filter(work_order__case=case, state__in=ACTIVE_BOOKING_STATES).order_by("-starts_at")
    event = ChatChanged(
        case_id=case.pk, region_id=case.region_id, outlet_id=case.outlet_id,
        engineer_id=active.values_list("engineer_id", flat=True).first(), read=read, message_id=message_id,
    )  # fmt: skip
    return publish(event, actor=actor)
