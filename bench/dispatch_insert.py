"""One more order for a day of 1,000 engineers, at once: milliseconds from the order to its five best gaps.

    python bench/dispatch_insert.py [--engineers 1000] [--orders 10000] [--asks 2000] [--seed 1] [--json]

Travel to and from the new order is part of the figure: it is computed for every place of the day. The clock is the
processor's, so that what else runs on the machine does not count.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.dispatch_lib.instances import technician_country
from bench.lib.machine import describe
from callout.dispatching.kernel.decompose import Country, solve_country
from callout.dispatching.kernel.insert import Day


def main() -> None:
    """Plan the day, then ask for orders that are not in it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engineers", type=int, default=1000)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--asks", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    country = technician_country(options.seed, options.engineers, options.orders + options.asks)
    planned = solve_country(_without(country, options.orders), seconds=15, seed=options.seed)

    def way(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return _seconds(country.spots[a] - country.spots[b])

    day = Day(country.duties, country.visits, planned.routes, way)
    spent, offered = [], 0
    for number in range(options.orders, options.orders + options.asks):
        began = time.process_time_ns()
        ways = _seconds(country.spots - country.spots[country.visits[number].place])
        offered += bool(day.gaps(country.visits[number], country.costs[:, number], ways, ways))
        spent.append((time.process_time_ns() - began) / 1e6)
    spent = sorted(spent[10:])
    report = {
        "engineers": options.engineers, "orders": options.orders, "asks": options.asks,
        "offered_percent": round(offered / options.asks * 100, 1), "p50_ms": round(spent[len(spent) // 2], 3),
        "p99_ms": round(spent[int(len(spent) * 0.99)], 3), "machine": describe(),
    }  # fmt: skip
    print(json.dumps(report) if options.json else "  ".join(f"{k} {v}" for k, v in report.items()))


def _without(country: Country, orders: int) -> Country:
    return replace(country, visits=country.visits[:orders], costs=np.ascontiguousarray(country.costs[:, :orders]))


def _seconds(apart: np.ndarray) -> np.ndarray:
    """Seconds by road, as in the instances: 1.3 × the straight line at 26 km/h."""
    return np.ceil(np.sqrt((apart**2).sum(axis=-1)) * 1.3 / 26 * 3600).astype(np.int32)


if __name__ == "__main__":
    main()
