"""Pages around QR labels: revoking one, and the safety notices that passports show."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.accounts.access import ASSETS_EDIT
from callout.assets import passport
from callout.assets.forms import SafetyNoticeForm
from callout.assets.models import Asset, SafetyNotice
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.forms import FormPage
from callout.foundation.ui.toasts import notify


class LabelRevoke(DialogForm):
    """A label was lost, copied or stuck on the wrong device."""

    permission = ASSETS_EDIT
    form_class = forms.Form
    submit = gettext_lazy("Revoke label")
    icon = "qrcode"
    danger = True

    @cached_property
    def asset(self) -> Asset:
        """The asset of the address, when the person may see it."""
        rows = Asset.objects.visible_to(self.actor).select_related("product", "site")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def heading(self) -> str:
        """Names the device."""
        return _("Revoke the label of %(serial)s?") % {"serial": self.asset.serial}

    def text(self) -> str:
        """What happens to it."""
        return _("The label on the device then opens nothing. Printing again makes a new one.")

    def back_url(self) -> str:
        """The asset."""
        return reverse("assets:detail", args=[self.asset.pk])

    def save(self, form: forms.Form) -> None:
        """Revoke it."""
        passport.revoke_label(actor=self.actor, asset=self.asset)
        notify(self.request, _("Label revoked."))


class SafetyNoticeEdit(FormPage):
    """A notice for a category or one product."""

    permission = ASSETS_EDIT
    form_class = SafetyNoticeForm
    title = gettext_lazy("Safety notice")
    submit = gettext_lazy("Save notice")

    @cached_property
    def notice(self) -> SafetyNotice:
        """The notice of the address; only people of the whole organisation change it."""
        user: Any = self.request.user
        if not user.scope_for(ASSETS_EDIT).everything:
            raise Http404
        return get_object_or_404(SafetyNotice, pk=self.kwargs["pk"]) if "pk" in self.kwargs else SafetyNotice()

    def form_kwargs(self) -> dict[str, Any]:
        """Filled with the notice."""
        return {"instance": self.notice}

    def cancel_url(self) -> str:
        """The list."""
        return reverse("assets:safety-notices")

    def save(self, form: Any) -> str:
        """Back to the list."""
        user: Any = self.request.user
        fresh = SafetyNotice.objects.filter(pk=self.notice.pk).first() or SafetyNotice()
        passport.save_notice(actor=user, notice=fresh, given=form.cleaned_data)
        notify(self.request, _("Saved."))
        return self.cancel_url()
