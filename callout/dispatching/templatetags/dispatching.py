"""Panels of dispatch for pages of the apps below: ``{% load dispatching %}{% why_panel order %}``."""

from __future__ import annotations

from typing import Any

from django import template

from callout.dispatching import labels
from callout.dispatching.why import explain, last_decision
from callout.workorders.models import WorkOrder

register = template.Library()


@register.inclusion_tag("dispatching/_why.html")
def why_panel(order: WorkOrder) -> dict[str, Any]:
    """Why this engineer and not the next, from the order's newest decision."""
    decision = last_decision(order.pk)
    return {"why": explain(decision) if decision else None, "order": order}


@register.filter
def unserved(reason: str) -> str:
    """Why an order has nobody, in words."""
    return labels.unserved_label(reason)


@register.filter
def rule(name: str) -> str:
    """A failed rule in words."""
    return labels.rule_label(name)


@register.filter
def signed(minutes: float) -> str:
    """+12, −20, 0: cost in whole or half minutes with its sign."""
    value = round(minutes, 1)
    text = f"{abs(value):g}"
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else "0"


@register.filter
def whole(minutes: float) -> str:
    """The same in whole minutes, for comparisons."""
    return signed(round(minutes))
