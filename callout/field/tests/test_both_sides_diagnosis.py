"""What the phone finds in a log, a configuration or a curve without a network is what the server finds."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callout.diagnosis import comparing, curves, logs, walk
from callout.diagnosis.tests.test_vectors import VECTORS, answer
from callout.field.tests.test_both_sides import Ask, phone  # noqa: F401 - the fixture

MANY = settings(max_examples=200, deadline=None)
PATTERNS: list[dict[str, Any]] = VECTORS["patterns"]
RULES = {"logs": "log", "entries": "entries", "compare": "compare", "curves": "curve", "numbers": "number"}
CASES = [(RULES[kind], case) for kind, cases in VECTORS.items() if kind in RULES for case in cases]


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_the_phone_answers_the_shared_cases(phone: Ask, rule: str, case: dict[str, Any]) -> None:  # noqa: F811
    asked = {name: value for name, value in case.items() if name != "expected"}
    more = {"patterns": PATTERNS} if rule == "log" else {}
    assert phone(rule, **asked, **more) == case["expected"]


words = st.sampled_from([
    "link", "DOWN", "went", " ", "\t", "power", "PSU", "fail", "CRC", "crc error", "password", ":", "=", "hunter2",
    "温度", "过高", "😀", "ſ", "K", "\n", "\r\n", "\x0b", "\u2028", "\x85", "2026-11-27 08:11:42", "Nov 27 08:11:42",
    "é", "x" * 90,
])  # fmt: skip


@MANY
@given(text=st.lists(words, max_size=80).map("".join), chinese=st.booleans())
def test_both_find_the_same_in_a_log(phone: Ask, text: str, chinese: bool) -> None:  # noqa: F811
    data = text.encode("gb18030" if chinese else "utf-8")
    told = phone("log", data=base64.b64encode(data).decode(), patterns=PATTERNS)
    assert told == answer(lambda: logs.read(data, PATTERNS))


letters = st.sampled_from([*"ab Bz019_./-:=\t#!\n\r\x85,é名²😀", "key", "stp", "版本", "enable", "\u3000", "\u00a0"])
texts = st.lists(letters, max_size=60).map("".join)


@MANY
@given(text=texts)
def test_both_read_the_same_settings(phone: Ask, text: str) -> None:  # noqa: F811
    assert phone("entries", text=text) == [list(entry) for entry in comparing.parse(text).items()]


names = st.text("aB _-é名", min_size=1, max_size=4)
part = st.dictionaries(names, st.text("12vV -_.", max_size=5), max_size=5)
unit = st.fixed_dictionaries({"versions": part, "configuration": part})


@MANY
@given(healthy=unit, ours=unit)
def test_both_see_the_same_differences(phone: Ask, healthy: Any, ours: Any) -> None:  # noqa: F811
    assert phone("compare", healthy=healthy, ours=ours) == comparing.compare(healthy, ours)


value = st.one_of(st.integers(-50, 50), st.floats(-50, 50, allow_nan=False).map(lambda number: round(number, 3)))
limits = st.lists(st.tuples(value, st.none() | value, st.none() | value), min_size=1, max_size=6)


@MANY
@given(known=limits, points=st.lists(st.tuples(value, value), min_size=1, max_size=8))
def test_both_judge_a_curve_alike(phone: Ask, known: Any, points: Any) -> None:  # noqa: F811
    curve = {"points": [{"x": x, "min": low, "max": high} for x, low, high in sorted(known, key=lambda row: row[0])]}
    assert phone("curve", curve=curve, points=points) == curves.judge(curve, points)


@MANY
@given(text=st.text("0123456789.,，eE+- x_٣", max_size=8))
def test_both_take_the_same_numbers(phone: Ask, text: str) -> None:  # noqa: F811
    assert phone("number", text=text) == walk.parsed(text)
