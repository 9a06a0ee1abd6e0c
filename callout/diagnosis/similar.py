"""Past cases like this one, ranked by what really solved them.

A visit counts as lasting when it was signed as solved, the case was never reopened and nobody had to come again within
the repeat window (``Case.repeat_of``). Fixes are ranked by the lower end of their success rate's 95 % interval
(E. B. Wilson 1927), so that 9 of 10 goes before 1 of 1, times how alike the cases are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from callout.accounts.models import User
from callout.assets.models import Code
from callout.cases.models import Case
from callout.foundation.cache import cached_for
from callout.foundation.search import tokens
from callout.workorders.models import ServiceRecord

Json = dict[str, Any]
PERIOD = timedelta(days=730)
PHONE_SECONDS = 900
CANDIDATES = 600
PHONE_CANDIDATES = 200  # for each of a dozen orders
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
    first: ServiceRecord | None = None
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


@dataclass(frozen=True, slots=True)
class Like:
    """What makes cases alike, apart from their words."""

    category_id: int
    symptom: str = ""
    device_code: str = ""
    product_id: int | None = None

    @classmethod
    def of(cls, case: Case) -> Like | None:
        """Of a case; None without a category."""
        if case.category_id is None:
            return None
        symptom = case.symptom.code if case.symptom else ""
        return cls(case.category_id, symptom, case.device_code, case.asset.product_id if case.asset else None)


def fixes(user: User, case: Case) -> list[Fix]:
    """The best fixes with examples the person may open; two queries."""
    like = Like.of(case)
    if like is None:
        return []
    words = set(tokens(f"{case.title} {case.description}"))
    candidates = _with_cases(_candidates(like)).exclude(work_order__case_id=case.pk)
    best = _ranked(like, candidates[:CANDIDATES], words)
    seen = _visible(user, {record.work_order.case_id for fix in best for record in fix.examples})
    for fix in best:
        fix.examples = [record for record in fix.examples if record.work_order.case_id in seen]
    return best


def for_phones(user: User, likes: Mapping[str, Like]) -> dict[str, list[Json]]:
    """The best fixes by the key of each order. Figures are those of everybody; examples are the engineer's own cases.

    The words of a case do not count here, so that all phones share what was reckoned for alike cases.
    """
    best = _reckoned(set(likes.values()))
    seen = _examples(user, {key for rows in best.values() for row in rows for key in row["records"]})
    return {
        key: [
            {**{name: row[name] for name in ("object", "cause", "action", "tried", "lasted", "percent")},
             "examples": [seen[record] for record in row["records"] if record in seen]}
            for row in best[like]
        ]
        for key, like in likes.items()
    }  # fmt: skip


def _reckoned(likes: Set[Like]) -> dict[Like, list[Json]]:
    """The best fixes of each; what no phone asked for lately is reckoned with two queries for all of them."""
    kept = _kept()
    missing = [like for like in likes if like not in kept]
    if missing:
        kept |= {like: _plain(_ranked(like, records, set())) for like, records in _candidates_of_each(missing)}
    return {like: kept[like] for like in likes}


@cached_for(PHONE_SECONDS)
def _kept() -> dict[Like, list[Json]]:
    """What was reckoned for phones, for a while."""
    return {}


def _plain(fixes: Iterable[Fix]) -> list[Json]:
    """Fixes without anything of a customer: names, figures and ids of records."""
    return [
        {
            **{kind: _names(getattr(fix.first, kind)) for kind in ("object", "cause", "action")},
            "tried": fix.tried, "lasted": fix.lasted, "percent": fix.percent,
            "records": [record.pk for record in fix.examples],
        }
        for fix in fixes
    ]  # fmt: skip


def _names(code: Code | None) -> dict[str, str] | None:
    return {"code": code.code, "zh": code.name_zh, "en": code.name_en} if code else None


def _examples(user: User, records: Iterable[int]) -> dict[int, Json]:
    """Past visits the engineer may read of, by id."""
    rows = ServiceRecord.objects.filter(pk__in=list(records), work_order__case__in=Case.objects.visible_to(user))
    return {
        row.pk: {
            "case": row.work_order.case.number, "title": row.work_order.case.title, "result": row.result[:200],
            "at": row.finished_at.isoformat(),
        }
        for row in rows.select_related("work_order__case").defer("work_order__case__search")
    }  # fmt: skip


def _ranked(like: Like, candidates: Iterable[ServiceRecord], words: set[str]) -> list[Fix]:
    found: dict[tuple[str, str, str], Fix] = {}
    scores: dict[tuple[str, str, str], list[tuple[float, ServiceRecord]]] = defaultdict(list)
    for record in candidates:
        key = _key(record)
        fix = found.setdefault(
            key, Fix(str(record.object), str(record.cause or ""), str(record.action or ""), first=record)
        )
        fix.tried += 1
        fix.lasted += lasted(record)
        scores[key].append((alike(like, record, words), record))
    for key, fix in found.items():
        rows = sorted(scores[key], key=lambda row: -row[0])
        fix.alike = sum(score for score, _record in rows) / len(rows)
        fix.examples = [record for score, record in rows if lasted(record)][:EXAMPLES]
    return sorted((fix for fix in found.values() if fix.lasted), key=lambda fix: -fix.rank)[:FIXES]


def _key(record: ServiceRecord) -> tuple[str, str, str]:
    first, second, third = (code.code if code else "" for code in (record.object, record.cause, record.action))
    return first, second, third


def _candidates(like: Like) -> QuerySet[ServiceRecord]:
    """Records of the category with the same symptom, display code or model, newest first."""
    wanted = Q(work_order__case__device_code=like.device_code) if like.device_code else Q()
    if like.symptom:
        wanted |= Q(symptom__code=like.symptom)
    if like.product_id:
        wanted |= Q(work_order__asset__product_id=like.product_id)
    rows = ServiceRecord.objects.filter(wanted, work_order__category_id=like.category_id, object__isnull=False)
    return rows.filter(finished_at__gte=timezone.now() - PERIOD).order_by("-finished_at")


def _candidates_of_each(likes: Sequence[Like]) -> Iterator[tuple[Like, list[ServiceRecord]]]:
    """The latest candidates of several, each record read once."""
    keys = [
        _candidates(like).annotate(of=Value(n)).values_list("of", "pk")[:PHONE_CANDIDATES]
        for n, like in enumerate(likes)
    ]
    found = list(keys[0].union(*keys[1:], all=True))
    records = _with_cases(ServiceRecord.objects.all()).in_bulk({pk for _n, pk in found})
    for n, like in enumerate(likes):
        mine = (records[pk] for of, pk in found if of == n)
        yield like, sorted(mine, key=lambda record: record.finished_at, reverse=True)


def _with_cases(rows: QuerySet[ServiceRecord]) -> QuerySet[ServiceRecord]:
    """Records with all that ranking looks at."""
    again = Exists(Case.objects.filter(repeat_of=OuterRef("work_order__case")))
    related = ("work_order__case", "work_order__asset", "symptom", "object", "cause", "action")
    unread = ("work_order__case__search", "work_order__asset__search")
    return rows.annotate(again=again).select_related(*related).defer(*unread)


def lasted(record: ServiceRecord) -> bool:
    """True when the fault did not come back. ``record`` comes from the query above."""
    return record.solved and not record.work_order.case.reopen_count and not record.again  # type: ignore[attr-defined]


def alike(like: Like, record: ServiceRecord, words: set[str]) -> float:
    """0 to 1: the same symptom counts most, then display code, model, and words in common."""
    other, asset = record.work_order.case, record.work_order.asset
    score = 0.4 if like.symptom and record.symptom and like.symptom == record.symptom.code else 0.0
    score += 0.2 if like.device_code and like.device_code == other.device_code else 0.0
    score += 0.2 if like.product_id and asset and like.product_id == asset.product_id else 0.0
    theirs = set(tokens(f"{other.title} {other.description}")) if words else set()
    common = len(words & theirs) / len(words | theirs) if words and theirs else 0.0
    return 0.05 + score + 0.15 * common


def _visible(user: User, cases: set[int]) -> set[int]:
    """Figures count everybody's cases; the cases themselves are shown to who may see them."""
    return set(Case.objects.visible_to(user).filter(pk__in=cases).values_list("pk", flat=True)) if cases else set()
