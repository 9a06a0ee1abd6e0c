"""Panels of dispatch for pages of the apps below: ``{% load dispatching %}{% why_panel order %}``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from callout.dispatching import labels
from callout.dispatching.planning.models import PlanRun
from callout.dispatching.why import explain, last_decision
from callout.foundation.ui import formats
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
def plan_result(run: PlanRun) -> str:
    """What came of a plan, in words."""
    return str(labels.PLAN_ANSWERS.get(run.answer) or labels.PLAN_STATES[run.state])


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


@register.simple_tag
def until(at: datetime | None) -> SafeString:
    """A time that runs out: red once it is over."""
    if at is None:
        return format_html("{}", formats.NONE)
    css = "ink-danger nowrap" if at < timezone.now() else "nowrap"
    return format_html('<time class="{}" datetime="{}">{}</time>', css, at.isoformat(), formats.when(at))


@register.filter
def choice(value: str | None) -> str:
    """Off, propose or apply, in words."""
    return labels.choice_label(value)


@register.filter
def resolution(text: str) -> str:
    """How something was settled: by a booking, or in somebody's words."""
    return labels.resolution_label(text)


@register.filter
def fit(change: str) -> str:
    """What would make an order fit, in words."""
    return labels.fit_label(change)


@register.filter
def named_detail(text: str) -> str:
    """The detail of a rule or a change in the reader's language."""
    return labels.detail_label("", text)
