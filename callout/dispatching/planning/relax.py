"""What does not fit its window may begin later: the second try of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from callout.dispatching.kernel.problem import Problem, Visit


def relaxed(problem: Problem, unserved: Sequence[int], late: Sequence[Visit]) -> Problem:
    """The same day, but what did not fit may begin as ``late`` (by visit) has it."""
    changed = {v for v in unserved if problem.visits[v] != late[v]}
    if not changed:
        return problem
    return replace(problem, visits=[late[i] if i in changed else v for i, v in enumerate(problem.visits)])
