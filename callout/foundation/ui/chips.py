"""How each state looks: one word, one icon, one tone. Packs may rename a state, never recolour it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Chip:
    """Tones: outline (not started), neutral (waiting), primary (moving), success, urgent (act), danger (failed)."""

    label: str | Promise
    tone: str
    icon: str


CHIPS: dict[str, dict[str, Chip]] = {
    "case": {
        "new": Chip(pgettext_lazy("case", "New"), "outline", "sparkles"),
        "triaged": Chip(pgettext_lazy("case", "Triaged"), "outline", "list-check"),
        "in_service": Chip(pgettext_lazy("case", "In service"), "primary", "player-play"),
        "waiting": Chip(pgettext_lazy("case", "Waiting"), "neutral", "hourglass"),
        "waiting_customer": Chip(pgettext_lazy("case", "Waits for customer"), "neutral", "hourglass"),
        "waiting_parts": Chip(pgettext_lazy("case", "Waits for parts"), "neutral", "package"),
        "waiting_third_party": Chip(pgettext_lazy("case", "Waits for others"), "neutral", "hourglass"),
        "resolved": Chip(pgettext_lazy("case", "Resolved"), "success", "check"),
        "closed": Chip(pgettext_lazy("case", "Closed"), "success", "lock"),
        "reopened": Chip(pgettext_lazy("case", "Reopened"), "urgent", "refresh"),
        "cancelled": Chip(pgettext_lazy("case", "Cancelled"), "neutral", "ban"),
        "merged": Chip(pgettext_lazy("case", "Merged"), "neutral", "git-merge"),
    },
    "order": {
        "unscheduled": Chip(pgettext_lazy("order", "Not assigned"), "urgent", "user-question"),
        "scheduled": Chip(pgettext_lazy("order", "Scheduled"), "outline", "calendar"),
        "in_progress": Chip(pgettext_lazy("order", "In progress"), "primary", "tool"),
        "on_hold": Chip(pgettext_lazy("order", "On hold"), "neutral", "player-pause"),
        "completed": Chip(pgettext_lazy("order", "Completed"), "success", "check"),
        "posted": Chip(pgettext_lazy("order", "Posted"), "success", "checks"),
        "cannot_complete": Chip(pgettext_lazy("order", "Cannot complete"), "danger", "circle-x"),
        "cancelled": Chip(pgettext_lazy("order", "Cancelled"), "neutral", "ban"),
    },
    "booking": {
        "proposed": Chip(pgettext_lazy("booking", "Proposed"), "outline", "circle-dashed"),
        "dispatched": Chip(pgettext_lazy("booking", "Dispatched"), "outline", "send"),
        "accepted": Chip(pgettext_lazy("booking", "Accepted"), "primary", "user-check"),
        "declined": Chip(pgettext_lazy("booking", "Declined"), "urgent", "user-question"),
        "travelling": Chip(pgettext_lazy("booking", "On the way"), "primary", "car"),
        "on_site": Chip(pgettext_lazy("booking", "On site"), "primary", "map-pin"),
        "paused": Chip(pgettext_lazy("booking", "Paused"), "neutral", "player-pause"),
        "completed": Chip(pgettext_lazy("booking", "Completed"), "success", "check"),
        "partial": Chip(pgettext_lazy("booking", "Carried over"), "neutral", "player-pause"),
        "failed": Chip(pgettext_lazy("booking", "Failed"), "danger", "circle-x"),
        "cancelled": Chip(pgettext_lazy("booking", "Cancelled"), "neutral", "ban"),
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
