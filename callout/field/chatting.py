"""The phone's half of the chats: messages and marks as commands, pictures beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from callout.chat import services
from callout.chat.rooms import Room
from callout.field import protocol
from callout.field.handlers import Given, order_of
from callout.field.http import answer, for_device
from callout.field.models import Device
from callout.field.uploads import TooLarge


def _case(given: Given) -> Room:
    return Room(case=order_of(given).case)


def _team(given: Given) -> Room:
    return Room(outlet=given.device.engineer.outlet)


def _say(given: Given, room: Room) -> dict[str, Any]:
    payload = cast(protocol.Say, given.payload)
    services.say(
        actor=given.actor,
        room=room,
        text=payload.text,
        picture=payload.picture,
        at=given.at,
        uid=given.command.operation,
    )
    return {}


def _read(given: Given, room: Room) -> dict[str, Any]:
    until = min(cast(protocol.ReadUntil, given.payload).until, given.at)
    services.mark_read(actor=given.actor, room=room, until=until)
    return {}


HANDLERS: dict[str, Callable[[Given], dict[str, Any]]] = {
    "say": lambda given: _say(given, _case(given)),
    "chat_read": lambda given: _read(given, _case(given)),
    "say_team": lambda given: _say(given, _team(given)),
    "team_read": lambda given: _read(given, _team(given)),
}


@for_device("PUT")
def picture(request: HttpRequest, device: Device, uid: UUID) -> HttpResponse:
    """The bytes of a picture that a message of this engineer announced; a repeat changes nothing."""
    if int(request.headers.get("Content-Length") or 0) > services.MAX_PICTURE:
        raise TooLarge("picture_too_large", _("This picture is too large."))
    kept = services.add_picture(actor=device.engineer.user, picture=uid, data=request.body)
    return answer({"file": str(kept.uid)})
