"""Starting and stopping what is measured, and counting the processor time it takes."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A TCP port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], env: Mapping[str, str], log: Path, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a process group of its own, ended with its children afterwards."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **env}, stdout=output, stderr=output, cwd=cwd, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def checked(command: Sequence[str], env: Mapping[str, str], cwd: Path | None = None) -> bytes:
    """Run a program to its end; its output. RuntimeError with its last words when it fails."""
    done = subprocess.run(command, env={**os.environ, **env}, cwd=cwd, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {(done.stderr or done.stdout).decode(errors='replace')[-800:]}")
    return done.stdout


def wait_for(port: int, path: str = "/", seconds: float = 60) -> None:
    """Wait until HTTP is answered (with any status). Raises RuntimeError when it is not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"nothing answers on port {port}")


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """Processor time of a process and its living descendants so far."""
    return sum(_cpu(pid) for pid in [process.pid, *_descendants(process.pid)])


def cpu_of_postgres(backend_pid: int) -> float:
    """Processor time of a PostgreSQL server: its postmaster (with ended sessions) and its living sessions."""
    stat = _stat(backend_pid)
    postmaster = int(stat[1]) if stat else 0
    return _cpu(postmaster, ended=True) + sum(_cpu(pid) for pid in _descendants(postmaster))


def _descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _cpu(pid: int, *, ended: bool = False) -> float:
    fields = _stat(pid)
    return sum(int(value) for value in fields[11 : 15 if ended else 13]) / _TICK if fields else 0.0
