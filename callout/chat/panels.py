"""What a chat's template needs to know of its room."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.chat import selectors
from callout.chat.rooms import Room


def address(room: Room) -> str:
    """The page where the room is."""
    if room.outlet:
        return reverse("chat:team", args=[room.outlet.pk])
    return reverse("cases:detail", args=[room.case.number if room.case else ""]) + "#chat"


def context(user: User, room: Room, *, keep: bool) -> dict[str, Any]:
    """Messages, addresses and words; ``keep`` leaves what somebody is typing."""
    args: list[int | str]
    if room.outlet:
        name, args, title, note = "team-", [room.outlet.pk], _("Team chat"), _("everybody of the outlet reads it")
    else:
        number = room.case.number if room.case else ""
        name, args, title, note = "", [number], _("Chat with the engineer"), _("the customer does not see it")
    said = selectors.messages_of(user, room)
    return {
        "room": room, "said": said, "keep": keep, "title": title, "note": note,
        "fresh": any(each.fresh for each in said),
        "say_url": reverse(f"chat:{name}say", args=args), "read_url": reverse(f"chat:{name}read", args=args),
    }  # fmt: skip
