"""Readings of meters that count up: what is plausible after the last one, and keeping them."""

from __future__ import annotations

from datetime import datetime

from callout.accounts.models import User
from callout.assets.models import Asset, MeterReading
from callout.foundation.actions import business_action

SLACK_DAYS = 1  # two readings of one day may lie a full day's use apart


def doubtful(last: MeterReading | None, value: float, at: datetime, most_a_day: float) -> str:
    """Why a reading cannot be right: ``backwards`` or ``too_fast``; empty when it can. ``frontend/…/checklist.ts``
    judges by the same rule."""
    if last is None or at < last.at:
        return ""
    if value < last.value:
        return "backwards"
    days = (at - last.at).total_seconds() / 86_400 + SLACK_DAYS
    return "too_fast" if value - last.value > most_a_day * days else ""


@business_action
def keep_reading(
    *, actor: User | None, asset: Asset, code: str, value: float, unit: str, at: datetime, source: str, doubt: str = ""
) -> MeterReading:
    """Keep a reading; the same source is kept once, so that a repeat changes nothing."""
    row, _new = MeterReading.objects.get_or_create(
        asset=asset, code=code, source=source,
        defaults={"value": value, "unit": unit, "at": at, "doubt": doubt[:200]},
    )  # fmt: skip
    return row
