"""Writes the registered packs into the tables.

Safe to repeat: what a pack brings is installed once. Codes, checklists and service levels are versioned; a version that
equals the pack's is never written again, so what people publish afterwards stays until the pack itself changes. Prices,
warranty months and opening hours are only filled in where they are missing. Labels follow the pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils import timezone

from callout.accounts.models import User
from callout.agreements.models import Calendar, CalendarDay, PriceItem, ServiceLevel, ServiceTarget, WarrantyTerm
from callout.assets.models import Category, Code, CodeSet, Product
from callout.cases.models import ServiceType
from callout.diagnosis.services import publish_knowledge
from callout.foundation import cache, packs, pinyin
from callout.foundation.actions import business_action
from callout.foundation.packs import CalendarData, CategoryData, CheckData, CodeData, Label, LevelData, Pack, TargetData
from callout.parts.models import Part, ProductPart
from callout.workforce.models import Skill, SkillRule
from callout.workorders.models import ChecklistTemplate

CodeKey = tuple[str, str, str, str, tuple[str, ...], tuple[str, ...]]


@business_action
def install_all(*, actor: User | None) -> list[str]:
    """Install every registered pack; returns the codes of the packs."""
    for pack in packs.packs():
        _install(pack)
    cache.clear()
    return [pack.code for pack in packs.packs()]


def _install(pack: Pack) -> None:
    _install_service_types(pack)
    skills = {
        skill.code: _named(Skill, skill.code, skill.label, certificate_needed=skill.certificate_needed)
        for skill in pack.skills
    }
    for calendar in pack.calendars:
        _install_calendar(calendar)
    for level in pack.levels:
        _install_level(pack.code, level)
    for data in pack.categories:
        category = _named(Category, data.code, data.label, pack=pack.code, icon=data.icon)
        _install_catalogue(category, data)
        _install_codes(category, data.codes)
        _install_terms(category, data)
        for rule in data.skills:
            SkillRule.objects.update_or_create(
                category=category,
                service_type=rule.service_type,
                skill=skills[rule.skill],
                defaults={"min_level": rule.min_level},
            )
        for service_type, checks in data.checklists.items():
            _install_checklist(category, service_type, checks)
    for known in pack.diagnosis:
        publish_knowledge(actor=None, category=Category.objects.get(code=known.category), content=known.content())


def _names(label: Label) -> dict[str, str]:
    return {"name_zh": label.zh, "name_en": label.en}


def _named(model: type[models.Model], code: str, label: Label, **columns: Any) -> Any:
    return model._default_manager.update_or_create(code=code, defaults=_names(label) | columns)[0]


def _install_service_types(pack: Pack) -> None:
    for data in pack.service_types:
        columns = {
            "icon": data.icon,
            "needs_visit": data.needs_visit,
            "duration_minutes": data.minutes,
            "order": data.order,
        }
        ServiceType.objects.get_or_create(code=data.code, defaults=_names(data.label) | columns)


def _install_calendar(data: CalendarData) -> None:
    week = {str(day): [list(span) for span in spans] for day, spans in enumerate(data.week)}
    calendar, _ = Calendar.objects.get_or_create(
        code=data.code, defaults=_names(data.label) | {"week": week, "always": data.always}
    )
    CalendarDay.objects.bulk_create(
        (
            CalendarDay(calendar=calendar, day=day.day, spans=[list(span) for span in day.spans], note=day.note)
            for day in data.days
        ),
        ignore_conflicts=True,
    )


def _install_level(pack: str, data: LevelData) -> None:
    known = ServiceLevel.objects.filter(code=data.code).prefetch_related("targets")
    wanted = [row for target in data.targets for row in _target_rows(target, data)]
    if any({_plain(row) for row in level.targets.all()} == {_plain(row) for row in wanted} for level in known):
        return
    version = max((level.version for level in known), default=0) + 1
    known.update(current=False)
    level = ServiceLevel.objects.create(
        code=data.code,
        version=version,
        pack=pack,
        calendar=Calendar.objects.get(code=data.calendar),
        default=data.default,
        **_names(data.label),
    )
    for row in wanted:
        row.level = level
    ServiceTarget.objects.bulk_create(wanted)


def _target_rows(target: TargetData, level: LevelData) -> Iterable[ServiceTarget]:
    night = {"respond": target.night_respond, "arrive": target.night_arrive}
    for milestone in ("respond", "arrive", "resolve", "feedback"):
        at_night = night.get(milestone)
        yield ServiceTarget(
            severity=target.severity,
            milestone=milestone,
            minutes=getattr(target, milestone),
            around_the_clock=target.around_the_clock,
            night_minutes=at_night,
            night_from=level.night[0] if at_night else None,
            night_until=level.night[1] if at_night else None,
        )


def _plain(row: ServiceTarget) -> tuple[object, ...]:
    night = (row.night_minutes, row.night_from, row.night_until)
    return (row.severity, row.milestone, row.minutes, row.around_the_clock, *night)


def _install_catalogue(category: Category, data: CategoryData) -> None:
    names = ["name_zh", "name_en"]
    products = Product.objects.bulk_create(
        (Product(model=p.model, category=category, brand=p.brand, **_names(p.label)) for p in data.products),
        update_conflicts=True,
        unique_fields=["model"],
        update_fields=[*names, "category", "brand"],
    )
    parts = Part.objects.bulk_create(
        (
            Part(number=p.number, barcode=p.number, price=p.price, tracking=p.tracking, **_names(p.label))
            for p in data.parts
        ),
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=[*names, "tracking"],
    )
    by_model = {product.model: product for product in products}
    ProductPart.objects.bulk_create(
        (
            ProductPart(product=by_model[model], part=row)
            for row, part in zip(parts, data.parts, strict=True)
            for model in part.products
        ),
        ignore_conflicts=True,
    )


def _install_terms(category: Category, data: CategoryData) -> None:
    WarrantyTerm.objects.get_or_create(category=category, defaults={"months": data.warranty_months})
    zh, en = data.label.zh, data.label.en
    prices = [
        (f"{data.code}_visit", "visit", Label(f"{zh}上门费", f"{en}: visit"), data.visit_price),
        (f"{data.code}_labour", "labour", Label(f"{zh}工时费", f"{en}: labour (hour)"), data.labour_price),
        *((extra.code, "extra", extra.label, extra.price) for extra in data.extras),
    ]
    PriceItem.objects.bulk_create(
        (
            PriceItem(code=code, kind=kind, category=category, amount=amount, **_names(label))
            for code, kind, label, amount in prices
        ),
        ignore_conflicts=True,
    )


def _install_codes(category: Category, data: tuple[CodeData, ...]) -> None:
    """Publish the pack's codes as a new version unless some version equals them already."""
    wanted = {(c.kind, c.code, c.label.zh, c.label.en, c.words, tuple(sorted(c.narrows))) for c in data}
    versions = published_codes(category)
    if wanted in versions.values():
        return
    code_set = CodeSet.objects.create(
        category=category, version=max(versions, default=0) + 1, published_at=timezone.now()
    )
    rows = Code.objects.bulk_create(
        Code(
            code_set=code_set,
            kind=c.kind,
            code=c.code,
            pinyin=pinyin.initials(c.label.zh)[:60],
            words=list(c.words),
            **_names(c.label),
        )
        for c in data
    )
    ids = {row.code: row.pk for row in rows}
    through = Code.narrows.through
    through.objects.bulk_create(
        through(from_code_id=ids[c.code], to_code_id=ids[target]) for c in data for target in c.narrows
    )


