"""What the office does with engineers' phones."""

from __future__ import annotations

from functools import cached_property

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from callout.accounts.access import WORKFORCE_EDIT
from callout.field import devices
from callout.field.models import Device
from callout.foundation.ui.dialogs import DialogForm
from callout.foundation.ui.toasts import notify
from callout.workforce.models import Engineer


class RevokePhone(DialogForm):
    """Sign a lost phone out."""

    permission = WORKFORCE_EDIT
    form_class = forms.Form
    submit = gettext_lazy("Sign out and wipe")
    icon = "device-mobile"
    danger = True

    @cached_property
    def device(self) -> Device:
        """A phone of an engineer whose outlet the person may change. Raises Http404."""
        scope = self.actor.scope_for(WORKFORCE_EDIT)
        engineers = Engineer.objects.filter(scope.q(region="outlet__region_id"))
        found = Device.objects.select_related("engineer__user").filter(engineer__in=engineers)
        return get_object_or_404(found, uid=self.kwargs["uid"])

    def heading(self) -> str:
        """Names the phone's engineer."""
        return _("Sign out the phone of %(name)s?") % {"name": self.device.engineer}

    def text(self) -> str:
        """What happens to the phone."""
        return _("It is refused from now on and removes its data at its next contact. What it has not sent is lost.")

    def back_url(self) -> str:
        """The engineer's page."""
        return reverse("workforce:engineer", args=[self.device.engineer_id])

    def save(self, form: forms.Form) -> None:
        """Revoke it."""
        devices.revoke(actor=self.actor, device=self.device)
        notify(self.request, _("Signed out."))
