"""Reads of the chat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from callout.accounts.models import User
from callout.chat.models import ChatMessage, ChatRead

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Said:
    """A message with who else has read it and whether it is new to the reader."""

    message: ChatMessage
    own: bool
    fresh: bool
    readers: tuple[str, ...]


def messages_of(user: User, case_id: int) -> list[Said]:
    """The case's latest messages in order of time; two queries."""
    rows = ChatMessage.objects.filter(case_id=case_id).select_related("author").order_by("-at", "-id")[:SHOWN]
    marks = list(ChatRead.objects.filter(case_id=case_id).select_related("reader"))
    seen = next((mark.until for mark in marks if mark.reader_id == user.pk), None)
    return [
        Said(
            row,
            row.author_id == user.pk,
            row.author_id != user.pk and (seen is None or row.at > seen),
            tuple(m.reader.full_name for m in marks if m.reader_id != row.author_id and m.until >= row.at),
        )
        for row in list(rows)[::-1]
    ]


def for_phones(user: User, case_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Messages of several cases as a phone shows them; two queries."""
    wanted = list(case_ids)
    seen = dict(ChatRead.objects.filter(case__in=wanted, reader=user).values_list("case_id", "until"))
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in ChatMessage.objects.filter(case__in=wanted).select_related("author").order_by("at", "id"):
        own = row.author_id == user.pk
        fresh = not own and (row.case_id not in seen or row.at > seen[row.case_id])
        who = row.author.full_name if row.author else ""
        found[row.case_id].append(
            {"uid": str(row.uid), "who": who, "own": own, "fresh": fresh, "text": row.text, "at": row.at.isoformat()}
        )
    return defaultdict(list, {case: rows[-SHOWN:] for case, rows in found.items()})
