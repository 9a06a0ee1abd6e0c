"""Meter readings of a record go to the asset, with a doubt where they cannot be right."""

from __future__ import annotations

from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.assets import meters
from callout.assets.selectors import last_readings
from callout.workorders.checklists import asked
from callout.workorders.models import ServiceRecord


def keep(record: ServiceRecord, actor: User | None) -> None:
    """Keep the readings of the record's checklist. An implausible one is kept too, with the engineer's reason."""
    asset = record.work_order.asset
    items = record.checklist.items if record.checklist else []
    found = [item for item in asked(items, record.answers) if item["kind"] == "meter"]
    given = [item for item in found if isinstance(record.answers.get(item["code"]), int | float)]
    if asset is None or not given:
        return
    last = last_readings([asset.pk]).get(asset.pk, {})
    for item in given:
        code, value = item["code"], float(record.answers[item["code"]])
        doubt = meters.doubtful(last.get(code), value, record.finished_at, item["most_a_day"])
        reason = record.reasons.get(f"check.{code}") or _("no reason given")
        meters.keep_reading(
            actor=actor, asset=asset, code=code, value=value, unit=item.get("unit", ""), at=record.finished_at,
            source=record.work_order.number, doubt=f"{doubt}: {reason}" if doubt else "",
        )  # fmt: skip
