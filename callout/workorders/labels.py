"""Words of work orders: why held, why free of charge, how paid, how bad, what each stamp means."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    "qr": _("QR code"),
    "cash": _("cash"),
    "account": _("on account"),
    "wechat": _("WeChat"),
    "alipay": _("Alipay"),
    "card": _("card"),
    "transfer": _("bank transfer"),
    "none": _("nothing to pay"),
}

REFUSALS: dict[str, str | Promise] = {
    "stock_short": _("Not taken from the van: it has none left."),
    "serial_not_here": _("Not taken from the van: this serial number does not lie there."),
    "batch_not_here": _("Not taken from the van: this batch does not lie there."),
    "batch_short": _("Not taken from the van: it has less of this batch."),
    "pieces_missing": _("Not taken from the van: no serial number or batch was named."),
    "piece_invalid": _("Not taken from the van: the serial number or batch is not right."),
}

STAMPS: dict[str, str | Promise] = {
    "proposed": pgettext_lazy("stamp", "proposed"),
    "dispatched": pgettext_lazy("stamp", "assigned"),
    "accepted": pgettext_lazy("stamp", "accepted"),
    "declined": pgettext_lazy("stamp", "declined"),
    "travelling": pgettext_lazy("stamp", "set out"),
    "on_site": pgettext_lazy("stamp", "arrived"),
    "paused": pgettext_lazy("stamp", "paused the work"),
    "completed": pgettext_lazy("stamp", "completed"),
    "partial": pgettext_lazy("stamp", "carried over"),
    "failed": pgettext_lazy("stamp", "could not do it"),
    "cancelled": pgettext_lazy("stamp", "taken back"),
}

CANCEL_REASONS: dict[str, str | Promise] = {
    "customer_cancelled": _("The customer cancelled"),
    "solved": _("Solved without a visit"),
    "duplicate": _("Entered twice"),
    "wrong": _("Entered by mistake"),
}


LINKS: dict[str, str | Promise] = {
    "precedes": _("only after"),
    "precedes_first": _("must be done before"),
    "same_visit": _("same engineer, straight after"),
    "same_visit_first": _("same engineer, straight before"),
    "together": _("at the same time, by somebody else"),
}


def link_label(kind: str, first: bool) -> str:
    """How an order hangs together with another; ``first`` when it comes before it."""
    return str(LINKS.get(f"{kind}_first" if first else kind) or LINKS[kind])


def hold_label(reason: str) -> str:
    """Why an order is on hold."""
    return str(HOLD_REASONS.get(reason, reason))


def free_label(reason: str) -> str:
    """Why a charge line is free."""
    return str(FREE_REASONS.get(reason, reason))


def payment_label(code: str) -> str:
    """How the customer paid."""
    return str(PAYMENTS.get(code, code))


def refusal_label(code: str) -> str:
    """Why a used part could not be taken from the van."""
    return str(REFUSALS.get(code, REFUSALS["piece_invalid"]))


def stamp_label(state: str) -> str:
    """What an engineer did, as a verb after his name."""
    return str(STAMPS.get(state, state))
