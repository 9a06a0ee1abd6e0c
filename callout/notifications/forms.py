"""What people fill in to send a message."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import MESSAGES_SEND
from callout.accounts.models import Outlet, Region, Role, User
from callout.notifications.groups import Group


class GroupForm(forms.Form):
    """Text and audience of a group notice. Units are those of the sender."""

    text = forms.CharField(
        label=_("Notice"),
        max_length=200,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("At most 200 characters; it is sent as written."),
        error_messages={"required": _("Write what they should know.")},
    )
    regions = forms.ModelMultipleChoiceField(
        Region.objects.none(),
        label=_("Regions"),
        required=False,
        help_text=_("None chosen: all of yours."),
        widget=forms.SelectMultiple({"size": 6}),
    )
    outlets = forms.ModelMultipleChoiceField(
        Outlet.objects.none(), label=_("Outlets"), required=False, widget=forms.SelectMultiple({"size": 6})
    )
    roles = forms.ModelMultipleChoiceField(
        Role.objects.none(), label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sms = forms.BooleanField(label=_("Also as text message"), required=False)
    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = user.scope_for(MESSAGES_SEND)
        self._choose(
            "regions", Region.objects.filter(scope.q(region="pk", outlet="outlets")).filter(active=True).distinct()
        )
        self._choose("outlets", Outlet.objects.filter(scope.q(region="region_id", outlet="pk")).filter(active=True))
        self._choose("roles", Role.objects.all())

    def _choose(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def group(self) -> Group:
        """The audience asked for."""
        chosen = {name: [row.pk for row in self.cleaned_data[name]] for name in ("regions", "outlets", "roles")}
        return Group(**chosen)
