"""Drawn photos for checklist steps of the latest visits, as phones would have sent them; the newest is on its way."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

from callout.foundation import files
from callout.workorders import photos
from callout.workorders.checklists import photos_wanted
from callout.workorders.models import ServiceRecord

RECORDS = 12
_SIZE = (800, 600)
_WALLS = ("#c9b8a3", "#b7bcc0", "#d0c4b4", "#a9b3a7")


def make_step_photos(rng: Random, tell: Callable[[str], None]) -> None:
    """Photos for the steps of the latest records that want some."""
    wanting = ServiceRecord.objects.exclude(checklist=None).filter(checklist__items__contains=[{"photos": 1}])
    rows = wanting.select_related("checklist", "work_order", "booking__engineer__user").order_by("-finished_at", "-id")
    for number, record in enumerate(rows[:RECORDS]):
        steps = photos_wanted(record.checklist.items if record.checklist else [], record.answers)
        named = {item["code"]: tuple(uuid.uuid4() for _ in range(wanted)) for item, wanted in steps}
        photos.expect(record, named)
        if number:
            _send(rng, record, named)
    tell("Photos of checklist steps drawn")


def _send(rng: Random, record: ServiceRecord, named: dict[str, tuple[uuid.UUID, ...]]) -> None:
    actor = record.booking.engineer.user
    sent = {
        uid: files.store(
            actor=actor, subject="work_order", subject_id=record.work_order_id, kind="photo", name=f"{step}.jpg",
            data=_drawn(rng),
        )
        for step, uids in named.items()
        for uid in uids
    }  # fmt: skip
    photos.arrived(actor=actor, order=record.work_order, files=sent)


def _drawn(rng: Random) -> bytes:
    """A unit on its bracket before a wall."""
    picture = Image.new("RGB", _SIZE, rng.choice(_WALLS))
    draw = ImageDraw.Draw(picture)
    x, y = rng.randint(150, 250), rng.randint(120, 180)
    for side in (x + 60, x + 330):
        draw.line([(side, y + 290), (side, y + 380), (side - 40, y + 290)], fill="#4a5057", width=14)
    draw.rounded_rectangle((x, y, x + 400, y + 290), 16, fill="#f1f3f4", outline="#8a939b", width=5)
    draw.ellipse((x + 30, y + 35, x + 250, y + 255), fill="#dfe4e7", outline="#6c757d", width=5)
    for step in range(5):
        inset = 30 + step * 18
        draw.ellipse((x + 30 + inset, y + 35 + inset, x + 250 - inset, y + 255 - inset), outline="#8a939b", width=3)
    for line in range(6):
        draw.line([(x + 285, y + 60 + line * 30), (x + 375, y + 60 + line * 30)], fill="#b4bcc3", width=5)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
