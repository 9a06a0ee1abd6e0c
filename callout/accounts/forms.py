"""Forms of people and roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from callout.accounts.access import PERMISSIONS
from callout.accounts.models import Outlet, Region, Role, User
from callout.accounts.selectors import grantable_outlets, grantable_regions

LANGUAGES = [("", _("As the browser says")), ("zh-hans", "中文"), ("en", "English")]


class UserForm(forms.Form):
    """A new person."""

    username = forms.SlugField(
        label=_("Staff number"), max_length=40, help_text=_("Letters, digits, - and _; used to sign in.")
    )
    full_name = forms.CharField(label=_("Full name"), max_length=80)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)


class ChangeUserForm(forms.ModelForm):
    """A person's columns."""

    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)

    class Meta:
        model = User
        fields = ["full_name", "phone", "email", "language", "is_active"]
        labels = {"full_name": _("Full name"), "email": _("E-mail"), "is_active": _("May sign in")}
        help_texts = {"is_active": ""}


class GrantForm(forms.Form):
    """A role in a unit."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.all(), empty_label=None)
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none(), required=False, empty_label="—")
    outlet = forms.ModelChoiceField(
        label=_("Outlet"),
        queryset=Outlet.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("Both empty: the whole organisation."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = grantable_regions(user)  # type: ignore[attr-defined]
        self.fields["outlet"].queryset = grantable_outlets(user)  # type: ignore[attr-defined]


class RoleForm(forms.ModelForm):
    """A role and what it may do."""

    permissions = forms.MultipleChoiceField(label=_("May"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Role
        fields = ["code", "name_zh", "name_en", "own_only", "permissions"]
        labels = {
            "code": _("Code"), "name_zh": _("Name in Chinese"), "name_en": _("Name in English"),
            "own_only": _("Only what is booked on or created by the person"),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].choices = [(each.code, each.label) for each in PERMISSIONS.values()]  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["code"]


class ProfileForm(forms.ModelForm):
    """What a person sets about himself."""

    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False, widget=forms.RadioSelect)
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=[("auto", _("as the system")), ("light", _("light")), ("dark", _("dark"))],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["phone", "email", "language", "theme"]
        labels = {"email": _("E-mail")}
