"""Forms: one way to draw a field, one view that saves or says what to change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from callout.foundation.errors import BusinessError

_SELECTS = (forms.Select, forms.SelectMultiple)
DASHES = "---------"  # Django's word for no choice


def kind_of(field: forms.BoundField) -> str:
    """How a field is drawn: input, check (one box), seg (radio), choices (boxes) or file."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.RadioSelect):
        return "seg"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "file" if isinstance(widget, forms.FileInput) else "input"


def draw(field: forms.BoundField, **attributes: str) -> str:
    """The bare widget with its classes and what assistive technology needs."""
    if getattr(field.field, "empty_label", None) == DASHES:
        field.field.empty_label = _("choose")  # type: ignore[attr-defined]  # model choices have one
    return field.as_widget(attrs={**_attributes(field), **attributes})


def _attributes(field: forms.BoundField) -> dict[str, str]:
    widget = field.field.widget
    style = "form-select" if isinstance(widget, _SELECTS) else "form-control"
    if kind_of(field) == "check":
        style = "form-check-input"
    if kind_of(field) == "file":  # its frame is drawn around it
        style = ""
    found = {"class": f"{widget.attrs.get('class', '')} {style}{' is-invalid' if field.errors else ''}".strip()}
    described = [
        f"{field.auto_id}-{part}" for part, given in (("hint", field.help_text), ("error", field.errors)) if given
    ]
    if described:
        found["aria-describedby"] = " ".join(described)
    if field.errors:
        found["aria-invalid"] = "true"
    return found


def add_business_error(form: forms.BaseForm, error: BusinessError) -> None:
    """Put a refused action's messages beside their fields, the rest at the top; each keeps the stable code."""
    placed = False
    for name, message in error.fields.items():
        if name in form.fields:
            form.add_error(name, ValidationError(str(message), code=error.code))
            placed = True
    if not placed:
        form.add_error(None, ValidationError(str(error.message), code=error.code))


class FormPage(View, ABC):
    """A page or dialog with one form. A form that does not save answers 422 and shows what to change.

    Subclasses set ``permission``, ``form_class``, ``title``, ``submit`` and give ``save(form)``, which calls a service
    and returns the address to go to. For htmx the form alone is answered, and a saved one leads on by HX-Redirect.
    """

    permission: ClassVar[str]
    form_class: ClassVar[type[forms.BaseForm]]
    title: ClassVar[str | Promise]
    submit: ClassVar[str | Promise]
    template_name = "components/form_page.html"
    partial_name = "components/form_body.html"

    @abstractmethod
    def save(self, form: Any) -> str | None:
        """Do the action through a service; returns where to go (None: ``cancel_url``).

        BusinessError goes into the form.
        """

    def form_kwargs(self) -> dict[str, Any]:
        """Further arguments of the form, for example ``instance`` or ``user``."""
        return {}

    def cancel_url(self) -> str:
        """Where the second button leads; empty leaves it out."""
        return ""

    def context(self, form: Any) -> dict[str, Any]:
        """What the template shows."""
        return {"page": self, "form": form, "title": self.title, "submit": self.submit, "cancel_url": self.cancel_url()}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The empty or filled form."""
        return self._show(self.form_class(**self.form_kwargs()), 200)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save and go on, or 422."""
        form = self.form_class(data=request.POST, files=request.FILES, **self.form_kwargs())
        if not form.is_valid():
            return self._show(form, 422)
        try:
            target = self.save(form) or self.cancel_url()
        except BusinessError as error:
            add_business_error(form, error)
            return self._show(form, 422)
        if getattr(request, "htmx", False):
            return HttpResponse(status=204, headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)

    def _show(self, form: Any, status: int) -> HttpResponse:
        partial = bool(getattr(self.request, "htmx", False)) and not self.request.htmx.boosted  # type: ignore[attr-defined]
        return render(
            self.request, self.partial_name if partial else self.template_name, self.context(form), status=status
        )
