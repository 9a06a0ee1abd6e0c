"""Running an import: batches of rows, each row refused or taken by itself; progress, cancel, all or nothing.

Every row goes through triage and dispatch. An open one goes through the intake: clocks, first visit, an engineer
booked. For one that is over, the dispatcher is asked as of then who would have gone; nobody is booked, because the file
does not say who came, and the order is done elsewhere. Over for days, the case is history: closed, and nobody is told;
else it is resolved and the customer is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.cases import services as case_services
from callout.cases.models import Case
from callout.dispatching.bulk import advise_past
from callout.foundation import files
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError
from callout.foundation.jobs import LOW, job
from callout.integration.imports.mapping import Mapping, check_columns, parse
from callout.integration.imports.reading import Row, open_table
from callout.integration.imports.rows import Parsed, RowError, RowReader
from callout.integration.models import ImportProblem, ImportRun
from callout.workorders import history, intake
from callout.workorders import services as order_services

log = logging.getLogger("callout.imports")

BATCH = 50
KEPT_PROBLEMS = 10_000
COUNTED = ("done", "created", "known", "failed", "past", "advised")
Numbered = tuple[int, Row]
Tell = Callable[[ImportRun], None]


class Cancelled(Exception):
    """Somebody asked the run to stop."""


class Undone(Exception):
    """The transaction is to be rolled back: a dry run, or all-or-nothing with an error."""


@dataclass(slots=True)
class Tally:
    """What happened in some rows."""

    done: int = 0
    created: int = 0
    known: int = 0
    past: int = 0
    advised: int = 0
    problems: list[ImportProblem] = field(default_factory=list)


@job(name="integration.run_import", queue="imports", priority=LOW)
def run_import(run_id: int) -> None:
    """Run an import that was started in the browser."""
    run = ImportRun.objects.select_related("file", "started_by").get(pk=run_id)
    if run.file is not None and run.state == ImportRun.State.RUNNING:
        language = run.started_by.language if run.started_by else ""
        with translation.override(language or settings.LANGUAGE_CODE):  # refused rows say why in the reader's language
            execute(run, files.path_of(run.file.sha256))


def execute(run: ImportRun, path: Path, tell: Tell = lambda run: None) -> ImportRun:
    """Run the import of ``path`` to its end; the outcome is on ``run``. A repeat goes on where it was killed.

    ``tell`` hears after each batch how far it is, and raises Cancelled to stop there: finished batches stay.
    """
    ImportProblem.objects.filter(run=run).delete()
    run.state, run.error = ImportRun.State.RUNNING, ""
    _forget(run)
    run.save()
    try:
        mapping = parse(run.mapping)
        if run.all_or_nothing and not run.dry_run:
            _all_or_nothing(run, mapping, path, tell)
        else:
            _pass(run, mapping, path, tell, dry=run.dry_run)
        run.state = ImportRun.State.CHECKED if run.dry_run else ImportRun.State.DONE
    except Cancelled:
        run.state = ImportRun.State.CANCELLED
    except BusinessError as error:
        run.state, run.error = ImportRun.State.FAILED, str(error.message)[:200]
    except Exception:
        run.state, run.error = ImportRun.State.FAILED, _("It broke off; what was imported stays. The log says why.")
        _end(run)
        raise
    _end(run)
    return run


def _end(run: ImportRun) -> None:
    run.finished_at = timezone.now()
    run.save()


def _forget(run: ImportRun) -> None:
    for name in COUNTED:
        setattr(run, name, 0)


def _all_or_nothing(run: ImportRun, mapping: Mapping, path: Path, tell: Tell) -> None:
    """First dry; only a file without errors is then imported, in one transaction."""
    _pass(run, mapping, path, tell, dry=True)
    _refuse_all(run)
    _forget(run)
    with transaction.atomic():
        _pass(run, mapping, path, tell, dry=False)
        _refuse_all(run)


def _refuse_all(run: ImportRun) -> None:
    if run.failed:
        raise BusinessError("rows_refused", _("Nothing was imported: %(n)d rows have errors.") % {"n": run.failed})


def _pass(run: ImportRun, mapping: Mapping, path: Path, tell: Tell, *, dry: bool) -> None:
    with open_table(path, run.name) as table:
        check_columns(mapping, table.columns)
        reader, seen = RowReader(mapping, run.started_by), set[str]()
        for batch in _batches(table.rows):
            if dry:
                reader = RowReader(mapping, run.started_by)  # what a rolled back batch created is gone
            _note(run, _run_batch(run.started_by, reader, batch, seen, dry))
            tell(run)
            if ImportRun.objects.filter(pk=run.pk, cancel_requested=True).exists():
                raise Cancelled


def _batches(rows: Iterator[Numbered]) -> Iterator[list[Numbered]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _run_batch(actor: User | None, reader: RowReader, batch: list[Numbered], seen: set[str], dry: bool) -> Tally:
    tally = Tally()
    try:
        with transaction.atomic():
            _take_batch(actor=actor, reader=reader, batch=batch, seen=seen, tally=tally)
            if dry:
                raise Undone
    except Undone:
        pass
    return tally


@business_action
def _take_batch(*, actor: User | None, reader: RowReader, batch: list[Numbered], seen: set[str], tally: Tally) -> None:
    known = set(
        Case.objects.filter(source=reader.source, external_id__in=_ids(reader, batch)).values_list(
            "external_id", flat=True
        )
    )
    past: list[tuple[int, Parsed]] = []
    for number, row in batch:
        tally.done += 1
        try:
            row_id = reader.row_id(row)
            if row_id in seen:
                raise RowError("row_id", row_id, "row_id_repeated", _("This number stands in the file twice."))
            seen.add(row_id)
            if row_id in known:
                tally.known += 1
                continue
            with transaction.atomic():
                parsed = reader.parse(row)
                if _is_history(parsed):
                    past.append((number, parsed))
                else:
                    _take(actor, parsed, tally)
                    tally.created += 1
        except RowError as error:
            reader.forget()
            _refuse(tally, number, error)
        except BusinessError as error:
            reader.forget()
            _refuse(tally, number, RowError("", "", error.code, _told(error)))
    _take_over(actor, past, tally)


def _ids(reader: RowReader, batch: list[Numbered]) -> list[str]:
    found = []
    for _number, row in batch:
        try:
            found.append(reader.row_id(row))
        except RowError:
            continue
    return found


def _is_history(parsed: Parsed) -> bool:
    return parsed.ended_at is not None and parsed.ended_at < timezone.now() - timedelta(days=settings.SILENT_DAYS)


def _take(actor: User | None, parsed: Parsed, tally: Tally) -> None:
    case = intake.take_request(actor=actor, request=parsed.request)
    if parsed.ended_at is None:
        return
    orders = list(case.work_orders.select_related("site"))
    tally.past += 1
    tally.advised += advise_past(actor=actor, orders=orders)
    for order in orders:
        order_services.done_elsewhere(actor=actor, order_id=order.pk, at=parsed.ended_at)
    case_services.resolve(actor=actor, case_id=case.pk, at=parsed.ended_at, reason="import")


def _take_over(actor: User | None, past: list[tuple[int, Parsed]], tally: Tally) -> None:
    """All at once; when one of them is refused, one by one."""
    try:
        with transaction.atomic():
            taken = history.take_over(actor=actor, cases=[_past_case(actor, parsed) for _number, parsed in past])
            advised = advise_past(actor=actor, orders=chain.from_iterable(one.orders for one in taken))
        tally.created += len(past)
        tally.past += len(past)
        tally.advised += advised
    except BusinessError as error:
        if len(past) == 1:
            _refuse(tally, past[0][0], RowError("", "", error.code, _told(error)))
        else:
            for one in past:
                _take_over(actor, [one], tally)


def _past_case(actor: User | None, parsed: Parsed) -> history.PastCase:
    preview = intake.prepare(parsed.request, hints=False)
    intake.check_scope(actor, parsed.request, preview)
    return history.PastCase(
        request=parsed.request, preview=preview, actor=actor,
        answered_at=parsed.ended_at, elsewhere=True, closed_at=parsed.ended_at, close_reason="import",
    )  # fmt: skip


def _told(error: BusinessError) -> str:
    return "; ".join([str(error.message), *(str(text) for text in error.fields.values())])


def _refuse(tally: Tally, number: int, error: RowError) -> None:
    tally.problems.append(
        ImportProblem(
            row=number,
            column=error.column[:80],
            value=error.value[:200],
            code=error.code[:60],
            message=error.message[:200],
        )
    )


def _note(run: ImportRun, tally: Tally) -> None:
    """Add a batch's outcome to the run."""
    for problem in tally.problems[: max(0, KEPT_PROBLEMS - run.failed)]:
        problem.run = run
        problem.save(force_insert=True)
    run.failed += len(tally.problems)
    for name in ("done", "created", "known", "past", "advised"):
        setattr(run, name, getattr(run, name) + getattr(tally, name))
    run.save(update_fields=COUNTED)
