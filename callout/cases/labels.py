"""Words for cases: channels, milestones, severities, why a case waits, what each event says."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from callout.agreements.labels import MILESTONE_ICONS, MILESTONES, SEVERITIES
from callout.cases.models import Case, Channel
from callout.foundation.ui.chips import chip_for

__all__ = [
    "CHANNELS",
    "CHANNEL_ICONS",
    "MILESTONES",
    "MILESTONE_ICONS",
    "SEVERITIES",
    "WAITING_FOR",
    "chip_state",
    "state_choices",
]

CHANNELS: dict[str, str | Promise] = {
    Channel.PHONE: _("Phone"),
    Channel.WEB: _("Web form"),
    Channel.EMAIL: _("E-mail"),
    Channel.SMS: _("Text"),
    Channel.CHAT: _("Chat"),
    Channel.WECHAT: _("WeChat"),
    Channel.FIELD: _("Field app"),
    Channel.API: _("Interface"),
    Channel.IMPORT: _("Import"),
    Channel.DEVICE: _("Device"),
    Channel.NOTE: _("Note"),
}

CHANNEL_ICONS: dict[str, str] = {
    Channel.PHONE: "phone-incoming",
    Channel.WEB: "world",
    Channel.EMAIL: "mail",
    Channel.SMS: "message",
    Channel.CHAT: "messages",
    Channel.WECHAT: "brand-wechat",
    Channel.FIELD: "device-mobile",
    Channel.API: "api",
    Channel.IMPORT: "file-import",
    Channel.DEVICE: "cpu",
    Channel.NOTE: "note",
}

WAITING_FOR: dict[str, str | Promise] = {
    Case.WaitingFor.CUSTOMER: _("the customer"),
    Case.WaitingFor.PARTS: _("parts"),
    Case.WaitingFor.THIRD_PARTY: _("somebody else"),
}

REASONS: dict[str, str | Promise] = {
    "customer": _("waits for the customer"),
    "parts": _("waits for parts"),
    "third_party": _("waits for somebody else"),
}


def chip_state(case: Case) -> str:
    """The name of the case's state chip: what it waits for belongs to the word."""
    return f"waiting_{case.waiting_for}" if case.state == Case.State.WAITING else case.state


def state_choices() -> list[tuple[str, str]]:
    """States with their words, for filters."""
    return [(state, str(chip_for("case", state).label)) for state in Case.State.values]


def reason_label(reason: str) -> str:
    """A reason in words: a code of ours, or what a person wrote."""
    return str(REASONS.get(reason, reason))
