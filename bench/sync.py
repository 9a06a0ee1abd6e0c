"""Every phone comes back at once: ``python -m bench.sync --devices 1000 --commands 40 --json``.

Each phone sends its log in the app's batches and then fetches its bundle; every tenth answer is taken as lost, so that
its batch is sent again. Meanwhile a desk user opens pages. Then the data base is counted: nothing lost, nothing twice.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.lib import callout_server, machine, servers
from bench.load import Load
from bench.main_job import _postgres, fresh

BATCH = 20
DESK_EVERY = 0.25
IDLE_SECONDS = 5.0
LOST_EVERY = 10
RETRIES = 60
PATIENCE = 30.0  # seconds the app waits for an answer (frontend/src/field/net.ts)
BUSY = 503
PAGES = ("/cases/", "/cases/?tab=all", "/customers/")


@dataclass
class Phone:
    """One phone with its log of commands."""

    token: str
    order: str
    visit: str
    starts_at: str
    log: list[dict[str, Any]] = field(default_factory=list)

    def write(self, count: int, began: datetime) -> None:
        """A visit with so many commands: accept, set out, arrive, pauses and notes in turn, carried over at the end."""
        kinds = ["accept", "set_out", "arrive"] + ["pause", "note", "resume", "note"] * count
        kinds = [*kinds[: count - 1], "carry_over"]
        payloads: dict[str, dict[str, Any]] = {
            "accept": {"starts_at": self.starts_at}, "pause": {"reason": "等客户"}, "note": {"text": "已断电检查"},
            "carry_over": {"reason": "parts"},
        }  # fmt: skip
        for n, kind in enumerate(kinds):
            at, payload = (began + timedelta(seconds=20 * n)).isoformat(), payloads.get(kind, {})
            self.log.append(
                {
                    "operation": str(uuid.uuid4()),
                    "type": kind,
                    "order": self.order,
                    "booking": self.visit,
                    "at": at,
                    "payload": payload,
                }
            )


@dataclass
class Figures:
    """What the run saw."""

    pushes: Load = field(default_factory=Load)
    bundles: Load = field(default_factory=Load)
    outcomes: dict[str, int] = field(default_factory=dict)
    again: int = 0
    refused_connections: int = 0
    asked_to_wait: int = 0


def main() -> None:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="callout-sync-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        url = fresh(stack.enter_context(_postgres(folder)), "callout_sync")
        callout = stack.enter_context(callout_server.serving(url, folder, options.devices, options.processes))
        command = [sys.executable, "-m", "bench.lib.sync_prepare"]
        made = json.loads(servers.checked(command, callout.env, callout_server.ROOT).splitlines()[-1])
        phones = [Phone(**phone) for phone in made["phones"]]
        for phone in phones:
            phone.write(options.commands, datetime.now(UTC) - timedelta(hours=2))
        report = asyncio.run(_run(callout.port, phones, made["session"]))
        report |= {"machine": machine.describe(), "data_base": _count(callout, phones)}
    sys.stdout.write(json.dumps(report, indent=1) + "\n" if options.json else _text(report))
    if any(report["data_base"][key] for key in ("lost", "doubled")):
        raise SystemExit(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=1000)
    parser.add_argument("--commands", type=int, default=40, help="queued on each device, at least 4")
    parser.add_argument("--processes", type=int, default=2, help="web processes")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


async def _run(port: int, phones: list[Phone], session: str) -> dict[str, Any]:
    figures, done = Figures(), asyncio.Event()
    idle, busy = Load(), Load()
    await _desk(port, session, idle, asyncio.Event(), seconds=IDLE_SECONDS)
    desk = asyncio.create_task(_desk(port, session, busy, done))
    began = time.perf_counter()
    await asyncio.gather(*(_phone(port, n, phone, figures) for n, phone in enumerate(phones)))
    took = figures.pushes.took = figures.bundles.took = time.perf_counter() - began
    done.set()
    await desk
    idle.took, busy.took = IDLE_SECONDS, took
    commands = sum(len(phone.log) for phone in phones)
    return {
        "devices": len(phones), "commands": commands, "seconds": round(took, 1),
        "commands_per_s": round(commands / took, 1), "outcomes": figures.outcomes, "batches_sent_again": figures.again,
        "connections_retried": figures.refused_connections, "asked_to_wait": figures.asked_to_wait,
        "push": figures.pushes.as_dict(),
        "bundle": figures.bundles.as_dict(), "desk_before": idle.as_dict(), "desk_during": busy.as_dict(),
    }  # fmt: skip


async def _phone(port: int, number: int, phone: Phone, figures: Figures) -> None:
    headers = {"Authorization": f"Device {phone.token}"}
    for n, first in enumerate(range(0, len(phone.log), BATCH)):
        body = {"skew_ms": 0, "commands": phone.log[first : first + BATCH]}
        lost = (number + n) % LOST_EVERY == 0
        for attempt in range(1 + lost):
            answer = await _ask(port, "POST", "/field/api/commands", headers, figures.pushes, figures, body)
            if attempt == lost:
                for outcome in answer["outcomes"]:
                    figures.outcomes[outcome["status"]] = figures.outcomes.get(outcome["status"], 0) + 1
        figures.again += lost
    await _ask(port, "GET", "/field/api/bundle", headers, figures.bundles, figures)


async def _desk(port: int, session: str, load: Load, done: asyncio.Event, *, seconds: float = 3600) -> None:
    until, n = time.perf_counter() + seconds, 0
    while not done.is_set() and time.perf_counter() < until:
        await _ask(port, "GET", PAGES[n % len(PAGES)], {"Cookie": f"sessionid={session}"}, load, Figures())
        n += 1
        await asyncio.sleep(DESK_EVERY)


async def _ask(
    port: int, method: str, path: str, headers: dict[str, str], load: Load, figures: Figures, body: Any = None
) -> Any:
    """The answer's JSON (None for a page). What the server would not take now is tried again, as the app does."""
    for attempt in range(RETRIES):
        sent = time.perf_counter()
        try:
            status, content = await asyncio.wait_for(_request(port, method, path, headers, body), PATIENCE)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            figures.refused_connections += 1
            status, content = 0, b""
        if status == BUSY:
            figures.asked_to_wait += 1
        if status in (0, BUSY):
            await asyncio.sleep(min(2.0 * 2**attempt, 16.0) * random.uniform(0.5, 1.5))
            continue
        load.seconds.append(time.perf_counter() - sent)
        load.statuses[status] = load.statuses.get(status, 0) + 1
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {content[:300]!r}")
        return json.loads(content) if "/api/" in path else None
    raise RuntimeError(f"{method} {path}: no connection")


