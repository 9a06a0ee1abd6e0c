"""A decision in words: what the chosen one cost, how the next ones differ, who was out and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from callout.dispatching.labels import detail_label, fit_label, rule_label, term_label, unserved_label
from callout.dispatching.models import Decision
from callout.foundation.i18n import read_both
from callout.foundation.standing import Place, Standing
from callout.foundation.ui import formats

NEXT = 3
NAMED = 3
WORTH_SAYING = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """One cost term in minutes; ``share`` is its part of the largest one, 0–100."""

    code: str
    label: str
    minutes: float
    share: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """The next best: what it would cost more and mainly why."""

    rank: int
    engineer_id: int
    name: str
    outlet: str
    more: float
    reason: str
    starts_at: datetime
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Excluded:
    """Engineers out by the same first failed rule."""

    rule: str
    label: str
    count: int
    people: tuple[tuple[str, str], ...]

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Those named at once."""
        return self.people[:NAMED]

    @property
    def rest(self) -> tuple[tuple[str, str], ...]:
        """Those named when asked for."""
        return self.people[NAMED:]


@dataclass(frozen=True, slots=True)
class Fit:
    """One change that would make the order fit, and who would go when."""

    change: str
    detail: str
    name: str
    outlet: str
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class Why:
    """Everything the why panel shows."""

    decision: Decision
    name: str = ""
    outlet: str = ""
    starts_at: datetime | None = None
    travel_km: float = 0
    helpers: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    total: float = 0
    alternatives: tuple[Alternative, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    outlets: tuple[tuple[str, float, str], ...] = ()
    unserved: str = ""
    others: tuple[Mapping[str, Any], ...] = ()
    gave_way: tuple[Mapping[str, Any], ...] = ()
    fits: tuple[Fit, ...] = ()

    @property
    def advised(self) -> bool:
        """True when others made the visit: the decision only says who would have."""
        return self.decision.outcome == Decision.Outcome.ADVISED

    @property
    def best(self) -> bool:
        """True when nobody was cheaper; a plan of the whole day or an emergency may choose another."""
        return self.decision.considered > 0 and all(other.more >= 0 for other in self.alternatives)

    @property
    def grabbed(self) -> bool:
        """True when he took the order from the pool himself."""
        return self.decision.reason == "grabbed"


_LATEST = Standing(
    lambda: Decision.objects.filter(work_order_id=Place(0)).select_related("actor", "engineer__user", "booking")[:1]
)


def last_decision(order_id: int) -> Decision | None:
    """The newest decision of an order, with who made it; None when its booking was refused or taken back since."""
    found = next(iter(_LATEST(order_id)), None)
    over = found is not None and found.booking is not None and found.booking.state in ("declined", "cancelled")
    return None if over else found


def explain(decision: Decision) -> Why:
    """The decision as the panel shows it, in the reader's language."""
    chosen = next((c for c in decision.candidates if c["engineer"] == decision.engineer_id), None)
    common = {
        "decision": decision,
        "excluded": grouped(decision.excluded),
        "others": tuple(decision.others),
        "gave_way": tuple(
            {**line, "starts_at": datetime.fromisoformat(line["starts_at"])} for line in decision.gave_way
        ),
        "fits": tuple(way_to_fit(each) for each in decision.fits),
        "outlets": tuple(
            (read_both(o["name"]), o["km"], rule_label(o["rule"]) if o["rule"] else "") for o in decision.outlets
        ),
    }
    if chosen is None:
        return Why(**common, unserved=unserved_label(decision.reason) if decision.outcome == "unserved" else "")  # type: ignore[arg-type]
    others = [c for c in decision.candidates if c["engineer"] != decision.engineer_id][:NEXT]
    return Why(
        **common,  # type: ignore[arg-type]
        name=chosen["name"],
        outlet=read_both(chosen["outlet"]),
        starts_at=datetime.fromisoformat(chosen["starts_at"]),
        travel_km=chosen["travel_km"],
        helpers=tuple(each["name"] for each in chosen.get("helpers", ())),
        terms=terms(chosen["terms"]),
        total=round(sum(chosen["terms"].values()), 1),
        alternatives=tuple(alternative(chosen, c, rank) for rank, c in enumerate(others, start=2)),
    )


def way_to_fit(each: Mapping[str, Any]) -> Fit:
    """One of ``fits.what_would_fit`` in the reader's language."""
    at = each.get("starts_at")
    detail = rule_label(each["detail"]) if each["change"] == "neighbour" else detail_label("", each.get("detail", ""))
    return Fit(
        fit_label(each["change"]), "" if each["change"] == "overtime" else detail, each.get("name", ""),
        read_both(each.get("outlet", "")), datetime.fromisoformat(at) if at else None,
    )  # fmt: skip


def terms(values: Mapping[str, float]) -> tuple[Term, ...]:
    """Cost terms with their share of the largest."""
    most = max((abs(v) for v in values.values()), default=0) or 1
    return tuple(Term(name, term_label(name), value, round(abs(value) / most * 100)) for name, value in values.items())


def alternative(chosen: Mapping[str, Any], other: Mapping[str, Any], rank: int) -> Alternative:
    """The difference between two candidates."""
    more = round(sum(other["terms"].values()) - sum(chosen["terms"].values()), 1)
    starts_at = datetime.fromisoformat(other["starts_at"])
    return Alternative(
        rank, other["engineer"], other["name"], read_both(other["outlet"]), more, differences(chosen, other), starts_at,
        terms(other["terms"]),
    )  # fmt: skip


def differences(chosen: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """What speaks against the other candidate, the dearest first, and what for him, in words."""
    names = sorted(chosen["terms"].keys() | other["terms"].keys())
    gaps = {name: other["terms"].get(name, 0) - chosen["terms"].get(name, 0) for name in names}
    against = sorted((n for n in names if gaps[n] >= WORTH_SAYING), key=lambda n: -gaps[n])
    better = sorted((n for n in names if gaps[n] <= -WORTH_SAYING), key=lambda n: gaps[n])
    if not against and not better:
        return _("the same cost")
    said = [_phrase(name, chosen, other) for name in against]
    if better:
        said.append(_("better: %(terms)s") % {"terms": _(", ").join(term_label(name) for name in better)})
    return _("; ").join(said)


def _phrase(name: str, chosen: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    later = datetime.fromisoformat(other["starts_at"]) - datetime.fromisoformat(chosen["starts_at"])
    km = other["travel_km"] - chosen["travel_km"]
    if name == "travel" and km >= 0.1:
        return _("%(km).1f km more to drive") % {"km": km}
    if name == "travel":
        return _("drives longer")
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
        "overtime": _("would work overtime"),
        "territory": _("leaves his territory"),
        "fairness": _("bore more hard and far work lately"),
        "score": _("is from an outlet with a lower score"),
        "crew": _("would need a helper from another crew"),
    }.get(name, term_label(name))


def grouped(excluded: Iterable[Mapping[str, Any]]) -> tuple[Excluded, ...]:
    """Excluded engineers by their first failed rule, the most frequent first."""
    by_rule: dict[str, list[tuple[str, str]]] = {}
    for row in excluded:
        by_rule.setdefault(row["rule"], []).append((row["name"], detail_label(row["rule"], row["detail"])))
    groups = [Excluded(rule, rule_label(rule), len(people), tuple(people)) for rule, people in by_rule.items()]
    return tuple(sorted(groups, key=lambda group: -group.count))
