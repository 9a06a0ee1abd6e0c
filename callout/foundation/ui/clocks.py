"""The SLA clock as a component: what it says and how much of the budget is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from callout.foundation.ui import formats
from callout.foundation.ui.icons import icon

SOON = 0.8


@dataclass(frozen=True, slots=True)
class Clock:
    """``state`` is one of running, soon, late, held, met, missed, none; ``used`` is 0–100 per cent."""

    state: str
    text: str
    icon: str
    used: int
    due: datetime | None = None
    start: datetime | None = None

    @property
    def ticks(self) -> bool:
        """True when the browser counts on."""
        return self.state in {"running", "soon", "late"}


def clock(
    due: datetime | None,
    start: datetime | None = None,
    *,
    ended: datetime | None = None,
    paused: bool = False,
    reason: str = "",
    used: float | None = None,
    now: datetime | None = None,
) -> Clock:
    """What a deadline looks like now.

    ``used`` (share, 1.0 = all) comes from the ledger when business hours count; else it is wall time since ``start``.
    """
    now = now or timezone.now()
    if paused:
        text = gettext("held · {reason}").format(reason=reason) if reason else gettext("held")
        return Clock("held", text, "player-pause", _percent(used or 0))
    if due is None:
        return Clock("none", formats.NONE, "minus", 0)
    share = used if used is not None else _share(due, start, ended or now)
    if ended is not None:
        if ended <= due:
            text = gettext("met {time}").format(time=f"{timezone.localtime(ended):%H:%M}")
            return Clock("met", text, "circle-check", _percent(share))
        return Clock("missed", _late(ended, due), "circle-x", 100)
    if now > due:
        return Clock("late", _late(now, due), "alert-circle", 100, due, start)
    text = gettext("{time} left").format(time=formats.clock(due - now))
    if share >= SOON:
        return Clock("soon", text, "clock-exclamation", _percent(share), due, start)
    return Clock("running", text, "clock", _percent(share), due, start)


def drawn(shown: Clock, *, big: bool = False) -> SafeString:
    """The clock as HTML; scripts count it on. Lists draw it in each row, so it is no template."""
    counting: list[tuple[str, str]] = []
    if shown.ticks and shown.due:
        counting = [("due", shown.due.isoformat())]
        counting += [("start", shown.start.isoformat())] if shown.start else []
        counting += [("seconds", "")] if big else []
    return format_html(
        '<span class="sla {}" data-used="{}"{}>{}<span class="words">{}</span></span>',
        f"{shown.state} big" if big else shown.state,
        shown.used,
        format_html_join("", ' data-{}="{}"', counting),
        icon(shown.icon),
        shown.text,
    )


def _late(moment: datetime, due: datetime) -> str:
    return gettext("{time} late").format(time=formats.clock(moment - due))


def _share(due: datetime, start: datetime | None, moment: datetime) -> float:
    if start is None or due <= start:
        return 1.0 if moment > due else 0.0
    return (moment - start) / (due - start)


def _percent(share: float) -> int:
    return max(0, min(100, round(share * 100)))
