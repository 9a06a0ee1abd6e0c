"""``python -m callout.dispatching.kernel.warm``: compiles the kernel at set-up; the first plan is then not slow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from callout.dispatching.kernel.problem import Duty, Problem, Visit
from callout.dispatching.kernel.solve import solve


def warm() -> None:
    """Plan a tiny day with each of the two searches; numba keeps what it compiles beside the modules."""
    travel = np.array([[0, 1], [1, 0]], np.int32)
    tiny = Problem([Visit(1, 1, 0, 9, 5.0)], [Duty(0, 0, 0, 9)], travel, np.zeros((1, 1), np.float32))
    solve(tiny, rounds=1)
    solve(replace(tiny, speed=[(0, 1.0)]), rounds=1)


if __name__ == "__main__":
    warm()
