"""Periodic work."""

from __future__ import annotations

from callout.foundation.jobs import periodic
from callout.portal import limits


@periodic("17 * * * *", name="portal.forget")
def forget(timestamp: int) -> None:
    """Every hour: old tries are forgotten."""
    limits.forget_old()
