"""The page on which a clerk makes one call: whom, what to say, what was answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from callout.accounts.access import FEEDBACK_CALL, FEEDBACK_VIEW, requires
from callout.accounts.models import User
from callout.feedback import policy, services
from callout.feedback.forms import CallForm
from callout.feedback.models import Callback
from callout.feedback.tables import due_now
from callout.foundation.errors import BusinessError
from callout.foundation.ui.forms import add_business_error
from callout.foundation.ui.toasts import notify
from callout.workorders.models import ServiceRecord


def _callback(user: User, pk: int) -> Callback:
    rows = Callback.objects.visible_to(user).select_related(
        "case__customer", "case__product", "case__service_type", "case__site", "done_by"
    )
    return get_object_or_404(rows, pk=pk)


@requires(FEEDBACK_VIEW)
class CallPage(View):
    """Facts, script and answers."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        callback = _callback(User.of(request), pk)
        return self._show(callback, CallForm(callback=callback), 200)

    def _show(self, callback: Callback, form: CallForm, status: int) -> HttpResponse:
        user = User.of(self.request)
        record = (
            ServiceRecord.objects.filter(work_order__case=callback.case)
            .select_related("booking__engineer__user", "symptom", "cause", "action", "work_order")
            .order_by("-finished_at")
            .first()
        )
        context = {
            "callback": callback,
            "case": callback.case,
            "record": record,
            "survey": callback.case.surveys.filter(answered_at__isnull=False).order_by("-id").first(),
            "form": form,
            "script": _script(callback, record, user),
            "may_call": user.may(FEEDBACK_CALL) and callback.state == Callback.State.OPEN,
            "tries_left": policy.MOST_ATTEMPTS - callback.attempts,
            "conduct": [(policy.MYSTERY_QUESTIONS[code], yes) for code, yes in callback.answers.items()],
        }
        return render(self.request, "feedback/call.html", context, status=status)


def _script(callback: Callback, record: ServiceRecord | None, user: User) -> list[str]:
    """What to say, in order; the customer's name is spoken, so it stands here in clear as in every list."""
    case = callback.case
    who = record.booking.engineer.user.full_name if record else _("our engineer")
    opening = _("Good day, {name}. This is {clerk} of Callout, about case {number}.").format(
        name=case.contact_name or case.customer.name, clerk=user.full_name, number=case.number
    )
    about = _("{who} was with you for “{title}”. Does it work well now?").format(who=who, title=case.title)
    if callback.kind == Callback.Kind.LOW_RATING:
        about = _(
            "You were not content with the visit for “{title}”. What went wrong? I note it for the manager."
        ).format(title=case.title)
    closing = _("How many stars do you give, one to five? Thank you for your time.")
    return [opening, about, closing]


@requires(FEEDBACK_CALL)
class Reached(CallPage):
    """The customer answered."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing to see here but the call-back itself."""
        _callback(User.of(request), pk)
        return HttpResponseRedirect(reverse("feedback:call", args=[pk]))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write it down and go to the next call, or 422."""
        user = User.of(request)
        callback = _callback(user, pk)
        form = CallForm(request.POST, callback=callback)
        if not form.is_valid():
            return self._show(callback, form, 422)
        data = form.cleaned_data
        try:
            services.reached(
                actor=user, callback=callback, rating=data["rating"], solved=data["solved"],
                comment=data["comment"], answers=form.conduct(),
            )  # fmt: skip
        except BusinessError as error:
            add_business_error(form, error)
            return self._show(callback, form, error.status)
        number = callback.case.number
        done = _("%(number)s closed.") if data["solved"] else _("%(number)s is open again, a new visit is planned.")
        notify(request, done % {"number": number})
        return HttpResponseRedirect(_next(user, callback))


@requires(FEEDBACK_CALL)
class NotReached(View):
    """Nobody answered."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try later, and go to the next call."""
        user = User.of(request)
        callback = _callback(user, pk)
        try:
            callback = services.not_reached(actor=user, callback=callback, comment=request.POST.get("comment", ""))
        except BusinessError as error:
            notify(request, str(error.message), level="error")
            return HttpResponseRedirect(reverse("feedback:call", args=[pk]))
        given_up = callback.state == Callback.State.GIVEN_UP
        notify(request, _("Given up after the last try.") if given_up else _("Comes back later."))
        return HttpResponseRedirect(_next(user, callback))


def _next(user: User, done: Callback) -> str:
    """The next call that is due, else the list."""
    rows: Any = Callback.objects.visible_to(user).filter(due_now()).exclude(pk=done.pk).order_by("due_at")
    pk = rows.values_list("pk", flat=True).first()
    return reverse("feedback:call", args=[pk]) if pk else reverse("feedback:list")
