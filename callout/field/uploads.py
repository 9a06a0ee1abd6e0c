"""Photos and signatures come in pieces: a phone goes on where the connection broke, and a repeat changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from callout.field.access import had_once
from callout.field.models import Device, Upload
from callout.foundation import files
from callout.foundation.errors import BusinessError, InvalidInput, NotFound
from callout.foundation.file_types import MAX_BYTES
from callout.foundation.models import Attachment
from callout.workorders import photos
from callout.workorders.models import WorkOrder

MAX_CHUNK = 2 * 1024 * 1024
MAX_OPEN_UPLOADS = 200
ABANDONED = timedelta(days=14)


class TooLarge(BusinessError):
    """More bytes than allowed."""

    status = 413


class OffsetMismatch(BusinessError):
    """The piece does not begin where the last one ended; ``received`` says where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__("offset_mismatch", _("The upload goes on at another place."))
        self.received = received


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a file: where it begins and what the whole will be."""

    uid: UUID
    order: UUID
    kind: str
    note: str
    size: int
    offset: int
    data: bytes


def put(device: Device, piece: Piece) -> Upload:
    """Keep one piece; the last one stores the file. Raises TooLarge, OffsetMismatch, NotFound, InvalidInput."""
    _check(piece)
    with transaction.atomic():
        upload = _begin(device, piece)
        if upload.attachment_id:
            return upload
        if upload.received and not path_of(upload.uid).exists():
            upload.received = 0  # the pieces are lost (restored server, cleared folder): begin again, never with a hole
        if piece.offset != upload.received:
            raise OffsetMismatch(upload.received)
        _write(upload, piece)
        upload.received += len(piece.data)
        if upload.received == upload.size:
            _finish(device, upload)
        upload.save(update_fields=["received", "attachment"])
    if upload.received == upload.size:
        path_of(upload.uid).unlink(missing_ok=True)
    return upload


def _check(piece: Piece) -> None:
    if piece.size > MAX_BYTES:
        raise TooLarge("file_too_large", _("Too large: at most %(limit)s MB.") % {"limit": MAX_BYTES // (1024 * 1024)})
    if len(piece.data) > MAX_CHUNK:
        raise TooLarge("chunk_too_large", _("This piece is too large."))
    if piece.kind not in Upload.Kind.values:
        raise InvalidInput("kind_unknown", _("Only photos and signatures are taken here."))
    if piece.size < 1 or piece.offset < 0 or not piece.data or piece.offset + len(piece.data) > piece.size:
        raise InvalidInput("range_invalid", _("The piece lies outside the file."))


def _begin(device: Device, piece: Piece) -> Upload:
    known = Upload.objects.select_for_update(of=("self",)).filter(uid=piece.uid).select_related("device").first()
    if known:
        same = (known.device.engineer_id, known.order_uid, known.size) == (device.engineer_id, piece.order, piece.size)
        if not same:
            raise BusinessError("upload_reused", _("This file number was used for another file."))
        return known
    own = WorkOrder.objects.filter(uid=piece.order, bookings__engineer_id=device.engineer_id)
    if not own.exists() and not had_once(device.engineer_id, piece.order).exists():
        raise NotFound("order_not_yours", _("This order is not yours."))
    if device.uploads.filter(attachment=None).count() >= MAX_OPEN_UPLOADS:
        raise BusinessError("too_many_uploads", _("Too many unfinished uploads."))
    return Upload.objects.create(
        uid=piece.uid, device=device, order_uid=piece.order, kind=piece.kind, note=piece.note[:200], size=piece.size
    )


def _write(upload: Upload, piece: Piece) -> None:
    path = path_of(upload.uid)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "r+b" if path.exists() else "w+b") as file:
        file.seek(piece.offset)
        file.write(piece.data)
        file.truncate()


def of_order(engineer_id: int, order: UUID, uids: list[UUID]) -> dict[UUID, Attachment]:
    """The files among ``uids`` that have come already. Raises photo_not_yours for one of another order or engineer."""
    rows = Upload.objects.filter(uid__in=uids).select_related("attachment", "device")
    known = {row.uid: row for row in rows}
    if any((row.order_uid, row.device.engineer_id) != (order, engineer_id) for row in known.values()):
        raise photos.not_yours()
    return {uid: row.attachment for uid, row in known.items() if row.attachment}


def _finish(device: Device, upload: Upload) -> None:
    order = WorkOrder.objects.select_for_update().get(uid=upload.order_uid)  # a record that names it is before or after
    upload.attachment = files.store(
        actor=device.engineer.user,
        subject="work_order",
        subject_id=order.pk,
        kind=upload.kind,
        name=f"{upload.kind}.jpg",
        data=path_of(upload.uid).read_bytes(),
        note=upload.note,
    )
    if upload.kind == Upload.Kind.PHOTO:
        photos.arrived(actor=device.engineer.user, order=order, files={upload.uid: upload.attachment})


def path_of(uid: UUID) -> Path:
    """Where the pieces of an unfinished file lie."""
    return Path(settings.DATA_FOLDER) / "uploads" / str(uid)


def discard_abandoned() -> int:
    """Remove unfinished files that nobody continued for two weeks; returns how many."""
    old = Upload.objects.filter(attachment=None, began_at__lt=timezone.now() - ABANDONED)
    for upload in old:
        path_of(upload.uid).unlink(missing_ok=True)
    count, _details = old.delete()
    return count
