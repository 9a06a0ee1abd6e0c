"""The engineer's phones on the engineer's page, and the list of kilometres."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import CASES_EDIT, WORKFORCE_EDIT, WORKFORCE_VIEW
from callout.accounts.models import User
from callout.customers.panels import Panel
from callout.field.models import Device
from callout.foundation.ui.navigation import NavItem, register
from callout.workforce.models import Engineer
from callout.workforce.panels import ENGINEER_PANELS

SHOWN = 10


def phones(user: User, engineer: Engineer) -> dict[str, Any]:
    """The latest phones, and whether this person may sign them out."""
    scope = user.scope_for(WORKFORCE_EDIT)
    may_edit = scope.covers(engineer.outlet.region_id, engineer.outlet_id)
    return {"phones": list(Device.objects.filter(engineer=engineer)[:SHOWN]), "may_edit": may_edit}


register(NavItem("records", "field:relay", _("Read in QR codes"), "qrcode", CASES_EDIT, order=90))
ENGINEER_PANELS.register(
    Panel("phones", _("Phones"), WORKFORCE_VIEW, "field/panels/phones.html", phones, order=60, side=True)
)
register(NavItem("records", "field:mileage", _("Mileage"), "route", WORKFORCE_VIEW, order=56))
