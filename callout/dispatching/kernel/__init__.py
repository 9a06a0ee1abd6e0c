"""The dispatch kernel: plans of visits on duties, compiled, without Django. Loads numba: for workers and tools only."""

from callout.dispatching.kernel.stale import drop_stale

drop_stale()
