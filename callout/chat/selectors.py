"""Reads of the chats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from callout.accounts.models import User
from callout.cases.models import Case
from callout.chat.models import ChatMessage, ChatRead
from callout.chat.rooms import Room, teams_of

SHOWN = 100
ROOMS = 50
LATELY = timedelta(days=30)  # older talk is on the page of its case
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """A message with who else has read it and whether it is new to the reader."""

    message: ChatMessage
    own: bool
    fresh: bool
    readers: tuple[str, ...]


def messages_of(user: User, room: Room) -> list[Said]:
    """The room's latest messages in order of time; two queries."""
    rows = messages_in(room).order_by("-at", "-id")[:SHOWN]
    return shown(user, room, list(rows)[::-1])


def messages_in(room: Room) -> QuerySet[ChatMessage]:
    """All messages of a room, with author and picture."""
    return ChatMessage.objects.filter(**room.where).select_related("author", "attachment")


def shown(user: User, room: Room, rows: Iterable[ChatMessage]) -> list[Said]:
    """Messages of a room as this person sees them; one query."""
    marks = list(ChatRead.objects.filter(**room.where).select_related("reader"))
    seen = next((mark.until for mark in marks if mark.reader_id == user.pk), NEVER)
    return [
        Said(
            row,
            row.author_id == user.pk,
            row.author_id != user.pk and row.at > seen,
            tuple(m.reader.full_name for m in marks if m.reader_id != row.author_id and m.until >= row.at),
        )
        for row in rows
    ]


def for_phones(user: User, case_ids: Iterable[int]) -> dict[int, list[Json]]:
    """Messages of several cases as a phone shows them; two queries."""
    wanted = list(case_ids)
    seen, others = _marks(user, ChatRead.objects.filter(case__in=wanted), "case_id")
    found: dict[int, list[Json]] = defaultdict(list)
    rows = ChatMessage.objects.filter(case__in=wanted).select_related("author", "attachment").order_by("at", "id")
    for row in rows:
        case = row.case_id or 0
        found[case].append(_for_phone(user, row, seen.get(case, NEVER), others.get(case, NEVER)))
    return defaultdict(list, {case: rows[-SHOWN:] for case, rows in found.items()})


def team_for_phone(user: User, outlet_id: int) -> list[Json]:
    """The latest messages of a team; two queries."""
    seen, others = _marks(user, ChatRead.objects.filter(outlet=outlet_id), "outlet_id")
    rows = ChatMessage.objects.filter(outlet=outlet_id).select_related("author", "attachment").order_by("-at", "-id")
    until, read = seen.get(outlet_id, NEVER), others.get(outlet_id, NEVER)
    return [_for_phone(user, row, until, read) for row in list(rows[:SHOWN])[::-1]]


def _marks(user: User, marks: QuerySet[ChatRead], room: str) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """How far the person has read each room, and how far somebody else has."""
    rows = marks.values_list(room).annotate(
        own=Max("until", filter=Q(reader=user)), other=Max("until", filter=~Q(reader=user))
    )
    found = list(rows)
    return {key: own for key, own, _ in found if own}, {key: other for key, _, other in found if other}


def _for_phone(user: User, row: ChatMessage, seen: datetime, others: datetime) -> Json:
    own = row.author_id == user.pk
    file = str(row.attachment.uid) if row.attachment else None
    return {
        "uid": str(row.uid), "who": row.author.full_name if row.author else "", "own": own,
        "fresh": not own and row.at > seen, "read": own and others >= row.at, "text": row.text,
        "at": row.at.isoformat(), "picture": {"uid": str(row.picture), "file": file} if row.picture else None,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A room in the list: what was said last, and how many messages are new to the reader."""

    room: Room
    last: ChatMessage | None
    unread: int


def rooms_of(user: User) -> list[Line]:
    """The person's teams and the cases he wrote or read in lately, the last spoken in first; three queries."""
    teams = _counted(user, teams_of(user), "outlet")[:ROOMS]
    cases = _counted(user, _joined(user), "case").filter(last__isnull=False)[:ROOMS]
    rows = [(Room(outlet=row), row) for row in teams] + [(Room(case=row), row) for row in cases]
    last_ids = [row.last for _room, row in rows if row.last]
    last = ChatMessage.objects.select_related("author").in_bulk(last_ids)
    lines = [Line(room, last.get(row.last), row.unread) for room, row in rows]
    return sorted(lines, key=lambda line: line.last.at if line.last else NEVER, reverse=True)


def unread_of(user: User) -> int:
    """Messages that are new in the rooms the person has been in lately; two queries, as every page asks for it."""
    return _new(user, "case", Case.objects.visible_to(user)) + _new(user, "outlet", teams_of(user))


def _new(user: User, room: str, mine: QuerySet[Any]) -> int:
    been = ChatRead.objects.filter(reader=user, until__gte=_lately(), **{f"{room}__in": mine.values("pk")})
    rows = ChatMessage.objects.filter(**{f"{room}__in": been.values(room)})
    return rows.filter(at__gt=Subquery(_mark_of_message(room, user))).exclude(author=user).count()


def _lately() -> datetime:
    return timezone.now() - LATELY


def _joined(user: User) -> QuerySet[Case]:
    wrote = ChatMessage.objects.filter(author=user, case__isnull=False, at__gte=_lately()).values("case")
    read = ChatRead.objects.filter(reader=user, case__isnull=False, until__gte=_lately()).values("case")
    return Case.objects.filter(Q(pk__in=wrote) | Q(pk__in=read), pk__in=Case.objects.visible_to(user).values("pk"))


def _counted(user: User, rows: QuerySet[Any], room: str) -> QuerySet[Any]:
    """Rooms with the id of their last message and the number of messages after the reader's mark."""
    said = ChatMessage.objects.filter(**{room: OuterRef("pk")}).order_by("-at", "-id")
    new = said.exclude(author=user).filter(at__gt=Coalesce(Subquery(_mark_of_message(room, user)), NEVER))
    counted = new.order_by().values(room).annotate(n=Count("pk")).values("n")
    return rows.annotate(
        last=Subquery(said.values("pk")[:1]),
        last_at=Subquery(said.values("at")[:1]),
        unread=Coalesce(Subquery(counted), 0),
    ).order_by(F("last_at").desc(nulls_last=True), "pk")


def _mark_of_message(room: str, user: User) -> QuerySet[ChatRead, datetime]:
    """The reader's mark in the room of a message."""
    return ChatRead.objects.filter(**{room: OuterRef(room)}, reader=user).values_list("until", flat=True)[:1]
