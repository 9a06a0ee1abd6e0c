"""What packs bring for diagnosis can be followed to an end and refers to what the category has."""

from __future__ import annotations

import re

import pytest

from callout.foundation.pack_diagnosis import DiagnosisData, Json, limits, patterns, tree
from callout.foundation.packs import CategoryData, Pack, packs

CASES = [
    (next(each for each in pack.categories if each.code == known.category), known)
    for pack in packs()
    for known in pack.diagnosis
]
every_knowledge = pytest.mark.parametrize(("category", "known"), CASES, ids=[known.category for _, known in CASES])


def following(step: Json) -> list[str]:
    return [choice["next"] for choice in step.get("choices", [])] + list(step.get("next", {}).values())


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.code)
def test_every_industry_has_a_few_trees(pack: Pack) -> None:
    assert sum(len(known.trees) for known in pack.diagnosis) >= 4
    assert any(known.curves for known in pack.diagnosis)
    assert any(known.references for known in pack.diagnosis)


@every_knowledge
def test_every_answer_leads_on_and_every_step_can_be_reached(category: CategoryData, known: DiagnosisData) -> None:
    for each in known.trees:
        reached, todo = set(), [each["start"]]
        while todo:
            code = todo.pop()
            if code not in reached:
                reached.add(code)
                todo += following(each["steps"][code])
        assert reached == set(each["steps"]), each["code"]


@every_knowledge
def test_no_tree_goes_in_circles(category: CategoryData, known: DiagnosisData) -> None:
    def depth(steps: Json, code: str, above: tuple[str, ...]) -> int:
        assert code not in above, (*above, code)
        return 1 + max((depth(steps, each, (*above, code)) for each in following(steps[code])), default=0)

    for each in known.trees:
        assert 3 <= depth(each["steps"], each["start"], ()) <= 15


@every_knowledge
def test_measurements_lead_on_from_every_value(category: CategoryData, known: DiagnosisData) -> None:
    for each in known.trees:
        for step in each["steps"].values():
            if step["kind"] == "measure":
                wanted = {"ok"} | ({"low"} if step["min"] else set()) | ({"high"} if step["max"] is not None else set())
                assert wanted <= step["next"].keys(), step["en"]
                assert step["unit"]


@every_knowledge
def test_outcomes_name_codes_and_parts_of_the_category(category: CategoryData, known: DiagnosisData) -> None:
    codes = {code.code: code for code in category.codes}
    parts = {part.number for part in category.parts}
    symptoms = {code.code for code in category.codes if code.kind == "symptom"}
    for each in known.trees:
        assert each["symptoms"] and set(each["symptoms"]) <= symptoms
        for step in each["steps"].values():
            if step["kind"] == "outcome":
                assert set(step["codes"]) == {"object", "cause", "action"}
                assert all(codes[code].kind == kind for kind, code in step["codes"].items())
                assert set(step["parts"]) <= parts


@every_knowledge
def test_texts_are_written_in_both_languages(category: CategoryData, known: DiagnosisData) -> None:
    def texts(thing: object) -> list[Json]:
        if isinstance(thing, dict):
            own = [thing] if "zh" in thing else []
            return own + [found for value in thing.values() for found in texts(value)]
        return [found for value in thing for found in texts(value)] if isinstance(thing, list) else []

    for text in texts(known.content()):
        assert bool(text["zh"]) == bool(text["en"]), text
        assert not re.search("[㐀-鿿]", text["en"]), text


@every_knowledge
def test_codes_and_patterns_lead_to_trees_of_the_category(category: CategoryData, known: DiagnosisData) -> None:
    trees = {each["code"] for each in known.trees} | {""}
    for each in (*known.faults, *known.patterns):
        assert each["tree"] in trees, each["code"]
    for each in known.patterns:
        assert re.compile(each["expression"], re.IGNORECASE) and each["tone"] in {"danger", "urgent", "info"}
    assert len({each["code"] for each in known.faults}) == len(known.faults)


@every_knowledge
def test_curves_have_limits_and_healthy_units_are_models(category: CategoryData, known: DiagnosisData) -> None:
    assert set(known.references) <= {product.model for product in category.products}
    for each in known.curves:
        places = [point["x"] for point in each["points"]]
        assert places == sorted(set(places)) and len(places) > 1
        assert all(point["min"] <= point["max"] for point in each["points"])


def test_one_line_of_a_table_becomes_one_step() -> None:
    found = tree(
        "t", "题 / Title", "S1", "? a | 问 / Ask | 是 / Yes > b | 提示 / Hint\n= b | 完 / End | O1 C1 A1 | P1 P2"
    )
    assert found["steps"]["a"] == {
        "zh": "问", "en": "Ask", "kind": "question", "hint": {"zh": "提示", "en": "Hint"},
        "choices": [{"code": "0", "zh": "是", "en": "Yes", "next": "b"}],
    }  # fmt: skip
    assert found["steps"]["b"]["parts"] == ["P1", "P2"]
    assert limits("2.. MΩ") == (2, None, "MΩ")
    assert patterns("a | info | x¦y | 义 / Sense | 做 / Do |")[0]["expression"] == "x|y"


# Letters, digits, blanks and signs without a meaning; ., groups, alternatives, counts; \\b, \\d and escaped signs.
SHARED = re.compile(r"(?:[A-Za-z0-9_ :/%,<>=-]|[\u4e00-\u9fff]|[.()|?*+]|\{\d+(?:,\d*)?\}|\\[bd.()/|?*+])*")


@every_knowledge
def test_expressions_mean_the_same_on_server_and_phone(category: CategoryData, known: DiagnosisData) -> None:
    for each in known.patterns:
        assert SHARED.fullmatch(each["expression"]), each["code"]
