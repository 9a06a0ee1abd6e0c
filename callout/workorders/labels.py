"""Words of work orders: why held, why free of charge, how paid, how bad, what each stamp means."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as p_

HOLD_REASONS: dict[str, str | Promise] = {
    "parts": _("waits for parts"),
    "customer": _("customer not available"),
    "access": _("no access"),
    "skill": _("needs another skill"),
    "third_party": _("waits for others"),
    "other": _("other reason"),
}

FREE_REASONS: dict[str, str | Promise] = {
    "warranty": _("in warranty"),
    "extended": _("extended warranty"),
    "contract": _("service contract"),
    "repeat": _("repeat within the repair warranty"),
}

PAYMENTS: dict[str, str | Promise] = {
    "cash": _("cash"),
    "wechat": _("WeChat"),
    "alipay": _("Alipay"),
    "card": _("card"),
    "transfer": _("bank transfer"),
    "none": _("nothing to pay"),
}

STAMPS: dict[str, str | Promise] = {
    "proposed": p_("stamp", "proposed"),
    "dispatched": p_("stamp", "assigned"),
    "accepted": p_("stamp", "accepted"),
    "declined": p_("stamp", "declined"),
    "travelling": p_("stamp", "set out"),
    "on_site": p_("stamp", "arrived"),
    "paused": p_("stamp", "paused the work"),
    "completed": p_("stamp", "completed"),
    "partial": p_("stamp", "carried over"),
    "failed": p_("stamp", "could not do it"),
    "cancelled": p_("stamp", "taken back"),
}

CANCEL_REASONS: dict[str, str | Promise] = {
    "customer_cancelled": _("The customer cancelled"),
    "solved": _("Solved without a visit"),
    "duplicate": _("Entered twice"),
    "wrong": _("Entered by mistake"),
}


def hold_label(reason: str) -> str:
    """Why an order is on hold."""
    return str(HOLD_REASONS.get(reason, reason))


def free_label(reason: str) -> str:
    """Why a charge line is free."""
    return str(FREE_REASONS.get(reason, reason))


def payment_label(code: str) -> str:
    """How the customer paid."""
    return str(PAYMENTS.get(code, code))


def stamp_label(state: str) -> str:
    """What an engineer did, as a verb after his name."""
    return str(STAMPS.get(state, state))
