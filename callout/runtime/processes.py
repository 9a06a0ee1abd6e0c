"""What the kernel knows about a process (Linux /proc), and the ways to end one."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PR_SET_PDEATHSIG = 1


def name_and_state(pid: int) -> tuple[str, str] | None:
    """Program name and one-letter state (``R``, ``S``, ``Z`` …) of a process; None when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    head, _, tail = stat.rpartition(")")
    return head.partition("(")[2], tail.split()[0]


def is_running(pid: int) -> bool:
    """True when the process exists and is not a zombie waiting for its parent."""
    found = name_and_state(pid)
    return found is not None and found[1] not in "ZX"


def working_in(folder: Path) -> list[int]:
    """Process ids whose working directory is ``folder`` (those we may look at)."""
    target = str(folder.resolve())
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "cwd") == target:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def send(pid: int, number: signal.Signals) -> None:
    """Send a signal; a process that is gone already is fine."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def wait_until(done: Callable[[], bool], seconds: float, step: float = 0.02) -> bool:
    """Poll ``done`` until it is true or the time is over; returns its last answer."""
    deadline = time.monotonic() + seconds
    while not (answer := done()) and time.monotonic() < deadline:
        time.sleep(step)
    return answer


_PRCTL = ctypes.CDLL(None, use_errno=True).prctl


def die_with_parent(parent: int) -> None:
    """Ask the kernel to SIGTERM this process when ``parent`` dies, even by kill -9. Call it in the child."""
    _PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock file; the kernel frees it when the holder dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
