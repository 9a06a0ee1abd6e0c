"""Callout under measurement: a data base of its own, web processes, a worker, a network of engineers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

import psycopg

from bench import load
from bench.lib import servers

ROOT = Path(__file__).resolve().parents[2]
CUSTOMERS = 5000
DONE = "SELECT count(DISTINCT case_id) FROM notifications_message WHERE template = 'order_assigned'"


@dataclass
class Callout:
    """A running Callout: how to post a case and what its data base knows of the chain."""

    port: int
    url: str
    web: Popen[bytes]
    secret: str
    assets: list[int]
    prefix: str = "bench"
    env: dict[str, str] = field(default_factory=dict)
    log: Path | None = None

    def request(self, n: int) -> bytes:
        """The n-th intake as a whole HTTP request: a case on a device, with symptom, contact and outside number."""
        body = {
            "asset_id": self.assets[n * 7919 % len(self.assets)], "symptom_code": "S1", "severity": 3,
            "description": "开机十分钟就不制冷", "contact_name": "张女士", "contact_phone": "13800006207",
            "external_id": f"{self.prefix}-{n}",
        }  # fmt: skip
        headers = {"Authorization": f"Bearer {self.secret}"}
        return load.post("/api/v1/cases", json.dumps(body).encode(), host=f"127.0.0.1:{self.port}", headers=headers)

    def count(self, sql: str) -> int:
        """One number from the data base."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute(sql).fetchone()
            return int(row[0]) if row else 0

    @contextmanager
    def workers(self, count: int, log: Path) -> Iterator[list[Popen[bytes]]]:
        """So many worker processes."""
        command = [sys.executable, "-m", "django", "worker", "--concurrency", "2"]
        self.log = log
        with ExitStack() as stack:
            yield [stack.enter_context(servers.running(command, self.env, log, ROOT)) for _ in range(count)]


@contextmanager
def serving(url: str, folder: Path, engineers: int, processes: int) -> Iterator[Callout]:
    """Callout on an empty data base with that many engineers."""
    port = servers.free_port()
    env = {
        "DATABASE_URL": url, "CALLOUT_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "callout.config.settings",
        "CALLOUT_BIND": f"127.0.0.1:{port}", "CALLOUT_HOSTS": "127.0.0.1", "CALLOUT_WEB_PROCESSES": str(processes),
        "CALLOUT_LOG_LEVEL": "WARNING", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), "CALLOUT_API_RATE": "0",
    }  # fmt: skip
    known = _prepare(env, engineers)
    command = [sys.executable, "-c", "from callout.runtime.cli import main; main()", "web"]
    with servers.running(command, env, folder / "web.log", ROOT) as web:
        servers.wait_for(port, "/api/v1/openapi.json")
        yield Callout(port, url, web, known["secret"], known["assets"], env=env)


def _prepare(env: dict[str, str], engineers: int) -> dict[str, Any]:
    """Migrate and fill the data base in a process of its own, whose settings are this environment's."""
    command = [sys.executable, "-m", "bench.lib.prepare", str(engineers), str(CUSTOMERS)]
    answer: dict[str, Any] = json.loads(servers.checked(command, env, ROOT).splitlines()[-1])
    return answer
