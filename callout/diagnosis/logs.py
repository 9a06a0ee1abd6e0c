"""Reading a device's log file: safe to parse, limited in size, every finding with its lines."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from callout.foundation.errors import BusinessError, InvalidInput

MAX_BYTES = 5 * 1024 * 1024
MAX_LINES = 200_000
LINE_READ = 1000  # characters of a line that are searched; longer ones are dumps, not messages
LINES_KEPT = 50
SAMPLES = 3
SAMPLE_LENGTH = 200
_SECRET = re.compile(r"(?i)\b(password|passwd|secret|community|token|cipher|key)\b(\s*[:=]?\s*)\S+")
_TIME = re.compile(r"\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d(?::\d\d)?|[A-Z][a-z]{2} [ \d]\d(?: \d{4})? \d\d:\d\d:\d\d")
_RANK = {"danger": 0, "urgent": 1, "info": 2}


class TooLarge(BusinessError):
    """More than is read."""

    status = 413


@dataclass(slots=True)
class Match:
    """A pattern with the lines that have it (numbers count from 1)."""

    code: str
    tone: str
    zh: str
    en: str
    advice: dict[str, str]
    tree: str
    count: int = 0
    lines: list[int] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    first: str = ""
    last: str = ""


def read(data: bytes, patterns: list[dict[str, Any]]) -> dict[str, Any]:
    """Size, hash, number of lines and matches, worst first. The file itself is not kept: logs hold secrets.

    Raises TooLarge (log_too_large) and InvalidInput (log_empty, log_not_text).
    """
    lines = _lines(data)
    found = [(re.compile(each["expression"], re.I), each["least"], _match(each)) for each in patterns]
    telling = re.compile("|".join(each["expression"] for each in patterns) or r"(?!)", re.I)  # most lines say nothing
    for number, line in enumerate(lines, 1):
        if telling.search(line):
            for expression, _least, match in found:
                if expression.search(line):
                    _note(match, number, line)
    matches = [match for _expression, least, match in found if match.count >= least]
    matches.sort(key=lambda match: (_RANK[match.tone], -match.count))
    return {
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "lines": len(lines),
        "matches": [asdict(match) for match in matches],
    }


def _lines(data: bytes) -> list[str]:
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        raise TooLarge("log_too_large", _("The log is too large: at most %(limit)s MB.") % {"limit": limit})
    if not data.strip():
        raise InvalidInput("log_empty", _("The log is empty."))
    lines = [line[:LINE_READ] for line in _text(data).splitlines()]
    if len(lines) > MAX_LINES:
        raise TooLarge("log_too_large", _("The log has too many lines: at most %(limit)s.") % {"limit": MAX_LINES})
    return lines


def _text(data: bytes) -> str:
    if b"\0" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise InvalidInput("log_not_text", _("This is not a text file. Unpack it first, or export the log as text."))


def _match(pattern: dict[str, Any]) -> Match:
    return Match(**{name: pattern[name] for name in ("code", "tone", "zh", "en", "advice", "tree")})


def _note(match: Match, number: int, line: str) -> None:
    match.count += 1
    if len(match.lines) < LINES_KEPT:
        match.lines.append(number)
    if len(match.samples) < SAMPLES:
        match.samples.append(_SECRET.sub(r"\1\2***", line.strip())[:SAMPLE_LENGTH])
    stamp = _TIME.search(line)
    if stamp:
        match.first = match.first or stamp.group()
        match.last = stamp.group()