async def _request(port: int, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, bytes]:
    data = json.dumps(body).encode() if body is not None else b""
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: close",
        f"Content-Length: {len(data)}",
    ]
    lines += ["Content-Type: application/json", *(f"{name}: {value}" for name, value in headers.items())]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + data)
        head = await reader.readuntil(b"\r\n\r\n")
        rest = await reader.read()
    finally:
        writer.close()
    if b"transfer-encoding: chunked" in head.lower():
        rest = _joined(rest)
    return int(head.split()[1]), rest


def _joined(chunks: bytes) -> bytes:
    whole = b""
    while chunks:
        size, _, chunks = chunks.partition(b"\r\n")
        length = int(size, 16)
        whole, chunks = whole + chunks[:length], chunks[length + 2 :]
    return whole


def _count(callout: callout_server.Callout, phones: list[Phone]) -> dict[str, int]:
    """What the data base holds against what the phones' logs say."""
    steps = [command for phone in phones for command in phone.log if command["type"] != "note"]
    notes = sum(len(phone.log) for phone in phones) - len(steps)
    applied = callout.count("SELECT count(*) FROM field_command WHERE status = 'applied'")
    stamps = callout.count("SELECT count(*) FROM workorders_bookingstamp WHERE state <> 'dispatched'")
    written = callout.count("SELECT count(*) FROM cases_interaction")
    wanted = len(steps) + notes
    return {
        "wanted": wanted, "applied": applied, "steps": stamps, "notes": written,
        "lost": max(0, wanted - applied) + max(0, len(steps) - stamps) + max(0, notes - written),
        "doubled": max(0, applied - wanted) + max(0, stamps - len(steps)) + max(0, written - notes),
    }  # fmt: skip


def _text(report: dict[str, Any]) -> str:
    desk = f"desk p95 {report['desk_before']['p95_ms']} ms before, {report['desk_during']['p95_ms']} ms during"
    counted = report["data_base"]
    return (
        f"{report['devices']} phones, {report['commands']} commands in {report['seconds']} s "
        f"({report['commands_per_s']}/s); lost {counted['lost']}, doubled {counted['doubled']}; {desk}\n"
    )


if __name__ == "__main__":
    main()
