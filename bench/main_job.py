"""The main job under load, beside two other systems: ``python -m bench.main_job --engineers 300,5000``.

API intake → booked → message queued with two web processes, and the same create-a-ticket work against django-helpdesk
and Request Tracker 5, on the same PostgreSQL in the same run. Each system has the machine to itself while it is
measured; the best of the rounds counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench import load
from bench.lib import callout_server, chain, helpdesk, machine, request_tracker, servers

WARM_UP_SECONDS = 3.0
Figures = dict[str, Any]


def main() -> None:
    """Measure and print."""
    options = _options()
    report: Figures = {
        "machine": machine.describe(),
        "seconds": options.seconds,
        "clients": options.clients,
        "workers": options.workers,
    }
    with tempfile.TemporaryDirectory(prefix="callout-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        server = stack.enter_context(_postgres(folder))
        with psycopg.connect(server) as connection:
            row = connection.execute("SELECT version()").fetchone()
            report["postgresql"] = row[0] if row else ""
        report["callout"] = {n: _callout(server, folder, n, options) for n in options.engineers}
        for peer in options.peers:
            report[peer] = PEERS[peer](server, folder, options)
    report["machine"]["load_after"] = round(os.getloadavg()[0], 2)
    sys.stdout.write(json.dumps(report, indent=1) + "\n" if options.json else _text(report))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engineers", type=_numbers, default=[300, 5000], help="sizes of the network, e.g. 300,5000")
    parser.add_argument("--seconds", type=float, default=20, help="length of one measurement")
    parser.add_argument("--clients", type=int, default=8, help="connections of the load generator")
    parser.add_argument("--rounds", type=int, default=2, help="measurements of which the best counts")
    parser.add_argument("--workers", type=int, default=2, help="worker processes of the chain")
    parser.add_argument("--json", action="store_true", help="print JSON")
    known = {"helpdesk", "rt"}
    parser.add_argument(
        "--peers", type=lambda text: [p for p in text.split(",") if p in known], default=["helpdesk", "rt"]
    )
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "callout-bench"
    parser.add_argument("--cache", type=Path, default=cache, help="where other systems are installed")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """The server of DATABASE_URL, or an embedded one of this run."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
    else:
        from callout.runtime import postgres

        with postgres.running(folder) as url:
            yield url


