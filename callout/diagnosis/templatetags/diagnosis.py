"""Words of fault trees in templates."""

from __future__ import annotations

from typing import Any

from django import template

from callout.diagnosis import words

register = template.Library()
register.filter("both", words.label)
register.filter("span", words.span)


@register.filter
def answered(stop: Any) -> str:
    """The answer of a step in words."""
    return words.answer_text(stop.step, stop.answer)


@register.filter
def verdict(value: str) -> str:
    """A measurement's verdict in words."""
    return str(words.VERDICTS.get(value, ""))


@register.filter
def means(value: str) -> str:
    """By what means a remote session runs."""
    return str(words.MEANS.get(value, value))


@register.filter
def tone(value: str) -> str:
    """The colour of a verdict."""
    return {"ok": "success", "low": "danger", "high": "danger", "danger": "danger", "urgent": "urgent"}.get(value, "")
