"""The door for telephone systems: signed reports of what happens to calls."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from callout.accounts.access import public
from callout.contact_centre.services import CallReport, report_call
from callout.foundation.api import problem
from callout.foundation.errors import BusinessError, InvalidInput
from callout.foundation.webhook_signature import HEADER, sign, verify

MAX_BODY = 8 * 1024
FUTURE = timedelta(minutes=5)
_TEXTS = {"id": 120, "event": 20, "caller": 40, "queue": 60, "agent": 150}


@public("signed by the telephone system")
@method_decorator(csrf_exempt, name="dispatch")
class Telephony(View):
    """``POST {"id", "event": ringing|answered|ended|missed, "at", "caller", "queue", "agent"}``, signed.

    ``id`` is the telephone system's own number of the call; a repeated report changes nothing.
    """

    def post(self, request: HttpRequest) -> HttpResponse:
        """202 with our number of the call, or a problem document."""
        try:
            if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
                raise InvalidInput("report_too_large", _("The report is too large."))
            verify(settings.TELEPHONY_SECRET, request.headers.get(HEADER, ""), request.body, now=time.time())
            call = report_call(actor=None, report=parse(request.body))
        except BusinessError as error:
            fields = {name: str(text) for name, text in error.fields.items()}
            return problem(error.status, error.code, str(error.message), fields=fields)
        return JsonResponse({"call": call.pk, "state": call.state}, status=202)


def parse(body: bytes) -> CallReport:
    """The report in a request's body. Raises InvalidInput with the field that is wrong."""
    try:
        data = json.loads(body)
    except ValueError as error:
        raise InvalidInput("report_malformed", _("The report is not JSON.")) from error
    if not isinstance(data, dict):
        raise InvalidInput("report_malformed", _("The report is not a JSON object."))
    texts = {name: _text(data, name, most) for name, most in _TEXTS.items()}
    for name in ("id", "event"):
        if not texts[name]:
            raise InvalidInput(
                "report_incomplete", _("“%(name)s” is missing.") % {"name": name}, fields={name: _("Missing.")}
            )
    return CallReport(
        id=texts["id"],
        state=texts["event"],
        at=_moment(data.get("at")),
        caller=texts["caller"],
        queue=texts["queue"],
        agent=texts["agent"],
    )


def _text(data: dict[str, Any], name: str, most: int) -> str:
    value = data.get(name) or ""
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        text = _("“%(name)s” must be a text of at most %(most)d characters.") % {"name": name, "most": most}
        raise InvalidInput("report_malformed", text, fields={name: text})
    return value.strip()


def _moment(value: Any) -> datetime:
    if value in (None, ""):
        return timezone.now()
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        text = _("“at” must be a moment with its zone, such as 2026-11-22T10:12:00+08:00.")
        raise InvalidInput("report_malformed", text, fields={"at": text})
    if found > timezone.now() + FUTURE:
        raise InvalidInput("time_in_future", _("This time lies in the future."), fields={"at": _("Check the clock.")})
    return found


def signed_report(**report: str) -> dict[str, Any]:
    """Body and headers of a report as a telephone system sends it: for the demo's button, tests and trials by hand."""
    body = json.dumps(report, ensure_ascii=False)
    signature = sign(settings.TELEPHONY_SECRET, body.encode(), int(time.time()))
    return {"body": body, "headers": {"Content-Type": "application/json", HEADER: signature}}
