"""Starts child processes, restarts those that crash, stops all of them together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from callout.runtime import processes

log = logging.getLogger("callout.supervisor")

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 15.0
HEALTHY_AFTER = 30.0  # a loaded machine may take ten just to fail at start
STOP_SECONDS = 20.0
TICK = 1.0


@dataclass(slots=True)
class Child:
    """A program to keep running. ``command`` is a list of arguments; ``pass_fds`` are sockets it inherits."""

    name: str
    command: Sequence[str]
    pass_fds: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    next_start: float = field(default=0.0, init=False)
    crashes: int = field(default=0, init=False)

    def start(self) -> None:
        """Start the program in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            pass_fds=self.pass_fds,
            process_group=0,
            preexec_fn=lambda: processes.die_with_parent(parent),
        )
        self.started = time.monotonic()
        log.info("%s started as process %s", self.name, self.process.pid)

    def crashed(self, code: int) -> None:
        """Note an unexpected end and when to try again: the pause doubles, a long healthy life resets it."""
        now = time.monotonic()
        self.crashes = 1 if now - self.started > HEALTHY_AFTER else self.crashes + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.crashes - 1))
        self.next_start = now + pause
        self.process = None
        log.error("%s ended unexpectedly (%s); next start in %.1f s", self.name, how_it_ended(code), pause)


def how_it_ended(code: int) -> str:
    """``exit code 3`` or ``signal SIGKILL`` for a return code of ``subprocess``."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Supervisor:
    """Runs its children until SIGTERM, SIGINT or SIGHUP. ``each_second`` may repair what the children need."""

    def __init__(self, children: Sequence[Child], each_second: Callable[[], object] | None = None) -> None:
        self.children = children
        self.each_second = each_second
        self.stop_requests = 0
        self.wake = threading.Event()

    def run(self) -> None:
        """Block until a stop is asked for; on return every child has ended."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, self._on_child)
        try:
            while not self.stop_requests:
                self._look_after()
                self.wake.wait(TICK)
                self.wake.clear()
        finally:
            self._stop_all()

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_requests += 1
        self.wake.set()

    def _on_child(self, number: int, frame: FrameType | None) -> None:
        self.wake.set()

    def _look_after(self) -> None:
        if self.each_second is not None:
            try:
                self.each_second()
            except Exception:
                log.exception("Repair failed; it is tried again in a second")
        for child in self.children:
            if child.process is not None and (code := child.process.poll()) is not None:
                child.crashed(code)
            if child.process is None and time.monotonic() >= child.next_start:
                child.start()

    def _stop_all(self) -> None:
        """SIGTERM to all at once, time to finish, then SIGKILL; a second stop request cuts the time short."""
        running = [child for child in self.children if child.process is not None]
        requests = self.stop_requests
        for child in running:
            self._signal(child, signal.SIGTERM)
        processes.wait_until(
            lambda: self.stop_requests > requests or all(child.process.poll() is not None for child in running),  # type: ignore[union-attr]
            STOP_SECONDS,
        )
        for child in running:
            if child.process is not None and child.process.poll() is None:
                log.warning("%s did not stop in time and is killed", child.name)
                self._signal(child, signal.SIGKILL)
                child.process.wait()
        log.info("Stopped")

    @staticmethod
    def _signal(child: Child, number: signal.Signals) -> None:
        if child.process is not None and child.process.poll() is None:
            child.process.send_signal(number)
