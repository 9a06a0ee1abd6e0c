"""The workbench page and what is done on it; each answer draws the page's changing part anew."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from callout.accounts.access import DIAGNOSIS_USE
from callout.accounts.models import User
from callout.cases.models import Case
from callout.cases.selectors import case_for
from callout.diagnosis import curves, logs, selectors, services
from callout.diagnosis.bench import Bench
from callout.diagnosis.services import Where
from callout.foundation.errors import BusinessError, InvalidInput, NotFound
from callout.foundation.ui.toasts import notify


def _may_diagnose(user: User, number: str) -> Case:
    """A visible case within reach of the person's permission. Raises Http404 or NotFound."""
    case = case_for(user, number)
    scope = user.scope_for(DIAGNOSIS_USE)
    if not scope.own and not scope.covers(case.region_id, case.outlet_id):
        raise NotFound("case_not_found", _("No such case in your area."))
    return case


class Workbench(View):
    """Trees, codes, logs, comparison, curves, similar cases and remote work of one case."""

    permission = DIAGNOSIS_USE

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """The page, or its changing part for htmx."""
        user: Any = request.user
        bench = Bench(user, case_for(user, number), request.GET.get("tab", ""), request.GET.dict())
        partial = getattr(request, "htmx", False) and request.htmx.target == "bench"  # type: ignore[attr-defined]
        context = bench.context() | {"live": partial}  # what somebody is typing stays
        return render(request, "diagnosis/_bench.html" if partial else "diagnosis/bench.html", context)


class Act(View, ABC):
    """Something is done; a refusal is told in words and changes nothing."""

    permission = DIAGNOSIS_USE
    tab: ClassVar[str]

    @abstractmethod
    def run(self, user: User, case: Case, where: Where) -> dict[str, str]:
        """Do it through a service; returns what the tab shows next."""

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """The workbench after it, or 422."""
        user: Any = request.user
        case, given, status = case_for(user, number), request.POST.dict(), 200
        try:
            case = _may_diagnose(user, number)
            given = {**given, **self.run(user, case, Where(case_id=case.pk))}
        except BusinessError as error:
            notify(request, str(error.message), level="error")
            status = error.status if error.status != 409 else 422
        if getattr(request, "htmx", False):
            bench = Bench(user, case, self.tab, given)
            context = bench.context() | {"live": status != 200}
            return render(request, "diagnosis/_bench.html", context, status=status)
        return HttpResponseRedirect(f"{reverse('diagnosis:bench', args=[number])}?tab={self.tab}")


class Answer(Act):
    """Answer a step of a tree, or take the answer back."""

    tab = "trees"

    def run(self, user: User, case: Case, where: Where) -> dict[str, str]:
        """Record it."""
        given = self.request.POST
        services.answer_step(
            actor=user, where=where, tree=given.get("tree", ""), step=given.get("step", ""),
            answer=given.get("answer", "").strip(), version=_number(given.get("version", "")),
        )  # fmt: skip
        return {}


class Fault(Act):
    """Note the code that the device shows."""

    tab = "codes"

    def run(self, user: User, case: Case, where: Where) -> dict[str, str]:
        """Record it."""
        services.note_fault(actor=user, where=where, code=self.request.POST.get("code", ""))
        return {"q": ""}


class Log(Act):
    """Read a log file."""

    tab = "logs"

    def run(self, user: User, case: Case, where: Where) -> dict[str, str]:
        """Search it for patterns; the file is not kept."""
        given = self.request.FILES.get("file")
        if given is None:
            raise InvalidInput("file_missing", _("Choose a file."))
        services.read_log(actor=user, where=where, name=given.name or "", data=given.read(logs.MAX_BYTES + 1))
        return {}


class Compare(Act):
    """Compare with a healthy unit."""

    tab = "compare"

    def run(self, user: User, case: Case, where: Where) -> dict[str, str]:
        """Record the differences."""
        given = self.request.POST
        services.compare(actor=user, where=where, text=given.get("text", ""), serial=given.get("serial", ""))
        return {}


class Curve(Act):
    """Enter a measured curve."""

    tab = "curves"

    def run(self, user: User, case: Case, where: Where) -> dict[str, str]:
        """Judge and record it."""
        given = self.request.POST
        points = curves.parse_points(given.get("points", ""))
        services.record_curve(
            actor=user, where=where, curve=given.get("curve", ""), points=points,
            version=_number(given.get("version", "")),
        )  # fmt: skip
        return {}


class RemoteStart(Act):
    """Work from afar begins."""

    tab = "remote"

    def run(self, user: User, case: Case, where: Where) -> dict[str, str]:
        """Note the time and the means."""
        given = self.request.POST
        services.start_remote(
            actor=user, where=where, means=given.get("means", ""), agreed_by=given.get("agreed_by", "")
        )
        return {}


class RemoteEnd(Act):
    """Work from afar ends."""

    tab = "remote"

    def run(self, user: User, case: Case, where: Where) -> dict[str, str]:
        """Note what was done."""
        given = self.request.POST
        session = selectors.own_session(user, case.pk, _number(given.get("session", "")) or 0)
        if session is None:
            raise NotFound("session_not_found", _("No such remote session of yours."))
        solved = {"yes": True, "no": False}.get(given.get("solved", ""))
        services.end_remote(actor=user, session_id=session.pk, done=given.get("done", ""), solved=solved)
        return {}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
