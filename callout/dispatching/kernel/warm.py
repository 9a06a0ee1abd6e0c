"""``python -m callout.dispatching.kernel.warm``: compiles the kernel at set-up; the first plan is then not slow."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from pathlib import Path

import numpy as np

from callout.dispatching.kernel.problem import Duty, Problem, Visit
from callout.dispatching.kernel.solve import solve


def warm() -> None:
    """Plan a tiny day with each of the two searches; numba keeps what it compiles beside the modules."""
    travel = np.array([[0, 1], [1, 0]], np.int32)
    tiny = Problem([Visit(1, 1, 0, 9, 5.0)], [Duty(0, 0, 0, 9)], travel, np.zeros((1, 1), np.float32))
    solve(tiny, rounds=1)
    solve(replace(tiny, speed=[(0, 1.0)]), rounds=1)


def warm_in_turn() -> None:
    """``warm``, but who comes while another process compiles waits for it instead of compiling the same beside it."""
    with Path(__file__).open("rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        warm()


if __name__ == "__main__":
    warm_in_turn()
