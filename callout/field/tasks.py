"""Housekeeping."""

from __future__ import annotations

from callout.field import approach, uploads
from callout.foundation.jobs import periodic


@periodic("20 3 * * *", name="field.discard_abandoned_uploads")
def discard_abandoned_uploads(timestamp: int) -> None:
    """Remove files that a phone began and never finished."""
    uploads.discard_abandoned()


@periodic("*/10 * * * *", name="field.forget_approaches")
def forget_approaches(timestamp: int) -> None:
    """Distances of journeys that ended without a word do not stay."""
    approach.forget_old()
