"""The desk: the caller's file, the new case, and what saving it would promise."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from callout.accounts.access import DESK_USE
from callout.contact_centre import selectors, services
from callout.contact_centre.forms import RequestForm, Subject
from callout.contact_centre.models import Call
from callout.customers import selectors as customers
from callout.customers.models import Customer
from callout.foundation.errors import BusinessError
from callout.foundation.ui.forms import add_business_error
from callout.foundation.ui.toasts import notify

DRAFT_FIELDS = tuple(RequestForm.base_fields)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


class _DeskView(View):
    permission = DESK_USE

    @property
    def user(self) -> Any:
        """The agent."""
        return self.request.user

    def call(self) -> Call | None:
        """The call of the address or form, when it is the agent's or nobody's."""
        asked = _number(self.request.GET.get("call", "") or self.request.POST.get("call", ""))
        return selectors.call_for(self.user, asked) if asked else None

    def subject(self, call: Call | None) -> Subject | None:
        """The customer of the address or form, else the caller; only one the agent may see."""
        asked = self.request.GET.get("customer", "") or self.request.POST.get("customer", "")
        visible = Customer.objects.visible_to(self.user)
        if asked:
            return selectors.subject_of(self.user, get_object_or_404(visible, pk=_number(asked)), call)
        known = visible.filter(pk=call.customer_id).first() if call and call.customer_id else None
        return selectors.subject_of(self.user, known, call) if known else None


class Desk(_DeskView):
    """The agent's page. Without a customer it finds one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, with the draft of this call filled in."""
        call = self.call() or self._waiting()
        subject = self.subject(call)
        if subject is None:
            return render(request, "contact_centre/idle.html", self._idle(call))
        draft = selectors.draft_of(self.user, call)
        same = draft is not None and _number(str(draft.data.get("customer", ""))) == subject.customer.pk
        form = RequestForm(draft.data if draft and same else self._begin(subject), user=self.user, subject=subject)
        return self._show(form, 200, draft=draft if same else None, fresh=True)

    def _waiting(self) -> Call | None:
        """The call in progress, unless another customer is asked for or its case is saved already."""
        call, asked = selectors.live_call(self.user), _number(self.request.GET.get("customer", ""))
        if call is None or call.case_id:
            return None
        return call if not asked or (call.agent_id, call.customer_id) == (self.user.pk, asked) else None

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save: ``do`` is create (with its visit), register (none yet) or solve (answered in the conversation)."""
        call = self.call()
        subject = self.subject(call)
        if subject is None:
            return HttpResponseRedirect(reverse("contact_centre:desk"))
        form = RequestForm(request.POST, user=self.user, subject=subject)
        do = request.POST.get("do", "create")
        answer = request.POST.get("answer", "") if do == "solve" else None
        if not form.is_valid():
            return self._show(form, 422, answer=answer)
        try:
            case = services.take_at_desk(
                actor=self.user, request=form.request(visit=do == "create"), call=call, answer=answer
            )
        except BusinessError as error:
            add_business_error(form, error)
            return self._show(form, 422, answer=answer)
        notify(request, _("%(number)s saved.") % {"number": case.number})
        return HttpResponseRedirect(reverse("cases:detail", args=[case.number]))

    def _begin(self, subject: Subject) -> dict[str, Any]:
        """A new form: the asset asked for or the only one, a repair, normal urgency."""
        wanted = _number(self.request.GET.get("asset", ""))
        known = [asset.pk for asset in subject.assets]
        asset = wanted if wanted in known else known[0] if len(known) == 1 else ""
        types: Any = RequestForm.base_fields["service_type"]
        first = types.queryset.first()
        return {
            "asset": asset,
            "service_type": first.pk if first else "",
            "severity": 3,
            "contact_name": subject.customer.name,
            "mark": uuid.uuid4().hex,
        }

    def _idle(self, call: Call | None) -> dict[str, Any]:
        recent = list(selectors.calls_of(self.user).order_by("-id")[:8])
        selectors.hide_strangers(self.user, recent)
        found = customers.by_phone(self.user, call.caller) if call else []
        draft = selectors.newest_draft(self.user)
        own = [] if call else selectors.open_cases_of(self.user)
        return {"call": call, "found": found, "recent": recent, "draft": draft, "own": own, "demo": settings.DEMO}

    def _show(self, form: RequestForm, status: int, **more: Any) -> HttpResponse:
        subject = form.subject
        prospect = selectors.prospect(form)
        products: Any = form.fields["product"]
        if more.pop("fresh", False):
            form.errors.clear()
        context = {
            "call": subject.call,
            "subject": subject,
            "file": selectors.customer_file(self.user, subject.customer, subject.assets),
            "form": form,
            "values": _values(form),
            "products": list(iter(products.choices)),  # list() alone would count them first
            "prospect": prospect,
            **more,
        }
        return render(self.request, "contact_centre/desk.html", context, status=status)


def _values(form: RequestForm) -> dict[str, str]:
    """What each control of the page shows as chosen."""
    return {name: str(form.data.get(name) or "") for name in DRAFT_FIELDS}


class PreviewView(_DeskView):
    """What saving would promise, while the agent types."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """The right rail, and what was understood, as fragments."""
        call = self.call()
        subject = self.subject(call)
        if subject is None:
            return HttpResponse(status=204)
        form = RequestForm(request.POST, user=self.user, subject=subject)
        context = {
            "prospect": selectors.prospect(form),
            "form": form,
            "values": _values(form),
            "subject": subject,
            "live": True,
        }
        return render(request, "contact_centre/_preview.html", context)


class DraftView(_DeskView):
    """Keeps what is typed."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """The moment of saving."""
        call = self.call()
        data = {name: request.POST.get(name, "") for name in DRAFT_FIELDS}
        typed = any(data[name].strip() for name in ("description", "note_to_engineer", "contact_phone", "device_code"))
        data = {**data, "customer": request.POST.get("customer", "")} if typed else {}
        draft = services.save_draft(actor=self.user, call=call, data=data)
        return render(request, "contact_centre/_draft.html", {"saved_at": draft.saved_at if draft else None})

    def delete(self, request: HttpRequest) -> HttpResponse:
        """Forget what is typed."""
        services.save_draft(actor=self.user, call=self.call(), data={})
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("contact_centre:desk")})


class _BarView(_DeskView):
    def _bar(self) -> HttpResponse:
        """The bar; empty without a call."""
        call = selectors.live_call(self.user)
        seen = (
            Customer.objects.visible_to(self.user).filter(pk=call.customer_id).first()
            if call and call.customer_id
            else None
        )
        context = {"call": call, "caller": seen, "shown": _number(self.request.GET.get("shown", ""))}
        return render(self.request, "contact_centre/_callbar.html", context)


class CallBar(_BarView):
    """The call in progress or ringing, refreshed when the telephone system reports."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The fragment."""
        return self._bar()


