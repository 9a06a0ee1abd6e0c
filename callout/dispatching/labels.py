"""What dispatch says in words: cost terms, rules that exclude somebody, reasons why an order has nobody."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

TERMS: dict[str, str | Promise] = {
    "travel": _("Travel"),
    "wait": _("Customer waits"),
    "late": _("Late"),
    "load": _("Orders that day"),
    "full": _("Day is full"),
    "overqualified": _("More skill than needed"),
    "knows_asset": _("Knows this device"),
    "preferred": _("Preferred engineer"),
    "partner": _("Partner outlet"),
}

RULES: dict[str, str | Promise] = {
    "declined": _("declined this order"),
    "skill_missing": _("skill missing"),
    "skill_low": _("skill too low"),
    "certificate_expired": _("certificate expired"),
    "no_time": _("no free time"),
    "no_engineers": _("no engineers"),
    "not_authorised": _("not authorised for the product"),
    "outside_area": _("outside its area"),
    "outside_shift": _("outside the shift"),
    "absent": _("absent"),
    "booked": _("booked at that time"),
    "day_full": _("day is full"),
    "past": _("in the past"),
}

UNSERVED: dict[str, str | Promise] = {
    "no_outlet": _("No outlet covers this place and product"),
    "no_engineers": _("The outlets here have no engineers"),
    "skill_missing": _("Nobody here has the skill"),
    "skill_low": _("Nobody here is skilled enough"),
    "certificate_expired": _("The certificates needed have expired"),
    "no_time": _("Nobody is free in time"),
    "declined": _("Everybody who could go declined"),
}


def term_label(name: str) -> str:
    """A cost term in words."""
    return str(TERMS.get(name, name))


def rule_label(rule: str) -> str:
    """A failed rule in words."""
    return str(RULES.get(rule, rule))


def unserved_label(reason: str) -> str:
    """Why an order has nobody, in words; empty for an order that was not tried yet."""
    return str(UNSERVED.get(reason, reason))


def detail_label(rule: str, detail: str) -> str:
    """What exactly failed: the missing level, or the day on which a certificate ended."""
    if not detail:
        return ""
    if rule == "skill_low":
        has, needs = detail.split("<")
        return gettext("level %(has)s, needs %(needs)s") % {"has": has, "needs": needs}
    if rule == "certificate_expired":
        return gettext("since %(day)s") % {"day": detail}
    return detail
