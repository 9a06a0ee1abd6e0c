"""Housekeeping."""

from __future__ import annotations

from callout.field import uploads
from callout.foundation.jobs import periodic


@periodic("20 3 * * *", name="field.discard_abandoned_uploads")
def discard_abandoned_uploads(timestamp: int) -> None:
    """Remove files that a phone began and never finished."""
    uploads.discard_abandoned()
