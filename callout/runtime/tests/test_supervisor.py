"""The supervisor keeps its children alive and takes them along when it goes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from callout.runtime import processes
from callout.runtime.supervisor import STOP_SECONDS, Child, how_it_ended

PARENT = """
import logging, sys
from callout.runtime.supervisor import Child, Supervisor
logging.basicConfig(level="INFO", format="%(message)s")
Supervisor([Child(name, [sys.executable, "-c", code]) for name, code in zip(sys.argv[1::2], sys.argv[2::2])]).run()
"""
WRITE_PID = "import os, sys, time; open({path!r}, 'a').write(f'{{os.getpid()}}\\n'); "


@pytest.fixture
def supervise() -> Iterator[object]:
    started: list[subprocess.Popen[str]] = []

    def start(**children: str) -> subprocess.Popen[str]:
        arguments = [part for pair in children.items() for part in pair]
        started.append(subprocess.Popen([sys.executable, "-c", PARENT, *arguments], stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def pids(path: Path, count: int) -> list[int]:
    assert processes.wait_until(lambda: path.exists() and len(path.read_text().splitlines()) >= count, 60)
    return [int(line) for line in path.read_text().splitlines()]


def gone(pid: int, seconds: float = 60) -> bool:
    return processes.wait_until(lambda: not processes.is_running(pid), seconds)


def test_a_crashed_child_is_started_again(supervise, tmp_path: Path) -> None:
    path = tmp_path / "pids"
    parent = supervise(web=WRITE_PID.format(path=str(path)) + "time.sleep(60)")
    (first,) = pids(path, 1)
    os.kill(first, signal.SIGKILL)
    second = pids(path, 2)[1]

    parent.send_signal(signal.SIGTERM)
    _, said = parent.communicate(timeout=60)
    assert parent.returncode == 0
    assert "web ended unexpectedly (signal SIGKILL)" in said
    assert gone(second, 0)


def test_a_child_that_cannot_start_is_tried_less_and_less_often(supervise, tmp_path: Path) -> None:
    path = tmp_path / "pids"
    parent = supervise(worker=WRITE_PID.format(path=str(path)) + "sys.exit(3)")
    pids(path, 4)
    parent.send_signal(signal.SIGTERM)
    _, said = parent.communicate(timeout=60)

    pauses = [line.split("next start in ")[1] for line in said.splitlines() if "next start" in line]
    assert pauses[:3] == ["0.5 s", "1.0 s", "2.0 s"]
    assert "exit code 3" in said


def test_children_die_with_a_supervisor_that_is_killed_with_9(supervise, tmp_path: Path) -> None:
    path = tmp_path / "pids"
    code = WRITE_PID.format(path=str(path)) + "time.sleep(60)"
    parent = supervise(web=code, worker=code)
    children = pids(path, 2)
    parent.kill()

    assert all(gone(pid) for pid in children)


def test_a_second_interrupt_does_not_wait_for_a_stubborn_child(supervise, tmp_path: Path) -> None:
    path = tmp_path / "pids"
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    parent = supervise(web=stubborn + WRITE_PID.format(path=str(path)) + "time.sleep(60)")
    (child,) = pids(path, 1)
    parent.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert processes.is_running(child)
    parent.send_signal(signal.SIGINT)
    parent.communicate(timeout=STOP_SECONDS - 2)

    assert gone(child, 0)


def test_a_long_healthy_life_resets_the_pause() -> None:
    child = Child("web", ["true"])
    for _ in range(9):
        child.started = time.monotonic()
        child.crashed(1)
    assert child.next_start - time.monotonic() == pytest.approx(15, abs=1)

    child.started = time.monotonic() - 3600
    child.crashed(1)
    assert child.next_start - time.monotonic() == pytest.approx(0.5, abs=0.2)


def test_how_it_ended_names_signals() -> None:
    assert how_it_ended(-signal.SIGSEGV) == "signal SIGSEGV"
    assert how_it_ended(2) == "exit code 2"
