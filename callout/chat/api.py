"""REST operations on the chats of cases and teams."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field, StringConstraints

from callout.accounts.access import CHAT_USE
from callout.accounts.api_access import allows
from callout.accounts.models import User
from callout.chat import rooms, selectors, services
from callout.chat.models import MAX_LENGTH, ChatMessage
from callout.chat.rooms import Room
from callout.foundation import files
from callout.foundation.api import Identifier, Input, Moment, Number, Page, Paging, page
from callout.foundation.errors import InvalidInput, NotFound
from callout.foundation.models import Attachment

cases = Router()
teams = Router()
MAX_BASE64 = 900_000


class PictureOut(Schema):
    """A picture of a message; ``uid`` opens it once it is here."""

    uid: UUID | None
    here: bool


class MessageOut(Schema):
    """What somebody wrote, and who else has read it."""

    uid: UUID
    author: str
    own: bool
    fresh: bool
    text: str
    picture: PictureOut | None
    read_by: list[str]
    at: datetime


class MessageIn(Input):
    """Words or a picture (JPEG, PNG or WebP in base64), or both. A repeat with the same ``uid`` is kept once."""

    text: Annotated[str, StringConstraints(max_length=MAX_LENGTH, pattern=r"^[^\x00]*$")] = ""
    picture: Annotated[str, Field(max_length=MAX_BASE64)] = ""
    uid: UUID | None = None


class ReadIn(Input):
    """Messages up to this time were read."""

    until: Moment


class RoomOut(Schema):
    """A chat with its number of messages that are new to the caller."""

    case: str | None
    outlet_id: int | None
    name: str
    unread: int
    last_at: datetime | None


@cases.get("/{number}/chat", response=Page[MessageOut], summary="The chat of a case, newest first")
@allows(CHAT_USE)
def case_chat(request: HttpRequest, number: Number, paging: Query[Paging]) -> dict[str, Any]:
    """What desk and engineer wrote about the case."""
    return _page(request, rooms.case_room(User.of(request), number), paging)


@cases.post("/{number}/chat", response={201: MessageOut}, summary="Write in the chat of a case")
@allows(CHAT_USE)
def say_in_case(request: HttpRequest, number: Number, body: MessageIn) -> Status[MessageOut]:
    """The engineer's phone gets it at once."""
    return _say(request, rooms.case_room(User.of(request), number), body)


@cases.post("/{number}/chat/read", response={204: None}, summary="Messages of a case were read")
@allows(CHAT_USE)
def read_in_case(request: HttpRequest, number: Number, body: ReadIn) -> Status[None]:
    """The mark goes forward only."""
    return _read(request, rooms.case_room(User.of(request), number), body)


@teams.get("/chats", response=list[RoomOut], summary="The caller's chats with new messages counted")
@allows(CHAT_USE)
def list_rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """Teams, and cases one wrote or read in; the last spoken in first."""
    return [
        {
            "case": line.room.case.number if line.room.case else None,
            "outlet_id": line.room.outlet.pk if line.room.outlet else None,
            "name": line.room.name,
            "unread": line.unread,
            "last_at": line.last.at if line.last else None,
        }
        for line in selectors.rooms_of(User.of(request))
    ]


@teams.get("/outlets/{outlet_id}/chat", response=Page[MessageOut], summary="The chat of a team, newest first")
@allows(CHAT_USE)
def team_chat(request: HttpRequest, outlet_id: Identifier, paging: Query[Paging]) -> dict[str, Any]:
    """What the people of the outlet wrote to each other."""
    return _page(request, rooms.team_room(User.of(request), outlet_id), paging)


@teams.post("/outlets/{outlet_id}/chat", response={201: MessageOut}, summary="Write to a team")
@allows(CHAT_USE)
def say_to_team(request: HttpRequest, outlet_id: Identifier, body: MessageIn) -> Status[MessageOut]:
    """Everybody of the outlet reads it."""
    return _say(request, rooms.team_room(User.of(request), outlet_id), body)


@teams.post("/outlets/{outlet_id}/chat/read", response={204: None}, summary="Messages of a team were read")
@allows(CHAT_USE)
def read_in_team(request: HttpRequest, outlet_id: Identifier, body: ReadIn) -> Status[None]:
    """The mark goes forward only."""
    return _read(request, rooms.team_room(User.of(request), outlet_id), body)


@teams.get("/chat-pictures/{uid}", summary="A picture of a chat")
@allows(CHAT_USE)
def picture(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The picture itself, for who may read the message."""
    found = Attachment.objects.filter(uid=uid, subject=services.SUBJECT).first()
    if found is None or not files.may_open(User.of(request), found):
        raise NotFound("picture_not_found", _("No such picture, or none you may see."))
    return HttpResponse(files.open_attachment(found), content_type=found.content_type)


def _page(request: HttpRequest, room: Room, paging: Paging) -> dict[str, Any]:
    user = User.of(request)
    found = page(selectors.messages_in(room), paging, lambda row: row)
    return {**found, "items": [_out(said) for said in selectors.shown(user, room, found["items"])]}


def _say(request: HttpRequest, room: Room, body: MessageIn) -> Status[MessageOut]:
    user = User.of(request)
    if body.picture:
        message = services.show(actor=user, room=room, text=body.text, uid=body.uid, data=_bytes(body.picture))
    else:
        message = services.say(actor=user, room=room, text=body.text, uid=body.uid)
    [said] = selectors.shown(user, room, [message])
    return Status(201, _out(said))


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise InvalidInput("picture_invalid", _("Only pictures are taken here.")) from error


def _read(request: HttpRequest, room: Room, body: ReadIn) -> Status[None]:
    services.mark_read(actor=User.of(request), room=room, until=body.until)
    return Status(204, None)


def _out(said: selectors.Said) -> MessageOut:
    row: ChatMessage = said.message
    shown = PictureOut(uid=row.attachment.uid if row.attachment else None, here=bool(row.attachment))
    return MessageOut(
        uid=row.uid, author=row.author.full_name if row.author else "", own=said.own, fresh=said.fresh, text=row.text,
        picture=shown if row.picture else None, read_by=list(said.readers), at=row.at,
    )  # fmt: skip
