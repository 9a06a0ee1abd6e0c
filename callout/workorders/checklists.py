"""Checklists of a visit: which questions are asked, how an answer is judged, and whether it is one at all.

The phone asks by the same rules (``frontend/src/field/checklist.ts``); a test runs both over the same examples.
An item may carry ``when``: ``{"code": "low_pressure", "is": ["low", "bad"]}``. It is asked only while the earlier item
named is asked itself and its verdict, or its answer, is among those of ``is``. ``photos`` is how many photos go with
the answer, at least; an item of kind photo has no answer beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.utils.translation import gettext as _

from callout.foundation.errors import InvalidInput

Item = Mapping[str, Any]
Verdict = Literal["open", "ok", "low", "high", "bad", "na"]
NOT_APPLICABLE = "na"
GOOD = ("open", "ok", "na")


def verdict(item: Item, answer: Any) -> Verdict:
    """How an answer stands: open (not given), ok, low or high (outside the limits), bad, na (does not apply)."""
    if answer is None or answer == "":
        return "open"
    if item["kind"] == "bool":
        return "na" if answer == NOT_APPLICABLE else "ok" if answer is True else "bad"
    if item["kind"] != "number" or isinstance(answer, bool) or not isinstance(answer, int | float):
        return "ok"
    low, high = item.get("min"), item.get("max")
    if low is not None and answer < low:
        return "low"
    return "high" if high is not None and answer > high else "ok"


def asked(items: Sequence[Item], answers: Mapping[str, Any]) -> list[Item]:
    """The items that are asked, given the answers so far, in their order."""
    found: dict[str, Item] = {}
    for item in items:
        if _applies(item.get("when"), found, answers):
            found[item["code"]] = item
    return list(found.values())


def _applies(when: Item | None, before: Mapping[str, Item], answers: Mapping[str, Any]) -> bool:
    if not when:
        return True
    source = before.get(when["code"])
    if source is None:
        return False
    answer = answers.get(source["code"])
    return verdict(source, answer) in when["is"] or (isinstance(answer, str) and answer in when["is"])


def photos_wanted(items: Sequence[Item], answers: Mapping[str, Any]) -> list[tuple[Item, int]]:
    """The steps that want photos, given the answers so far, and how many each wants at least.

    None are wanted for what does not apply, and for a step that may stay empty and did.
    """
    found = []
    for item in asked(items, answers):
        answer = answers.get(item["code"])
        wanted = int(item.get("photos", 0))
        optional = not item.get("required", True) and verdict(item, answer) == "open"
        if wanted and answer != NOT_APPLICABLE and not optional:
            found.append((item, wanted))
    return found


def check(items: Sequence[Item], answers: Mapping[str, Any]) -> None:
    """Refuse what is no answer to its question (text for a number …). Raises InvalidInput answer_invalid.

    A missing answer is no error: what was found on site is kept as far as it goes.
    """
    for item in items:
        answer = answers.get(item["code"])
        if answer is not None and answer != "" and not _fits(item, answer):
            raise InvalidInput(
                "answer_invalid",
                _("This answer does not fit its question: %(code)s") % {"code": item["code"]},
                fields={item["code"]: _("Answer again.")},
            )


def _fits(item: Item, answer: Any) -> bool:
    if item["kind"] == "bool":
        return isinstance(answer, bool) or answer == NOT_APPLICABLE
    if item["kind"] in ("number", "meter"):
        return isinstance(answer, int | float) and not isinstance(answer, bool)
    if item["kind"] == "photo":
        return False
    if item["kind"] == "choice":
        return answer in [choice if isinstance(choice, str) else choice["zh"] for choice in item["choices"]]
    return isinstance(answer, str)
