"""Why one certain engineer did not get an order: his place among the candidates, his rule, or that of his outlet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from callout.dispatching.labels import detail_label, rule_label
from callout.dispatching.models import Decision
from callout.dispatching.why import alternative
from callout.workforce.models import Engineer


@dataclass(frozen=True, slots=True)
class WhyNot:
    """``verdict``: ``chosen``, ``dearer``, ``rule``, ``outlet`` (his outlet fails a rule) or ``not_asked``.

    ``rule`` is the first that failed, ``more`` the gap to the chosen one in minutes, ``text`` says it in words.
    """

    verdict: str
    text: str
    rule: str = ""
    detail: str = ""
    more: float | None = None


def why_not(decision: Decision, engineer: Engineer) -> WhyNot:
    """What a decision says about an engineer."""
    if engineer.pk == decision.engineer_id:
        return WhyNot("chosen", _("Has the order."), more=0.0)
    return _dearer(decision, engineer) or _failed(decision, engineer) or _outlet(decision, engineer)


def _dearer(decision: Decision, engineer: Engineer) -> WhyNot | None:
    candidates = {row["engineer"]: row for row in decision.candidates}
    chosen, other = candidates.get(decision.engineer_id), candidates.get(engineer.pk)
    if chosen and other:
        found = alternative(chosen, other, 0)
        return WhyNot("dearer", found.reason, more=found.more)
    row = next((row for row in decision.others if row["engineer"] == engineer.pk), None)
    if row is None:
        return None
    words = _("Could go, costs %(n)s minutes more.") if row["more"] >= 0 else _("Could go, costs %(n)s minutes less.")
    return WhyNot("dearer", words % {"n": abs(round(row["more"]))}, more=row["more"])


def _failed(decision: Decision, engineer: Engineer) -> WhyNot | None:
    row = next((row for row in decision.excluded if row["engineer"] == engineer.pk), None)
    if row is None:
        return None
    detail = detail_label(row["rule"], row["detail"])
    text = " ".join(filter(None, (rule_label(row["rule"]), f"({detail})" if detail else "")))
    return WhyNot("rule", text, row["rule"], detail)


def _outlet(decision: Decision, engineer: Engineer) -> WhyNot:
    row = next((row for row in decision.outlets if row["outlet"] == engineer.outlet_id and row["rule"]), None)
    if row:
        return WhyNot("outlet", f"{engineer.outlet}: {rule_label(row['rule'])}", row["rule"])
    return WhyNot("not_asked", _("Not asked: nearer outlets had somebody, or the outlet is too far."))
