"""How each state looks: one word, one icon, one tone. Packs may rename a state, never recolour it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as p_


@dataclass(frozen=True, slots=True)
class Chip:
    """Tones: outline (not started), neutral (waiting), primary (moving), success, urgent (act), danger (failed)."""

    label: str | Promise
    tone: str
    icon: str


CHIPS: dict[str, dict[str, Chip]] = {
    "case": {
        "new": Chip(p_("case", "New"), "outline", "sparkles"),
        "triaged": Chip(p_("case", "Triaged"), "outline", "list-check"),
        "in_service": Chip(p_("case", "In service"), "primary", "player-play"),
        "waiting": Chip(p_("case", "Waiting"), "neutral", "hourglass"),
        "waiting_customer": Chip(p_("case", "Waits for customer"), "neutral", "hourglass"),
        "waiting_parts": Chip(p_("case", "Waits for parts"), "neutral", "package"),
        "waiting_third_party": Chip(p_("case", "Waits for others"), "neutral", "hourglass"),
        "resolved": Chip(p_("case", "Resolved"), "success", "check"),
        "closed": Chip(p_("case", "Closed"), "success", "lock"),
        "reopened": Chip(p_("case", "Reopened"), "urgent", "refresh"),
        "cancelled": Chip(p_("case", "Cancelled"), "neutral", "ban"),
        "merged": Chip(p_("case", "Merged"), "neutral", "git-merge"),
    },
    "order": {
        "unscheduled": Chip(p_("order", "Not assigned"), "urgent", "user-question"),
        "scheduled": Chip(p_("order", "Scheduled"), "outline", "calendar"),
        "in_progress": Chip(p_("order", "In progress"), "primary", "tool"),
        "on_hold": Chip(p_("order", "On hold"), "neutral", "player-pause"),
        "completed": Chip(p_("order", "Completed"), "success", "check"),
        "posted": Chip(p_("order", "Posted"), "success", "checks"),
        "cannot_complete": Chip(p_("order", "Cannot complete"), "danger", "circle-x"),
        "cancelled": Chip(p_("order", "Cancelled"), "neutral", "ban"),
    },
    "booking": {
        "proposed": Chip(p_("booking", "Proposed"), "outline", "circle-dashed"),
        "dispatched": Chip(p_("booking", "Dispatched"), "outline", "send"),
        "accepted": Chip(p_("booking", "Accepted"), "primary", "user-check"),
        "declined": Chip(p_("booking", "Declined"), "urgent", "user-question"),
        "travelling": Chip(p_("booking", "On the way"), "primary", "car"),
        "on_site": Chip(p_("booking", "On site"), "primary", "map-pin"),
        "paused": Chip(p_("booking", "Paused"), "neutral", "player-pause"),
        "completed": Chip(p_("booking", "Completed"), "success", "check"),
        "partial": Chip(p_("booking", "Carried over"), "neutral", "player-pause"),
        "failed": Chip(p_("booking", "Failed"), "danger", "circle-x"),
        "cancelled": Chip(p_("booking", "Cancelled"), "neutral", "ban"),
    },
    "severity": {
        "normal": Chip(p_("severity", "Normal"), "neutral", "minus"),
        "urgent": Chip(p_("severity", "Urgent"), "urgent", "flame"),
        "safety": Chip(p_("severity", "Safety"), "danger", "alert-triangle"),
    },
    "flag": {
        "repeat": Chip(_("Repeat"), "urgent", "repeat"),
        "yes": Chip(_("Yes"), "success", "check"),
        "no": Chip(_("No"), "neutral", "minus"),
        "active": Chip(_("Active"), "success", "check"),
        "inactive": Chip(_("Inactive"), "neutral", "ban"),
    },
}


def register_chips(kind: str, chips: dict[str, Chip]) -> None:
    """Add states of an app or a pack; a known state keeps its tone and icon and takes the new word."""
    known = CHIPS.setdefault(kind, {})
    for state, chip in chips.items():
        known[state] = replace(known[state], label=chip.label) if state in known else chip


def chip_for(kind: str, state: str) -> Chip:
    """The chip of a state; an unknown one is shown as its own word."""
    return CHIPS.get(kind, {}).get(state) or Chip(state, "outline", "circle-dashed")
