"""Families that need the whole model: technicians with tools and parts (TRSP), care at home by two (HHCRSP)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.dispatch_lib.instances import Instance
from callout.dispatching.kernel.problem import Duty, Link, Problem, Visit

TRSP_SCALE = 1000
EVER = 10_000_000


def trsp(folder: Path, seed: int) -> Iterator[Instance]:
    """Pillac's technicians: skills, tools and parts, a depot that has everything; the cost is the time worked.

    ``pillac-minwt.sol`` of the folder holds the best known.
    """
    best = _best_times(folder / "pillac-minwt.sol")
    for path in sorted(folder.glob("*.txt")):
        if rows := _rows(path):
            yield Instance(path.stem, _technicians(rows), best.get(path.stem), TRSP_SCALE)


def trsp_dynamic(folder: Path, seed: int) -> Iterator[Instance]:
    """The same days, some of whose requests become known while they run; the best known is the static one.

    A file ``…_rd_N.txt`` names when; the day itself lies beside it or in the folder above.
    """
    for path in sorted(folder.rglob("*_rd_*.txt")):
        name = path.stem.rsplit("_rd_", 1)[0]
        homes = [home for home in (path.parent, path.parent.parent) if (home / f"{name}.txt").exists()]
        if not homes:
            continue
        rows = _rows(homes[0] / f"{name}.txt")
        times = dict(re.findall(r"^(\d+)\s+(-?\d+(?:\.\d+)?)\s*$", path.read_text(), re.MULTILINE))
        requests = [row for row in rows[1:] if row[0][5] > 0]
        known = tuple(_units(float(times.get(str(int(row[0][0])), -1))) for row in requests)
        best = _best_times(homes[0] / "pillac-minwt.sol").get(name)
        yield Instance(path.stem, _technicians(rows), best, TRSP_SCALE, known)


def _best_times(path: Path) -> dict[str, float]:
    lines = path.read_text().splitlines() if path.exists() else []
    found = [re.fullmatch(r"([^=#]+)=([\d.]+)", line) for line in lines]
    return {match[1]: float(match[2]) for match in found if match and not match[1].endswith(("-K", "-A"))}


def _rows(path: Path) -> list[list[Any]]:
    rows = []
    for line in path.read_text().splitlines():
        lists = re.findall(r"\[([^\]]*)\]", line)
        if len(lists) == 3:
            sets = [[int(x) for x in each.split(",") if x] for each in lists]
            rows.append([[float(x) for x in line.split()[:6]], *sets])
    return rows


def _technicians(rows: list[list[Any]]) -> Problem:
    """Depot first, then technicians (no service time), then requests."""
    crew = [row for row in rows[1:] if row[0][5] == 0]
    requests = [row for row in rows[1:] if row[0][5] > 0]
    spots = np.array([row[0][1:3] for row in [rows[0], *crew, *requests]])
    apart = np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=-1))
    travel = np.ceil(apart * TRSP_SCALE - 1e-6).astype(np.int32)
    duties = [
        Duty(
            k, k, _units(row[0][3]), _units(row[0][4]), rate=0.0, working=1.0, capacity=tuple(row[3]),
            tools=frozenset(row[2]), fetch=(0, 0),
        )
        for k, row in enumerate(crew, 1)
    ]  # fmt: skip
    visits = [
        Visit(
            place, _units(row[0][5]), _units(row[0][3]), _units(row[0][4]), 1e6, tuple(row[3]), tools=frozenset(row[2])
        )
        for place, row in enumerate(requests, 1 + len(crew))
    ]
    may = np.array([[set(row[1]) <= set(other[1]) for row in requests] for other in crew])
    return Problem(visits, duties, travel, np.where(may, 0, np.inf).astype(np.float32))


def _units(time: float) -> int:
    return math.floor(time * TRSP_SCALE)


def hhcrsp(folder: Path, seed: int) -> Iterator[Instance]:
    """Care at home: some patients need two carers, at once or one after the other. Windows are soft at their end.

    The cost is the mean of distance, total lateness and greatest lateness; ``italian_best.md`` holds the best known.
    """
    table = folder / "italian_best.md"
    best = {}
    for line in table.read_text().splitlines() if table.exists() else ():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 5 and cells[1].endswith(".json"):
            best[cells[1].removesuffix(".json")] = float(cells[5])
    for path in sorted(folder.glob("*.json")):
        yield Instance(path.stem, _care(json.loads(path.read_text())), best.get(path.stem), 3.0)


def _care(data: dict[str, Any]) -> Problem:
    carers = data["caregivers"]
    patients = list(enumerate(data["patients"], 1))
    needs = [(place, patient, need) for place, patient in patients for need in patient["required_caregivers"]]
    visits, links = [], []
    for index, (place, patient, need) in enumerate(needs):
        opens, due = (round(time) for time in patient["time_window"])
        visits.append(Visit(place, need["duration"], opens, EVER, 1e5, due=due, lateness=1.0))
        if index and needs[index - 1][0] == place:
            least, most = _apart(patient["synchronization"])
            links.append(Link(index - 1, index, least, most))
    duties = [Duty(0, 0, 0, EVER) for _ in carers]
    may = np.array([[need["service"] in carer["abilities"] for _, _, need in needs] for carer in carers])
    costs = np.where(may, 0, np.inf).astype(np.float32)
    travel = np.array(data["distances"], np.int32)
    return Problem(visits, duties, travel, costs, links=links, worst_late=1.0)


def _apart(bond: dict[str, Any]) -> tuple[int, int]:
    least, most = (0, 0) if bond["type"] == "simultaneous" else bond["distance"]
    return int(least), int(most)
