"""``callout restore``: brings a backup back, all or nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from callout.runtime import archive, pg_binaries
from callout.runtime.backup import DUMP, data_key_fingerprint, server_major, tool_environment, without_password
from callout.runtime.errors import RuntimeProblem

TABLES = """
SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
LEAVING_SECONDS = 3
EMPTY_SCHEMA = """
SET lock_timeout = '10s';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


def restore(source: Path, url: str, data_folder: Path, *, force: bool) -> None:
    """Check the backup, then replace data base and files by it. ``force`` allows replacing what is there.

    The data base is filled in one transaction; files and secrets are moved into place after its commit.
    """
    manifest = archive.verified_manifest(source)
    major = server_major(url)
    _check_target(manifest, url, major, data_folder, force=force)
    with TemporaryDirectory(dir=data_folder, prefix="restore-") as folder:
        archive.unpack(source, Path(folder))
        _check_data_key(manifest, Path(folder))
        _fill(Path(folder) / DUMP, url, major)
        _move_in(Path(folder), data_folder)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _check_target(manifest: dict[str, Any], url: str, major: int, data_folder: Path, *, force: bool) -> None:
    if manifest["server"] > major:
        raise RuntimeProblem(f"The backup is from PostgreSQL {manifest['server']}; this server is older ({major}).")
    with psycopg.connect(url, autocommit=True) as connection:
        tables = _count(connection, TABLES)
        others = _other_sessions(connection)
    if others:
        raise RuntimeProblem(f"{others} other sessions use the data base. Stop callout everywhere first.")
    if force:
        return
    if tables:
        raise RuntimeProblem(f"The data base is not empty ({tables} tables). --force replaces its content.")
    if any((data_folder / "files").glob("*")):
        raise RuntimeProblem(f"{data_folder / 'files'} is not empty. --force replaces its content.")


def _other_sessions(connection: psycopg.Connection[Any]) -> int:
    """How many others are connected; those just stopped get a moment to leave."""
    deadline = time.monotonic() + LEAVING_SECONDS
    while (others := _count(connection, OTHERS)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return others


def _count(connection: psycopg.Connection[Any], query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _check_data_key(manifest: dict[str, Any], folder: Path) -> None:
    """Without its key the personal data of a backup is noise: better to stop than to find out later."""
    if (folder / "secrets" / "callout_data_key").exists() and not os.environ.get("CALLOUT_DATA_KEY"):
        return
    if manifest["data_key"] != data_key_fingerprint():
        raise RuntimeProblem(
            "The backup's personal data was encrypted with another key. Put that installation's key into "
            "CALLOUT_DATA_KEY, or its file secrets/callout_data_key into the data folder, and restore again."
        )


def _fill(dump: Path, url: str, major: int) -> None:
    """Feed the dump as SQL into psql, which runs it in one transaction."""
    tools = pg_binaries.for_restore(major)
    reader_command = [tools.program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    writer_command = [tools.program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--output=/dev/null"]
    writer_command += ["--set=ON_ERROR_STOP=1", "--file=-", f"--dbname={without_password(url)}"]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(reader_command, stdout=pipe) as reader,
        subprocess.Popen(writer_command, stdin=pipe, stderr=pipe, env=tool_environment(url)) as writer,
    ):
        failed = not _pump(reader, writer)
        if failed:
            writer.kill()  # before it sees the end of its input and commits half
        errors = writer.communicate()[1].decode(errors="replace").strip()
    if failed or writer.returncode != 0:
        raise RuntimeProblem(f"The data base was left as it was. {errors or 'pg_restore failed; see above.'}")


def _pump(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes]) -> bool:
    """Copy everything; False when the reader broke off or the writer gave up."""
    if reader.stdout is None or writer.stdin is None:
        return False
    try:
        writer.stdin.write(EMPTY_SCHEMA.encode())
        shutil.copyfileobj(reader.stdout, writer.stdin, archive.BLOCK)
        writer.stdin.flush()
    except BrokenPipeError:
        reader.kill()
        return True  # psql says why in its own words
    return reader.wait() == 0


def _move_in(folder: Path, data_folder: Path) -> None:
    old = folder / "replaced"
    if (data_folder / "files").exists():
        (data_folder / "files").rename(old)
    if (folder / "files").exists():
        (folder / "files").rename(data_folder / "files")
    secrets = folder / "secrets"
    if secrets.exists():
        (data_folder / "secrets").mkdir(mode=0o700, exist_ok=True)
        for path in secrets.iterdir():
            path.chmod(0o600)
            path.replace(data_folder / "secrets" / path.name)
