"""``callout backup``: data base, files and a manifest in one tar file."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from callout.config import env
from callout.runtime import archive, pg_binaries
from callout.runtime.errors import RuntimeProblem

DUMP = "database.dump"
NOT_PORTABLE = {"postgres_password"}  # belongs to the embedded server of one data folder


def write(target: Path, url: str, data_folder: Path, *, with_secrets: bool) -> None:
    """Write a backup to ``target`` (mode 600); an existing file is replaced only when the new one is whole."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    members: dict[str, object] = {}
    try:
        with TemporaryDirectory(dir=target.resolve().parent) as folder, _private_tar(draft) as tar:
            dump = Path(folder) / DUMP
            server = dump_data_base(url, dump)
            archive.add(tar, dump, DUMP, members)
            for name, path in _files(data_folder, with_secrets=with_secrets):
                archive.add(tar, path, name, members)
            manifest = {
                "version": version("callout"),
                "made": datetime.now(UTC).isoformat(timespec="seconds"),
                "server": server,
                "data_key": data_key_fingerprint(),
                "members": members,
            }
            archive.add_manifest(tar, manifest)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def dump_data_base(url: str, target: Path) -> int:
    """pg_dump in custom format; returns the major version of the server."""
    major = server_major(url)
    binaries = pg_binaries.for_dump(major)
    command = [binaries.program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    run_tool([*command, f"--dbname={without_password(url)}"], url)
    return major


def server_major(url: str) -> int:
    """Major version of the server at a postgresql:// address."""
    try:
        with psycopg.connect(url) as connection:
            return connection.info.server_version // 10000
    except psycopg.OperationalError as error:
        raise RuntimeProblem(f"The data base does not answer: {error}") from error


def without_password(url: str) -> str:
    """Connection string that may stand in a process list."""
    parameters = conninfo_to_dict(url)
    parameters.pop("password", None)
    return make_conninfo("", **parameters)


def tool_environment(url: str) -> dict[str, str]:
    """Environment for PostgreSQL's programs, with the password."""
    password = conninfo_to_dict(url).get("password")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}


def run_tool(command: list[str], url: str) -> None:
    """Run one of PostgreSQL's programs; RuntimeProblem with its own words when it fails."""
    done = subprocess.run(command, env=tool_environment(url), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeProblem(f"{Path(command[0]).name} failed:\n{done.stderr.strip()}")


def data_key_fingerprint() -> str:
    """Tells two data keys apart without giving either away."""
    return hashlib.sha256(b"callout data key " + env.secret("CALLOUT_DATA_KEY").encode()).hexdigest()[:16]


def _private_tar(path: Path) -> tarfile.TarFile:
    path.touch(mode=0o600, exist_ok=False)
    return tarfile.open(path, "w:", format=tarfile.PAX_FORMAT)


def _files(data_folder: Path, *, with_secrets: bool) -> Iterator[tuple[str, Path]]:
    """Name in the archive and path of everything that belongs to a backup besides the data base."""
    for folder in ("files", *(["secrets"] if with_secrets else [])):
        for path in sorted((data_folder / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and path.name not in NOT_PORTABLE:
                yield str(path.relative_to(data_folder)), path
