"""The chat on the case's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from callout.accounts.access import CHAT_USE
from callout.accounts.models import User
from callout.cases.models import Case
from callout.cases.selectors import case_for
from callout.chat import selectors, services
from callout.foundation.errors import BusinessError, NotFound
from callout.foundation.ui.toasts import notify


def _may_chat(user: User, number: str) -> Case:
    case = case_for(user, number)
    scope = user.scope_for(CHAT_USE)
    if not scope.own and not scope.covers(case.region_id, case.outlet_id):
        raise NotFound("case_not_found", _("No such case in your area."))
    return case


class Say(View):
    """Write a message."""

    permission = CHAT_USE

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """The chat with the message, or 422 with why not."""
        user: Any = request.user
        case, status = case_for(user, number), 200
        try:
            services.say(actor=user, case_id=_may_chat(user, number).pk, text=request.POST.get("text", ""))
        except BusinessError as error:
            notify(request, str(error.message), level="error")
            status = error.status
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(reverse("cases:detail", args=[number]) + "#chat")
        context = {"case": case, "said": selectors.messages_of(user, case.pk), "keep": status != 200}
        return render(request, "chat/_panel.html", context, status=status)


class Read(View):
    """What is on the screen has been read."""

    permission = CHAT_USE

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Nothing to show; others' pages draw the mark."""
        user: Any = request.user
        try:
            case = _may_chat(user, number)
        except BusinessError as error:
            return HttpResponse(status=error.status)
        said = selectors.messages_of(user, case.pk)
        if said:
            services.mark_read(actor=user, case_id=case.pk, until=said[-1].message.at)
        return HttpResponse(status=204)
