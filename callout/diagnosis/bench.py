"""What each tab of the workbench shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from callout.accounts.models import User
from callout.cases.models import Case
from callout.diagnosis import curves, selectors, similar, words
from callout.diagnosis.models import Finding, RemoteSession
from callout.diagnosis.walk import Json, Walk, latest, walk

TABS = {
    "trees": (_("Fault trees"), "route"),
    "codes": (_("Display codes"), "hash"),
    "logs": (_("Log files"), "file-text"),
    "compare": (_("Healthy unit"), "git-compare"),
    "curves": (_("Curves"), "chart-line"),
    "similar": (_("Similar cases"), "history"),
    "remote": (_("Remote work"), "headset"),
}
CODES_SHOWN = 60


@dataclass
class Bench:
    """One case on the workbench, read once."""

    user: User
    case: Case
    tab: str = "trees"
    given: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.tab not in TABS:
            self.tab = "trees"

    @cached_property
    def knowledge(self) -> Any:
        """What is known about the category."""
        return selectors.knowledge_of(self.case.category_id)

    @cached_property
    def findings(self) -> list[Finding]:
        """Everything found so far."""
        return selectors.findings_of(self.case.pk)

    @cached_property
    def sessions(self) -> list[RemoteSession]:
        """Remote sessions of the case."""
        return selectors.sessions_of(self.case.pk)

    @cached_property
    def walks(self) -> list[Walk]:
        """Trees somebody has begun."""
        return selectors.begun(self.knowledge, self.findings)

    def context(self) -> dict[str, Any]:
        """For the template."""
        return {
            "bench": self,
            "case": self.case,
            "tab": self.tab,
            "tabs": [(name, label, icon) for name, (label, icon) in TABS.items()],
            "items": words.lines(self.findings, self.sessions),
            "conclusions": selectors.concluded(self.case.category_id, self.walks),
            "running": next((row for row in self.sessions if row.ended_at is None), None),
            **_SHOW[self.tab](self),
        }

    def last(self, kind: str) -> Finding | None:
        """The newest finding of a kind."""
        return next((row for row in reversed(self.findings) if row.kind == kind), None)


def _trees(bench: Bench) -> dict[str, Any]:
    trees = selectors.trees_for(bench.knowledge, bench.case.symptom)
    begun = {each.tree["code"]: each for each in bench.walks}
    wanted = bench.given.get("tree") or next(iter(begun), "")
    chosen = next((tree for tree in trees if tree["code"] == wanted), trees[0] if trees else None)
    symptom = bench.case.symptom.code if bench.case.symptom else ""
    return {
        "trees": [
            {"tree": tree, "fits": symptom in tree["symptoms"], "begun": tree["code"] in begun} for tree in trees
        ],
        "walk": walk(chosen, latest(bench.findings, chosen["code"])) if chosen else None,
    }


def _codes(bench: Bench) -> dict[str, Any]:
    text = bench.given.get("q", "").strip()
    faults: list[Json] = bench.knowledge.content["faults"] if bench.knowledge else []
    wanted = [each for each in faults if text.lower() in f"{each['code']} {each['zh']} {each['en']}".lower()]
    return {"faults": wanted[:CODES_SHOWN], "q": text, "shown": bench.last(Finding.Kind.FAULT)}


def _logs(bench: Bench) -> dict[str, Any]:
    return {"log": bench.last(Finding.Kind.LOG), "patterns": bench.knowledge and bench.knowledge.content["patterns"]}


def _compare(bench: Bench) -> dict[str, Any]:
    return {
        "comparison": bench.last(Finding.Kind.COMPARISON),
        "units": list(selectors.healthy_units(bench.user, bench.case).order_by("-pk")[:20]),
    }


def _curves(bench: Bench) -> dict[str, Any]:
    known = bench.knowledge.content["curves"] if bench.knowledge else []
    wanted = bench.given.get("curve")
    chosen = next((each for each in known if each["code"] == wanted), known[0] if known else None)
    rows = [row for row in bench.findings if row.kind == Finding.Kind.CURVE and chosen and row.step == chosen["code"]]
    points = rows[-1].data["points"] if rows else []
    return {
        "curves": known,
        "curve": chosen,
        "points": points,
        "drawing": curves.drawing(chosen, points) if chosen else None,
    }


def _similar(bench: Bench) -> dict[str, Any]:
    return {"fixes": similar.fixes(bench.user, bench.case)}


def _remote(bench: Bench) -> dict[str, Any]:
    own = next((row for row in bench.sessions if row.ended_at is None and row.actor_id == bench.user.pk), None)
    return {"own": own, "means": list(words.MEANS.items())}


_SHOW: dict[str, Callable[[Bench], dict[str, Any]]] = {
    "trees": _trees, "codes": _codes, "logs": _logs, "compare": _compare, "curves": _curves, "similar": _similar,
    "remote": _remote,
}  # fmt: skip
