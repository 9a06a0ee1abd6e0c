"""The results as a table for people, and as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from callout.dispatching.simulation.compare import Result, Size
from callout.dispatching.simulation.score import Terms, mean

HEADINGS = {
    "requests": "requests", "missed": "missed", "late": "late min", "unserved": "unserved", "travel": "travel min",
    "overtime": "overtime", "response": "response", "response_p50": "resp p50", "response_p90": "resp p90",
    "changed": "changed", "spread": "spread", "total": "SCORE",
}  # fmt: skip
_DECIMALS = {"spread": 3, "total": 2}


def line(result: Result, size: Size) -> str:
    """One result as a line of JSON."""
    return json.dumps(
        {
            "policy": result.policy, "seed": result.seed, "days": size.days, "engineers": size.engineers,
            "orders": size.orders, **result.terms.plain(),
        }
    )  # fmt: skip


def table(results: Sequence[Result]) -> str:
    """A row a policy and seed, then the means and how far each policy is from the others."""
    rows = [("policy", "seed", *HEADINGS.values())]
    rows += [(each.policy, str(each.seed), *_cells(each.terms)) for each in results]
    means = averages(results)
    rows += [(policy, "mean", *_cells(terms)) for policy, terms in means.items()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    text = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*text, *comparisons(means)])


def averages(results: Iterable[Result]) -> dict[str, Terms]:
    """The mean of each policy over its seeds, in the order the policies came."""
    found: dict[str, list[Terms]] = {}
    for each in results:
        found.setdefault(each.policy, []).append(each.terms)
    return {policy: mean(rows) for policy, rows in found.items()}


def comparisons(means: dict[str, Terms]) -> list[str]:
    """How much each policy costs beside greedy and beside hindsight, in words."""
    lines = []
    for against in ("greedy", "hindsight"):
        base = means[against].total if against in means else 0.0
        for policy, terms in means.items():
            if base and policy != against:
                lines.append(f"{policy} against {against}: {terms.total / base - 1:+.1%}")
    return lines


def _cells(terms: Terms) -> list[str]:
    return [f"{getattr(terms, name):.{_DECIMALS.get(name, 0)}f}" for name in HEADINGS]
