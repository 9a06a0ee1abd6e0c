"""Every registered pack keeps the rules that the core relies on."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from callout.foundation.packs import CategoryData, CheckData, Label, Pack, packs

NEXT = {"symptom": "object", "object": "cause", "cause": "action"}
ICONS = set((Path(__file__).parents[2] / "frontend" / "icons.txt").read_text("utf-8").split())

every_pack = pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.code)
every_category = pytest.mark.parametrize(
    ("pack", "category"),
    [(pack, category) for pack in packs() for category in pack.categories],
    ids=lambda value: value.code,
)


def labels_of(pack: Pack) -> list[Label]:
    items: list[Any] = [*pack.service_types, *pack.skills, *pack.calendars, *pack.levels, *pack.categories]
    for category in pack.categories:
        items += [*category.products, *category.codes, *category.parts, *category.extras]
        items += [check for checks in category.checklists.values() for check in checks]
    return [pack.label, *(item.label for item in items)]


def test_both_industries_are_registered():
    assert {"appliance", "telecom_equipment"} <= {pack.code for pack in packs()}


@every_pack
def test_every_label_is_written_in_both_languages(pack):
    for label in labels_of(pack):
        assert label.zh.strip() and label.en.strip(), label
        assert not any("㐀" <= char <= "鿿" for char in label.en), label
        assert len(label.zh) <= 120 and len(label.en) <= 120


@every_pack
def test_names_are_unique_in_the_pack(pack):
    models = Counter(product.model for category in pack.categories for product in category.products)
    numbers = Counter(part.number for category in pack.categories for part in category.parts)
    groups = [models, numbers]
    groups += [
        Counter(item.code for item in group) for group in (pack.skills, pack.levels, pack.categories, pack.calendars)
    ]
    for names in groups:
        assert [name for name, count in names.items() if count > 1] == []


@every_pack
def test_service_levels_promise_something_at_every_severity(pack):
    calendars = {calendar.code for calendar in pack.calendars}
    assert sum(level.default for level in pack.levels) == 1
    for level in pack.levels:
        assert level.calendar in calendars
        assert sorted(target.severity for target in level.targets) == [1, 2, 3, 4]
        for target in level.targets:
            assert 0 < target.respond < target.arrive < target.resolve and target.feedback > 0
        for milder, graver in zip(level.targets[1:], level.targets, strict=False):
            assert graver.respond <= milder.respond


@every_pack
def test_nights_promise_no_less_time_than_days(pack):
    for target in (target for level in pack.levels for target in level.targets):
        assert (target.night_respond or target.respond) >= target.respond
        assert (target.night_arrive or target.arrive) >= target.arrive


@every_pack
def test_a_working_day_in_lieu_has_hours_and_no_day_is_named_twice(pack):
    for calendar in pack.calendars:
        assert len(calendar.week) == 7
        days = [day.day for day in calendar.days]
        assert len(days) == len(set(days))
        for day in calendar.days:
            assert bool(day.spans) == ("上班" in day.note)
            assert all(begin < end for begin, end in day.spans)


@every_category
def test_each_category_has_codes_of_all_four_kinds(pack, category: CategoryData):
    kinds = Counter(code.kind for code in category.codes)
    assert set(kinds) == {"symptom", "object", "cause", "action"}
    assert kinds["symptom"] >= 10 and min(kinds.values()) >= 4
    assert len({code.code for code in category.codes}) == len(category.codes)


@every_category
def test_codes_lead_to_codes_of_the_next_kind(pack, category: CategoryData):
    kinds = {code.code: code.kind for code in category.codes}
    for code in category.codes:
        assert len(code.code) <= 20
        for target in code.narrows:
            assert kinds.get(target) == NEXT[code.kind], f"{code.code} → {target}"
        if code.kind in NEXT:
            assert code.narrows, f"{code.code} leads nowhere"


@every_category
def test_customers_words_recognise_every_symptom(pack, category: CategoryData):
    for code in category.codes:
        assert code.kind != "symptom" or code.words, code.code


@every_category
def test_checklists_ask_for_values_that_can_be_met(pack, category: CategoryData):
    service_types = {item.code for item in pack.service_types}
    assert "repair" in category.checklists
    for service_type, checks in category.checklists.items():
        assert service_type in service_types
        assert len({check.code for check in checks}) == len(checks)
        for check in checks:
            if check.kind == "number":
                low, high = check.minimum, check.maximum
                assert low is not None or high is not None
                assert low is None or high is None or low <= high
            assert check.kind in {"bool", "number", "meter", "choice", "text", "photo"}
            assert check.photos or check.kind != "photo"
            assert check.kind != "meter" or (check.maximum and check.unit)
            assert (check.kind == "choice") == bool(check.choices)


VERDICTS = {
    "bool": {"ok", "bad", "na"},
    "number": {"ok", "low", "high"},
    "text": {"ok"},
    "meter": {"ok"},
    "photo": set(),
}


@every_category
def test_follow_up_checks_come_after_a_result_the_earlier_check_can_have(pack, category: CategoryData):
    for checks in category.checklists.values():
        before: dict[str, CheckData] = {}
        for check in checks:
            if check.after:
                source, results = before[check.after[0]], check.after[1]
                assert results and set(results) <= VERDICTS.get(source.kind, set(source.choices))
                limits = {"low": source.minimum, "high": source.maximum}
                assert all(limits.get(result, 0) is not None for result in results), check.code
            before[check.code] = check


@every_pack
def test_every_pack_has_follow_up_checks(pack):
    checks = [check for c in pack.categories for rows in c.checklists.values() for check in rows]
    assert sum(bool(check.after) for check in checks) >= 5


@every_pack
def test_every_pack_has_a_check_with_a_photo_and_parts_kept_by_batch_and_by_serial_number(pack):
    checks = [check for c in pack.categories for rows in c.checklists.values() for check in rows]
    assert any(check.photos and check.required for check in checks)
    assert {part.tracking for c in pack.categories for part in c.parts} == {"none", "batch", "serial"}


@every_category
def test_parts_fit_products_of_the_category(pack, category: CategoryData):
    models = {product.model for product in category.products}
    assert models and len(category.parts) >= 6
    for part in category.parts:
        assert part.products and set(part.products) <= models, part.number
        assert part.price > 0


@every_category
def test_skills_prices_warranty_and_icon_are_settled(pack, category: CategoryData):
    skills = {skill.code for skill in pack.skills}
    service_types = {item.code for item in pack.service_types} | {""}
    assert any(rule.service_type == "" for rule in category.skills)
    for rule in category.skills:
        assert rule.skill in skills and rule.service_type in service_types and 1 <= rule.min_level <= 5
    assert category.visit_price > 0 and category.labour_price > 0
    assert category.warranty_months >= 12
    assert category.icon in ICONS


@every_pack
def test_service_types_have_icons_and_times(pack):
    for item in pack.service_types:
        assert item.icon in ICONS and item.minutes > 0


def test_packs_agree_on_what_they_share():
    shared: dict[tuple[str, str], object] = {}
    for pack in packs():
        for group in (pack.service_types, pack.skills, pack.calendars):
            for item in group:
                assert shared.setdefault((type(item).__name__, item.code), item) == item


def test_categories_products_parts_and_levels_belong_to_one_pack():
    names = Counter(
        (type(item).__name__, getattr(item, "code", "") or getattr(item, "model", "") or getattr(item, "number", ""))
        for pack in packs()
        for items in (pack.categories, pack.levels, *((c.products + c.parts + c.extras) for c in pack.categories))
        for item in items
    )
    assert [name for name, count in names.items() if count > 1] == []
