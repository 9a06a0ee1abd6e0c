"""Pages of imports: upload, choose columns, check, import while it can be watched and cancelled."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import INTEGRATION_MANAGE
from callout.accounts.models import User
from callout.foundation import files
from callout.foundation.errors import BusinessError
from callout.foundation.ui.forms import FormPage, add_business_error
from callout.integration.forms import ColumnsForm, UploadForm
from callout.integration.imports import preview
from callout.integration.imports.services import cancel_run, start_run, upload
from callout.integration.models import ImportRun

LIVE = (ImportRun.State.RUNNING,)


class ImportCreate(FormPage):
    """Upload a file."""

    permission = INTEGRATION_MANAGE
    form_class = UploadForm
    title = gettext_lazy("New import")
    submit = gettext_lazy("Upload")

    def cancel_url(self) -> str:
        """The list."""
        return reverse("integration:imports")

    def save(self, form: Any) -> str:
        """The run's page, where the columns are chosen."""
        run = upload(actor=User.of(self.request), file=form.cleaned_data["file"], rules=form.cleaned_data["mapping"])
        return reverse("integration:import", args=[run.pk])


class _RunView(View):
    permission = INTEGRATION_MANAGE

    @cached_property
    def run(self) -> ImportRun:
        """The import of the address."""
        return get_object_or_404(ImportRun.objects.select_related("file", "started_by"), pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        """To the run's page."""
        return HttpResponseRedirect(reverse("integration:import", args=[self.run.pk]))


class ImportPage(_RunView):
    """One import: its columns and first rows, how far it is, what was refused."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page, or its state alone while it runs."""
        if getattr(request, "htmx", False):
            return render(request, "integration/_import_state.html", {"run": self.run, "live": self.run.state in LIVE})
        return self._show(None, 200)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start a check or the import with the columns as chosen."""
        form = self._form(request.POST)
        if form is not None and not form.is_valid():
            return self._show(form, 422)
        rules = form.mapping() if form is not None else None
        options = {
            "dry_run": request.POST.get("action") != "import",
            "all_or_nothing": "all_or_nothing" in request.POST,
        }
        try:
            with transaction.atomic():
                start_run(actor=User.of(request), run_id=pk, rules=rules, **options)
        except BusinessError as error:
            form = form or self._form(None)
            if form is None:
                return self._show(None, 422, error=str(error.message))
            add_business_error(form, error)
            return self._show(form, 422)
        return self.back()

    def _form(self, data: Any) -> ColumnsForm | None:
        """The choice of columns; None when the mapping came as a file or the file is gone."""
        if self.run.file is None or preview.from_file(self.run.mapping):
            return None
        initial = preview.initial(self.run.mapping, self._table.columns)
        return ColumnsForm(data, columns=self._table.columns, initial=initial)

    @cached_property
    def _table(self) -> preview.Preview:
        digest = self.run.file.sha256 if self.run.file else ""
        return preview.read(files.path_of(digest), self.run.name)

    def _show(self, form: ColumnsForm | None, status: int, **more: Any) -> HttpResponse:
        form = form or self._form(None)
        context = {
            "run": self.run,
            "live": self.run.state in LIVE,
            "form": form,
            "table": self._table if self.run.file else None,
            "problems": self.run.problems.all()[:20],
            **more,
        }
        return render(self.request, "integration/import.html", context, status=status)


class ImportCancel(_RunView):
    """Stop a running import after the rows it is at."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Back to the page."""
        cancel_run(actor=User.of(request), run_id=self.run.pk)
        return self.back()