def published_codes(category: Category) -> Mapping[int, set[CodeKey]]:
    """Contents of each version of a category's codes, comparable with one another."""
    found: dict[int, set[CodeKey]] = {number: set() for number in category.code_sets.values_list("version", flat=True)}
    for code in Code.objects.filter(code_set__category=category).select_related("code_set").prefetch_related("narrows"):
        narrows = tuple(sorted(target.code for target in code.narrows.all()))
        key = (code.kind, code.code, code.name_zh, code.name_en, tuple(code.words), narrows)
        found[code.code_set.version].add(key)
    return found


def _install_checklist(category: Category, service_type: str, checks: tuple[CheckData, ...]) -> None:
    code = f"{category.code}-{service_type}"
    items = [_check_item(check) for check in checks]
    known = list(ChecklistTemplate.objects.filter(code=code))
    if any(row.items == items for row in known):
        return
    ChecklistTemplate.objects.filter(code=code).update(current=False)
    label = ServiceType.objects.get(code=service_type)
    ChecklistTemplate.objects.create(
        code=code,
        version=max((row.version for row in known), default=0) + 1,
        category=category,
        service_type=service_type,
        items=items,
        name_zh=f"{category.name_zh}{label.name_zh}检查表",
        name_en=f"{category.name_en}: {label.name_en.lower()} checklist",
    )


def _check_item(check: CheckData) -> dict[str, Any]:
    item: dict[str, Any] = {
        "code": check.code,
        "kind": check.kind,
        "zh": check.label.zh,
        "en": check.label.en,
        "required": check.required,
    }
    if check.kind == "number":
        item |= {"unit": check.unit, "min": check.minimum, "max": check.maximum}
    if check.kind == "meter":
        item |= {"unit": check.unit, "most_a_day": check.maximum}
    if check.kind == "choice":
        item["choices"] = list(check.choices)
    if check.photos:
        item["photos"] = check.photos
    if check.after:
        item["when"] = {"code": check.after[0], "is": list(check.after[1])}
    return item
