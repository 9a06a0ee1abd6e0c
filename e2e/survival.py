"""A whole installation of its own (embedded PostgreSQL, web, worker) for tests that kill its processes."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Installation:
    """``callout run`` in a folder of its own."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.folder / "run.log"

    @property
    def environment(self) -> dict[str, str]:
        """Settings of this installation only."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CALLOUT_", "DATABASE_", "DJANGO_"))}
        return kept | {
            "CALLOUT_DATA": str(self.folder / "data"),
            "CALLOUT_BIND": f"127.0.0.1:{self.port}",
            "CALLOUT_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "callout.config.settings",
        }

    def start(self) -> None:
        """Start and wait until the site answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "callout.runtime.cli", "run"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.wait_ready()

    def wait_ready(self, seconds: float = 300) -> None:
        """Block until /health/live answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.ask("GET", "/health/live")[0] == 200:
                return
            time.sleep(0.3)
        raise TimeoutError(self.log.read_text()[-4000:])

    def ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """(status, JSON answer) of one request; status 0 when the connection broke."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                method,
                path,
                json.dumps(body) if body else None,
                {"Content-Type": "application/json", **(headers or {})},
            )
            answer = connection.getresponse()
            raw = answer.read()
            kind = answer.headers.get("Content-Type", "")
            return answer.status, json.loads(raw) if raw and "json" in kind else {}
        except (OSError, HTTPException):
            return 0, {}
        finally:
            connection.close()

    def manage(self, script: str) -> str:
        """Run Python in the installation's Django; returns what it printed."""
        code = f"import django; django.setup()\n{script}"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout

    def victims(self) -> dict[str, list[int]]:
        """Process ids by role: web, worker, postgres (its postmaster and back ends)."""
        found: dict[str, list[int]] = {"web": [], "worker": [], "postgres": []}
        data = str(self.folder / "data")
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                ours = data in command or data in (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if not ours:
                continue
            if "callout.runtime.web" in command:
                found["web"].append(int(entry.name))
            elif " worker" in command:
                found["worker"].append(int(entry.name))
            elif "postgres" in command and data in command:
                found["postgres"].append(int(entry.name))
        return found

    def kill_one(self, chance: random.Random, seconds: float = 60) -> str:
        """kill -9 of a random process; returns its role.

        Waits while all are dead and not started again yet: on a busy machine kills may come faster than starts. Raises
        RuntimeError when nothing comes back within ``seconds``.
        """
        deadline = time.monotonic() + seconds
        while not (living := [(role, pids) for role, pids in self.victims().items() if pids]):
            if time.monotonic() > deadline:
                raise RuntimeError("nothing was started again")
            time.sleep(0.2)
        role, pids = chance.choice(living)
        os.kill(chance.choice(pids), signal.SIGKILL)
        return role

    def stop(self) -> None:
        """Stop everything."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
        for pids in self.victims().values():
            for pid in pids:
                os.kill(pid, signal.SIGKILL)


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """A running installation, stopped and its processes gone at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Installation(folder, port)
    try:
        site.start()
        yield site
    finally:
        site.stop()
