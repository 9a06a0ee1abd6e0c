"""Push as one more way for a message: to every phone where its reader allowed it, else it goes as a text message."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Collection
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _

from callout.accounts.models import User
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput
from callout.notifications import webpush
from callout.notifications.models import Message, PushSubscription
from callout.notifications.providers import Outcome, Refused, Sent

NAME = "webpush"
CHANNEL = "push"
_MOST_TITLE, _MOST_TEXT = 80, 400
_BRAND = re.compile(r"^(【[^】]*】|\[[^\]]*\])\s*")
_GONE = frozenset({404, 410})


@business_action
def subscribe(*, actor: User, device: UUID, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """This phone takes push messages; a second time replaces its address. Raises InvalidInput push_invalid."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(webpush.CURVE, webpush.unb64(p256dh))
        good = len(webpush.unb64(auth)) == 16 and len(endpoint) <= 800 and webpush.is_allowed(endpoint)
    except ValueError:
        good = False
    if not good:
        raise InvalidInput("push_invalid", _("This push address is not of a known service."))
    PushSubscription.objects.filter(endpoint=endpoint).exclude(device=device).delete()
    row, _fresh = PushSubscription.objects.update_or_create(
        device=device, defaults={"user": actor, "endpoint": endpoint, "p256dh": p256dh, "auth": auth}
    )
    return row


@business_action
def unsubscribe(*, actor: User | None, device: UUID) -> None:
    """This phone takes no push messages any more."""
    PushSubscription.objects.filter(device=device).delete()


def subscribed(user_ids: Collection[int]) -> set[int]:
    """Those of these people who have a phone that takes push messages."""
    if not user_ids:
        return set()
    return set(PushSubscription.objects.filter(user__in=user_ids).values_list("user_id", flat=True))


def send(message: Message) -> Outcome:
    """To each of the reader's phones; one that took it is enough. Phones their service calls gone are forgotten."""
    plain = json.dumps(_said(message)).encode()
    taken, waits, reason = 0, False, "no phone takes push messages"
    for row in PushSubscription.objects.filter(user=message.user_id):
        try:
            status = webpush.post(webpush.Target(row.endpoint, row.p256dh, row.auth), plain)
        except (OSError, http.client.HTTPException) as error:
            waits, reason = True, f"no answer: {error or type(error).__name__}"
            continue
        if 200 <= status < 300:
            taken += 1
        elif status in _GONE:
            row.delete()
        else:
            waits, reason = waits or status == 429 or status >= 500, f"HTTP {status}"
    return Sent(f"{taken}") if taken else Refused(reason, again=waits)


def _said(message: Message) -> dict[str, Any]:
    """What the phone shows: the first sentence is the title; the tag makes a repeat replace the first."""
    title, _end, rest = _BRAND.sub("", message.body).replace(". ", "。", 1).partition("。")
    return {"title": title[:_MOST_TITLE], "text": rest.strip()[:_MOST_TEXT], "tag": str(message.uid)}
