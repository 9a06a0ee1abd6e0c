"""Small per-process caches of reference data (calendars, service levels, catalogue). Never for customers' data."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

seconds_now = time.monotonic  # replaced where time is made up

_stores: list[dict[Any, Any]] = []


def cached_for(seconds: float) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a function's answers for so many seconds; a change made elsewhere is seen no later than that."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        store: dict[Any, tuple[float, R]] = {}
        _stores.append(store)

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (args, tuple(sorted(kwargs.items())))
            kept = store.get(key)
            now = seconds_now()
            if kept and kept[0] > now:
                return kept[1]
            answer = function(*args, **kwargs)
            store[key] = (now + seconds, answer)
            return answer

        wrapper.forget = store.clear  # type: ignore[attr-defined]
        return wrapper

    return decorate


def clear() -> None:
    """Forget everything: after installing packs, and between tests."""
    for store in _stores:
        store.clear()
