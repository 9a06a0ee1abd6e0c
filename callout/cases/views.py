"""A case: facts, what happened, its clocks; actions have a module of their own."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views import View

from callout.accounts.access import CASES_EDIT, CASES_VIEW
from callout.agreements.labels import cover
from callout.agreements.selectors import Entitlement
from callout.cases import attachments, receipt, selectors, services
from callout.cases.forms import NoteForm
from callout.cases.labels import chip_state
from callout.cases.models import Case
from callout.cases.panels import CASE_PANELS
from callout.cases.spine import spine
from callout.cases.timeline import CALLS, NOTES, TEXTS, VISITS, timeline
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.ui.forms import add_business_error
from callout.foundation.ui.toasts import notify


def _kinds() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        (CALLS, _("Calls")),
        (TEXTS, _("Texts")),
        (VISITS, _("Visits")),
        (NOTES, pgettext("timeline", "Notes")),
    ]


def timeline_context(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the timeline shows for the kind asked for."""
    user: Any = request.user
    kinds = dict(_kinds())
    kind = request.POST.get("kind", "") or request.GET.get("kind", "")
    kind = kind if kind in kinds else ""
    return {
        "case": case,
        "items": timeline(case, user, kind),
        "kind": kind,
        "kinds": list(kinds.items()),
        "note_form": NoteForm(),
    }


class CaseDetail(View):
    """Facts left, what happened in the middle, what to do right."""

    permission = CASES_VIEW

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The page, or its changing parts for a live refresh."""
        user: Any = request.user
        case = selectors.case_for(user, number)
        prefetch_related_objects([case], "clock_entries")  # the timeline and the clocks read them
        clocks = receipt.receipts(case)
        context = {
            **timeline_context(request, case),
            "state": chip_state(case),
            "spine": spine(case),
            "cover": cover(Entitlement.from_dict(case.entitlement)),
            "history": selectors.history_of(user, case.asset, case) if case.asset else [],
            "repeats": list(case.repeats.only("number", "title", "state")[:5]),
            "merged": list(case.merged.only("number", "title")[:5]),
            "clocks": clocks,
            "leading": next((clock for clock in clocks if clock.running or clock.paused), None),
            "pauses": next((clock.pauses for clock in clocks if clock.pauses), []),
            "panels": CASE_PANELS.draw(request, case, side=True),
            "more_panels": CASE_PANELS.draw(request, case),
            "files": attachments.files_of(case.pk),
        }
        live = getattr(request, "htmx", False) and request.htmx.target == "case-body"  # type: ignore[attr-defined]
        context["live"] = live
        return render(request, "cases/_body.html" if live else "cases/detail.html", context)


class CaseById(View):
    """Short way for places that know a case's id only."""

    permission = CASES_VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the case's page."""
        user: Any = request.user
        case = get_object_or_404(Case.objects.visible_to(user).only("number"), pk=pk)
        return HttpResponseRedirect(reverse("cases:detail", args=[case.number]))


class Timeline(View):
    """The timeline alone: another kind, or after a note."""

    permission = CASES_VIEW

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The fragment."""
        user: Any = request.user
        context = timeline_context(request, selectors.case_for(user, number))
        return render(request, "cases/_timeline.html", context | {"live": True})


class Note(View):
    """Write a note."""

    permission = CASES_EDIT

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """The timeline with the note, or 422 with what is wrong."""
        user: Any = request.user
        case = selectors.case_for(user, number)
        form = NoteForm(request.POST)
        status = 422
        if form.is_valid():
            channel = form.cleaned_data["channel"] or "note"
            direction = "internal" if channel == "note" else "out"
            try:
                services.add_note(
                    actor=user, case_id=case.pk, body=form.cleaned_data["body"], channel=channel, direction=direction
                )
                status = 200
            except BusinessError as error:
                add_business_error(form, error)
        if not request.htmx:  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("cases:detail", args=[number]))
        context = timeline_context(request, case)
        if status != 200:
            context["note_form"] = form
        return render(request, "cases/_timeline.html", context, status=status)


class Files(View):
    """Attach a file to a case."""

    permission = CASES_EDIT

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Keep it and go back; a kind of file that is not taken is refused with words."""
        user: Any = request.user
        case = selectors.case_for(user, number)
        given = request.FILES.get("file")
        back = HttpResponseRedirect(reverse("cases:detail", args=[case.number]) + "#files")
        try:
            if given is None:
                raise InvalidInput("file_missing", _("Choose a file."))
            attachments.attach(actor=user, case_id=case.pk, name=given.name or "", data=given.read())
        except BusinessError as error:
            notify(request, str(error.message), level="error")
            back["X-Error-Code"] = error.code
        return back


class Receipt(View):
    """The clocks line by line, as a page to print."""

    permission = CASES_VIEW

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The page."""
        user: Any = request.user
        case = selectors.case_for(user, number)
        return render(request, "cases/receipt.html", {"case": case, "clocks": receipt.receipts(case)})


class ReceiptFile(View):
    """The clocks as JSON that a replay can check."""

    permission = CASES_VIEW

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """A download."""
        user: Any = request.user
        case = selectors.case_for(user, number)
        response = HttpResponse(receipt.as_json(case), content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{case.number}-clocks.json"'
        return response
