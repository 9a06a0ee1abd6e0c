"""Reading a device's log file: safe to parse, limited in size, every finding with its lines.

The same as ``frontend/src/field/diagnosis/logs.ts``; ``tests/vectors.json`` holds both to one answer. Expressions are
matched as ASCII without regard to capitals, since that means the same in both languages.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
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
_FLAGS = re.ASCII | re.IGNORECASE
_SECRET = re.compile(r"\b(password|passwd|secret|community|token|cipher|key)\b([ \t]*[:=]?[ \t]*)[^ \t]+", _FLAGS)
_TIME = re.compile(
    r"\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d(?::\d\d)?|[A-Z][a-z]{2} [ \d]\d(?: \d{4})? \d\d:\d\d:\d\d", re.ASCII
)
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
    found = [(re.compile(each["expression"], _FLAGS), each["least"], _match(each)) for each in patterns]
    telling = re.compile("|".join(each["expression"] for each in patterns) or r"(?!)", _FLAGS)  # most lines say nothing
    for number, line in enumerate(lines, 1):
        if telling.search(line):
            for expression, _least, match in found:
                if expression.search(line):
                    _note(match, number, line)
    matches = [match for _expression, least, match in found if match.count >= least]
    return {
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "lines": len(lines),
        "matches": _worst_first(matches),
    }


def taken_over(told: Mapping[str, Any], patterns: list[dict[str, Any]]) -> dict[str, Any]:
    """What a phone found in a log that stayed with it, in the words of these patterns; secrets are blotted out again.

    Raises InvalidInput (log_invalid) for what these patterns cannot have found.
    """
    known = {each["code"]: each for each in patterns}
    matches = []
    for given in told["matches"]:
        pattern, lines = known.pop(given["code"], None), given["lines"]
        rising = lines == sorted(set(lines)) and all(1 <= number <= told["lines"] for number in lines)
        enough = pattern and pattern["least"] <= given["count"] <= told["lines"]
        if pattern is None or not enough or not rising or len(lines) != min(given["count"], LINES_KEPT):
            raise InvalidInput("log_invalid", _("This is not what the patterns find in a log."))
        match = _match(pattern)
        match.count, match.lines, match.first, match.last = given["count"], lines, given["first"], given["last"]
        match.samples = [_sample(line) for line in given["samples"]]
        matches.append(match)
    plain = {name: told[name] for name in ("size", "sha256", "lines")}
    return {**plain, "matches": _worst_first(matches)}


def _worst_first(matches: list[Match]) -> list[dict[str, Any]]:
    return [asdict(match) for match in sorted(matches, key=lambda match: (_RANK[match.tone], -match.count))]


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
        match.samples.append(_sample(line))
    stamp = _TIME.search(line)
    if stamp:
        match.first = match.first or stamp.group()
        match.last = stamp.group()


def _sample(line: str) -> str:
    return _SECRET.sub(r"\1\2***", line.strip(" \t"))[:SAMPLE_LENGTH]
