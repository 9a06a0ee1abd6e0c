"""Phones of engineers: registered once with a signed-in session, then known by their token."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from callout.accounts.access import FIELD_USE
from callout.accounts.models import User
from callout.field.models import Device
from callout.foundation.actions import business_action
from callout.foundation.errors import BusinessError, NotAllowed, NotFound
from callout.notifications import push
from callout.workforce.models import Engineer

SCHEME = "Device "
SEEN_EVERY = timedelta(minutes=1)


class Revoked(Exception):
    """The phone was reported lost or signed out: it must wipe itself."""


class UnknownDevice(BusinessError):
    """No token, or one that was never given out."""

    status = 401


@business_action
def register(*, actor: User, name: str) -> tuple[Device, str]:
    """Give a phone of this engineer a token. Returns the device and the token, which is kept nowhere else."""
    engineer = Engineer.objects.filter(user=actor, active=True).first()
    if engineer is None or not actor.may(FIELD_USE):
        raise NotAllowed("not_an_engineer", _("This account has no engineer."))
    token = secrets.token_urlsafe(32)
    recovery = base64.b64encode(secrets.token_bytes(32)).decode()
    return Device.objects.create(engineer=engineer, name=name[:80], token_hash=_hash(token), recovery=recovery), token


@business_action
def revoke(*, actor: User | None, device: Device) -> None:
    """The phone is lost or handed back: refused from now on and wiped at its next contact."""
    if device.revoked_at is None:
        device.revoked_at, device.recovery = timezone.now(), ""
        device.save(update_fields=["revoked_at", "recovery"])
        push.unsubscribe(actor=actor, device=device.uid)


def recovery(*, actor: User, uid: UUID) -> str:
    """The key that opens the engineer's own phone after a forgotten PIN. Raises Revoked or NotFound."""
    device = Device.objects.filter(uid=uid, engineer__user=actor, engineer__active=True).first()
    if device is None:
        raise NotFound("device_not_yours", _("This phone is not yours."))
    if device.revoked_at:
        raise Revoked
    return device.recovery


def check_locked(uid: UUID) -> None:
    """A locked phone asks by its number alone whether it must wipe itself. Raises Revoked or UnknownDevice."""
    if _by_number(uid).revoked_at:
        raise Revoked


def authenticate(header: str) -> Device:
    """The device of an ``Authorization: Device …`` header. Raises UnknownDevice, Revoked or NotAllowed."""
    device = _find(header)
    if device.revoked_at:
        raise Revoked
    user = device.engineer.user
    if not device.engineer.active or not user.may(FIELD_USE):
        raise NotAllowed("not_an_engineer", _("This account may not use the field app any more."))
    now = timezone.now()
    if device.seen_at is None or now - device.seen_at > SEEN_EVERY:
        device.seen_at = now
        device.save(update_fields=["seen_at"])
    return device


def wiped(uid: UUID) -> None:
    """A revoked phone says that its data is gone; its secret number is all it still has. Raises UnknownDevice."""
    device = _by_number(uid)
    if device.revoked_at and not device.wiped_at:
        device.wiped_at = timezone.now()
        device.save(update_fields=["wiped_at"])


def _by_number(uid: UUID) -> Device:
    device = Device.objects.filter(uid=uid).first()
    if device is None:
        raise UnknownDevice("device_unknown", _("This phone is not registered. Sign in again."))
    return device


def _find(header: str) -> Device:
    token = header.removeprefix(SCHEME) if header.startswith(SCHEME) else ""
    found = (
        Device.objects.select_related("engineer__user", "engineer__outlet").filter(token_hash=_hash(token)).first()
        if token
        else None
    )
    if found is None:
        raise UnknownDevice("device_unknown", _("This phone is not registered. Sign in again."))
    return found


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
