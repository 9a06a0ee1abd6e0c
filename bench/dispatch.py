"""The dispatch kernel beside VROOM, PyVRP and OR-Tools: cost, gap to the best known, feasibility, processor seconds.

    python bench/dispatch.py --data DIR --family vrptw|days|trsp|trsp-dynamic|hhcrsp --seconds N \\
        [--engines own,vroom,pyvrp,ortools] [--seed S] [--json]

DIR holds any files of the family; ``days`` are generated from the seed. One line an instance and engine, a summary
last. VROOM, PyVRP and OR-Tools as used here cannot express ``trsp`` (fetching at a depot) and ``hhcrsp`` (two at once).
The other engines: pip install -r requirements/bench.in.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.dispatch_lib.engines import OTHERS, prepared, timed
from bench.dispatch_lib.instances import FAMILIES as PLAIN
from bench.dispatch_lib.instances import Instance
from bench.dispatch_lib.whole_model import hhcrsp, trsp, trsp_dynamic
from bench.lib.machine import describe
from callout.dispatching.kernel.check import check, total
from callout.dispatching.kernel.problem import Plan, Problem

FAMILIES = {**PLAIN, "trsp": trsp, "trsp-dynamic": trsp_dynamic, "hhcrsp": hhcrsp}


def main() -> None:
    """Command line."""
    options = _options()
    rows: list[dict[str, Any]] = []
    for seed in range(options.seed, options.seed + (options.seeds if options.family == "days" else 1)):
        for instance in FAMILIES[options.family](options.data, seed):
            for row in measure(instance, options.engines, options.seconds, seed):
                rows.append(row)
                _say(row, options.json)
    _say({"summary": summary(rows), "seconds": options.seconds, "machine": describe()}, options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("."), help="folder with instances")
    parser.add_argument("--family", choices=sorted(FAMILIES), required=True)
    parser.add_argument("--seconds", type=float, default=10, help="processor seconds an engine and instance")
    parser.add_argument("--engines", type=lambda text: text.split(","), default=["own", *OTHERS])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=5, help="how many generated days")
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    return parser.parse_args()


def measure(instance: Instance, engines: list[str], seconds: float, seed: int) -> Iterator[dict[str, Any]]:
    """One row an engine."""
    for name in engines:
        if name in OTHERS and find_spec(name) is None:
            yield {"instance": instance.name, "engine": name, "skipped": "pip install -r requirements/bench.in"}
            continue
        if name in OTHERS and not instance.problem.is_plain:
            yield {"instance": instance.name, "engine": name, "skipped": "cannot express this family"}
            continue
        found, spent = timed(prepared(name, instance, seconds, seed))
        yield _row(instance, name, found, spent)


def _row(instance: Instance, engine: str, found: Plan | list[list[int]], spent: float) -> dict[str, Any]:
    plan = found if isinstance(found, Plan) else _plan(instance.problem, found)
    cost = plan.cost / instance.scale
    return {
        "instance": instance.name,
        "engine": engine,
        "cost": round(cost, 1),
        "best_known": instance.best,
        "gap_percent": round((cost / instance.best - 1) * 100, 2) if instance.best else None,
        "unserved": len(plan.unserved),
        "feasible": not check(instance.problem, plan),
        "cpu_seconds": round(spent, 2),
    }


def _plan(problem: Problem, routes: list[list[int]]) -> Plan:
    served = {visit for route in routes for visit in route}
    unserved = tuple(visit for visit in range(len(problem.visits)) if visit not in served)
    bare = Plan(tuple(tuple(route) for route in routes), unserved, 0.0)
    return Plan(bare.routes, unserved, total(problem, bare))


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """By engine: how many plans hold, the mean gap, and the mean ratio to the best plan that holds of this run."""
    best: dict[str, float] = {}
    for row in rows:
        if row.get("feasible"):
            best[row["instance"]] = min(best.get(row["instance"], float("inf")), row["cost"])
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if "skipped" not in row:
            found[row["engine"]].append(row)
    return {engine: _mean(own, best) for engine, own in found.items()}


def _mean(rows: list[dict[str, Any]], best: dict[str, float]) -> dict[str, Any]:
    gaps = [row["gap_percent"] for row in rows if row["feasible"] and row["gap_percent"] is not None]
    ratios = [row["cost"] / best[row["instance"]] for row in rows if row["feasible"]]
    return {
        "feasible": f"{sum(row['feasible'] for row in rows)}/{len(rows)}",
        "mean_gap_percent": round(sum(gaps) / len(gaps), 2) if gaps else None,
        "mean_ratio": round(sum(ratios) / len(ratios), 3) if ratios else None,
        "cpu_seconds": round(sum(row["cpu_seconds"] for row in rows) / len(rows), 2),
    }


def _say(row: dict[str, Any], as_json: bool) -> None:
    print(json.dumps(row) if as_json else "  ".join(f"{k} {v}" for k, v in row.items()), flush=True)


if __name__ == "__main__":
    main()
