"""How a pack's author writes what helps to diagnose: fault trees, display codes, log patterns, curves, healthy units.

Everything is plain data that becomes JSON, since the office, the API and the phone (offline) read the same. Tables have
one line each, columns split by ``|``; a text in two languages inside a column is written ``中文 / English``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from callout.foundation.pack_tables import rows

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DiagnosisData:
    """All of one category; each part is JSON-like (see the functions below)."""

    category: str
    trees: tuple[Json, ...] = ()
    faults: tuple[Json, ...] = ()
    patterns: tuple[Json, ...] = ()
    curves: tuple[Json, ...] = ()
    references: Json = field(default_factory=dict)

    def content(self) -> Json:
        """As it is stored and sent to phones."""
        return {
            "trees": list(self.trees),
            "faults": list(self.faults),
            "patterns": list(self.patterns),
            "curves": list(self.curves),
            "references": self.references,
        }


def tree(code: str, title: str, symptoms: str, table: str) -> Json:
    """A guided fault tree; the first line is where it begins.

    - ``? fan | 外风机转吗 / Does the fan turn | 转 / yes > next_step ; 不转 / no > other_step | 提示 / hint``
    - ``# volt | 电压 / Voltage | 198..242 V | ok > a ; low > b ; high > c | 提示 / hint`` (measured; ``off`` is both
      low and high)
    - ``= bad_cap | 电容失效 / Capacitor failed | O-103 C-104 A-102 | LCP-1001`` (outcome: codes for the record, parts)
    """
    steps = [_step(cells) for cells in rows(table, 5)]
    zh, en = _both(title)
    return {
        "code": code,
        "zh": zh,
        "en": en,
        "symptoms": symptoms.split(),
        "start": steps[0][0],
        "steps": dict(steps),
    }


def _step(cells: list[str]) -> tuple[str, Json]:
    sign, _, code = cells[0].partition(" ")
    zh, en = _both(cells[1])
    return code.strip(), {"zh": zh, "en": en, **_MAKERS[sign](cells)}


def _question(cells: list[str]) -> Json:
    choices = []
    for number, choice in enumerate(cells[2].split(";")):
        label, _, target = choice.partition(">")
        zh, en = _both(label)
        choices.append({"code": str(number), "zh": zh, "en": en, "next": target.strip()})
    return {"kind": "question", "choices": choices, **_hint(cells[3])}


def _measure(cells: list[str]) -> Json:
    low, high, unit = limits(cells[2])
    ways = [way.partition(">") for way in cells[3].split(";")]
    following = {side.strip(): target.strip() for side, _arrow, target in ways}
    off = following.pop("off", "")
    if off:
        following |= {"low": off, "high": off}
    return {"kind": "measure", "min": low, "max": high, "unit": unit, "next": following, **_hint(cells[4])}


def _outcome(cells: list[str]) -> Json:
    codes = {_KINDS[code[0]]: code for code in cells[2].split()}
    return {"kind": "outcome", "codes": codes, "parts": cells[3].split(), **_hint(cells[4])}


_KINDS = {"S": "symptom", "O": "object", "C": "cause", "A": "action"}
_MAKERS = {"?": _question, "#": _measure, "=": _outcome}


def _hint(text: str) -> Json:
    return {"hint": dict(zip(("zh", "en"), _both(text), strict=True))} if text else {}


def _both(text: str) -> tuple[str, str]:
    """``中文 / English``; a slash without blanks belongs to the text."""
    zh, found, en = text.strip().partition(" / ")
    return zh.strip(), (en if found else zh).strip()


def limits(text: str) -> tuple[float | None, float | None, str]:
    """``198..242 V``: lowest and highest healthy value (either may be missing) and the unit."""
    span, _, unit = text.strip().partition(" ")
    low, _, high = span.partition("..")
    return float(low) if low else None, float(high) if high else None, unit.strip()


def faults(table: str) -> tuple[Json, ...]:
    """``E4 | 外机过流 / Outdoor overcurrent | 先查电压 / check voltage first | compressor``: display code, meaning,
    first thing to do, and the tree that leads on (may be empty)."""
    found = []
    for code, meaning, advice, leads_to in rows(table, 4):
        zh, en = _both(meaning)
        found.append({"code": code, "zh": zh, "en": en, "advice": _pair(advice), "tree": leads_to})
    return tuple(found)


def patterns(table: str) -> tuple[Json, ...]:
    """``link_flap | danger | link.*down | 端口抖动 / Port flaps | 查光模块 / check the module | port | 3``.

    Code, tone (danger, urgent or info), a regular expression (capitals do not matter), what it means, what to do,
    the tree that leads on, and how many lines make it a finding (default 1). An expression may hold ``¦`` where it
    means ``|``.
    """
    found = []
    for code, tone, expression, meaning, advice, leads_to, least in rows(table, 7):
        zh, en = _both(meaning)
        found.append(
            {
                "code": code,
                "tone": tone,
                "expression": expression.replace("¦", "|"),
                "zh": zh,
                "en": en,
                "advice": _pair(advice),
                "tree": leads_to,
                "least": int(least or 1),
            }
        )
    return tuple(found)


def curve(code: str, title: str, x: str, y: str, points: Iterable[tuple[float, float | None, float | None]]) -> Json:
    """A measured curve with its limits: ``x`` and ``y`` are ``中文 / English (unit)``; points are (x, low, high)."""
    zh, en = _both(title)
    return {
        "code": code,
        "zh": zh,
        "en": en,
        "x": _pair(x),
        "y": _pair(y),
        "points": [{"x": at, "min": low, "max": high} for at, low, high in points],
    }


def references(table: str) -> Json:
    """``YX-S9208 | version | system | V3.2.1`` or ``… | configuration | stp | enable``: what a healthy unit has."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    kinds = {"version": "versions", "configuration": "configuration"}
    for model, kind, name, value in rows(table, 4):
        found.setdefault(model, {"versions": {}, "configuration": {}})[kinds[kind]][name] = value
    return found


def _pair(text: str) -> Json:
    return dict(zip(("zh", "en"), _both(text), strict=True))
