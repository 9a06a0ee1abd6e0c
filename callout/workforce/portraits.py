"""The photograph by which a customer knows the engineer at the door: a square, kept once, the latest counts."""

from __future__ import annotations

import io
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from callout.accounts.models import User
from callout.foundation import files
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput
from callout.foundation.file_types import IMAGES, clean
from callout.foundation.models import Attachment
from callout.workforce.models import Engineer

SUBJECT = "engineer"
KIND = "portrait"
SIDE = 480


def portrait_of(engineer_id: int) -> Attachment | None:
    """The engineer's latest photograph."""
    found = Attachment.objects.filter(subject=SUBJECT, subject_id=engineer_id, kind=KIND)
    return found.order_by("-id").first()


@business_action
def set_portrait(*, actor: User | None, engineer: Engineer, name: str, data: bytes) -> Attachment:
    """Keep the middle square of a picture. Raises InvalidInput: not_a_picture, or as ``file_types.clean`` does."""
    cleaned = clean(data, name)
    if cleaned.content_type not in IMAGES:
        raise InvalidInput("not_a_picture", _("Choose a picture."), fields={"photo": _("Choose a picture.")})
    out = io.BytesIO()
    with Image.open(io.BytesIO(cleaned.data)) as picture:
        square = ImageOps.fit(picture.convert("RGB"), (SIDE, SIDE), centering=(0.5, 0.4))
    square.save(out, "JPEG", quality=85)
    return files.store(
        actor=actor, subject=SUBJECT, subject_id=engineer.pk, kind=KIND, name="portrait.jpg", data=out.getvalue()
    )


def sees_engineer(user: Any, engineer_id: int) -> bool:
    """True when the engineer lies in the person's scope."""
    return Engineer.objects.visible_to(user).filter(pk=engineer_id).exists()
