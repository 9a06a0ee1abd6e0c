"""Words of parts: kinds of stores and movements, states of requests."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from callout.foundation.ui.chips import Chip, register_chips

STORE_KINDS: dict[str, str | Promise] = {"central": _("central store"), "outlet": _("outlet store"), "van": _("van")}

TRACKING: dict[str, str | Promise] = {"none": _("by quantity"), "batch": _("by batch"), "serial": _("by serial number")}

MOVEMENTS: dict[str, str | Promise] = {
    "receipt": _("received"),
    "transfer": _("transferred"),
    "use": _("used"),
    "return": _("returned"),
    "count": _("counted"),
}

register_chips(
    "part_request",
    {
        "requested": Chip(pgettext_lazy("part request", "Waits for you"), "urgent", "hourglass"),
        "approved": Chip(pgettext_lazy("part request", "Approved"), "primary", "check"),
        "shipped": Chip(pgettext_lazy("part request", "On the way"), "primary", "truck-delivery"),
        "received": Chip(pgettext_lazy("part request", "Received"), "success", "package-import"),
        "rejected": Chip(pgettext_lazy("part request", "Rejected"), "danger", "circle-x"),
        "cancelled": Chip(pgettext_lazy("part request", "Cancelled"), "neutral", "ban"),
    },
)


def store_kind(kind: str) -> str:
    """A store's kind in words."""
    return str(STORE_KINDS.get(kind, kind))


def tracking(kind: str) -> str:
    """How a part's pieces are told apart."""
    return str(TRACKING.get(kind, kind))


def movement(kind: str) -> str:
    """A movement's kind in words."""
    return str(MOVEMENTS.get(kind, kind))


def unit(code: str) -> str:
    """A unit of quantity; ``pc`` has words, others are written as they are."""
    return gettext("pc") if code == "pc" else code
