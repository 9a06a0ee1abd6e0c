"""Words of the workforce's pages."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from callout.workforce.kit_forms import UNITS, WEEKDAY_NAMES

register = template.Library()

SCORE_TERMS: dict[str, str | Promise] = {
    "on_time": _("Arrived in time"),
    "first_visit": _("Solved at the first visit"),
    "satisfied": _("Customers satisfied"),
    "not_declined": _("Not declined"),
}


@register.filter
def score_term(name: str) -> str:
    """A part of an outlet's score in words."""
    return str(SCORE_TERMS.get(name, name))


@register.filter
def percent(share: float | None) -> str:
    """0.93 as 93%."""
    return "—" if share is None else f"{share * 100:.0f}%"


@register.filter
def weekday(number: int) -> str:
    """0 as Monday."""
    return str(WEEKDAY_NAMES[number])


@register.filter
def basis_unit(unit: str) -> str:
    """By what a partner is paid."""
    return str(dict(UNITS)[unit])
