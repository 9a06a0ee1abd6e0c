"""Makes an installation ready to serve: translations, tables, static files, demo data. Does only what is missing.

A program of its own (``python -m callout.runtime.prepare``), so that the supervisor stays small. ``--files-only`` needs
no data base; an image build uses it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from pathlib import Path

from callout.config import env
from callout.runtime import messages, processes

MIGRATION_LOCK = 0x63616C6C  # "call": any number that every installation agrees on


def main() -> None:
    """Prepare, saying what is done."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--files-only", action="store_true")
    options = parser.parse_args()
    if count := messages.compile_stale():
        say(f"{count} translation files compiled")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callout.config.settings")
    import django

    django.setup()
    if not options.files_only:
        env.data_folder().joinpath("files").mkdir(mode=0o700, parents=True, exist_ok=True)
        migrate()
    if collect_static():
        say("Static files collected")
    if options.demo:
        make_demo()
    if not options.files_only:
        install_packs()


def say(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def migrate() -> None:
    """Bring the tables up to date. Several installations over one data base wait for each other."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            if missing := missing_before():
                sys.exit(
                    f"The data base is of a version before the migrations became one and lacks {', '.join(missing)}."
                    " Bring it up to date with that version first (docs/adr/0025-one-first-migration.md)."
                )
            call_command("migrate", interactive=False, verbosity=1 if pending_migrations() else 0)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def missing_before() -> list[str]:
    """Replaced migrations that the data base lacks while it has others of the same app; they are no longer here."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations().keys()
    first = MigrationLoader(connection).replacements.items()
    begun = [set(migration.replaces) for key, migration in first if {key, *migration.replaces} & applied]
    return sorted(".".join(name) for replaced in begun for name in replaced - applied)


def pending_migrations() -> list[str]:
    """Names of migrations that the data base has not seen."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def collect_static() -> bool:
    """Collect static files when a source changed since the last time; returns whether it did.

    Files of earlier versions stay, because open pages and running processes still ask for them.
    """
    from django.conf import settings
    from django.core.management import call_command

    folder = Path(settings.STATIC_ROOT)
    with processes.locked(folder.with_name(f"{folder.name}.lock")):
        if static_is_current():
            return False
        fingerprint = _static_fingerprint()
        call_command("collectstatic", interactive=False, verbosity=0)
        _static_stamp().write_text(fingerprint, "ascii")
    return True


def static_is_current() -> bool:
    """True when the collected files were made from the present sources."""
    stamp = _static_stamp()
    return stamp.exists() and stamp.read_text("ascii") == _static_fingerprint()


def _static_stamp() -> Path:
    from django.conf import settings

    return Path(settings.STATIC_ROOT) / ".sources"


def _static_fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = os.stat(storage.path(path))
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def install_packs() -> None:
    """Industry packs and roles where there are none yet; a changed pack comes by ``callout manage install_packs``."""
    from django.apps import apps
    from django.core.management import call_command

    if not apps.get_model("assets", "Category").objects.exists():
        call_command("install_packs")


def make_demo() -> None:
    """Fill an empty data base with demo data; one that has customers is left alone."""
    from django.apps import apps
    from django.core.management import call_command

    if not apps.get_model("customers", "Customer").objects.exists():
        say("Making demo data, under a minute …")
        call_command("demo")


if __name__ == "__main__":
    main()
