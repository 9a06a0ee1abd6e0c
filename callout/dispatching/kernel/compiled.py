"""How the kernel's functions are compiled: kept on disk, and without numba's counting of references.

Counting is done by locked operations at each call and cost half of a search's time; nothing here makes an array, so
there is nothing to count. What is passed in must live as long as the call, as Python's arguments do. ``_nrt`` is
numba's own name for it and not public: should it go, a plain ``njit(cache=True)`` gives the same plans, only later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])
UNCOUNTED: dict[str, Any] = {"cache": True, "_nrt": False}


def compiled(function: Function) -> Function:
    """A function compiled at its first call."""
    made: Function = njit(**UNCOUNTED)(function)
    return made


def compiled_inline(function: Function) -> Function:
    """The same, put into each function that calls it: cheaper where many arrays would be handed over."""
    made: Function = njit(**UNCOUNTED, inline="always")(function)
    return made


@compiled_inline
def copy(source: Any, to: Any) -> None:
    """A row of an array into another one: to assign it would ask for memory."""
    for i in range(source.shape[0]):
        to[i] = source[i]


@compiled_inline
def copy_row(k: int, route: Any, size: Any, to: Any, to_size: Any) -> None:
    """A duty's visits and their number into other arrays."""
    to_size[k] = size[k]
    for i in range(size[k]):
        to[k, i] = route[k, i]


@compiled_inline
def greatest(values: Any) -> Any:
    """The greatest of an array of whole numbers that are none below zero."""
    most = 0
    for i in range(values.shape[0]):
        most = max(most, values[i])
    return most
