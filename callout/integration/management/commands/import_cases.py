"""``callout import cases FILE --mapping MAP.json [--dry-run] [--all-or-nothing]``."""

from __future__ import annotations

import csv
import json
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from callout.accounts.models import User
from callout.foundation.errors import BusinessError
from callout.integration.imports import mapping, reading, runs
from callout.integration.models import ImportRun

SHOWN = 20


class Command(BaseCommand):
    """Import cases from a CSV or Excel file; bad rows are listed, good ones become cases once."""

    _stopped = False
    help = "Import cases from a CSV or Excel file by a mapping; a second run imports nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """File, mapping and how far to go."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, required=True, help="JSON file: which column is which field")
        parser.add_argument("--dry-run", action="store_true", help="check every row, keep nothing")
        parser.add_argument("--all-or-nothing", action="store_true", help="keep nothing when one row is refused")
        parser.add_argument("--errors", type=Path, help="write all refused rows to this CSV file")
        parser.add_argument("--user", help="user name to act as; without it the system acts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and report."""
        path: Path = options["file"]
        try:
            rules = mapping.parse(options["mapping"].read_text("utf-8"))
            total = reading.count_rows(path)
        except OSError as error:
            raise CommandError(str(error)) from error
        except BusinessError as error:
            raise CommandError(
                "\n".join([str(error.message), *(f"{k}: {v}" for k, v in error.fields.items())])
            ) from error
        run = ImportRun.objects.create(
            name=path.name[:160], mapping=json.loads(rules.model_dump_json()), total=total,
            dry_run=options["dry_run"], all_or_nothing=options["all_or_nothing"],
            started_by=self._user(options["user"]),
        )  # fmt: skip
        with self._stoppable():
            runs.execute(run, path, self._tell)
        self._report(run, options["errors"])

    def _user(self, name: str | None) -> User | None:
        if not name:
            return None
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise CommandError(f"no active user {name}")
        return user

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Ctrl-C lets the rows at hand end; pressed again it kills."""
        self._stopped = True
        signal.signal(number, signal.SIG_DFL)

    def _tell(self, run: ImportRun) -> None:
        """One line that counts up on a terminal; in a file a line now and then."""
        if self._stopped and run.done < run.total:
            raise runs.Cancelled
        if sys.stderr.isatty():
            self.stderr.write(f"\r{run.done} of {run.total} rows", ending="\n" if run.done >= run.total else "")
        elif run.done % (runs.BATCH * 10) == 0:
            self.stderr.write(f"{run.done} of {run.total} rows")

    def _report(self, run: ImportRun, errors: Path | None) -> None:
        verb = "would become" if run.dry_run else "became"
        self.stdout.write(
            f"{run.total} rows: {run.created} {verb} cases, {run.known} known already, {run.failed} refused"
        )
        if run.past:
            self.stdout.write(
                f"  {run.past} were over already: dispatch as of then has somebody for {run.advised}, "
                f"nobody for {run.past - run.advised}"
            )
        for problem in run.problems.all()[:SHOWN]:
            self.stdout.write(f"  row {problem.row}, {problem.column or '-'}, {problem.value!r}: {problem.message}")
        if run.failed > SHOWN:
            self.stdout.write(f"  … and {run.failed - SHOWN} more (--errors FILE writes all)")
        if errors:
            with errors.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["row", "column", "value", "code", "reason"])
                writer.writerows(run.problems.values_list("row", "column", "value", "code", "message"))
        if run.state == ImportRun.State.FAILED:
            raise CommandError(run.error)
        if run.state == ImportRun.State.CANCELLED:
            raise CommandError(f"cancelled after {run.done} rows; the same command goes on", returncode=130)
