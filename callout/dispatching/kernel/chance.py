"""Random numbers of a search: a generator of its own, so that seed and rounds fix the plan (compiled)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from callout.dispatching.kernel.compiled import compiled_inline


def dice(seed: int) -> NDArray[np.uint64]:
    """The generator's state for a seed; never zero."""
    return np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 or 1], np.uint64)


@compiled_inline
def random(seed: NDArray[np.uint64]) -> float:
    """The next number in [0, 1) of a xorshift64* generator that belongs to this search alone."""
    x = seed[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    seed[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled_inline
def below(seed: NDArray[np.uint64], n: int) -> int:
    """A random whole number in [0, n)."""
    return int(random(seed) * n)
