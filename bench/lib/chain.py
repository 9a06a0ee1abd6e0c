"""The whole chain: intake, dispatch and the queued message, at the highest rate at which the queue stays short.

Processor time per case is given as well: it says what a case costs also when the machine is shared.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path
from subprocess import Popen
from typing import Any

import psycopg

from bench import load
from bench.lib import servers
from bench.lib.callout_server import Callout

MOST_WAITING = 60  # cases between intake and message; a longer queue holds the load back
POLL_SECONDS = 0.2
DRAIN_SECONDS = 120
_LAG = """
    SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY lag), percentile_cont(0.95) WITHIN GROUP (ORDER BY lag)
    FROM (SELECT extract(epoch FROM min(m.due_at) - min(c.created_at)) * 1000 AS lag
          FROM cases_case c JOIN notifications_message m ON m.case_id = c.id WHERE c.id > %s GROUP BY c.id) AS each
"""
_NEWEST = """
    SELECT (SELECT COALESCE(max(id), 0) FROM cases_case), (SELECT COALESCE(max(id), 0) FROM dispatching_decision),
           (SELECT COALESCE(max(id), 0) FROM notifications_message)
"""
_WAITING = """
    SELECT (SELECT count(*) FROM cases_case WHERE id > %s)
         - (SELECT count(DISTINCT work_order_id) FROM dispatching_decision WHERE id > %s AND outcome = 'unserved')
         - (SELECT count(DISTINCT case_id) FROM notifications_message WHERE id > %s)
"""
Session = psycopg.Connection[Any]


def measure(callout: Callout, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Sustained rate, and lag from the request to the queued message at half that rate."""
    with psycopg.connect(callout.url, autocommit=True) as session:
        session.execute("DELETE FROM procrastinate_jobs")  # what the intake alone left behind
        session.execute("ANALYZE")
        with callout.workers(options.workers, folder / "worker.log") as workers:
            _phase(callout, session, "chain-warm", 8, options.clients)
            best: dict[str, float] = {"rate_per_s": 0.0}
            for n in range(options.rounds):
                found = _costed(callout, workers, session, f"chain-full{n}", options)
                best = max(best, found, key=lambda item: item["rate_per_s"])
            newest = session.execute(_NEWEST).fetchone() or (0, 0, 0)
            _phase(callout, session, "chain-half", options.seconds, options.clients, rate=best["rate_per_s"] / 2)
        booked = callout.count("SELECT count(*) FROM dispatching_decision WHERE outcome = 'booked'")
        planned = callout.count("SELECT count(DISTINCT work_order_id) FROM dispatching_decision")
        half = session.execute(_LAG, newest[:1]).fetchone() or (0, 0, 0)
    return best | {
        "half_load": {"cases": half[0], "lag_p50_ms": round(half[1] or 0), "lag_p95_ms": round(half[2] or 0)},
        "booked_share": booked / planned if planned else 0.0,
    }


def _costed(
    callout: Callout, workers: list[Popen[bytes]], session: Session, name: str, options: argparse.Namespace
) -> dict[str, float]:
    """One phase at full load: its rate, and milliseconds of processor time a case in each kind of process."""

    def used() -> list[float]:
        backend = session.info.backend_pid
        return [
            servers.cpu_seconds(callout.web),
            sum(servers.cpu_seconds(worker) for worker in workers),
            servers.cpu_of_postgres(backend),
        ]

    before = used()
    cases, seconds = _phase(callout, session, name, options.seconds, options.clients)
    spent = [round((after - first) / cases * 1000, 1) for after, first in zip(used(), before, strict=True)]
    names = ("web_cpu_ms", "worker_cpu_ms", "postgres_cpu_ms")
    return {"rate_per_s": round(cases / seconds, 1), **dict(zip(names, spent, strict=True))}


def _phase(
    callout: Callout, session: Session, name: str, seconds: float, clients: int, rate: float | None = None
) -> tuple[int, float]:
    """Load with the gate, then drain: how many cases, and the seconds from the first request to the last message."""
    callout.prefix = name
    waiting = Waiting(session)
    began = time.perf_counter()
    found = asyncio.run(_gated(callout, waiting, seconds, clients, rate))
    if set(found.statuses) != {201}:
        raise RuntimeError(f"refused requests: {found.statuses}")
    deadline = time.perf_counter() + DRAIN_SECONDS
    while waiting.count() > 0:
        if time.perf_counter() > deadline:
            said = callout.log.read_text("utf-8", errors="replace")[-3000:] if callout.log else ""
            raise RuntimeError(f"{waiting.count()} cases stay without a message\n{said}")
        time.sleep(POLL_SECONDS)
    return len(found.seconds), time.perf_counter() - began


class Waiting:
    """How many cases taken since it was made have neither a message nor a reason why nobody was booked."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._since = session.execute(_NEWEST).fetchone()

    def count(self) -> int:
        """Their number now."""
        row = self._session.execute(_WAITING, self._since).fetchone()
        return int(row[0]) if row else 0


async def _gated(callout: Callout, waiting: Waiting, seconds: float, clients: int, rate: float | None) -> load.Load:
    gate = asyncio.Event()
    gate.set()

    async def watch() -> None:
        while True:
            (gate.set if await asyncio.to_thread(waiting.count) < MOST_WAITING else gate.clear)()
            await asyncio.sleep(POLL_SECONDS)

    watcher = asyncio.create_task(watch())
    try:
        return await load.run(
            "127.0.0.1", callout.port, callout.request, clients=clients, seconds=seconds, rate=rate, gate=gate
        )
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