def fresh(server: str, name: str) -> str:
    """The address of a new empty data base on the server; one that an earlier run left is dropped."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _callout(server: str, folder: Path, engineers: int, options: argparse.Namespace) -> Figures:
    url = fresh(server, "callout_bench")
    home = folder / f"callout-{engineers}"
    home.mkdir()
    with callout_server.serving(url, home, engineers, processes=2) as callout:
        intake = _measure(callout.request, callout.port, callout.web, url, options, callout)
        return {"intake": intake, "chain": chain.measure(callout, home, options)}


def _helpdesk(server: str, folder: Path, options: argparse.Namespace) -> Figures:
    options.cache.mkdir(parents=True, exist_ok=True)
    if reason := helpdesk.available(options.cache):
        return {"skipped": reason}
    url = fresh(server, "helpdesk_bench")
    home = folder / "helpdesk"
    home.mkdir()
    with helpdesk.serving(options.cache, home, _django_database(url)) as (port, process, make):
        return {"intake": _measure(make, port, process, url, options)}


def _request_tracker(server: str, folder: Path, options: argparse.Namespace) -> Figures:
    if reason := request_tracker.available():
        return {"skipped": reason}
    home = folder / "rt"
    home.mkdir()
    url = fresh(server, "rt_bench")
    with request_tracker.serving(home, url) as (port, process, make):
        return {"intake": _measure(make, port, process, url, options)}


PEERS: dict[str, Callable[[str, Path, argparse.Namespace], Figures]] = {
    "helpdesk": _helpdesk,
    "rt": _request_tracker,
}


def _django_database(url: str) -> dict[str, str]:
    info = psycopg.conninfo.conninfo_to_dict(url)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {key: str(info.get(name) or "") for key, name in names.items()}


def _measure(
    make: load.MakeRequest, port: int, web: Popen[bytes], url: str, options: argparse.Namespace,
    callout: callout_server.Callout | None = None,
) -> Figures:  # fmt: skip
    """The highest rate of acknowledged requests, what one costs, and the times of answer at half that rate."""
    _run(make, port, options.clients, WARM_UP_SECONDS, callout, "warm")
    best: Figures = {}
    with psycopg.connect(url, autocommit=True) as session:
        for n in range(options.rounds):
            before = _cpu(web, session)
            found = _run(make, port, options.clients, options.seconds, callout, f"full{n}")
            used = [after - first for after, first in zip(_cpu(web, session), before, strict=True)]
            figures = found.as_dict() | {
                "web_cpu_ms": round(used[0] / len(found.seconds) * 1000, 1),
                "postgres_cpu_ms": round(used[1] / len(found.seconds) * 1000, 1),
            }
            best = max(best, figures, key=lambda item: item.get("rate_per_s", 0.0))
        half = best["rate_per_s"] / 2
        found = _run(make, port, options.clients, options.seconds, callout, "half", rate=half)
    return {"full_load": best, "half_load": found.as_dict()}


def _run(
    make: load.MakeRequest, port: int, clients: int, seconds: float, callout: callout_server.Callout | None, name: str,
    rate: float | None = None,
) -> load.Load:  # fmt: skip
    if callout:
        callout.prefix = name
    found = asyncio.run(load.run("127.0.0.1", port, make, clients=clients, seconds=seconds, rate=rate))
    if wrong := {status: count for status, count in found.statuses.items() if status not in (200, 201)}:
        raise RuntimeError(f"refused requests: {wrong}")
    return found


def _cpu(web: Popen[bytes], session: psycopg.Connection[Any]) -> tuple[float, float]:
    return servers.cpu_seconds(web), servers.cpu_of_postgres(session.info.backend_pid)


def _text(report: Figures) -> str:
    facts = report["machine"]
    lines = [
        f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gib']} GiB, load {facts['load_before']} before "
        f"and {facts['load_after']} after; {report['postgresql'].split(',')[0]}",
        f"{report['clients']} clients, {report['seconds']:g} s a measurement, two web processes each, "
        f"{report['workers']} workers for the chain",
        "",
        f"{'acknowledged intake':32}{'rate/s':>9}{'web ms':>9}{'db ms':>8}{'p50 half':>10}{'p95 half':>10}",
    ]
    for n, found in report["callout"].items():
        lines.append(_row(f"Callout, {n} engineers", found["intake"]))
    for peer, label in (("helpdesk", "django-helpdesk"), ("rt", "Request Tracker 5")):
        if "intake" in report.get(peer, {}):
            lines.append(_row(label, report[peer]["intake"]))
        elif peer in report:
            lines.append(f"{label:32} skipped: {report[peer]['skipped']}")
    lines += [
        "",
        f"{'down to the queued message':32}{'rate/s':>9}{'web ms':>9}{'worker ms':>11}{'db ms':>8}"
        f"{'p50 lag':>10}{'p95 lag':>10}  (lag at half load, ms)",
    ]
    for n, found in report["callout"].items():
        whole = found["chain"]
        lines.append(
            f"Callout, {n} engineers".ljust(32)
            + f"{whole['rate_per_s']:>9}{whole['web_cpu_ms']:>9}{whole['worker_cpu_ms']:>11}"
            + f"{whole['postgres_cpu_ms']:>8}"
            + f"{whole['half_load']['lag_p50_ms']:>10}{whole['half_load']['lag_p95_ms']:>10}"
            + f"  booked {whole['booked_share']:.1%}"
        )
    return "\n".join([*lines, "", *_ratios(report)]) + "\n"


def _row(label: str, found: Figures) -> str:
    full, half = found["full_load"], found["half_load"]
    return (
        f"{label:32}{full['rate_per_s']:>9}{full['web_cpu_ms']:>9}{full['postgres_cpu_ms']:>8}"
        f"{half['p50_ms']:>10}{half['p95_ms']:>10}"
    )


def _ratios(report: Figures) -> list[str]:
    lines = []
    for peer, label in (("helpdesk", "django-helpdesk"), ("rt", "Request Tracker 5")):
        if "intake" not in report.get(peer, {}):
            continue
        other = report[peer]["intake"]["full_load"]["rate_per_s"]
        for n, found in report["callout"].items():
            intake, whole = found["intake"]["full_load"]["rate_per_s"], found["chain"]["rate_per_s"]
            lines.append(
                f"{n} engineers against {label}: intake × {intake / other:.2f}, whole chain × {whole / other:.2f}"
            )
    return lines


if __name__ == "__main__":
    main()
