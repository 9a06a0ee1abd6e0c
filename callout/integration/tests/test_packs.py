"""Packs become rows: once, and again only where the pack changed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from callout.agreements.models import CalendarDay, PriceItem, ServiceLevel, WarrantyTerm
from callout.assets.models import Category, Code, CodeSet, Product
from callout.foundation import packs as registry
from callout.foundation.packs import Label
from callout.integration import packs
from callout.parts.models import Part
from callout.workforce.models import SkillRule
from callout.workorders.models import ChecklistTemplate

pytestmark = pytest.mark.django_db


@pytest.fixture
def installed():
    packs.install_all(actor=None)


def counts():
    models = (
        CodeSet,
        Code,
        Category,
        Product,
        Part,
        PriceItem,
        ServiceLevel,
        ChecklistTemplate,
        SkillRule,
        CalendarDay,
    )
    return {model.__name__: model.objects.count() for model in models}


def test_every_category_gets_products_codes_prices_and_checklists(installed):
    for pack in registry.packs():
        for data in pack.categories:
            category = Category.objects.get(code=data.code, pack=pack.code)
            assert category.products.count() == len(data.products)
            assert Code.objects.filter(code_set__category=category).count() == len(data.codes)
            assert category.code_sets.get().published_at is not None
            assert category.checklists.filter(current=True).count() == len(data.checklists)
            assert category.prices.filter(kind="visit").exists() and category.prices.filter(kind="labour").exists()


def test_installing_twice_changes_nothing(installed):
    before = counts()
    packs.install_all(actor=None)
    assert counts() == before


def test_typing_initials_finds_a_symptom_and_it_leads_to_its_parts(installed):
    symptom = Code.objects.get(code_set__category__code="air_conditioner", code="S-103")
    assert symptom.pinyin == "bzl"
    assert symptom.narrows.filter(kind="object").count() == symptom.narrows.count() > 0


def test_a_changed_code_publishes_a_new_version_and_the_old_one_stays(installed, monkeypatch):
    pack = next(pack for pack in registry.packs() if pack.code == "appliance")
    first = pack.categories[0]
    renamed = replace(first.codes[0], label=Label("完全不开机", "Dead"))
    changed = replace(pack, categories=(replace(first, codes=(renamed, *first.codes[1:])), *pack.categories[1:]))
    monkeypatch.setitem(registry._registry, "appliance", changed)
    packs.install_all(actor=None)
    versions = CodeSet.objects.filter(category__code=first.code).order_by("version")
    assert [version.version for version in versions] == [1, 2]
    assert versions[0].codes.get(code=renamed.code).name_zh == first.codes[0].label.zh
    assert versions[1].codes.get(code=renamed.code).name_zh == "完全不开机"
    assert CodeSet.objects.exclude(category__code=first.code).exclude(version=1).count() == 0


def test_prices_and_warranty_set_by_people_stay(installed):
    PriceItem.objects.filter(code="air_conditioner_visit").update(amount=Decimal(66))
    WarrantyTerm.objects.filter(category__code="air_conditioner").update(months=120)
    packs.install_all(actor=None)
    assert PriceItem.objects.get(code="air_conditioner_visit").amount == Decimal(66)
    assert WarrantyTerm.objects.get(category__code="air_conditioner").months == 120


def test_a_checklist_edited_by_people_is_not_taken_back(installed):
    old = ChecklistTemplate.objects.get(code="air_conditioner-repair")
    ChecklistTemplate.objects.filter(pk=old.pk).update(current=False)
    own = ChecklistTemplate.objects.create(
        code=old.code,
        version=2,
        category=old.category,
        service_type="repair",
        items=old.items[:2],
        name_zh="自",
        name_en="Own",
    )
    packs.install_all(actor=None)
    assert list(ChecklistTemplate.objects.filter(code=old.code, current=True)) == [own]


def test_the_spring_festival_is_closed_and_a_saturday_in_lieu_is_open(installed):
    office = CalendarDay.objects.filter(calendar__code="office_hours")
    assert office.get(day=date(2026, 2, 17)).spans == []
    assert office.get(day=date(2026, 2, 28)).spans == [["08:30", "12:00"], ["13:30", "18:00"]]
