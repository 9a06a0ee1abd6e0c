"""The service record goes to the customer as a link by SMS."""

from __future__ import annotations

from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.cases.links import tracking_url
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.notifications.services import queue_message
from callout.workorders.models import ServiceRecord, WorkOrder


@business_action
def send_record(*, actor: User | None, order: WorkOrder, key: str) -> bool:
    """Queue the message with the link to the signed PDF; ``key`` makes a repeat harmless.

    False when the customer has no number or declined messages. Raises BusinessError record_missing.
    """
    if not ServiceRecord.objects.filter(work_order=order).exists():
        raise BusinessError("record_missing", _("There is no service record yet."))
    case = order.case
    return queue_message(
        actor=actor, template="service_record", audience="customer", to=case.contact_phone, customer=order.customer,
        context={"case": case.number, "link": f"{tracking_url(case.pk)}record.pdf"}, dedupe=f"record:{key}",
        case_id=case.pk, work_order_id=order.pk, region_id=order.region_id, outlet_id=order.outlet_id,
    )  # fmt: skip
