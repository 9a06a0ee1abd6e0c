"""A question with one form: in a dialog over the page it was asked from, or as a page of its own without scripts."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from callout.foundation.errors import BusinessError
from callout.foundation.ui.forms import FormPage, add_business_error


class DialogForm(FormPage):
    """Subclasses set ``permission``, ``form_class``, ``submit`` and give ``heading()``, ``text()``, ``back_url()`` and
    ``save(form)``.

    Open it with ``hx-get`` and ``hx-target="#dialog"``. Saved, the browser goes to ``back_url()``.
    """

    partial_name = "components/dialog_form.html"
    icon: ClassVar[str] = "question-mark"
    danger: ClassVar[bool] = False

    @property
    def actor(self) -> Any:
        """Who asks."""
        return self.request.user

    @abstractmethod
    def heading(self) -> str:
        """The question; it names the object."""

    def text(self) -> str:
        """What happens to whom."""
        return ""

    @abstractmethod
    def back_url(self) -> str:
        """Where the page behind the dialog is."""

    @abstractmethod
    def save(self, form: Any) -> None:
        """Do the action through a service; BusinessError goes into the form."""

    def cancel_url(self) -> str:
        """Back without doing anything."""
        return self.back_url()

    def done(self) -> HttpResponse:
        """The answer after the action."""
        if getattr(self.request, "htmx", False):
            return HttpResponse(status=204, headers={"HX-Redirect": self.back_url()})
        return HttpResponseRedirect(self.back_url())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or 422 with what to change."""
        form = self.form_class(data=request.POST, files=request.FILES, **self.form_kwargs())
        if not form.is_valid():
            return self._show(form, 422)
        try:
            self.save(form)
        except BusinessError as error:
            add_business_error(form, error)
            return self._show(form, 422)
        return self.done()

    def context(self, form: Any) -> dict[str, Any]:
        """What the template shows."""
        return {
            "page": self, "form": form, "title": self.heading(), "text": self.text(), "submit": self.submit,
            "cancel_url": self.cancel_url(), "icon": self.icon, "danger": self.danger,
        }  # fmt: skip
