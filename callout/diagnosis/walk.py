"""Walking a fault tree: pure functions over its JSON, the same as ``frontend/src/field/diagnosis/walk.ts``.

Where one stands follows from the answers alone, so desk and phone, on-line or not, come to the same step.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from callout.foundation.errors import InvalidInput

Json = dict[str, Any]
LARGEST = 1e9
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")  # what the phone takes, too


@dataclass(frozen=True, slots=True)
class Answered:
    """A step that has an answer, with the finding that gave it."""

    code: str
    step: Json
    answer: str
    finding: Any = None


@dataclass(frozen=True, slots=True)
class Walk:
    """The way through a tree: answered steps, the step to answer now, or the outcome that was reached."""

    tree: Json
    path: tuple[Answered, ...]
    code: str
    step: Json

    @property
    def outcome(self) -> Json | None:
        """What the tree concludes, when it does."""
        return self.step if self.step["kind"] == "outcome" else None


def latest(findings: Iterable[Any], tree: str) -> dict[str, Any]:
    """The last finding of each step of a tree; ``findings`` in order of time."""
    found = {row.step: row for row in findings if row.kind == "step" and row.tree == tree}
    return {code: row for code, row in found.items() if row.answer}


def walk(tree: Json, answers: Mapping[str, Any]) -> Walk:
    """Follow the answers from the start until one is missing, does not fit, or an outcome is reached."""
    path: list[Answered] = []
    code = tree["start"]
    while code in answers and code not in {stop.code for stop in path}:
        step, finding = tree["steps"][code], answers[code]
        following = following_of(step, finding.answer)
        if following is None:
            break
        path.append(Answered(code, step, finding.answer, finding))
        code = following
    return Walk(tree, tuple(path), code, tree["steps"][code])


def following_of(step: Json, answer: str) -> str | None:
    """The step an answer leads to; None for an answer the step does not know."""
    if step["kind"] == "question":
        return next((choice["next"] for choice in step["choices"] if choice["code"] == answer), None)
    if step["kind"] != "measure":
        return None
    number = parsed(answer)
    return None if number is None else step["next"].get(verdict(step["min"], step["max"], number))


def parsed(text: str) -> float | None:
    """A finite number of sensible size, or None."""
    plain = text.strip(" ").replace("，", ".").replace(",", ".")
    number = float(plain) if _NUMBER.fullmatch(plain) else math.nan
    return number if abs(number) <= LARGEST else None


def verdict(low: float | None, high: float | None, number: float) -> str:
    """``ok``, or on which side of its limits a value lies."""
    if low is not None and number < low:
        return "low"
    return "high" if high is not None and number > high else "ok"


def checked(tree: Json | None, step_code: str, answer: str) -> tuple[Json, str]:
    """The step and the verdict of an answer to it (empty takes an answer back).

    Raises InvalidInput: tree_unknown, step_unknown, answer_unknown.
    """
    if tree is None:
        raise InvalidInput("tree_unknown", _("This fault tree is not known."))
    step = tree["steps"].get(step_code)
    if step is None or step["kind"] == "outcome":
        raise InvalidInput("step_unknown", _("This step does not belong to the fault tree."))
    if not answer:
        return step, ""
    if following_of(step, answer) is None:
        text = _("Enter a number.") if step["kind"] == "measure" else _("Choose one of the answers.")
        raise InvalidInput("answer_unknown", text, fields={"answer": text})
    number = parsed(answer)
    return step, verdict(step["min"], step["max"], number) if step["kind"] == "measure" and number is not None else ""
