"""Makes the service record: gathered, typeset, signed and kept, once for each state of the record and language."""

from __future__ import annotations

import hashlib
import io
import json
from functools import reduce

import segno
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.cases.links import tracking_url
from callout.documents import record_data, signing
from callout.documents.typesetting import typeset
from callout.foundation import files
from callout.foundation.actions import business_action
from callout.foundation.file_types import EXTENSIONS
from callout.foundation.models import Attachment, AuditEntry
from callout.workorders.models import ServiceRecord, WorkOrder

_MOST_PHOTOS = 3


@business_action
def service_record(*, actor: User | None, order: WorkOrder, language: str) -> Attachment | None:
    """The signed PDF of the order's record in ``language`` (zh-hans or en); None while there is no record.

    The same document is given out until the record changes: then its audit digest differs and a new one is made.
    """
    record = record_data.load(order)
    if record is None:
        return None
    digest, entries = audit_digest(record)
    note = f"{language} {digest}"
    kept = Attachment.objects.filter(subject="work_order", subject_id=order.pk, kind="document", note=note).last()
    if kept and files.path_of(kept.sha256).exists():
        return kept
    with translation.override(language):
        pdf = _typeset(record, digest, entries)
        signed = signing.sign(
            pdf, reason=_("Service record {number}").format(number=order.number), location=_("Callout")
        )
    name = f"{order.number}-{language[:2]}.pdf"
    return files.store(
        actor=actor, subject="work_order", subject_id=order.pk, kind="document", name=name, data=signed, note=note
    )


def audit_digest(record: ServiceRecord) -> tuple[str, int]:
    """SHA-256 over the audit trail of the record and its lines, and how many entries it covers."""
    rows: dict[str, list[int]] = {
        "workorders_servicerecord": [record.pk],
        "workorders_partusage": [usage.pk for usage in record.part_usages.all()],
        "workorders_chargeline": [line.pk for line in record.charge_lines.all()],
        "workorders_recordphoto": [photo.pk for photo in record.photos.all()],
    }
    wanted = [Q(table=table, row__in=[str(pk) for pk in pks]) for table, pks in rows.items() if pks]
    entries = AuditEntry.objects.filter(reduce(Q.__or__, wanted)).order_by("id")
    lines = [
        json.dumps([e.pk, e.at.isoformat(), e.table, e.row, e.operation, e.actor_id, e.changes], sort_keys=True)
        for e in entries
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest(), len(lines)


def _typeset(record: ServiceRecord, digest: str, entries: int) -> bytes:
    order = record.work_order
    signatures = files.attachments_of("work_order", order.pk, "signature")
    photos = _shown(record, files.attachments_of("work_order", order.pk, "photo"))
    pictures = {f"{a.sha256[:20]}{EXTENSIONS[a.content_type]}": a for a in [*signatures[-1:], *photos]}
    present = {name: files.open_attachment(a) for name, a in pictures.items() if files.path_of(a.sha256).exists()}
    of_kind = {kind: [n for n in present if pictures[n].kind == kind] for kind in ("signature", "photo")}
    data = record_data.build(
        record, digest=digest, entries=entries, photos=of_kind["photo"], signature="".join(of_kind["signature"][-1:])
    )
    present["qr.svg"] = _qr(tracking_url(order.case_id))
    data["lang"] = (translation.get_language() or "zh")[:2]
    data["date"] = timezone.localtime(record.finished_at).strftime("%Y-%m-%d")
    return typeset("service_record.typ", data, present, title=f"{data['title']} {order.number}")


def _shown(record: ServiceRecord, photos: list[Attachment]) -> list[Attachment]:
    """Those a checklist asked for first, then the latest of the others."""
    asked_for = {photo.attachment_id for photo in record.photos.all()}
    first = [photo for photo in photos if photo.pk in asked_for][:_MOST_PHOTOS]
    others = [photo for photo in photos if photo.pk not in asked_for]
    return first + others[len(others) - (_MOST_PHOTOS - len(first)) :] if len(first) < _MOST_PHOTOS else first


def _qr(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, dark="#17212b")
    return out.getvalue()
