"""What happens in the chats of cases and teams."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@declare
@dataclass(frozen=True, kw_only=True)
class ChatChanged(DomainEvent):
    """Somebody wrote about a case, or read what was written."""

    type = "chat.changed"
    read: bool = False
    message_id: int | None = None


@declare
@dataclass(frozen=True, kw_only=True)
class TeamChatChanged(DomainEvent):
    """Somebody wrote to the team of an outlet, or read what was written."""

    type = "chat.team"
    read: bool = False
    message_id: int | None = None
