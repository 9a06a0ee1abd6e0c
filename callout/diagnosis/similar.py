"""Past cases like this one, ranked by what really solved them.

A visit counts as lasting when it was signed as solved, the case was never reopened and nobody had to come again within
the repeat window (``Case.repeat_of``). Fixes are ranked by the lower end of their success rate's 95 % interval
(E. B. Wilson 1927), so that 9 of 10 goes before 1 of 1, times how alike the cases are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from callout.accounts.models import User
from callout.cases.models import Case
from callout.foundation.search import tokens
from callout.workorders.models import ServiceRecord

PERIOD = timedelta(days=730)
CANDIDATES = 600
FIXES, EXAMPLES = 5, 3
_Z = 1.96


@dataclass(slots=True)
class Fix:
    """An object, cause and action that was recorded on cases like this one."""

    object: str
    cause: str
    action: str
    tried: int = 0
    lasted: int = 0
    alike: float = 0.0
    examples: list[ServiceRecord] = field(default_factory=list)

    @property
    def rank(self) -> float:
        """Higher is better."""
        return wilson(self.lasted, self.tried) * self.alike

    @property
    def percent(self) -> int:
        """How many in a hundred lasted."""
        return round(100 * self.lasted / self.tried)


def wilson(good: int, tried: int) -> float:
    """Lower bound of the 95 % score interval of ``good`` in ``tried``; 0 when nothing was tried."""
    if not tried:
        return 0.0
    share = good / tried
    spread = _Z * math.sqrt((share * (1 - share) + _Z * _Z / (4 * tried)) / tried)
    return (share + _Z * _Z / (2 * tried) - spread) / (1 + _Z * _Z / tried)


def fixes(user: User, case: Case) -> list[Fix]:
    """The best fixes with examples the person may open; two queries."""
    category_id = case.category_id
    if category_id is None:
        return []
    words = set(tokens(f"{case.title} {case.description}"))
    found: dict[tuple[str, str, str], Fix] = {}
    scores: dict[tuple[str, str, str], list[tuple[float, ServiceRecord]]] = defaultdict(list)
    for record in _candidates(case, category_id)[:CANDIDATES]:
        likeness = alike(case, record, words)
        key = tuple(code.code if code else "" for code in (record.object, record.cause, record.action))
        fix = found.setdefault(key, Fix(str(record.object), str(record.cause or ""), str(record.action or "")))  # type: ignore[arg-type]
        fix.tried += 1
        fix.lasted += lasted(record)
        scores[key].append((likeness, record))  # type: ignore[index]
    for key, fix in found.items():
        rows = sorted(scores[key], key=lambda row: -row[0])
        fix.alike = sum(score for score, _record in rows) / len(rows)
        fix.examples = [record for score, record in rows if lasted(record)][:EXAMPLES]
    best = sorted((fix for fix in found.values() if fix.lasted), key=lambda fix: -fix.rank)[:FIXES]
    _keep_visible(user, best)
    return best


def _candidates(case: Case, category_id: int) -> QuerySet[ServiceRecord]:
    """Records of the category with the same symptom, display code or model, newest first."""
    like = Q(work_order__case__device_code=case.device_code) if case.device_code else Q()
    if case.symptom:
        like |= Q(symptom__code=case.symptom.code)
    if case.asset:
        like |= Q(work_order__asset__product_id=case.asset.product_id)
    again = Exists(Case.objects.filter(repeat_of=OuterRef("work_order__case")))
    rows = ServiceRecord.objects.filter(like, work_order__category_id=category_id, object__isnull=False)
    rows = rows.filter(finished_at__gte=timezone.now() - PERIOD).exclude(work_order__case_id=case.pk)
    related = ("work_order__case", "work_order__asset", "symptom", "object", "cause", "action")
    unread = ("work_order__case__search", "work_order__asset__search")
    return rows.annotate(again=again).select_related(*related).defer(*unread).order_by("-finished_at")


def lasted(record: ServiceRecord) -> bool:
    """True when the fault did not come back. ``record`` comes from the query above."""
    return record.solved and not record.work_order.case.reopen_count and not record.again  # type: ignore[attr-defined]


def alike(case: Case, record: ServiceRecord, words: set[str]) -> float:
    """0 to 1: the same symptom counts most, then display code, model, and words in common."""
    other = record.work_order.case
    score = 0.4 if case.symptom and record.symptom and case.symptom.code == record.symptom.code else 0.0
    score += 0.2 if case.device_code and case.device_code == other.device_code else 0.0
    same_model = case.asset and record.work_order.asset and case.asset.product_id == record.work_order.asset.product_id
    score += 0.2 if same_model else 0.0
    theirs = set(tokens(f"{other.title} {other.description}"))
    common = len(words & theirs) / len(words | theirs) if words and theirs else 0.0
    return 0.05 + score + 0.15 * common


def _keep_visible(user: User, best: Iterable[Fix]) -> None:
    """Figures count everybody's cases; the cases themselves are shown to who may see them."""
    ids = {record.work_order.case_id for fix in best for record in fix.examples}
    visible = set(Case.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    for fix in best:
        fix.examples = [record for record in fix.examples if record.work_order.case_id in visible]
