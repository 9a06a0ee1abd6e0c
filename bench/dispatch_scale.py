"""Large days: orders left unserved, processor seconds and memory as the day grows, beside VROOM.

    python bench/dispatch_scale.py [--sizes 1000,3000,10000,30000] [--seconds 15,60] [--per-thousand 3] [--vroom 10]
        [--plot FILE.svg] [--seed 1] [--json]

A day of n orders has n / 10 engineers; it is the technician day of ``bench/dispatch.py`` in a city that grows with it.
``--vroom 10`` plans the same day by VROOM at exploration level 0 with ten times the longest time. The clock of
``--seconds`` is the processor time of one core, planning from nothing. Each row runs in a process of its own, so that
its memory is its own. ``--per-thousand 3`` gives 3 s for each thousand orders: where the share left out stays the same
as the day grows, time grows in proportion to it. ``--plot`` draws those rows.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.dispatch_lib.engines import timed
from bench.dispatch_lib.instances import technician_country, technician_day
from bench.dispatch_lib.plot import growth
from bench.lib.machine import describe
from callout.dispatching.kernel.check import check, total
from callout.dispatching.kernel.decompose import faults, solve_country
from callout.dispatching.kernel.problem import Plan
from callout.dispatching.kernel.warm import warm


def main() -> None:
    """Measure and print one line a row."""
    options = _options()
    drawn = []
    for size in options.sizes:
        for seconds in options.seconds:
            _say(_alone(_own, size, seconds, options.seed), options.json)
        if options.per_thousand:
            drawn.append(_alone(_own, size, options.per_thousand * size / 1000, options.seed))
            _say(drawn[-1], options.json)
        if options.vroom and size <= options.vroom_most:
            _say(_alone(_vroom, size, max(options.seconds) * options.vroom, options.seed), options.json)
    if options.plot and drawn:
        options.plot.write_text(growth(drawn, options.per_thousand), encoding="utf-8")
    _say({"machine": describe()}, options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda t: [int(n) for n in t.split(",")], default=[1000, 3000, 10000, 30000])
    parser.add_argument("--seconds", type=_numbers, default=[15.0, 60.0])
    parser.add_argument("--per-thousand", type=float, default=0.0, help="seconds for each thousand orders, besides")
    parser.add_argument("--plot", type=Path, help="SVG file for the rows of --per-thousand")
    parser.add_argument("--vroom", type=float, default=0.0, help="so many times the longest time for VROOM; 0: without")
    parser.add_argument(
        "--vroom-most", type=int, default=10_000, help="largest day that VROOM gets (its matrix is dense)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    return parser.parse_args()


def _numbers(text: str) -> list[float]:
    return [float(part) for part in text.split(",") if part]


def _alone(measure: Any, *arguments: Any) -> dict[str, Any]:
    with get_context("spawn").Pool(1) as pool:
        row: dict[str, Any] = pool.apply(measure, arguments)
        return row


def _own(size: int, seconds: float, seed: int) -> dict[str, Any]:
    warm()
    country = technician_country(seed, size // 10, size)
    began = time.process_time()
    plan = solve_country(country, seconds=seconds, seed=seed)
    spent = time.process_time() - began
    return _row("own", size, spent, plan, not faults(country, plan))


def _vroom(size: int, seconds: float, seed: int) -> dict[str, Any]:
    from bench.dispatch_lib import vroom_engine

    problem = technician_day(seed, size // 10, size)
    found, spent = timed(vroom_engine.prepare(problem, seconds, seed, level=0))
    routes = found.routes if isinstance(found, Plan) else found
    served = {visit for route in routes for visit in route}
    bare = Plan(tuple(map(tuple, routes)), tuple(v for v in range(size) if v not in served), 0.0)
    plan = Plan(bare.routes, bare.unserved, total(problem, bare))
    return _row("vroom", size, spent, plan, not check(problem, plan))


def _row(engine: str, size: int, spent: float, plan: Plan, feasible: bool) -> dict[str, Any]:
    return {
        "engine": engine,
        "orders": size,
        "engineers": size // 10,
        "cpu_seconds": round(spent, 1),
        "unserved": len(plan.unserved),
        "cost": round(plan.cost),
        "feasible": feasible,
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _say(row: dict[str, Any], as_json: bool) -> None:
    print(json.dumps(row) if as_json else "  ".join(f"{k} {v}" for k, v in row.items()), flush=True)


if __name__ == "__main__":
    main()
