"""Ways out for text messages, one module each. CALLOUT_SMS_PROVIDER chooses."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from django.conf import settings

NAMES = ("console", "http")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a provider gets: our id (safe to repeat), number, text."""

    uid: str
    to: str
    body: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it under its own number."""

    ref: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider certainly did not take it. ``again``: another try may help."""

    reason: str
    again: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say whether it was taken: it must not be sent again by itself."""

    reason: str


Outcome = Sent | Refused | Unknown


class Provider(Protocol):
    """``instant``: nothing leaves this system, so a try cannot end uncertain."""

    name: str
    instant: bool

    def send(self, message: Outgoing) -> Outcome:
        """Hand the message over; never raises for what the provider answers."""
        ...


def provider() -> Provider:
    """The configured provider. ValueError for an unknown name."""
    if settings.SMS_PROVIDER not in NAMES:
        raise ValueError(f"CALLOUT_SMS_PROVIDER must be one of {', '.join(NAMES)}, not {settings.SMS_PROVIDER!r}")
    found: Provider = import_module(f"{__name__}.{settings.SMS_PROVIDER}").make()
    return found
