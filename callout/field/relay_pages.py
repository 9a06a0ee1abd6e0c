"""The desk reads in what an engineer without a network shows: by webcam, or as pasted text."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from callout.accounts.access import CASES_EDIT, requires
from callout.accounts.models import User
from callout.field import relay
from callout.foundation.errors import BusinessError, InvalidInput

_FRAME = re.compile(r"CALLOUT1:([0-9A-F]{10}):(\d{1,4}):(\d{1,4}):([0-9A-Z $%*+\-./:]+)")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def parcel_of(text: str) -> bytes:
    """The parcel of pasted frames, in any order. Raises InvalidInput: relay_no_frames, relay_frames_missing."""
    found: dict[str, dict[int, str]] = {}
    sizes: dict[str, int] = {}
    for line in text.splitlines():
        if match := _FRAME.fullmatch(line.strip("\r\n\t")):
            found.setdefault(match[1], {})[int(match[2])] = match[4]
            sizes[match[1]] = int(match[3])
    if not found:
        raise InvalidInput("relay_no_frames", _("There are no codes of ours in this text."))
    newest = next(reversed(found))
    missing = [n for n in range(1, sizes[newest] + 1) if n not in found[newest]]
    if missing:
        numbers = ", ".join(map(str, missing[:12]))
        raise InvalidInput("relay_frames_missing", _("Still missing: %(numbers)s.") % {"numbers": numbers})
    return b"".join(_base45(found[newest][n]) for n in range(1, sizes[newest] + 1))


def _base45(text: str) -> bytes:
    """RFC 9285."""
    out = bytearray()
    for start in range(0, len(text), 3):
        digits = [_ALPHABET.index(letter) for letter in text[start : start + 3]]
        number = sum(digit * 45**place for place, digit in enumerate(digits))
        size = 2 if len(digits) == 3 else 1
        if len(digits) == 1 or number >= 256**size:
            raise InvalidInput("relay_parcel_invalid", _("These codes cannot be opened; show them again."))
        out += number.to_bytes(size, "big")
    return bytes(out)


@requires(CASES_EDIT)
class RelayPage(View):
    """Read codes in and see what became of each step."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty page."""
        return self._show(200)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Apply what was read."""
        try:
            data = _given(request)
            row = relay.hand_in(courier=User.of(request), data=data)
        except BusinessError as error:
            return self._show(error.status, error=str(error.message))
        return self._show(200, row=row, engineer=row.device.engineer, **relay.counts(row))

    def _show(self, status: int, **more: Any) -> HttpResponse:
        return render(self.request, "field/relay.html", more, status=status)


def _given(request: HttpRequest) -> bytes:
    if read := request.POST.get("parcel", ""):
        try:
            return base64.b64decode(read[: relay.MAX_PARCEL * 2], validate=True)
        except binascii.Error as error:
            raise InvalidInput("relay_parcel_invalid", _("These codes cannot be opened; show them again.")) from error
    return parcel_of(request.POST.get("frames", "")[: relay.MAX_PARCEL * 2])
