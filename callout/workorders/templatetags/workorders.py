"""Pieces of work orders for templates: ``{% load workorders %}``."""

from __future__ import annotations

from typing import Any

from django import template

from callout.foundation.i18n import pick
from callout.foundation.ui.clocks import clock
from callout.workorders import labels
from callout.workorders.models import WorkOrder

register = template.Library()

hold_reason = register.filter("hold_reason", labels.hold_label)
free_reason = register.filter("free_reason", labels.free_label)
payment = register.filter("payment", labels.payment_label)
ENDED = ("completed", "posted", "cancelled", "cannot_complete")


@register.inclusion_tag("components/sla.html")
def order_clock(order: WorkOrder, big: bool = False) -> dict[str, Any]:
    """The order's promised time: counting, held, met or missed."""
    if order.state == "on_hold":
        return {"clock": clock(order.due_at, paused=True, reason=labels.hold_label(order.hold_reason)), "big": big}
    if order.state in ENDED:
        due = order.due_at if order.completed_at else None
        return {"clock": clock(due, order.created_at, ended=order.completed_at), "big": big}
    return {"clock": clock(order.due_at, order.created_at), "big": big}


@register.filter
def named(row: Any, field: str) -> str:
    """``{{ line|named:"label" }}``: ``label_zh`` or ``label_en`` by the reader's language."""
    return pick(getattr(row, f"{field}_zh"), getattr(row, f"{field}_en"))
