"""The server answers the cases that hold it and the phone to one answer; the phone is asked in callout/field."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callout.diagnosis import comparing, curves, logs, walk
from callout.foundation.errors import BusinessError

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text())


def answer(ask: Callable[[], Any]) -> Any:
    """What was asked for, or the code of the refusal."""
    try:
        return ask()
    except BusinessError as refused:
        return refused.code


@pytest.mark.parametrize("case", VECTORS["logs"])
def test_logs(case: dict[str, Any]) -> None:
    assert answer(lambda: logs.read(base64.b64decode(case["data"]), VECTORS["patterns"])) == case["expected"]


@pytest.mark.parametrize("case", VECTORS["entries"])
def test_entries(case: dict[str, Any]) -> None:
    found = answer(lambda: [list(entry) for entry in comparing.parse(case["text"]).items()])
    assert found == (case["expected"] if case["expected"] is not None else "configuration_too_large")


@pytest.mark.parametrize("case", VECTORS["compare"])
def test_comparisons(case: dict[str, Any]) -> None:
    assert comparing.compare(case["healthy"], case["ours"]) == case["expected"]


@pytest.mark.parametrize("case", VECTORS["curves"])
def test_curves(case: dict[str, Any]) -> None:
    assert curves.judge(case["curve"], [(x, y) for x, y in case["points"]]) == case["expected"]


@pytest.mark.parametrize("case", VECTORS["numbers"])
def test_numbers(case: dict[str, Any]) -> None:
    assert walk.parsed(case["text"]) == case["expected"]


def test_what_a_phone_found_is_what_the_server_would_have_found() -> None:
    for case in VECTORS["logs"]:
        found = case["expected"]
        if isinstance(found, dict):
            names = ("code", "count", "lines", "samples", "first", "last")
            told = {**found, "matches": [{name: match[name] for name in names} for match in found["matches"]]}
            assert logs.taken_over(told, VECTORS["patterns"]) == found


@pytest.mark.parametrize(
    "change",
    [
        {"code": "other"}, {"count": 0}, {"count": 5}, {"lines": [4, 2]}, {"lines": [2, 9]}, {"lines": [2, 2]},
        {"lines": [2]},
    ],
)  # fmt: skip
def test_what_no_pattern_finds_is_refused(change: dict[str, Any]) -> None:
    match = {"code": "flap", "count": 2, "lines": [2, 4], "samples": [], "first": "", "last": ""} | change
    told = {"size": 9, "sha256": "0" * 64, "lines": 4, "matches": [match]}
    assert answer(lambda: logs.taken_over(told, VECTORS["patterns"])) == "log_invalid"


def test_a_secret_in_a_sample_is_blotted_out_again() -> None:
    match = {"code": "power", "count": 1, "lines": [1], "samples": ["password: hunter2"], "first": "", "last": ""}
    told = {"size": 9, "sha256": "0" * 64, "lines": 4, "matches": [match]}
    assert "hunter2" not in str(logs.taken_over(told, VECTORS["patterns"]))
