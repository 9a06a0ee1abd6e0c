"""What happens in a case's chat."""

from __future__ import annotations

from dataclasses import dataclass

from callout.foundation.events import DomainEvent, declare


@declare
@dataclass(frozen=True, kw_only=True)
class ChatChanged(DomainEvent):
    """Somebody wrote about a case, or read what was written."""

    type = "chat.changed"
    read: bool = False
