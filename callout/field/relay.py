"""Parcels: commands of a phone without a network, carried by anybody, readable by the server alone.

``version (1 byte) ‖ device (16) ‖ nonce (12) ‖ AES-256-GCM(zlib(JSON)) ‖ ECDSA P-256 r‖s (64)``,
signed over all before. The key of the encryption and the phone's public key were exchanged when the phone
last had a network. Commands are applied like those the phone sends itself, so whichever comes first counts
and the other is answered with its outcome.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import zlib
from collections import Counter
from dataclasses import asdict
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from callout.accounts.models import User
from callout.field import commands
from callout.field.models import Device, RelayParcel
from callout.field.protocol import Batch
from callout.foundation import context
from callout.foundation.actions import business_action
from callout.foundation.errors import InvalidInput, NotFound

VERSION = 1
MAX_PARCEL = 600 * 1024
_MAX_PLAIN = 6 * 1024 * 1024
_HEAD, _NONCE, _SIGNATURE = 17, 12, 64


@business_action
def exchange_keys(*, actor: User, device: Device, public_key: str) -> str:
    """Keep the phone's public key (base64 of SPKI, P-256); returns the key for its parcels, base64 of 32 bytes."""
    try:
        key = load_der_public_key(base64.b64decode(public_key, validate=True))
    except ValueError as error:
        raise InvalidInput("public_key_invalid", _("This key is not understood.")) from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise InvalidInput("public_key_invalid", _("This key is not understood."))
    device.public_key, device.relay_key = public_key, base64.b64encode(secrets.token_bytes(32)).decode()
    device.save(update_fields=["public_key", "relay_key"])
    return device.relay_key


def open_parcel(data: bytes) -> tuple[Device, Batch]:
    """The phone that closed the parcel and its commands.

    Raises NotFound for an unknown phone and InvalidInput: relay_parcel_invalid, relay_signature_wrong, device_revoked.
    """
    if not _HEAD + _NONCE + _SIGNATURE < len(data) <= MAX_PARCEL or data[0] != VERSION:
        raise InvalidInput("relay_parcel_invalid", _("These codes do not belong together, or are of another version."))
    uid = UUID(bytes=data[1:_HEAD])
    device = Device.objects.select_related("engineer__user", "engineer__outlet").filter(uid=uid).first()
    if device is None or not device.public_key:
        raise NotFound("device_unknown", _("The phone these codes come from is not known."))
    _check_signature(device, data)
    if device.revoked_at or not device.engineer.active:
        raise InvalidInput("device_revoked", _("The phone these codes come from was signed out."))
    return device, _batch(device, data[_HEAD:-_SIGNATURE])


def _check_signature(device: Device, data: bytes) -> None:
    key = load_der_public_key(base64.b64decode(device.public_key))
    signature = encode_dss_signature(int.from_bytes(data[-64:-32], "big"), int.from_bytes(data[-32:], "big"))
    try:
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise InvalidSignature
        key.verify(signature, data[:-_SIGNATURE], ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise InvalidInput("relay_signature_wrong", _("These codes were changed on the way.")) from error


def _batch(device: Device, sealed: bytes) -> Batch:
    try:
        plain = AESGCM(base64.b64decode(device.relay_key)).decrypt(
            sealed[:_NONCE], sealed[_NONCE:], f"relay:{device.uid}".encode()
        )
        text = zlib.decompressobj().decompress(plain, _MAX_PLAIN).decode()
        if "\\u0000" in text:
            raise ValueError("NUL")
        return Batch.model_validate(json.loads(text))
    except (InvalidTag, zlib.error, ValueError, RecursionError, ValidationError) as error:
        raise InvalidInput("relay_parcel_invalid", _("These codes cannot be opened; show them again.")) from error


def hand_in(*, courier: User, data: bytes) -> RelayParcel:
    """Apply a parcel in the name of the phone that closed it; the courier only carried it. A repeat changes nothing."""
    device, batch = open_parcel(data)
    with context.acting(device.engineer.user_id):
        outcomes = commands.apply_batch(device, batch)
    row, _fresh = RelayParcel.objects.update_or_create(
        digest=hashlib.sha256(data).hexdigest(),
        defaults={"outcomes": [asdict(outcome) | {"result": {}} for outcome in outcomes]},
        create_defaults={
            "device": device, "courier": courier, "received_at": timezone.now(),
            "outcomes": [asdict(outcome) | {"result": {}} for outcome in outcomes],
        },
    )  # fmt: skip
    return row


def counts(row: RelayParcel) -> dict[str, int]:
    """How many of the parcel's commands are applied, and all."""
    found = Counter(outcome["status"] for outcome in row.outcomes)
    return {"applied": found[commands.APPLIED], "all": len(row.outcomes)}
