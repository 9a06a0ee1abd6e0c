"""The packs' codes, parts and checklists in memory, for quick picks."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Any

from callout.assets.models import Code, Product
from callout.cases.models import ServiceType
from callout.parts.models import Part
from callout.workorders.checklists import asked
from callout.workorders.models import ChecklistTemplate

NOT_ANSWERED = ("meter", "photo")
FOLLOWED_UP = 0.08  # share of checks with a result that asks for more
_DEVICE_CODE = re.compile(r"^[A-Z]{1,2}\d+$")


@dataclass
class Catalogue:
    """Symptoms by category, what codes lead to, parts by product, checklists by category and service type."""

    types: dict[str, ServiceType] = field(default_factory=dict)
    symptoms: dict[int, list[Code]] = field(default_factory=lambda: defaultdict(list))
    leads: dict[int, list[Code]] = field(default_factory=lambda: defaultdict(list))
    actions: dict[int, list[Code]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[int, list[Part]] = field(default_factory=lambda: defaultdict(list))
    checklists: dict[tuple[int, str], ChecklistTemplate] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Catalogue:
        """Read it (five queries)."""
        found = cls(types={row.code: row for row in ServiceType.objects.all()})
        codes = {code.pk: code for code in Code.objects.select_related("code_set").order_by("code")}
        for code in codes.values():
            if code.kind in ("symptom", "action"):
                group = found.symptoms if code.kind == "symptom" else found.actions
                group[code.code_set.category_id].append(code)
        for link in Code.narrows.through.objects.order_by("id"):
            found.leads[link.from_code_id].append(codes[link.to_code_id])
        for product in Product.objects.prefetch_related("parts").order_by("id"):
            found.parts[product.pk] = sorted(product.parts.all(), key=lambda part: part.number)
        for row in ChecklistTemplate.objects.filter(current=True):
            found.checklists[row.category_id, row.service_type] = row
        return found

    def symptom(self, rng: Random, category_id: int) -> Code:
        """A symptom; the first of a category are the frequent ones."""
        codes = self.symptoms[category_id]
        return rng.choices(codes, [1 / (n + 1.5) for n in range(len(codes))])[0]

    def chain(self, rng: Random, symptom: Code) -> dict[str, Code]:
        """Symptom, object, cause and action that follow from one another."""
        chain, code = {"symptom": symptom}, symptom
        for kind in ("object", "cause", "action"):
            options = self.leads[code.pk]
            code = rng.choices(options, [1 / (n + 1) for n in range(len(options))])[0]
            chain[kind] = code
        return chain

    def answers(self, rng: Random, template: ChecklistTemplate | None) -> dict[str, Any]:
        """A filled-in checklist: values inside the limits, but for a few that ask for more. Meters are not read.

        Photos come from phones only.
        """
        given: dict[str, Any] = {}
        items = [item for item in template.items if item["kind"] not in NOT_ANSWERED] if template else []
        for item in items:
            if item in asked(items, given):
                result = _result_wanted(rng, item, items)
                given[item["code"]] = _out_of_limits(item, result) if result else _answer(rng, item)
        return given


def _result_wanted(rng: Random, item: dict[str, Any], items: list[dict[str, Any]]) -> str:
    """Now and then the result that another check waits for."""
    results = [other["when"]["is"][0] for other in items if other.get("when", {}).get("code") == item["code"]]
    wanted = [result for result in results if result in ("low", "high", "bad")]
    return wanted[0] if wanted and rng.random() < FOLLOWED_UP else ""


def _out_of_limits(item: dict[str, Any], result: str) -> Any:
    if result == "bad":
        return False
    low, high = item["min"], item["max"]
    near = float(low if result == "low" else high)
    span = float(high - low if low is not None and high is not None else near) or 1.0
    return round(near + abs(span) * (-0.2 if result == "low" else 0.2), 2)


def _answer(rng: Random, item: dict[str, Any]) -> Any:
    if item["kind"] == "number":
        low, high = item["min"], item["max"]
        if low is None or high is None:
            low, high = (low, low * 1.5) if high is None else (0.0, high)
        return round(rng.uniform(low + (high - low) * 0.2, high - (high - low) * 0.2), 2 if high - low < 5 else 1)
    if item["kind"] == "choice":
        return item["choices"][0]
    return f"V{rng.randint(3, 6)}.{rng.randint(0, 9)}" if item["kind"] == "text" else True


def device_code(rng: Random, symptom: Code) -> str:
    """What the panel shows for a symptom, sometimes."""
    shown = [word for word in symptom.words if _DEVICE_CODE.match(word)]
    return rng.choice(shown) if shown and rng.random() < 0.55 else ""


def spoken(rng: Random, symptom: Code) -> str:
    """How a customer names a symptom."""
    words = [word for word in symptom.words if not word.isascii()]
    return rng.choice([symptom.name_zh, *words])
