"""The bell, one message, sending again, and notices to groups."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from callout.accounts.access import MESSAGES_SEND, MESSAGES_VIEW, PERSONAL_REVEAL, requires, signed_in
from callout.accounts.models import User
from callout.foundation.errors import BusinessError
from callout.foundation.i18n import pick
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.forms import add_business_error
from callout.foundation.ui.toasts import notify
from callout.notifications import groups, services
from callout.notifications.forms import GroupForm
from callout.notifications.models import Message, Notice
from callout.notifications.words import AUDIENCES, TEMPLATES

_SHOWN = 20


@signed_in
class Panel(View):
    """The bell's content: own notices, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The fragment, with the dot that says whether something is new."""
        return _panel(request)


@signed_in
class MarkRead(View):
    """The person has seen them all."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """The fragment again."""
        services.mark_read(actor=User.of(request))
        return _panel(request)


@signed_in
class OpenNotice(View):
    """A notice was clicked: it is read, and the browser goes where it points."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Only to addresses of this site; the notice holds a path."""
        user = User.of(request)
        notice = get_object_or_404(Notice, pk=pk, user=user)
        services.mark_read(actor=user, notice_ids=[pk])
        return HttpResponseRedirect(
            notice.url if notice.url.startswith("/") and not notice.url.startswith("//") else "/"
        )


def _panel(request: HttpRequest) -> HttpResponse:
    notices = list(Notice.objects.filter(user=User.of(request))[:_SHOWN])
    for notice in notices:
        notice.text = pick(notice.text_zh, notice.text_en)  # type: ignore[attr-defined]
    unread = Notice.objects.filter(user=User.of(request), read_at=None).count()
    return render(request, "notifications/panel.html", {"notices": notices, "unread": unread})


def _message(request: HttpRequest, pk: int) -> Message:
    rows = Message.objects.visible_to(User.of(request)).select_related("user", "customer", "asked_by")
    return get_object_or_404(rows, pk=pk)


@requires(MESSAGES_VIEW)
class MessagePage(View):
    """One message; its text is shown on request and the look is logged."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        user, message = User.of(request), _message(request, pk)
        context = {
            "message": message,
            "title": TEMPLATES.get(message.template, message.template),
            "audience": AUDIENCES[message.audience],
            "may_reveal": user.may(PERSONAL_REVEAL),
            "may_resend": message.state in ("failed", "uncertain") and user.may(MESSAGES_SEND),
            "may_take_back": message.state == Message.State.QUEUED and user.may(MESSAGES_SEND),
        }
        return render(request, "notifications/message.html", context)


class MessageDialog(DialogForm):
    """A question about one message; 404 for one of another unit."""

    permission = MESSAGES_SEND
    form_class = forms.Form

    @cached_property
    def message(self) -> Message:
        """The message asked about."""
        return _message(self.request, self.kwargs["pk"])

    def back_url(self) -> str:
        """The message."""
        return reverse("notifications:message", args=[self.message.pk])


class Resend(MessageDialog):
    """Send a failed or uncertain message again."""

    submit = gettext_lazy("Send again")
    icon = "send"

    def heading(self) -> str:
        """The question."""
        return _("Send this message again?")

    def text(self) -> str:
        """What may happen."""
        if self.message.state == Message.State.UNCERTAIN:
            return _("The gateway may have taken it already: then it arrives twice.")
        return _("It was refused. Check the number first.")

    def save(self, form: Any) -> Any:
        """Queue it."""
        services.resend(actor=self.actor, message=self.message)
        notify(self.request, _("Queued again."))


class TakeBack(MessageDialog):
    """Keep a message that still waits from being sent."""

    submit = gettext_lazy("Do not send")
    icon = "ban"

    def heading(self) -> str:
        """The question."""
        return _("Take this message back?")

    def text(self) -> str:
        """What it means."""
        what = TEMPLATES.get(self.message.template, self.message.template)
        return _("“{what}” is not sent; say it in another way.").format(what=what)

    def save(self, form: Any) -> Any:
        """Cancel it."""
        services.cancel_message(actor=self.actor, message=self.message)
        notify(self.request, _("Taken back."))


@requires(MESSAGES_SEND)
class GroupNotice(View):
    """Write, see how many it reaches, confirm."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return self._show(GroupForm(user=User.of(request)), 200)

    def post(self, request: HttpRequest) -> HttpResponse:
        """First the number of people, then, confirmed, the sending."""
        user = User.of(request)
        form = GroupForm(request.POST, user=user)
        if not form.is_valid():
            return self._show(form, 422)
        data, group = form.cleaned_data, form.group()
        if not data["confirmed"]:
            phones = list(groups.people(user, group).values_list("phone", flat=True))
            return self._show(form, 200, reached=len(phones), without=phones.count(""))
        try:
            number = groups.send_group(
                actor=user, group=group, text=data["text"], uid=str(data["uid"]), sms=data["sms"]
            )
        except BusinessError as error:
            add_business_error(form, error)
            return self._show(form, error.status)
        notify(request, _("Sent to %(n)d people.") % {"n": number})
        return HttpResponseRedirect(reverse("notifications:list"))

    def _show(self, form: GroupForm, status: int, **more: Any) -> HttpResponse:
        return render(self.request, "notifications/group.html", {"form": form, **more}, status=status)
