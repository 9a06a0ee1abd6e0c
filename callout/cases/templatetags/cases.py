"""Chips and words of cases in templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from callout.cases.labels import CHANNEL_ICONS, CHANNELS, REASONS, chip_state, reason_label
from callout.cases.models import Case
from callout.foundation.templatetags.ui import chip

register = template.Library()


@register.simple_tag
def case_chip(case: Case) -> SafeString:
    """The case's one state chip."""
    return chip("case", chip_state(case))


@register.simple_tag
def waits_for(case: Case) -> str:
    """What a case on hold waits for."""
    return str(REASONS.get(case.waiting_for, ""))


@register.filter
def channel_label(channel: str) -> str:
    """A channel in words."""
    return str(CHANNELS.get(channel, channel))


@register.filter
def channel_icon(channel: str) -> str:
    """A channel's icon."""
    return CHANNEL_ICONS.get(channel, "message")


@register.filter
def why(reason: str) -> str:
    """A reason's code in words."""
    return reason_label(reason)
