"""The tar file of a backup: members first, then ``manifest.json`` with the size and SHA-256 of each."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import time
from pathlib import Path
from typing import IO, Any

from callout.runtime.errors import RuntimeProblem

MANIFEST = "manifest.json"
FORMAT = 1
BLOCK = 1 << 20


class _Digesting(io.RawIOBase):
    """Passes a stream through and keeps its SHA-256."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.source.read(size)
        self.digest.update(block)
        return block


def add(tar: tarfile.TarFile, path: Path, name: str, members: dict[str, Any]) -> None:
    """Stream a file into the archive and note its size and checksum in ``members``."""
    with path.open("rb") as file:
        member = tar.gettarinfo(arcname=name, fileobj=file)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        stream = _Digesting(file)
        tar.addfile(member, stream)
    members[name] = {"size": member.size, "sha256": stream.digest.hexdigest()}


def add_manifest(tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    """Close the list: what is not in the manifest does not belong to the backup."""
    content = json.dumps({"format": FORMAT, **manifest}, indent=1).encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size, member.mode, member.mtime = len(content), 0o600, int(time.time())
    tar.addfile(member, io.BytesIO(content))


def verified_manifest(path: Path) -> dict[str, Any]:
    """Read the whole archive once; its manifest when every member is there and unchanged, else RuntimeProblem."""
    found: dict[str, Any] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or member.name.startswith("/") or ".." in Path(member.name).parts:
                    raise RuntimeProblem(f"{path} is not a Callout backup: {member.name!r} is no plain file.")
                if member.name == MANIFEST:
                    manifest = json.load(content)
                else:
                    found[member.name] = {"size": member.size, "sha256": _sha256(content)}
    except (tarfile.TarError, OSError, ValueError) as error:
        raise RuntimeProblem(f"{path} cannot be read: {error}") from error
    if manifest is None:
        raise RuntimeProblem(f"{path} has no manifest: the backup was not finished, or it is another kind of file.")
    if manifest.get("format") != FORMAT:
        raise RuntimeProblem(f"{path} was written by another version (format {manifest.get('format')}).")
    _compare(path, found, manifest["members"])
    return manifest


def unpack(path: Path, folder: Path) -> None:
    """Write the members of a verified archive below a folder, each as a plain file that nobody else may change.

    Not by ``extractall``: its filters are missing from Python 3.11.2, which Debian 12 has.
    """
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            content = tar.extractfile(member)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file, BLOCK)  # type: ignore[arg-type]  # checked by verified_manifest
            target.chmod(member.mode & 0o755)


def _sha256(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := content.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _compare(path: Path, found: dict[str, Any], promised: dict[str, Any]) -> None:
    damaged = sorted(name for name in found.keys() | promised.keys() if found.get(name) != promised.get(name))
    if damaged:
        raise RuntimeProblem(f"{path} is damaged: {', '.join(damaged[:5])} differ from the manifest.")
