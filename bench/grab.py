"""How fast an order is taken: ``python -m bench.grab --engineers 1000 --orders 200 --json``.

One after the other: engineers grab orders from the pool, a dispatcher inserts waiting orders into engineers' days at
their best free time, other systems open cases. Then 200 engineers grab one order at the same moment, several times;
exactly one wins each. The run fails when two win, or nobody does.

Making the data base and the engineers takes a minute or two; what is being done is told on standard error. Beside the
time from request to answer, which suffers from whatever else the machine does, the processor time of the web
processes and of PostgreSQL is given for one request.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from bench.lib import callout_server, machine, servers
from bench.load import Load, _answer, post
from bench.main_job import _postgres, fresh

ROUNDS = 5
TARGET_MS = 50.0
KINDS = ("grab", "insert", "open_case")


def main() -> None:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="callout-grab-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        _tell(f"{options.engineers} engineers in a new data base")
        url = fresh(stack.enter_context(_postgres(folder)), "callout_grab")
        callout = stack.enter_context(callout_server.serving(url, folder, options.engineers, options.processes))
        _tell(f"{options.orders + ROUNDS} orders into the pool, as many left waiting")
        command = [sys.executable, "-m", "bench.lib.grab_prepare", str(options.orders + ROUNDS)]
        made = json.loads(servers.checked(command, callout.env, callout_server.ROOT).splitlines()[-1])
        with psycopg.connect(url) as session:
            report = asyncio.run(_run(callout, made, options.orders, session))
    report |= {"engineers": options.engineers, "target_p99_ms": TARGET_MS, "machine": machine.describe()}
    sys.stdout.write(json.dumps(report, indent=1) + "\n" if options.json else _text(report))
    if any(winners != 1 for winners in report["winners"]):
        raise SystemExit(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engineers", type=int, default=1000)
    parser.add_argument("--orders", type=int, default=200, help="of each kind, one after the other")
    parser.add_argument("--processes", type=int, default=2, help="web processes")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


def _tell(what: str) -> None:
    """Say on standard error what is being done now."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what} ...\n")
    sys.stderr.flush()


async def _run(
    callout: callout_server.Callout, made: dict[str, Any], orders: int, session: psycopg.Connection[Any]
) -> dict[str, Any]:
    crowd, offers = made["crowd"], made["offers"]
    singles, contested = offers[:orders], offers[orders : orders + ROUNDS]
    requests = {
        "grab": [_post(callout, f"/pool/{offer}/grab", crowd[n % len(crowd)]) for n, offer in enumerate(singles)],
        "insert": [
            _post(callout, f"/work-orders/{row['order']}/assign", made["dispatcher"], {"engineer_id": row["engineer"]})
            for row in made["waiting"][:orders]
        ],
        "open_case": [callout.request(n) for n in range(orders)],
    }
    report: dict[str, Any] = {}
    for kind in KINDS:
        _tell(f"{kind}, one after the other")
        before = _processor(callout, session)
        load = await _in_turn(callout.port, requests[kind])
        used = [(then - now) * 1000 / orders for now, then in zip(before, _processor(callout, session), strict=True)]
        report[kind] = _figures(load) | {"web_cpu_ms": round(used[0], 1), "postgres_cpu_ms": round(used[1], 1)}
    rush, winners = Load(), []
    for offer in contested:
        _tell(f"{len(crowd)} engineers grab one order at once")
        answers = await _at_once(callout.port, [_post(callout, f"/pool/{offer}/grab", token) for token in crowd], rush)
        winners.append(answers.count(200))
    return report | {"rush": _figures(rush), "rush_size": len(crowd), "winners": winners}


def _processor(callout: callout_server.Callout, session: psycopg.Connection[Any]) -> tuple[float, float]:
    """Seconds of processor time so far, of the web processes and of PostgreSQL."""
    return servers.cpu_seconds(callout.web), servers.cpu_of_postgres(session.info.backend_pid)


def _post(callout: callout_server.Callout, path: str, token: str, body: dict[str, Any] | None = None) -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    return post(f"/api/v1{path}", json.dumps(body or {}).encode(), host=f"127.0.0.1:{callout.port}", headers=headers)


async def _in_turn(port: int, requests: list[bytes]) -> Load:
    """One connection, one request after the other; the first ten warm the server up and are not counted."""
    load, began = Load(), time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for n, request in enumerate(requests):
        sent = time.perf_counter()
        writer.write(request)
        status, close = await _answer(reader)
        if n >= 10:
            load.seconds.append(time.perf_counter() - sent)
            load.statuses[status] = load.statuses.get(status, 0) + 1
        if close:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    load.took = time.perf_counter() - began
    return load


async def _at_once(port: int, requests: list[bytes], load: Load) -> list[int]:
    """All connections are open before the first request is sent."""
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in requests]
    sent = time.perf_counter()

    async def one(stream: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes) -> int:
        stream[1].write(request)
        status, _close = await _answer(stream[0])
        load.seconds.append(time.perf_counter() - sent)
        load.statuses[status] = load.statuses.get(status, 0) + 1
        stream[1].close()
        return status

    answers = await asyncio.gather(*(one(*pair) for pair in zip(streams, requests, strict=True)))
    load.took += time.perf_counter() - sent
    return list(answers)


def _figures(load: Load) -> dict[str, object]:
    return load.as_dict() | {"p99_ms": round(load.percentile(0.99), 1)}


def _text(report: dict[str, Any]) -> str:
    lines = [
        f"{name}: p50 {report[name]['p50_ms']} ms, p99 {report[name]['p99_ms']} ms, processor "
        f"{report[name]['web_cpu_ms']} + {report[name]['postgres_cpu_ms']} ms {report[name]['statuses']}"
        for name in KINDS
    ]
    rush = report["rush"]
    lines.append(
        f"{report['rush_size']} at once on one order: winners {report['winners']}, answered within {rush['p99_ms']} ms"
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
