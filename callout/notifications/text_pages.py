"""The texts of messages, which the organisation makes its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import INTEGRATION_MANAGE
from callout.accounts.models import User
from callout.foundation import cache
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.lists import Column, ListPage
from callout.foundation.ui.toasts import notify
from callout.notifications import services, texts
from callout.notifications.models import Template
from callout.notifications.words import TEMPLATES


def _edit(row: Template) -> str:
    return reverse("notifications:text", args=[row.code])


def _kind(row: Template) -> Any:
    return TEMPLATES.get(row.code, row.code)


class TextList(ListPage):
    """Every kind of message with its texts."""

    permission = INTEGRATION_MANAGE
    name = "message-texts"
    title = _("Message texts")
    model = Template
    default_sort = "code"
    columns = (
        Column("code", _("Message"), value=_kind, sort="code", link=_edit, fixed=True, area="title"),
        Column("body_zh", _("Chinese"), area="text", clip=True),
        Column("body_en", _("English"), area="meta", clip=True),
    )  # fmt: skip

    def queryset(self, user: Any) -> QuerySet[Template]:
        """All of them: they hold nobody's data."""
        return Template.objects.filter(code__in=texts.DEFAULTS)


class TextForm(forms.Form):
    """Both languages of one text."""

    body_zh = forms.CharField(label=_("Chinese"), max_length=500, widget=forms.Textarea({"rows": 4}))
    body_en = forms.CharField(label=_("English"), max_length=500, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = " ".join(f"{{{name}}}" for name in sorted(texts.known_places(code)))
        self.fields["body_en"].help_text = gettext("Filled in by the system: %(places)s") % {"places": places}


class TextPage(FormPage):
    """Change one text; messages queued from now on use it (within half a minute in every process)."""

    permission = INTEGRATION_MANAGE
    form_class = TextForm
    title = _("Message text")
    submit = _("Save text")

    def context(self, form: Any) -> dict[str, Any]:
        """Titled by the kind of message."""
        return super().context(form) | {"title": TEMPLATES.get(self.code, self.code)}

    @property
    def code(self) -> str:
        """The kind asked for; 404 for an unknown one."""
        code = str(self.kwargs["code"])
        if code not in texts.DEFAULTS:
            raise Http404
        return code

    def form_kwargs(self) -> dict[str, Any]:
        """The text as it is."""
        row = Template.objects.filter(code=self.code).first()
        zh, en = (row.body_zh, row.body_en) if row else texts.DEFAULTS[self.code]
        return {"code": self.code, "initial": {"body_zh": zh, "body_en": en}}

    def cancel_url(self) -> str:
        """The list."""
        return reverse("notifications:texts")

    def save(self, form: Any) -> str:
        """Keep it."""
        services.change_text(
            actor=User.of(self.request),
            code=self.code,
            zh=form.cleaned_data["body_zh"],
            en=form.cleaned_data["body_en"],
        )
        cache.clear()
        notify(self.request, gettext("Text saved."))
        return self.cancel_url()
