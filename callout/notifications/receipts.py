"""Delivery receipts from the gateway: what became of a message, as often as the gateway likes to say it."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from callout.accounts.access import public
from callout.foundation.errors import BusinessError, InvalidInput, NotFound
from callout.foundation.webhook_signature import HEADER, verify
from callout.notifications.models import Message

_OPEN = (Message.State.SENDING, Message.State.SENT, Message.State.UNCERTAIN)
_MAX_BODY = 16 * 1024


@public("signed by the gateway")
@method_decorator(csrf_exempt, name="dispatch")
class Receipts(View):
    """``POST {"id": our id or "ref": the gateway's, "state": "delivered" | "failed", "error": ""}``, signed."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """204 when taken, also when it was known already."""
        try:
            if len(request.body) > _MAX_BODY:
                raise InvalidInput("receipt_too_large", _("The receipt is too large."))
            verify(settings.SMS_RECEIPT_SECRET, request.headers.get(HEADER, ""), request.body, now=time.time())
            apply(_parse(request.body))
        except BusinessError as error:
            problem = {"title": str(error.message), "status": error.status, "code": error.code}
            return JsonResponse(problem, status=error.status, content_type="application/problem+json")
        return HttpResponse(status=204)


def _parse(body: bytes) -> dict[str, Any]:
    try:
        receipt = json.loads(body)
    except ValueError as error:
        raise InvalidInput("receipt_malformed", _("The receipt is not JSON.")) from error
    if not isinstance(receipt, dict) or receipt.get("state") not in ("delivered", "failed"):
        raise InvalidInput("receipt_malformed", _("“state” must be delivered or failed."))
    return receipt


def apply(receipt: dict[str, Any]) -> None:
    """Write the receipt onto its message; a message that has ended is left as it is. Raises NotFound."""
    found = Message.objects.filter(_which(receipt))
    if receipt["state"] == "delivered":
        open_ = found.filter(state__in=_OPEN)
        changed = open_.update(state=Message.State.DELIVERED, delivered_at=timezone.now(), error="")
    else:
        reason = str(receipt.get("error", ""))[:200] or "not delivered"
        changed = found.filter(state__in=_OPEN).update(state=Message.State.FAILED, error=reason)
    if not changed and not found.exists():
        raise NotFound("message_unknown", _("No such message."))


def _which(receipt: dict[str, Any]) -> Q:
    if ref := str(receipt.get("ref", "")):
        return Q(provider_ref=ref)
    try:
        return Q(uid=UUID(str(receipt.get("id", ""))))
    except ValueError as error:
        raise InvalidInput("receipt_malformed", _("“id” or “ref” is needed.")) from error
