"""One Callout a data folder and one program an address: a second start is told what is in the way."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from callout.runtime.errors import RuntimeProblem


@contextmanager
def only_one(data_folder: Path, role: str) -> Iterator[None]:
    """Hold the pid file ``run/<role>.pid``. The kernel frees it with the process, so a stale one never blocks."""
    path = data_folder / "run" / f"{role}.pid"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = path.read_text("ascii").strip()
            raise RuntimeProblem(
                f"callout {role} is already running with the data folder {data_folder} (process {pid}). "
                f"Stop it first (kill {pid}), or set CALLOUT_DATA to another folder."
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def listen(bind: str) -> socket.socket:
    """A listening TCP socket for ``host:port`` (``[::1]:8000`` for IPv6)."""
    host, _, port = bind.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise RuntimeProblem(f"CALLOUT_BIND must be host:port, for example 127.0.0.1:8000, not {bind!r}.")
    host = host.strip("[]") or "0.0.0.0"  # noqa: S104 - an empty host means every interface
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, int(port)))
    except OSError as error:
        listener.close()
        raise RuntimeProblem(_why_not(bind, port, error)) from error
    listener.listen(1024)
    return listener


def _why_not(bind: str, port: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Another program listens on {bind}. Stop it, or choose another address: --bind 127.0.0.1:8001."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root. Use a port above 1023 behind a proxy."
    return f"Cannot listen on {bind}: {error.strerror}."
