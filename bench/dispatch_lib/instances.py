"""An instance: a problem of the kernel and, where one is known, the best cost in the instance's own unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from callout.dispatching.kernel.decompose import Country
from callout.dispatching.kernel.problem import Duty, Problem, Visit


@dataclass(frozen=True)
class Instance:
    """``scale``: kernel units in one unit of the best known cost; ``known``: when each visit becomes known."""

    name: str
    problem: Problem
    best: float | None = None
    scale: float = 1.0
    known: tuple[int, ...] | None = None


def vrptw(folder: Path, seed: int) -> Iterator[Instance]:
    """VRPLIB files with time windows under a folder; distances as in the DIMACS challenge: one decimal, truncated."""
    for path in sorted(folder.rglob("*.vrp")):
        yield _vrptw(path)


def _vrptw(path: Path) -> Instance:
    head, sections = _read(path)
    spots = np.array([row[1:3] for row in sections["NODE_COORD_SECTION"]])
    apart = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=-1))
    travel = np.floor(apart * 10 + 1e-9).astype(np.int32)
    demand = [int(row[1]) for row in sections["DEMAND_SECTION"]]
    windows = [(round(row[1] * 10), round(row[2] * 10)) for row in sections["TIME_WINDOW_SECTION"]]
    service, room = round(float(head["SERVICE_TIME"]) * 10), int(head["CAPACITY"])
    visits = [Visit(i, service, *windows[i], unserved=1e6, load=(demand[i],)) for i in range(1, len(spots))]
    duties = [Duty(0, 0, *windows[0], capacity=(room,)) for _ in range(int(head["VEHICLES"]))]
    costs = np.zeros((len(duties), len(visits)), np.float32)
    return Instance(path.stem, Problem(visits, duties, travel, costs), _best(path.with_suffix(".sol")), 10.0)


def _read(path: Path) -> tuple[dict[str, str], dict[str, list[list[float]]]]:
    head: dict[str, str] = {}
    sections: dict[str, list[list[float]]] = {}
    rows: list[list[float]] | None = None
    for line in path.read_text().splitlines():
        line = line.strip()
        if line.endswith("SECTION"):
            rows = sections.setdefault(line, [])
        elif ":" in line:
            name, value = line.split(":", 1)
            head[name.strip()] = value.strip()
        elif line and line != "EOF" and rows is not None:
            rows.append([float(part) for part in line.split()])
    return head, sections


def _best(path: Path) -> float | None:
    for line in path.read_text().splitlines() if path.exists() else ():
        if line.lower().startswith("cost"):
            cost = line.split()[-1]
            return float(cost) if "." in cost else float(cost) / 10  # some files count tenths
    return None


SKILLS, PARTS = 8, 6
PENALTY = {1: 1000, 2: 500, 3: 200, 4: 100}
MINUTE = 60


def days(folder: Path, seed: int, *, duties: int = 50, visits: int = 500) -> Iterator[Instance]:
    """One technician day from a seed: skills, windows, a rest, van stock, every order optional at a price by priority.

    Costs are seconds of travel; leaving an order out costs its priority's minutes.
    """
    yield Instance(f"day-{duties}x{visits}-{seed}", technician_day(seed, duties, visits))


def technician_day(seed: int, duties: int, visits: int) -> Problem:
    """A day of so many engineers and orders in a city that grows with them (about 30 km across for 50 engineers)."""
    day = technician_country(seed, duties, visits)
    return Problem(day.visits, day.duties, day.ways(np.arange(len(day.spots))), day.costs)


def technician_country(seed: int, duties: int, visits: int) -> Country:
    """The same day without its matrix."""
    rng = np.random.default_rng(seed)
    side = 30.0 * np.sqrt(duties / 50)
    centres = rng.uniform(0, side, (max(3, duties // 10), 2))
    homes = rng.uniform(0, side, (duties, 2))
    orders = np.where(
        rng.random((visits, 1)) < 0.6,
        centres[rng.integers(0, len(centres), visits)] + rng.normal(0, 2.0, (visits, 2)),
        rng.uniform(0, side, (visits, 2)),
    )
    spots = np.concatenate([homes, orders])
    staff = [_duty(rng, k) for k in range(duties)]
    work = [_order(rng, duties + i) for i in range(visits)]
    skilled = rng.random((duties, SKILLS)) < 0.45
    needed = rng.integers(0, SKILLS, visits)
    costs = np.where(skilled[:, needed], 0.0, np.inf).astype(np.float32)
    return Country(work, staff, spots, lambda places: _ways(spots[places]), costs)


def _ways(spots: np.ndarray) -> np.ndarray:
    """Seconds by road: 1.3 × the straight line at 26 km/h."""
    apart = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=-1))
    return np.ceil(apart * 1.3 / 26 * 3600).astype(np.int32)


def _duty(rng: np.random.Generator, k: int) -> Duty:
    opens = int(rng.choice([8, 8, 8, 9, 10])) * 60 * MINUTE
    stock = tuple(int(n) for n in rng.integers(0, 4, PARTS))
    rest = (45 * MINUTE, 11 * 60 * MINUTE + 30 * MINUTE, 13 * 60 * MINUTE)
    return Duty(k, k, opens, opens + 9 * 60 * MINUTE, capacity=stock, most=12, rest=rest)


def _order(rng: np.random.Generator, place: int) -> Visit:
    length = int(rng.choice([20, 30, 40, 60, 90, 120], p=[0.15, 0.25, 0.25, 0.2, 0.1, 0.05])) * MINUTE
    opens = int(rng.choice([8, 10, 13, 15]))
    width = int(rng.choice([2, 4, 10], p=[0.4, 0.3, 0.3]))
    opens = 8 if width == 10 else opens
    load = [0] * PARTS
    if rng.random() < 0.4:
        load[int(rng.integers(0, PARTS))] = 1
    priority = int(rng.choice([1, 2, 3, 4], p=[0.1, 0.2, 0.4, 0.3]))
    return Visit(
        place, length, opens * 60 * MINUTE, (opens + width) * 60 * MINUTE, PENALTY[priority] * MINUTE, tuple(load)
    )


FAMILIES = {"vrptw": vrptw, "days": days}
