"""What the fields of an import are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FIELD_LABELS = {
    "row_id": _("Number of the row"),
    "reported_at": _("Reported"),
    "ended_at": _("Ended"),
    "title": _("Title"),
    "description": _("What the customer says"),
    "severity": _("Severity (1–4)"),
    "service_type": _("Service type"),
    "product": _("Model"),
    "serial": _("Serial number"),
    "symptom": _("Symptom code"),
    "device_code": _("Code on the display"),
    "contact_name": _("Contact"),
    "contact_phone": _("Contact's phone"),
    "customer_name": _("Customer"),
    "customer_number": _("Customer number"),
    "customer_phone": _("Customer's phone"),
    "city": _("City"),
    "district": _("District"),
    "street": _("Street"),
    "note_to_engineer": _("Note to the engineer"),
}
