"""A decision in words: what the chosen one cost, how the next ones differ, who was out and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from callout.dispatching.labels import detail_label, rule_label, term_label, unserved_label
from callout.dispatching.models import Decision
from callout.foundation.ui import formats

NEXT = 3
NAMED = 3


@dataclass(frozen=True, slots=True)
class Term:
    """One cost term in minutes; ``share`` is its part of the largest one, 0–100."""

    label: str
    minutes: float
    share: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """The next best: what it would cost more and mainly why."""

    rank: int
    name: str
    outlet: str
    more: float
    reason: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Excluded:
    """Engineers out by the same first failed rule."""

    rule: str
    label: str
    count: int
    named: tuple[tuple[str, str], ...]

    @property
    def rest(self) -> int:
        """How many are not named."""
        return self.count - len(self.named)


@dataclass(frozen=True, slots=True)
class Why:
    """Everything the why panel shows."""

    decision: Decision
    name: str = ""
    outlet: str = ""
    starts_at: datetime | None = None
    travel_km: float = 0
    terms: tuple[Term, ...] = ()
    total: float = 0
    alternatives: tuple[Alternative, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    outlets: tuple[tuple[str, float, str], ...] = ()
    unserved: str = ""


def last_decision(order_id: int) -> Decision | None:
    """The newest decision of an order, with who made it; None when its booking was refused or taken back since."""
    found = Decision.objects.filter(work_order_id=order_id).select_related("actor", "engineer__user", "booking").first()
    over = found is not None and found.booking is not None and found.booking.state in ("declined", "cancelled")
    return None if over else found


def explain(decision: Decision) -> Why:
    """The decision as the panel shows it, in the reader's language."""
    chosen = next((c for c in decision.candidates if c["engineer"] == decision.engineer_id), None)
    common = {
        "decision": decision,
        "excluded": grouped(decision.excluded),
        "outlets": tuple((o["name"], o["km"], rule_label(o["rule"]) if o["rule"] else "") for o in decision.outlets),
    }
    if chosen is None:
        return Why(**common, unserved=unserved_label(decision.reason) if decision.outcome == "unserved" else "")  # type: ignore[arg-type]
    others = [c for c in decision.candidates if c["engineer"] != decision.engineer_id][:NEXT]
    return Why(
        **common,  # type: ignore[arg-type]
        name=chosen["name"],
        outlet=chosen["outlet"],
        starts_at=datetime.fromisoformat(chosen["starts_at"]),
        travel_km=chosen["travel_km"],
        terms=terms(chosen["terms"]),
        total=round(sum(chosen["terms"].values()), 1),
        alternatives=tuple(alternative(chosen, c, rank) for rank, c in enumerate(others, start=2)),
    )


def terms(values: Mapping[str, float]) -> tuple[Term, ...]:
    """Cost terms with their share of the largest."""
    most = max((abs(v) for v in values.values()), default=0) or 1
    return tuple(Term(term_label(name), value, round(abs(value) / most * 100)) for name, value in values.items())


def alternative(chosen: Mapping[str, Any], other: Mapping[str, Any], rank: int) -> Alternative:
    """The difference between two candidates."""
    more = round(sum(other["terms"].values()) - sum(chosen["terms"].values()), 1)
    starts_at = datetime.fromisoformat(other["starts_at"])
    return Alternative(rank, other["name"], other["outlet"], more, main_difference(chosen, other), starts_at)


def main_difference(chosen: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """The term that speaks most against the other candidate, in words."""
    names = chosen["terms"].keys() | other["terms"].keys()
    against = {name: other["terms"].get(name, 0) - chosen["terms"].get(name, 0) for name in names}
    name = max(sorted(against), key=lambda n: against[n], default="")
    if not name or against[name] <= 0:
        return _("the same cost")
    return _phrase(name, chosen, other)


def _phrase(name: str, chosen: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    later = datetime.fromisoformat(other["starts_at"]) - datetime.fromisoformat(chosen["starts_at"])
    if name == "travel":
        km = other["travel_km"] - chosen["travel_km"]
        return _("%(km).1f km more to drive") % {"km": km}
    if name == "wait":
        return _("starts %(time)s later") % {"time": formats.clock(later)}
    if name == "late":
        return _("misses the promise, %(time)s later") % {"time": formats.clock(later)}
    if name == "load":
        number = round((other["terms"].get("load", 0) - chosen["terms"].get("load", 0)) / 6)
        return ngettext("%(n)d order more that day", "%(n)d orders more that day", number) % {"n": number}
    return {
        "full": _("the day is full"),
        "overqualified": _("is needed for harder work"),
        "knows_asset": _("does not know this device"),
        "preferred": _("is not the preferred engineer"),
        "partner": _("is from a partner outlet"),
    }.get(name, term_label(name))


def grouped(excluded: Iterable[Mapping[str, Any]]) -> tuple[Excluded, ...]:
    """Excluded engineers by their first failed rule, the most frequent first."""
    by_rule: dict[str, list[tuple[str, str]]] = {}
    for row in excluded:
        by_rule.setdefault(row["rule"], []).append((row["name"], detail_label(row["rule"], row["detail"])))
    groups = [Excluded(rule, rule_label(rule), len(people), tuple(people[:NAMED])) for rule, people in by_rule.items()]
    return tuple(sorted(groups, key=lambda group: -group.count))
