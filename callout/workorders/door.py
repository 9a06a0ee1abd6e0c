"""Door check: by link and rotating code a customer knows that the person at the door is the engineer of this visit.

Phone and server compute the code from the same key, so it is right without a network. It follows RFC 6238 with
HMAC-SHA-256, six digits and a new code each minute.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils.encoding import force_bytes

from callout.foundation import signed_links
from callout.workorders.models import Booking

STEP_SECONDS = 60
DIGITS = 6
OPEN_AFTER_PLAN = timedelta(hours=24)
OPEN_STATES = ("dispatched", "accepted", "travelling", "on_site", "paused")
_PURPOSE = "door"


class Code(NamedTuple):
    """Six digits and for how many seconds they hold."""

    digits: str
    seconds_left: int


def door_token(booking_id: int) -> str:
    """The visit's token for the door page."""
    return signed_links.token(_PURPOSE, booking_id)


def door_url(booking_id: int) -> str:
    """The door page's full address."""
    return f"{settings.BASE_URL}/d/{door_token(booking_id)}/"


def booking_of(token: str) -> int | None:
    """The booking a token was made for; None when it is forged or torn."""
    return signed_links.number_of(_PURPOSE, token)


def is_open(booking: Booking, now: datetime) -> bool:
    """The link works from dispatch to the end of the visit, and never longer than a day beyond the plan."""
    return booking.state in OPEN_STATES and not booking.helper and now < booking.ends_at + OPEN_AFTER_PLAN


def door_key(booking: Booking) -> bytes:
    """20 bytes known to the server and the engineer's phone; another engineer of the same visit has another key."""
    said = f"door-code:{booking.uid}:{booking.engineer_id}".encode()
    return hmac.digest(force_bytes(settings.SECRET_KEY), said, "sha256")[:20]


def code_at(key: bytes, at: datetime) -> Code:
    """The code that holds at this time."""
    seconds = int(at.timestamp())
    return Code(hotp(key, seconds // STEP_SECONDS), STEP_SECONDS - seconds % STEP_SECONDS)


def hotp(key: bytes, counter: int, digits: int = DIGITS) -> str:
    """RFC 4226, section 5.3, with SHA-256 as RFC 6238 allows."""
    digest = hmac.digest(key, counter.to_bytes(8, "big"), "sha256")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)
