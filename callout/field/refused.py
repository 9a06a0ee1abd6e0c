"""Tells a phone which parts of an applied record its van could not give."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from callout.workorders.models import ServiceRecord
from callout.workorders.usages import piece_of


def of_record(record: ServiceRecord) -> dict[str, Any]:
    """What was not taken from the van, and why; empty when all was."""
    rows = [usage for usage in record.part_usages.select_related("part") if usage.refused]
    if not rows:
        return {}
    named = [f"{usage.part.number} {piece_of(usage)}".rstrip() for usage in rows]
    message = _("Not taken from the van: %(parts)s. The record stands.") % {"parts": ", ".join(named)}
    told = [{"part": u.part_id, "piece": piece_of(u), "code": u.refused} for u in rows]
    return {"code": "parts_refused", "message": message, "refused": told}
