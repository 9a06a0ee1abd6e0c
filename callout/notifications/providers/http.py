"""A gateway that takes JSON over HTTP.

``POST {"id", "to", "text"}`` with a bearer token; 2xx with ``{"id": "<its number>"}`` means taken. ``id`` (also sent as
Idempotency-Key) is ours and the same for every try. Receipts come back to ``/hooks/sms/receipts/``.
"""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

from django.conf import settings

from callout.notifications.providers import Outcome, Outgoing, Refused, Sent, Unknown

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
_TRY_LATER = frozenset({401, 403, 408, 425, 429, 503})
_MAX_ANSWER = 64 * 1024


class HttpGateway:
    """One connection for each message: a broken one can then spoil only its own."""

    name = "http"
    instant = False

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("CALLOUT_SMS_HTTP_URL must be an http(s) address")
        self._https, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._token = token

    def send(self, message: Outgoing) -> Outcome:
        """A failure before the request left is a refusal; one after it is unknown."""
        make = http.client.HTTPSConnection if self._https else http.client.HTTPConnection
        connection = make(self._host, self._port, timeout=CONNECT_SECONDS)
        try:
            connection.connect()
        except OSError as error:
            return Refused(f"no connection: {error}", again=True)
        try:
            return self._exchange(connection, message)
        except (OSError, http.client.HTTPException) as error:
            return Unknown(f"no answer: {error or type(error).__name__}")
        finally:
            connection.close()

    def _exchange(self, connection: http.client.HTTPConnection, message: Outgoing) -> Outcome:
        connection.sock.settimeout(ANSWER_SECONDS)
        body = json.dumps({"id": message.uid, "to": message.to, "text": message.body}).encode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self._token}",
            "Idempotency-Key": message.uid,
        }
        connection.request("POST", self._path, body, headers)
        answer = connection.getresponse()
        return _judge(answer.status, answer.read(_MAX_ANSWER))


def _judge(status: int, body: bytes) -> Outcome:
    if 200 <= status < 300:
        return Sent(_reference(body))
    if status in _TRY_LATER or 400 <= status < 500:
        return Refused(f"HTTP {status}: {body[:120].decode(errors='replace')}", again=status in _TRY_LATER)
    return Unknown(f"HTTP {status}")


def _reference(body: bytes) -> str:
    try:
        answer = json.loads(body)
    except ValueError:
        return ""
    return str(answer.get("id", ""))[:80] if isinstance(answer, dict) else ""


def make() -> HttpGateway:
    """The gateway of CALLOUT_SMS_HTTP_URL."""
    return HttpGateway(settings.SMS_HTTP_URL, settings.SMS_HTTP_TOKEN)
