"""How times, durations, amounts and personal data are written, in both languages."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from callout.foundation.money import Money

NONE = "—"
_PHONE = re.compile(r"(?<![\w-])(?:0\d{2,3}-?\d{7,8}|1\d{10})(?!\d)", re.ASCII)
_SECRET_LINK = re.compile(r"(https?://[^\s/]+/[a-z]/)[\w\-:.]+", re.ASCII)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def day(value: date | datetime | None, *, today: date | None = None) -> str:
    """今天 / today, 昨天, 明天; else 11-26 in this year and 2025-11-26 in others."""
    if value is None:
        return NONE
    value = _local(value).date() if isinstance(value, datetime) else value
    today = today or timezone.localdate()
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    distance = (value - today).days
    if distance in near:
        return near[distance]
    return value.strftime("%m-%d" if value.year == today.year else "%Y-%m-%d")


def when(value: datetime | None, *, today: date | None = None) -> str:
    """Day and minute: 今天 14:21, 11-26 10:12, 2025-11-26 10:12."""
    return NONE if value is None else f"{day(value, today=today)} {_local(value):%H:%M}"


def slot(start: datetime | None, end: datetime | None, *, today: date | None = None) -> str:
    """A promised window: 今天 14–16 点, tomorrow 14:30–16:00."""
    if start is None:
        return gettext("to be set")
    if end is None:
        return when(start, today=today)
    first, last = _local(start), _local(end)
    whole = not (first.minute or last.minute)
    hours = f"{first.hour}–{last.hour}" if whole else f"{first:%H:%M}–{last:%H:%M}"
    word = gettext("{day} {hours}") if whole else "{day} {hours}"
    until = "" if first.date() == last.date() else f" {day(last, today=today)}"
    return word.format(day=day(first, today=today), hours=hours) + until


def clock(span: timedelta) -> str:
    """Hours and minutes, 1:46; from three days on in days. The sign is dropped."""
    minutes = int(abs(span).total_seconds() // 60)
    if minutes >= 72 * 60:
        return gettext("{n} d").format(n=minutes // 1440)
    return f"{minutes // 60}:{minutes % 60:02}"


def duration(span: timedelta | int | float | None) -> str:
    """2 小时 30 分 / 2 h 30 min, 45 min, 12 s. Numbers are seconds."""
    if span is None:
        return NONE
    seconds = int(span.total_seconds() if isinstance(span, timedelta) else span)
    if seconds < 60:
        return gettext("{n} s").format(n=seconds)
    hours, minutes = divmod(seconds // 60, 60)
    parts = [gettext("{n} h").format(n=hours)] if hours else []
    if minutes or not hours:
        parts.append(gettext("{n} min").format(n=minutes))
    return " ".join(parts)


def days(number: int) -> str:
    """3 天 / 3 days, 1 day."""
    return ngettext("{n} day", "{n} days", number).format(n=number)


def money(amount: Money | Decimal | int | None, currency: str = "CNY") -> str:
    """An amount with its sign of currency, as the language writes it."""
    if amount is None:
        return NONE
    value = amount if isinstance(amount, Money) else Money(Decimal(amount), currency)
    return value.format(get_language() or "zh-hans")


def mask_phone(number: str) -> str:
    """138****6207; an area code stays readable: 0571-****6600. Very short numbers are hidden whole."""
    digits = number.strip()
    if not digits:
        return ""
    if "-" in digits:
        area, rest = digits.split("-", 1)
        return f"{area}-****{rest[-4:]}" if len(rest) > 4 else f"{area}-****"
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 8 else "****"


def mask_text(text: str) -> str:
    """The first character and stars, for names and addresses."""
    return f"{text[0]}***" if text else ""


def discreet(text: str, *private: str) -> str:
    """A text with telephone numbers and the ``private`` words masked and without the secret ends of links."""
    for words in filter(None, private):
        text = text.replace(words, mask_text(words))
    return _PHONE.sub(lambda found: mask_phone(found[0]), _SECRET_LINK.sub(r"\1…", text))


def initials(name: str) -> str:
    """What stands in an avatar: the given name's first character in Chinese, two initials in Latin script."""
    words = name.split()
    if not words:
        return "?"
    if words[0][0] >= "\u3400":
        return words[0][1:2] or words[0][0]
    return "".join(word[0] for word in words[:2]).upper()
