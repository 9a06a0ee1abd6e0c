"""Drawn faces for the demo's engineers: nobody's photograph, and two dozen are enough for all."""

from __future__ import annotations

import io
from random import Random

from PIL import Image, ImageDraw

from callout.foundation.models import Attachment
from callout.workforce.models import Engineer
from callout.workforce.portraits import set_portrait

FACES = 24
_SIDE = 480
_GROUNDS = ("#d3e6ea", "#e3ead3", "#eadfd3", "#dcd9ee")
_COATS = ("#0b7285", "#364fc7", "#2b8a3e", "#5f3dc4")
_SKINS = ("#e8b996", "#f0c8a8", "#d8a583")
_HAIRS = ("#23201e", "#3b2f2a", "#4a4a4a")


def draw_faces(engineers: list[Engineer]) -> None:
    """Each engineer gets one of the faces; every face is kept once."""
    rng = Random(FACES)
    kept = [
        set_portrait(actor=None, engineer=engineer, name="portrait.png", data=_face(rng))
        for engineer in engineers[:FACES]
    ]
    Attachment.objects.bulk_create(
        Attachment(
            subject=face.subject, subject_id=engineer.pk, kind=face.kind, name=face.name, size=face.size,
            content_type=face.content_type, sha256=face.sha256,
        )
        for number, engineer in enumerate(engineers[FACES:])
        for face in (kept[number % FACES],)
    )  # fmt: skip


def _face(rng: Random) -> bytes:
    picture = Image.new("RGB", (_SIDE, _SIDE), rng.choice(_GROUNDS))
    draw = ImageDraw.Draw(picture)
    skin, hair, wide = rng.choice(_SKINS), rng.choice(_HAIRS), rng.randint(84, 98)
    draw.ellipse((50, 360, 430, 760), fill=rng.choice(_COATS))
    draw.polygon([(196, 372), (240, 430), (284, 372)], fill="#ffffff")
    draw.rounded_rectangle((196, 290, 284, 392), 40, fill=skin)
    draw.ellipse((240 - wide - 8, 84, 240 + wide + 8, 290), fill=hair)
    if rng.random() < 0.4:
        draw.rounded_rectangle((240 - wide - 8, 180, 240 + wide + 8, 330), 40, fill=hair)
        draw.rounded_rectangle((196, 290, 284, 392), 40, fill=skin)
    draw.ellipse((240 - wide, 120, 240 + wide, 340), fill=skin)
    draw.pieslice((240 - wide, 96, 240 + wide, 260), 180, 360, fill=hair)
    for x in (208, 272):
        draw.ellipse((x - 9, 226, x + 9, 244), fill="#23201e")
        draw.arc((x - 20, 200, x + 20, 232), 200, 340, fill=hair, width=6)
    if rng.random() < 0.3:
        for x in (208, 272):
            draw.ellipse((x - 28, 208, x + 28, 262), outline="#3b3b3b", width=5)
    draw.arc((206, 258, 274, 312), 25, 155, fill="#9c5b45", width=7)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
