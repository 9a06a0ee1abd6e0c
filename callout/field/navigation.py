"""The engineer's phones on the engineer's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from callout.accounts.access import WORKFORCE_EDIT, WORKFORCE_VIEW
from callout.accounts.models import User
from callout.customers.panels import Panel
from callout.field.models import Device
from callout.workforce.models import Engineer
from callout.workforce.panels import ENGINEER_PANELS

SHOWN = 10


def phones(user: User, engineer: Engineer) -> dict[str, Any]:
    """The latest phones, and whether this person may sign them out."""
    scope = user.scope_for(WORKFORCE_EDIT)
    may_edit = scope.covers(engineer.outlet.region_id, engineer.outlet_id)
    return {"phones": list(Device.objects.filter(engineer=engineer)[:SHOWN]), "may_edit": may_edit}


ENGINEER_PANELS.register(
    Panel("phones", _("Phones"), WORKFORCE_VIEW, "field/panels/phones.html", phones, order=60, side=True)
)
