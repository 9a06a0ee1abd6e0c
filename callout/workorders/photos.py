"""Photos of a checklist's steps: the record names them, they come after it, and what has not come yet is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput
from callout.foundation.models import Attachment
from callout.workorders.checklists import photos_wanted
from callout.workorders.models import RecordPhoto, ServiceRecord, WorkOrder


@dataclass(slots=True)
class StepPhotos:
    """Photos of a step: those that came, how many are on their way, how many the step wants beyond those named."""

    come: list[Attachment] = field(default_factory=list)
    awaited: int = 0
    lacking: int = 0


def expect(record: ServiceRecord, named: Mapping[str, Sequence[UUID]]) -> None:
    """Keep which photos the record names for which step.

    Raises InvalidInput photo_step_unknown, photo_repeated, photo_not_yours (named by another record).
    """
    steps = {item["code"] for item in record.checklist.items} if record.checklist else set()
    if not steps.issuperset(named):
        raise _refused("photo_step_unknown", _("This checklist has no such step for a photo."))
    uids = [uid for photos in named.values() for uid in photos]
    if len(set(uids)) != len(uids):
        raise _refused("photo_repeated", _("A photo is named twice."))
    if RecordPhoto.objects.filter(uid__in=uids).exists():
        raise not_yours()
    RecordPhoto.objects.bulk_create(
        RecordPhoto(record=record, step=step, uid=uid) for step, photos in named.items() for uid in photos
    )


def not_yours() -> InvalidInput:
    """A photo of somebody else or of another visit."""
    return _refused("photo_not_yours", _("A photo that is named belongs to another order."))


def _refused(code: str, message: str) -> InvalidInput:
    return InvalidInput(code, message, fields={"photos": message})


@business_action
def arrived(*, actor: User | None, order: WorkOrder, files: Mapping[UUID, Attachment]) -> None:
    """Photos came: those that the order's record names go to their steps; others are photos of the order."""
    awaited = list(RecordPhoto.objects.filter(record__work_order=order, uid__in=files, attachment=None))
    for photo in awaited:
        photo.attachment = files[photo.uid]
    RecordPhoto.objects.bulk_update(awaited, ["attachment"])


def by_step(record: ServiceRecord) -> dict[str, StepPhotos]:
    """How the photos of each step stand; reads ``record.photos`` with their attachments."""
    found: dict[str, StepPhotos] = defaultdict(StepPhotos)
    for photo in record.photos.all():
        step = found[photo.step]
        if photo.attachment:
            step.come.append(photo.attachment)
        else:
            step.awaited += 1
    for item, wanted in photos_wanted(record.checklist.items if record.checklist else [], record.answers):
        step = found[item["code"]]
        step.lacking = max(0, wanted - len(step.come) - step.awaited)
    return found