class Ring(_DeskView):
    """The sign in the top bar of every page that a call rings for this agent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A link to the caller's file; nothing when it is quiet or the call is taken."""
        call = selectors.live_call(self.user)
        context = {"call": call if call and call.state == Call.State.RINGING else None}
        return render(request, "contact_centre/_ring.html", context)


class CallAction(_BarView):
    """Answer or hang up."""

    def post(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Answering opens the caller's file where it is not open yet; else the page, and what is typed in it, stays."""
        call = get_object_or_404(Call, pk=pk)
        try:
            if action == "answer":
                services.answer(actor=self.user, call_id=call.pk)
                if _number(request.GET.get("shown", "")) != call.pk:
                    file = f"{reverse('contact_centre:desk')}?call={call.pk}"
                    return HttpResponse(status=204, headers={"HX-Redirect": file})
            else:
                services.hang_up(actor=self.user, call_id=call.pk)
        except BusinessError as error:
            notify(request, str(error.message), level="error")
        return self._bar()


class Find(_DeskView):
    """Customers for the words or digits in the search box of the idle desk."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The fragment."""
        text = request.GET.get("q", "").strip()[:60]
        rows = Customer.objects.visible_to(self.user).select_related("region")
        found = list(customers.matching(rows, text)[:8]) if len(text) >= 2 else []
        return render(request, "contact_centre/_found.html", {"found": found, "text": text, "call": self.call()})
