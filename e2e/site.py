"""The site under test: uvicorn in a process of its own, jobs run on demand or by a thread."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from callout import testing
from callout.foundation import cache

START_SECONDS = 40
IDLE_SECONDS = 0.2
QUIET_SECONDS = 10


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """URL of the test data base that pytest made."""
    db = connection.settings_dict
    user = f"{db['USER']}:{db['PASSWORD']}@" if db["PASSWORD"] else f"{db['USER']}@"
    host, port = db["HOST"], f":{db['PORT']}" if db["PORT"] else ""
    if host.startswith("/"):
        return f"postgresql://{user}/{db['NAME']}?host={host}"
    return f"postgresql://{user}{host}{port}/{db['NAME']}"


@dataclass
class Site:
    """A running site; ``url`` has no slash at its end."""

    url: str
    process: subprocess.Popen[bytes]
    _stop: threading.Event = field(default_factory=threading.Event)
    _worker: threading.Thread | None = None

    @classmethod
    @contextmanager
    def started(cls, folder: Path) -> Iterator[Site]:
        """Start uvicorn over the current test data base and wait until it answers."""
        port = free_port()
        url = f"http://localhost:{port}"
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "e2e.settings",
            "CALLOUT_BASE_URL": url,
            "CALLOUT_DATA": str(settings.DATA_FOLDER),
            "CALLOUT_SECRET_KEY": settings.SECRET_KEY,
            "CALLOUT_DATA_KEY": settings.DATA_KEY,
        }
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "callout.config.asgi:application",
            "--port",
            str(port),
            "--lifespan",
            "off",
            "--no-access-log",
        ]
        with open(folder / "site.log", "wb") as log:
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=settings.ROOT)
            try:
                site = cls(url, process)
                site._wait(folder / "site.log")
                yield site
            finally:
                process.kill()
                process.wait()

    def _wait(self, log: Path) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(log.read_text())
            try:
                urllib.request.urlopen(f"{self.url}/field/manifest.webmanifest", timeout=5)
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise RuntimeError(f"the site does not answer: {log.read_text()[-4000:]}")

    def session_cookie(self, user: Any) -> dict[str, Any]:
        """A signed-in session's cookie, without the sign-in page."""
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store.save()
        return {"name": settings.SESSION_COOKIE_NAME, "value": store.session_key, "url": self.url}

    def run_jobs(self) -> int:
        """Run what is queued now."""
        return testing.run_jobs()

    def worker(self) -> None:
        """Run jobs as they come, until the test ends."""
        self._stop.clear()
        self._worker = threading.Thread(target=self._work, daemon=True)
        self._worker.start()

    def _work(self) -> None:
        try:
            while not self._stop.is_set():
                if not testing.run_jobs():
                    self._stop.wait(IDLE_SECONDS)
        finally:
            connection.close()

    def rest(self) -> None:
        """Stop the worker; forget cached reference data and jobs nobody ran: they speak of rows that are gone."""
        self._stop.set()
        if self._worker:
            self._worker.join()
            self._worker = None
        self._let_requests_end()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
        cache.clear()

    def _let_requests_end(self) -> None:
        """Emptying the tables under a running request would deadlock."""
        until = time.monotonic() + QUIET_SECONDS
        while self._busy() and time.monotonic() < until:
            time.sleep(0.1)

    def _busy(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            row = cursor.fetchone()
        return bool(row and row[0])
