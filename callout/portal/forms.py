"""The public request form."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from time import time as time_now
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from callout.cases.models import ServiceType
from callout.foundation import file_types
from callout.foundation.crypto import normal_phone
from callout.foundation.errors import InvalidInput
from callout.portal import places
from callout.portal.services import WebRequest

MOST_PHOTOS = 3
DAYS_AHEAD = 14
HASTE_SECONDS = 2
STALE = timedelta(hours=12)
PARTS_OF_DAY = {"morning": (time(8), time(12)), "afternoon": (time(12), time(18)), "evening": (time(18), time(21))}
DAY_CHOICES = [("", _("any time")), ("morning", _("morning")), ("afternoon", _("afternoon")), ("evening", _("evening"))]
_SALT = "portal.request"
_KEYBOARD = {
    "name": {"autocomplete": "name"},
    "phone": {"autocomplete": "tel", "inputmode": "tel"},
    "street": {"autocomplete": "street-address"},
}


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes more than one."""

    allow_multiple_selected = True


class Photos(forms.FileField):
    """Up to three pictures, already cleaned: a list of (name, bytes)."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        """Decode and rewrite each picture; ValidationError names what cannot be taken."""
        uploads: list[UploadedFile] = [each for each in (data or []) if each]
        if len(uploads) > MOST_PHOTOS:
            raise forms.ValidationError(_("At most %(n)d photos.") % {"n": MOST_PHOTOS}, code="too_many_photos")
        return [self._checked(each) for each in uploads]

    def _checked(self, upload: UploadedFile) -> tuple[str, bytes]:
        try:
            cleaned = file_types.clean(upload.read(file_types.MAX_BYTES + 1), upload.name or "")
        except InvalidInput as error:
            raise forms.ValidationError(str(error.message), code=error.code) from error
        if cleaned.content_type not in file_types.IMAGES:
            raise forms.ValidationError(_("Only pictures: JPEG, PNG or WebP."), code="file_type_refused")
        return upload.name or "photo", cleaned.data


class RequestForm(forms.Form):
    """What a customer without an account tells us. ``stamp`` shows how long it took; ``website`` is a trap."""

    service_type = forms.ModelChoiceField(
        ServiceType.objects.none(),
        to_field_name="code",
        label=_("What do you need?"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    description = forms.CharField(
        label=_("What happened?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what happened.")},
    )  # fmt: skip
    serial = forms.CharField(label=_("Serial number"), required=False, max_length=60)
    photos = Photos(label=_("Photos"), required=False)
    name = forms.CharField(label=_("Your name"), max_length=60, error_messages={"required": _("Whom do we ask for?")})
    phone = forms.CharField(label=_("Phone"), max_length=20, error_messages={"required": _("Where can we reach you?")})
    region = forms.TypedChoiceField(label=_("City"), coerce=int, error_messages={"required": _("Choose your city.")})
    district = forms.CharField(label=_("District"), max_length=40, error_messages={"required": _("Which district?")})
    street = forms.CharField(
        label=_("Street and door"), max_length=160, error_messages={"required": _("Where do we go?")}
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    part = forms.ChoiceField(label=_("Time of day"), required=False, choices=DAY_CHOICES)
    consent = forms.BooleanField(
        label=_("You may use this to repair my device and to reach me about it."),
        error_messages={"required": _("Without this we cannot take the request.")},
    )
    website = forms.CharField(required=False)
    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._field("service_type").queryset = ServiceType.objects.filter(active=True)
        self._field("region").choices = [
            ("", ""),
            *((pk, region.city or region.name) for pk, region in places.regions().items()),
        ]
        self.initial.setdefault("stamp", new_stamp())
        self._field("day").widget.attrs |= _day_limits()
        for name, hints in _KEYBOARD.items():
            self._field(name).widget.attrs |= hints

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean_phone(self) -> str:
        """A number that can be called, with the mistake named."""
        phone = str(self.cleaned_data["phone"]).strip()
        digits = normal_phone(phone)
        if len(digits) == 10 and digits.startswith("1"):
            raise forms.ValidationError(_("One digit short: a mobile number has 11."), code="phone_short")
        if not 7 <= len(digits) <= 15:
            raise forms.ValidationError(_("A phone number has 7 to 15 digits."), code="phone_invalid")
        return phone

    def clean_day(self) -> Any:
        """A day from today to two weeks ahead."""
        day, today = self.cleaned_data["day"], timezone.localdate()
        if day and not today <= day <= today + timedelta(days=DAYS_AHEAD):
            raise forms.ValidationError(_("Choose a day within the next two weeks."), code="day_out_of_range")
        return day

    def clean_website(self) -> str:
        """People do not see this field; what is typed there comes from a program."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This was not sent."), code="not_a_person")
        return ""

    def clean_stamp(self) -> str:
        """The form's own mark: the request's uid. Refuses forms sent in no time, or from yesterday."""
        try:
            uid, made_at = signing.loads(self.cleaned_data["stamp"], salt=_SALT, max_age=STALE)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("The page is too old. Reload it."), code="stamp_old") from error
        if time_now() - made_at < HASTE_SECONDS:
            raise forms.ValidationError(_("That was too fast. Send it again."), code="too_fast")
        return str(uid)

    def request(self) -> WebRequest:
        """The checked answers."""
        data = self.cleaned_data
        begins, ends = self._wanted()
        return WebRequest(
            uid=data["stamp"],
            service_type=data["service_type"],
            description=data["description"],
            name=data["name"].strip(),
            phone=data["phone"],
            region=places.regions()[data["region"]],
            district=data["district"].strip(),
            street=data["street"].strip(),
            serial=data["serial"].strip(),
            wanted_from=begins,
            wanted_until=ends,
            photos=tuple(data["photos"]),
        )

    def _wanted(self) -> tuple[datetime | None, datetime | None]:
        day = self.cleaned_data["day"]
        if day is None:
            return None, None
        first, last = PARTS_OF_DAY.get(self.cleaned_data["part"], (time(8), time(21)))
        begins, ends = (timezone.make_aware(datetime.combine(day, moment)) for moment in (first, last))
        return (begins, ends) if ends > timezone.now() else (None, None)


def _day_limits() -> dict[str, str]:
    today = timezone.localdate()
    return {"min": today.isoformat(), "max": (today + timedelta(days=DAYS_AHEAD)).isoformat()}


def new_stamp() -> str:
    """A signed uid with the second it was made."""
    return signing.dumps([uuid.uuid4().hex, int(time_now())], salt=_SALT)


class WishForm(forms.Form):
    """Another time, no visit, or somebody else at the door."""

    kind = forms.ChoiceField(choices=[("reschedule", ""), ("cancel", ""), ("stranger", "")])
    text = forms.CharField(required=False, max_length=200)
