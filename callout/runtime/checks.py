"""``callout check``: what an operator wants to know before opening the doors."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from callout.config import env
from callout.runtime import backup, messages, pg_binaries
from callout.runtime.errors import RuntimeProblem


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. ``ok`` is None for a hint that does not fail the check."""

    subject: str
    ok: bool | None
    text: str


def report(findings: Iterable[Finding]) -> int:
    """Print the findings; 1 when one of them is not in order, else 0."""
    failed = False
    for finding in findings:
        mark = {True: "ok  ", False: "FAIL", None: "note"}[finding.ok]
        sys.stdout.write(f"{mark}  {finding.subject}: {finding.text}\n")
        failed = failed or finding.ok is False
    return int(failed)


def all_checks(url: str) -> Iterator[Finding]:
    """Every check, in the order in which things are needed."""
    yield from check_environment()
    yield check_data_folder()
    yield check_secrets()
    yield guarded("PostgreSQL", lambda: check_server(url))
    import django

    django.setup()
    yield guarded("tables", check_tables)
    yield check_translations()
    yield guarded("static files", check_static)
    yield from check_django()


def guarded(subject: str, check: Callable[[], Finding]) -> Finding:
    """A check whose failure to run at all is its finding."""
    try:
        return check()
    except Exception as error:
        return Finding(subject, False, f"{type(error).__name__}: {error}")


def check_environment() -> Iterator[Finding]:
    """Misspelt variables, and choices that do not belong into production."""
    known = {variable.name for variable in env.ENVIRONMENT}
    for name in sorted(name for name in os.environ if name.startswith("CALLOUT_") and name not in known):
        yield Finding("settings", False, f"{name} is not a setting of Callout; see callout settings")
    if env.flag("CALLOUT_DEBUG"):
        yield Finding("settings", False, "CALLOUT_DEBUG is on: visitors see tracebacks")
    if env.flag("CALLOUT_DEMO"):
        yield Finding("settings", None, "CALLOUT_DEMO is on: anybody may sign in with a demo account")
    if env.text("CALLOUT_BASE_URL").startswith("https:") != env.flag("CALLOUT_HTTPS"):
        yield Finding("settings", False, "CALLOUT_HTTPS and CALLOUT_BASE_URL say different things about https")


def check_data_folder() -> Finding:
    """We may write there."""
    folder = env.data_folder()
    return Finding("data folder", os.access(folder, os.W_OK), str(folder))


def check_secrets() -> Finding:
    """Nobody else may read the keys."""
    folder = env.data_folder() / "secrets"
    loose = [path.name for path in sorted(folder.glob("*")) if path.stat().st_mode & 0o077]
    return Finding(
        "secrets", not loose, f"chmod 600 {' '.join(loose)}" if loose else f"{folder}, keep a copy elsewhere"
    )


def check_server(url: str) -> Finding:
    """The server answers and is new enough, and a backup could be made."""
    major = backup.server_major(url)
    if major < pg_binaries.OLDEST:
        return Finding("PostgreSQL", False, f"{major} is too old; {pg_binaries.OLDEST} or newer is needed")
    try:
        tool = pg_binaries.for_dump(major).program("pg_dump")
    except RuntimeProblem as problem:
        return Finding("PostgreSQL", None, f"{major}; no backup possible: {problem}")
    return Finding("PostgreSQL", True, f"{major}, backups by {tool}")


def check_tables() -> Finding:
    """All migrations are applied."""
    from callout.runtime.prepare import pending_migrations

    pending = pending_migrations()
    return Finding("tables", not pending, f"run callout migrate: {len(pending)} missing" if pending else "up to date")


def check_translations() -> Finding:
    """Compiled and not older than their source."""
    stale = messages.stale()
    return Finding("translations", not stale, f"run callout migrate: {len(stale)} stale" if stale else "compiled")


def check_static() -> Finding:
    """Collected from the present sources."""
    from callout.runtime.prepare import static_is_current

    current = static_is_current()
    return Finding("static files", current, "collected" if current else "run callout migrate")


def check_django() -> Iterator[Finding]:
    """Django's own system checks; warnings are notes."""
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=env.flag("CALLOUT_HTTPS"))
    for message in found:
        yield Finding(message.id or "Django", False if message.level >= checks.ERROR else None, str(message.msg))
    if not found:
        yield Finding("Django", True, "no findings")
