"""What happened to a case, newest first: events, words with the customer, texts sent, and pauses of its clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.cases.labels import CHANNEL_ICONS, CHANNELS, MILESTONES, reason_label
from callout.cases.models import Case, ClockEntry, Interaction
from callout.foundation.models import Event
from callout.foundation.ui import formats
from callout.foundation.ui.chips import chip_for
from callout.notifications.models import Message
from callout.workforce.models import Engineer

CALLS, TEXTS, VISITS, NOTES, STATE = "calls", "texts", "visits", "notes", "state"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline; ``kind`` is what the filter over it asks for."""

    at: datetime
    kind: str
    icon: str
    tone: str
    who: str
    what: str
    body: str = ""
    quote: str = ""
    pause: bool = False
    until: datetime | None = None
    extra: str = ""

    @property
    def day(self) -> str:
        """Heading under which it stands."""
        return formats.day(self.at)

    @property
    def time(self) -> str:
        """Local time of day; a pause shows from and until."""
        begin = f"{timezone.localtime(self.at):%H:%M}"
        return f"{begin}–{timezone.localtime(self.until):%H:%M}" if self.until else begin


Names = dict[int, str]
Words = Callable[[Event, Names], tuple[str, str, str, str]]


def timeline(case: Case, user: User, kind: str = "") -> list[Line]:
    """Lines of one kind, or all. Messages are shown to those who may see the message log."""
    entries = list(case.clock_entries.all())
    lines = [
        *_events(case),
        *(_said(row) for row in case.interactions.select_related("actor")),
        *_texts(case, user),
        *_pauses(entries),
    ]
    wanted = [line for line in lines if not kind or line.kind == kind]
    return sorted(wanted, key=lambda line: line.at)[::-1]


def _events(case: Case) -> Iterator[Line]:
    rows = [
        row
        for row in Event.objects.filter(case_id=case.pk).select_related("actor").order_by("at", "id")
        if row.type in WORDS
    ]
    keys = {row.engineer_id for row in rows if row.engineer_id}
    names = {e.pk: str(e) for e in Engineer.objects.filter(pk__in=keys).select_related("user")} if keys else {}
    for row in rows:
        if _says_nothing(row):
            continue
        kind, tone, what, body = WORDS[row.type](row, names)
        who = names.get(row.engineer_id or 0, "") if row.type == "booking.state" else ""
        quote = case.description if row.type == "case.created" else ""
        yield Line(row.at, kind, _icon(row), tone, who or str(row.actor or _("Callout")), what, body, quote)


def _says_nothing(row: Event) -> bool:
    """Triage happens with the opening; waiting and going on stand in the timeline as pauses."""
    return row.type == "case.state" and (
        row.payload.get("new") in ("triaged", "waiting", "resolved", "closed", "reopened", "in_service")
        or row.payload.get("old") == "waiting"
    )


def _icon(row: Event) -> str:
    if row.type == "booking.state":
        return chip_for("booking", row.payload.get("new", "")).icon
    if row.type == "case.created":
        return CHANNEL_ICONS.get(row.payload.get("channel", ""), "ticket")
    return ICONS.get(row.type, "circle-dashed")


def _created(row: Event, names: Names) -> tuple[str, str, str, str]:
    channel = CHANNELS.get(row.payload.get("channel", ""), "")
    return STATE, "primary", _("took the request · %(channel)s") % {"channel": channel}, ""


def _state(row: Event, names: Names) -> tuple[str, str, str, str]:
    label = chip_for("case", row.payload.get("new", "")).label
    return STATE, "", _("case: %(state)s") % {"state": label}, reason_label(row.payload.get("reason", ""))


def _booking_state(row: Event, names: Names) -> tuple[str, str, str, str]:
    chip = chip_for("booking", row.payload.get("new", ""))
    tone = chip.tone if chip.tone in ("primary", "urgent", "danger", "success") else ""
    return VISITS, tone, str(chip.label), row.payload.get("reason", "")


def _dispatched(row: Event, names: Names) -> tuple[str, str, str, str]:
    when = formats.when(datetime.fromisoformat(row.payload["starts_at"]))
    text = _("booked %(name)s, %(when)s") % {"name": names.get(row.engineer_id or 0, "—"), "when": when}
    return VISITS, "primary", text, ""


def _moved(row: Event, names: Names) -> tuple[str, str, str, str]:
    when = formats.when(datetime.fromisoformat(row.payload["starts_at"]))
    before = formats.when(datetime.fromisoformat(row.payload["old_starts_at"]))
    return (
        VISITS,
        "primary",
        _("moved the visit to %(when)s") % {"when": when},
        _("It was %(when)s.") % {"when": before},
    )


def _plain(kind: str, tone: str, text: Callable[[dict[str, Any]], str], body: str = "reason") -> Words:
    return lambda row, names: (kind, tone, text(row.payload), reason_label(row.payload.get(body, "")))


def _promise(payload: dict[str, Any]) -> str:
    return str(MILESTONES.get(payload.get("milestone", ""), ""))


