"""One POST to an outside address, without following it anywhere: no
redirects, no private addresses, little patience."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from callout.foundation.errors import InvalidInput

TIMEOUT_SECONDS = 8.0
MAX_ANSWER = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: the status (None when nobody answered) and, when it failed, why."""

    status: int | None
    error: str

    @property
    def delivered(self) -> bool:
        """True for 2xx."""
        return self.status is not None and 200 <= self.status < 300


def check_url(url: str) -> None:
    """Raises InvalidInput url_invalid or url_private for an address that webhooks may not go to."""
    _target(url)


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send ``body``; never raises for what the other side or the network does."""
    try:
        parts, address = _target(url)
    except InvalidInput as error:
        return Answer(None, str(error.message)[:200])
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _Pinned(parts.hostname or "", port, address, secure=parts.scheme == "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        response.read(MAX_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        return Answer(None, (str(error) or type(error).__name__)[:200])
    finally:
        connection.close()
    ok = 200 <= response.status < 300
    return Answer(response.status, "" if ok else f"HTTP {response.status}")


def _target(url: str) -> tuple[SplitResult, str]:
    """The parts of an allowed address and the IP address to connect to, so that DNS cannot change its mind later."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _invalid() from error
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise _invalid()
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        text = _("This host name is not known.")
        raise InvalidInput("url_unknown_host", text, fields={"url": text}) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.WEBHOOKS_PRIVATE and not all(_is_public(address) for address in addresses):
        text = _("This address is inside the network; webhooks go outside only.")
        raise InvalidInput("url_private", text, fields={"url": text})
    return parts, addresses[0]


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or mapped.is_global)


def _invalid() -> InvalidInput:
    text = _("Write a whole address with http:// or https://.")
    return InvalidInput("url_invalid", text, fields={"url": text})


class _Pinned(http.client.HTTPConnection):
    """A connection to a given IP address under the host's name."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self._address, self._secure = address, secure
        self.default_port = 443 if secure else 80

    def connect(self) -> None:
        """Connect to the address; with TLS the certificate must fit the name."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
