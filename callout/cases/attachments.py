"""Files of a case."""

from __future__ import annotations

from typing import BinaryIO

from callout.accounts.models import User
from callout.foundation import files
from callout.foundation.actions import business_action
from callout.foundation.models import Attachment

SUBJECT = "case"


@business_action
def attach(*, actor: User | None, case_id: int, name: str, data: bytes | BinaryIO) -> Attachment:
    """Keep a file with the case. Raises InvalidInput for kinds and sizes that are not taken."""
    kind = Attachment.Kind.DOCUMENT
    return files.store(actor=actor, subject=SUBJECT, subject_id=case_id, kind=kind, name=name, data=data)


def files_of(case_id: int) -> list[Attachment]:
    """The case's files, oldest first; who may see the case may see them."""
    return files.attachments_of(SUBJECT, case_id)
