"""Files that belong to something: kept once by content under the data folder, read by who may see their subject.

An app that keeps files names its subjects with ``register_subject``; nobody may read a file of an unknown subject.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from callout.foundation.file_types import EXTENSIONS, MAX_BYTES, clean
from callout.foundation.models import Attachment

Checker = Callable[[Any, int], bool]

_subjects: dict[str, Checker] = {}


def register_subject(subject: str, may_read: Checker) -> None:
    """``may_read(user, subject_id)`` decides who may open files of this subject."""
    _subjects[subject] = may_read


def may_open(user: Any, attachment: Attachment) -> bool:
    """True when this user may read the file, because he may see what it belongs to."""
    checker = _subjects.get(attachment.subject)
    return checker is not None and checker(user, attachment.subject_id)


def store(
    *, actor: Any, subject: str, subject_id: int, kind: str, name: str, data: bytes | BinaryIO, note: str = ""
) -> Attachment:
    """Check, clean and keep a file. Raises InvalidInput with a code of ``file_types.clean``.

    Bytes are written before the row, so that a row never points at nothing; bytes without a row are harmless.
    """
    raw = data if isinstance(data, bytes) else data.read(MAX_BYTES + 1)
    cleaned = clean(raw, name)
    digest = hashlib.sha256(cleaned.data).hexdigest()
    _write_once(path_of(digest), cleaned.data)
    return Attachment.objects.create(
        subject=subject, subject_id=subject_id, kind=kind, name=safe_name(name, cleaned.content_type),
        content_type=cleaned.content_type, size=len(cleaned.data), sha256=digest, note=note[:200], uploaded_by=actor,
    )  # fmt: skip


def open_attachment(attachment: Attachment) -> bytes:
    """The file's bytes; FileNotFoundError when the data folder lost it."""
    return path_of(attachment.sha256).read_bytes()


def attachments_of(subject: str, subject_id: int, kind: str = "") -> list[Attachment]:
    """Files of one subject, oldest first; no permission is checked here."""
    found = Attachment.objects.filter(subject=subject, subject_id=subject_id).order_by("id")
    return list(found.filter(kind=kind) if kind else found)


def path_of(digest: str) -> Path:
    """Where the bytes with this SHA-256 lie."""
    return Path(settings.DATA_FOLDER) / "files" / digest[:2] / digest


def safe_name(name: str, content_type: str) -> str:
    """The uploader's name without folders and control characters, ending as its content says; at most 160 long."""
    stem = Path(name.replace("\\", "/")).name
    stem = "".join(c for c in stem if c.isprintable() and c not in '"<>|:*?').strip(". ") or "file"
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    return stem[:150] + EXTENSIONS[content_type]


def _write_once(path: Path, data: bytes) -> None:
    """Durable and atomic: two writers of the same content end with the same file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
