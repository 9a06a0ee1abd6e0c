"""What dispatch says in words: cost terms, rules that exclude somebody, reasons why an order has nobody."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.foundation.i18n import read_both

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
    "overtime": _("Overtime"),
    "territory": _("Outside his territory"),
    "fairness": _("Hard and far work lately"),
    "score": _("Score of the outlet"),
    "crew": _("Helper from another crew"),
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
    "excluded": _("excluded by the customer"),
    "same_visit": _("belongs to another engineer's visit"),
    "tool_missing": _("tool missing"),
    "tool_expired": _("inspection of the tool expired"),
    "part_missing": _("part not in the van"),
    "too_heavy": _("too heavy for the vehicle"),
    "too_far": _("too far"),
    "outside_territory": _("outside his territory"),
    "no_helpers": _("nobody free to go along"),
}

UNSERVED: dict[str, str | Promise] = {
    "no_outlet": _("No outlet covers this place and product"),
    "no_engineers": _("The outlets here have no engineers"),
    "skill_missing": _("Nobody here has the skill"),
    "skill_low": _("Nobody here is skilled enough"),
    "certificate_expired": _("The certificates needed have expired"),
    "no_time": _("Nobody is free in time"),
    "declined": _("Everybody who could go declined"),
    "excluded": _("The customer excludes who could go"),
    "same_visit": _("The engineer of the linked visit is not free in time"),
    "tool_missing": _("Nobody here has the tool"),
    "tool_expired": _("The inspection of the tool has expired"),
    "part_missing": _("Nobody here has the part in the van"),
    "too_heavy": _("Too heavy for the vehicles here"),
    "too_far": _("Too far for everybody here"),
    "outside_territory": _("Outside everybody's territory"),
    "no_helpers": _("There are not enough people free at one time"),
    "waits_for": _("Waits for an order that must be booked first"),
    "later": _("Wanted later; planned when the day comes near"),
    "kept": _("A dispatcher keeps it"),
    "in_pool": _("In the pool, to be grabbed"),
    "at_outlet": _("The outlet is to assign it"),
    "nobody_took": _("Nobody took it in time"),
    "refused": _("Refused too often; a person must assign it"),
}

REASON_WORDS: dict[str, tuple[str, str]] = {
    "unserved": ("无人可派", "nobody fits"),
    "refused": ("多次被拒", "refused too often"),
    "outlet_silent": ("网点未派工", "the outlet did not assign"),
    "preemption": ("紧急单需插单", "an emergency needs others to give way"),
    "fixed_absent": ("锁定的预约人员缺勤", "absent with a locked booking"),
}
"""For notices, which are written in both languages."""


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
    if rule == "too_heavy":
        has, needs = detail.split("<")
        return gettext("carries %(has)s kg, needs %(needs)s kg") % {"has": has, "needs": needs}
    if rule == "too_far":
        most, way = detail.split("<")
        return gettext("%(way)s km, at most %(most)s km") % {"most": most, "way": way}
    return read_both(detail)


MODES: dict[str, str | Promise] = {
    "automatic": _("Automatic"),
    "confirm": _("Propose and confirm"),
    "pool": _("Pool, first to grab"),
    "outlet": _("The outlet assigns"),
}
MODE_HINTS: dict[str, str | Promise] = {
    "automatic": _("Each order is booked at once on the best engineer."),
    "confirm": _("The machine proposes; engineer and customer are told when a dispatcher confirms."),
    "pool": _(
        "All who could go are invited; the first to take the order has it. Nobody in time: booked automatically."
    ),
    "outlet": _("The nearest qualified outlet assigns; silent or refusing, the next one is asked, then a person."),
}
CHOICES: dict[str, str | Promise] = {"off": _("Off"), "propose": _("Propose"), "apply": _("Apply at once")}
OFFER_KINDS: dict[str, str | Promise] = {"pool": _("To be grabbed"), "outlet": _("At the outlet")}
OFFER_STATES: dict[str, str | Promise] = {
    "open": _("On offer"),
    "taken": _("Taken up"),
    "expired": _("Expired"),
    "withdrawn": _("Withdrawn"),
}
ESCALATION_REASONS: dict[str, str | Promise] = {
    "unserved": _("Nobody fits"),
    "refused": _("Refused too often"),
    "outlet_silent": _("The outlet did not assign"),
    "preemption": _("Somebody must give way"),
    "fixed_absent": _("Absent, with a locked booking"),
}
PLAN_STATES: dict[str, str | Promise] = {
    "queued": _("Waits"),
    "running": _("Under way"),
    "done": _("Done"),
    "cancelled": _("Given up"),
    "failed": _("Failed"),
}
PLAN_ANSWERS: dict[str, str | Promise] = {
    "proposed": _("Proposed"),
    "applied": _("In force"),
    "no_better": _("Nothing better"),
}
PLAN_CAUSES: dict[str, str | Promise] = {"person": _("Command"), "event": _("Background")}
LEVELS: dict[int, str | Promise] = {1: _("Dispatchers"), 2: _("Managers")}
FITS: dict[str, str | Promise] = {
    "skill": _("without the skill"),
    "part": _("with the part in the van"),
    "tool": _("with the tool"),
    "overtime": _("with two hours of overtime"),
    "window": _("outside the wanted time"),
    "one_less": _("with one person less"),
    "declined": _("by somebody who declined"),
    "limit": _("beyond the day's limit or the territory"),
    "neighbour": _("by a neighbour outlet"),
    "waits_for": _("once the order before it is booked"),
}


BURDENS: dict[str, str | Promise] = {
    "hard": _("Hard work"),
    "far": _("Far away"),
    "odd_hours": _("Outside usual hours"),
}


def burden_label(kind: str, detail: str) -> str:
    """What an entry of the fairness ledger was for, in words."""
    if kind == "hard":
        level, minutes, people = detail.split("/")
        return gettext("level %(level)s, %(minutes)s min, %(people)s people") % {
            "level": level, "minutes": minutes, "people": people,
        }  # fmt: skip
    return f"{detail} km" if kind == "far" else detail


def mode_label(mode: str | None) -> str:
    """A region's mode in words; regions without a policy are automatic."""
    return str(MODES[mode or "automatic"])


def choice_label(value: str | None, default: str = "propose") -> str:
    """Off, propose or apply, in words."""
    return str(CHOICES[value or default])


def fit_label(change: str) -> str:
    """What would make an order fit, in words."""
    return str(FITS.get(change, change))


def told(row: Any) -> str:
    """Names of who was told of an escalation."""
    return gettext(", ").join(person.full_name for person in row.told.all())


RESOLUTIONS: dict[str, str | Promise] = {
    "booked": _("booked"),
    "proposed": _("proposed"),
    "preemption": _("others gave way"),
    "cancelled": _("order cancelled"),
}


def resolution_label(text: str) -> str:
    """How an escalation was settled: by the machine in its words, by a person in theirs."""
    return str(RESOLUTIONS.get(text, text))
