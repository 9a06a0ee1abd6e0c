"""Pieces of work orders for templates: ``{% load workorders %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from callout.foundation.i18n import pick
from callout.foundation.ui.clocks import clock, drawn
from callout.workorders import labels
from callout.workorders.models import WorkOrder
from callout.workorders.needs_shown import Line, needs_shown

register = template.Library()

hold_reason = register.filter("hold_reason", labels.hold_label)
free_reason = register.filter("free_reason", labels.free_label)
refusal = register.filter("refusal", labels.refusal_label)
payment = register.filter("payment", labels.payment_label)
ENDED = ("completed", "posted", "cancelled", "cannot_complete")


@register.simple_tag
def order_clock(order: WorkOrder, big: bool = False) -> SafeString:
    """The order's promised time: counting, held, met or missed."""
    if order.state == "on_hold":
        shown = clock(order.due_at, paused=True, reason=labels.hold_label(order.hold_reason))
    elif order.state in ENDED:
        shown = clock(order.due_at if order.completed_at else None, order.created_at, ended=order.completed_at)
    else:
        shown = clock(order.due_at, order.created_at)
    return drawn(shown, big=big)


@register.simple_tag
def needs(order: WorkOrder) -> list[Line]:
    """What the order needs, line by line."""
    return needs_shown(order)


@register.filter
def named(row: Any, field: str) -> str:
    """``{{ line|named:"label" }}``: ``label_zh`` or ``label_en`` by the reader's language."""
    return pick(getattr(row, f"{field}_zh"), getattr(row, f"{field}_en"))
