"""How the field API is spoken to: a device token in, problem+json out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from callout.accounts.access import public
from callout.field import devices
from callout.foundation import context
from callout.foundation.errors import BusinessError

DeviceView = Callable[..., HttpResponse]


def answer(data: dict[str, Any], status: int = 200) -> JsonResponse:
    """JSON with the server's time in milliseconds since 1970, from which the phone corrects its clock."""
    response = JsonResponse({**data, "server_ms": int(timezone.now().timestamp() * 1000)}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def problem(status: int, code: str, detail: str, **more: Any) -> JsonResponse:
    """RFC 9457 problem with a stable code."""
    response = answer({"type": "about:blank", "status": status, "code": code, "detail": detail, **more}, status)
    response["Content-Type"] = "application/problem+json"
    return response


def refused(error: BusinessError) -> JsonResponse:
    """The problem of a refused action."""
    fields = {name: str(text) for name, text in error.fields.items()}
    return problem(error.status, error.code, str(error.message), fields=fields)


def revoked() -> JsonResponse:
    """Tells the phone to remove everything."""
    return problem(410, "device_revoked", _("This phone was signed out by the office."), wipe=True)


def for_device(*methods: str) -> Callable[[DeviceView], DeviceView]:
    """View decorator: the device of a valid token is the second argument; never a redirect to the sign-in page."""

    def decorate(view: DeviceView) -> DeviceView:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with translation.override(_language(request)):
                if request.method not in methods:
                    return problem(405, "method_not_allowed", _("Not possible here."))
                try:
                    device = devices.authenticate(request.headers.get("Authorization", ""))
                    with context.acting(device.engineer.user_id):
                        return view(request, device, *args, **kwargs)
                except devices.Revoked:
                    return revoked()
                except BusinessError as error:
                    return refused(error)

        return csrf_exempt(public("checks its own device token")(wrapper))

    return decorate


def _language(request: HttpRequest) -> str:
    asked = request.headers.get("X-Callout-Language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