WORDS: dict[str, Words] = {
    "case.created": _created,
    "case.state": _state,
    "case.resolved": _plain(STATE, "success", lambda p: _("resolved")),
    "case.reopened": _plain(STATE, "urgent", lambda p: _("reopened: not solved")),
    "case.closed": _plain(STATE, "success", lambda p: _("closed")),
    "work_order.created": _plain(VISITS, "", lambda p: _("opened order %(number)s") % {"number": p.get("number", "")}),
    "work_order.needs_changed": _plain(
        VISITS, "", lambda p: _("changed what %(number)s needs") % {"number": p.get("number", "")}
    ),
    "work_order.on_hold": _plain(VISITS, "urgent", lambda p: _("carried over"), "note"),
    "work_order.completed": _plain(
        VISITS, "success", lambda p: _("record of %(number)s signed") % {"number": p.get("number", "")}
    ),
    "work_order.done_elsewhere": _plain(
        VISITS, "success", lambda p: _("order %(number)s done by others") % {"number": p.get("number", "")}
    ),
    "work_order.cancelled": _plain(
        VISITS, "", lambda p: _("cancelled order %(number)s") % {"number": p.get("number", "")}
    ),
    "booking.dispatched": _dispatched,
    "booking.moved": _moved,
    "booking.state": _booking_state,
    "milestone.warned": _plain(STATE, "urgent", lambda p: _("promise comes near: %(what)s") % {"what": _promise(p)}),
    "milestone.missed": _plain(STATE, "danger", lambda p: _("promise missed: %(what)s") % {"what": _promise(p)}),
}

ICONS = {
    "case.state": "arrow-right",
    "case.resolved": "circle-check",
    "case.reopened": "refresh",
    "case.closed": "lock",
    "work_order.created": "tool",
    "work_order.needs_changed": "adjustments",
    "work_order.on_hold": "player-pause",
    "work_order.completed": "signature",
    "work_order.done_elsewhere": "circle-check",
    "work_order.cancelled": "ban",
    "booking.dispatched": "route",
    "booking.moved": "calendar-event",
    "milestone.warned": "bell",
    "milestone.missed": "alarm",
}


def _said(row: Interaction) -> Line:
    kind = {"phone": CALLS, "note": NOTES}.get(row.channel, TEXTS)
    what = str(CHANNELS.get(row.channel, ""))
    icon = CHANNEL_ICONS.get(row.channel, "message")
    if row.channel == "phone" and row.direction == Interaction.Direction.OUT:
        icon = "phone-outgoing"
    if row.seconds:
        what = f"{what} · {formats.duration(row.seconds)}"
    tone = "" if row.direction == Interaction.Direction.INTERNAL else "primary"
    who = str(row.actor) if row.actor else _("Customer") if row.direction == Interaction.Direction.IN else _("Callout")
    return Line(row.at, kind, icon, tone, who, what, "", row.body)


def _texts(case: Case, user: User) -> Iterable[Line]:
    if not user.may("messages.view"):
        return
    same: dict[tuple[str, str, str], list[Message]] = {}  # one text to several colleagues is one line
    for row in Message.objects.visible_to(user).filter(case_id=case.pk).order_by("id"):
        alone = "" if row.audience == "staff" else str(row.pk)
        same.setdefault((row.body, row.state, alone), []).append(row)
    street = case.site.street if case.site else ""
    yield from (_text(rows, street) for rows in same.values())


def _text(rows: list[Message], street: str) -> Line:
    """Whoever needs its number, address or link looks at the message, which is recorded."""
    first = rows[0]
    words = {"engineer": _("to the engineer"), "customer": _("to the customer"), "staff": _("to staff")}
    numbers = _(", ").join(formats.mask_phone(row.to) for row in rows)
    what = f"{words.get(first.audience, '')} {numbers} · {_state_word(first.state)}"
    tone = "danger" if first.state == "failed" else ""
    return Line(
        first.sent_at or first.created_at,
        TEXTS,
        "message",
        tone,
        _("Text"),
        what,
        "",
        formats.discreet(first.body, street),
    )


def _state_word(state: str) -> str:
    words = {
        "queued": _("queued"),
        "sending": _("sending"),
        "sent": _("sent"),
        "delivered": _("delivered"),
        "failed": _("failed"),
        "uncertain": _("uncertain"),
        "cancelled": _("cancelled"),
    }
    return words.get(state, state)


def _pauses(entries: list[ClockEntry]) -> Iterator[Line]:
    begun: ClockEntry | None = None
    for entry in entries:
        if entry.kind == "paused":
            begun = begun or entry
        elif begun and entry.kind in ("resumed", "met", "cancelled"):
            yield _pause(begun, entry.at)
            begun = None
    if begun:
        yield _pause(begun, None)


def _pause(entry: ClockEntry, until: datetime | None) -> Line:
    length = _("Held %(time)s.") % {"time": formats.duration(until - entry.at)} if until else _("The clocks are held.")
    return Line(
        entry.at,
        STATE,
        "player-pause",
        "urgent",
        _("SLA paused"),
        reason_label(entry.reason),
        length,
        pause=True,
        until=until,
    )
