"""Words for what agreements hold."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from callout.agreements.models import Agreement, MilestoneKind, Severity
from callout.agreements.selectors import Entitlement
from callout.foundation.ui.chips import Chip, register_chips

SEVERITIES: dict[int, str | Promise] = {
    Severity.CRITICAL: _("Critical"),
    Severity.URGENT: _("Urgent"),
    Severity.NORMAL: _("Normal"),
    Severity.LOW: _("Low"),
}
MILESTONES: dict[str, str | Promise] = {
    MilestoneKind.RESPOND: _("Engineer calls"),
    MilestoneKind.ARRIVE: pgettext_lazy("promise", "On site"),
    MilestoneKind.RESOLVE: _("Fixed"),
    MilestoneKind.FEEDBACK: _("Call-back"),
}
MILESTONE_ICONS = {
    "respond": "phone-check",
    "arrive": "map-pin-check",
    "resolve": "circle-check",
    "feedback": "heart-handshake",
}
KINDS: dict[str, str | Promise] = {
    Agreement.Kind.CONTRACT: pgettext_lazy("agreement", "Contract"),
    Agreement.Kind.EXTENDED: _("Extended warranty"),
}
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))

register_chips(
    "severity",
    {
        "1": Chip(SEVERITIES[1], "danger", "alert-triangle"),
        "2": Chip(SEVERITIES[2], "urgent", "flame"),
        "3": Chip(SEVERITIES[3], "neutral", "minus"),
        "4": Chip(SEVERITIES[4], "outline", "arrow-down"),
    },
)


@dataclass(frozen=True, slots=True)
class Cover:
    """An entitlement in words: chip text, tone and icon, and why."""

    text: str
    tone: str
    icon: str
    why: str


def cover(entitlement: Entitlement) -> Cover:
    """What the entitlement means, in the reader's language."""
    until, month = entitlement.until, entitlement.until[:7]
    free = entitlement.visit and entitlement.labour and entitlement.parts
    if entitlement.kind == "repeat":
        return Cover(
            gettext("Free: repeat"), "success", "repeat", gettext("The last repair did not hold; a repeat is free.")
        )
    if entitlement.kind == "warranty":
        text = gettext("To %(month)s") % {"month": month}
        return Cover(
            text, "success", "shield-check", gettext("Manufacturer's warranty until %(day)s.") % {"day": until}
        )
    if entitlement.kind == "extended":
        text = gettext("Ext. to %(month)s") % {"month": month}
        why = gettext("Extended warranty %(number)s until %(day)s.") % {"number": entitlement.agreement, "day": until}
        return Cover(text, "primary", "shield-plus", why)
    if entitlement.kind == "contract":
        why = gettext("Contract %(number)s until %(day)s.") % {"number": entitlement.agreement, "day": until}
        return Cover(gettext("Contract, free") if free else gettext("Contract, in part"), "primary", "file-check", why)
    if entitlement.over_since:
        why = gettext("The warranty ended on %(day)s; list prices apply.") % {"day": entitlement.over_since}
        return Cover(gettext("Out of warranty"), "urgent", "shield-off", why)
    return Cover(
        gettext("To be paid"), "urgent", "receipt", gettext("No warranty or contract known; list prices apply.")
    )
