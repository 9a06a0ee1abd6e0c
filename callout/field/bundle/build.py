"""Puts the bundle together and leaves out what the phone has already."""

from __future__ import annotations

from typing import Any

from callout.field.bundle import cursor as cursors
from callout.field.bundle import orders, reference
from callout.field.models import Device
from callout.foundation.models import PersonalDataReveal
from callout.workorders.models import Booking, WorkOrder


def build(device: Device, cursor: str) -> dict[str, Any]:
    """Changed orders and sections since ``cursor`` ("" for all), what is gone, and the next cursor.

    Customers' telephone numbers leave the server here, so each order's first delivery is logged as a look.
    """
    known = cursors.read(cursor)
    visits = orders.visits_of(device.engineer)
    documents = {f"o:{visit.work_order_id}": document for visit, document in orders.documents(visits)}
    sections = {f"s:{name}": content for name, content in reference.sections(device.engineer, visits).items()}
    tags = {key: cursors.tag(content) for key, content in (documents | sections).items()}
    changed = {key for key, value in tags.items() if known.get(key) != value}
    _log_reveals(device, [visit for visit in visits if f"o:{visit.work_order_id}" in changed])
    return {
        "cursor": cursors.write(tags),
        "full": not known,
        "orders": [documents[key] for key in documents if key in changed],
        "gone": _gone(known, tags),
        "sections": {key[2:]: sections[key] for key in sections if key in changed},
        "keep": sorted(key[2:] for key in sections),
    }


def _gone(known: dict[str, str], tags: dict[str, str]) -> list[dict[str, str]]:
    """Orders the phone holds that are no longer the engineer's, with their state."""
    ids = [int(key[2:]) for key in known if key.startswith("o:") and key not in tags and key[2:].isdigit()]
    found = WorkOrder.objects.filter(pk__in=ids).values_list("uid", "state") if ids else []
    return [{"uid": str(uid), "state": state} for uid, state in found]


def _log_reveals(device: Device, visits: list[Booking]) -> None:
    shown = [visit for visit in visits if orders.shows_phone(visit)]
    if not shown:
        return
    user_id, field = device.engineer.user_id, "contact_phone"
    cases = {visit.work_order.case_id: visit.work_order.number for visit in shown}
    logged = PersonalDataReveal.objects.filter(user_id=user_id, subject="case", subject_id__in=cases, field=field)
    new = cases.keys() - set(logged.values_list("subject_id", flat=True))
    PersonalDataReveal.objects.bulk_create(
        PersonalDataReveal(
            user_id=user_id, subject="case", subject_id=case, field=field, purpose=f"field app {cases[case]}"
        )
        for case in sorted(new)
    )
