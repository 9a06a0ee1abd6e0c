"""Entries of the doors, and what their states are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from callout.accounts.access import INTEGRATION_MANAGE
from callout.foundation.ui.chips import Chip, register_chips
from callout.foundation.ui.navigation import NavItem, register

register(
    NavItem("manage", "integration:imports", _("Imports"), "upload", INTEGRATION_MANAGE, order=80),
    NavItem("manage", "integration:webhooks", _("Webhooks"), "webhook", INTEGRATION_MANAGE, order=82),
    NavItem("manage", "integration:tokens", _("API tokens"), "key", INTEGRATION_MANAGE, order=84),
)
register_chips(
    "webhook",
    {
        "pending": Chip(pgettext_lazy("webhook", "Waiting"), "outline", "clock"),
        "delivered": Chip(pgettext_lazy("webhook", "Delivered"), "success", "check"),
        "failed": Chip(pgettext_lazy("webhook", "Given up"), "danger", "circle-x"),
        "on": Chip(pgettext_lazy("webhook", "On"), "success", "check"),
        "off": Chip(pgettext_lazy("webhook", "Off"), "neutral", "ban"),
    },
)
register_chips(
    "import",
    {
        "uploaded": Chip(pgettext_lazy("import", "Uploaded"), "outline", "upload"),
        "running": Chip(pgettext_lazy("import", "Running"), "primary", "clock"),
        "checked": Chip(pgettext_lazy("import", "Checked"), "success", "checks"),
        "done": Chip(pgettext_lazy("import", "Imported"), "success", "check"),
        "cancelled": Chip(pgettext_lazy("import", "Cancelled"), "neutral", "ban"),
        "failed": Chip(pgettext_lazy("import", "Failed"), "danger", "circle-x"),
    },
)
