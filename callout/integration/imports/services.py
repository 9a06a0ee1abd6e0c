"""Actions on imports started in the browser."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.foundation import files
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.models import Attachment
from callout.integration.imports import mapping as mappings
from callout.integration.imports import reading
from callout.integration.imports.runs import run_import
from callout.integration.models import ImportRun


@business_action
def upload(*, actor: User, file: UploadedFile, rules: UploadedFile | None = None) -> ImportRun:
    """Keep a file with its mapping, when there is one; nothing is imported yet."""
    name = str(file.name)
    attachment = files.store(
        actor=actor, subject="import", subject_id=0, kind=Attachment.Kind.IMPORT, name=name, data=file.read()
    )
    path = files.path_of(attachment.sha256)
    total = reading.count_rows(path, attachment.name)
    parsed = mappings.parse(rules.read()) if rules else None
    if parsed:
        with reading.open_table(path, attachment.name) as table:
            mappings.check_columns(parsed, table.columns)
    data: dict[str, Any] = json.loads(parsed.model_dump_json()) if parsed else {}
    return ImportRun.objects.create(name=attachment.name, file=attachment, total=total, mapping=data, started_by=actor)


@business_action
def start_run(
    *, actor: User, run_id: int, rules: dict[str, Any] | None = None, dry_run: bool = True, all_or_nothing: bool = False
) -> ImportRun:
    """Check the file or import it, in a job. ``rules`` replace the mapping."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state == ImportRun.State.RUNNING:
        raise BusinessError("import_running", _("It is running already."))
    if run.file_id is None:
        raise InvalidInput("file_gone", _("The file is not here any more."))
    run.mapping = json.loads(mappings.parse(rules or run.mapping).model_dump_json())
    run.state, run.dry_run, run.all_or_nothing = ImportRun.State.RUNNING, dry_run, all_or_nothing
    run.started_by, run.cancel_requested, run.finished_at, run.error = actor, False, None, ""
    run.save()
    run_import.defer(run_id=run.pk)
    return run


@business_action
def cancel_run(*, actor: User, run_id: int) -> None:
    """Ask a running import to stop; what it took so far stays."""
    ImportRun.objects.filter(pk=run_id, state=ImportRun.State.RUNNING).update(cancel_requested=True)
