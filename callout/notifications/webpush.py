"""Web push as the standards say it: encryption for the browser (RFC 8291, RFC 8188), the sender's proof (RFC 8292).

A few lines on ``cryptography`` instead of a library: the usual ones bring an HTTP client and a loop of their own.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import struct
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone

CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD_SIZE = 4096
TIMEOUT_SECONDS = 10.0
KEPT_SECONDS = 4 * 3600
PROOF_SECONDS = 12 * 3600
_HOSTS = (
    "fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com", ".push.apple.com",
    ".notify.windows.com", ".push.hicloud.com",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A browser's address and its keys, as ``PushSubscription.toJSON()`` gives them (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


def b64(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Bytes of base64url with or without padding. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@lru_cache(maxsize=1)
def _sender(secret: str) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(base64.b64decode(secret), "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, CURVE)


def public_key() -> str:
    """The sender's public key that browsers subscribe with."""
    return b64(_point(_sender(settings.PUSH_KEY)))


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_allowed(endpoint: str) -> bool:
    """Only the push services of browsers, and those the administrator named: phones choose no address of ours."""
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if host in settings.PUSH_HOSTS:
        return parts.scheme in ("https", "http")
    known = any(host == name or (name.startswith(".") and host.endswith(name)) for name in _HOSTS)
    return known and parts.scheme == "https" and parts.port in (None, 443)


def encrypt(
    target: Target, plain: bytes, *, salt: bytes | None = None, key: ec.EllipticCurvePrivateKey | None = None
) -> bytes:
    """The body that only this browser can read. ``salt`` and ``key`` are fresh unless a test gives them."""
    salt, key = salt or os.urandom(16), key or ec.generate_private_key(CURVE)
    theirs = unb64(target.p256dh)
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    ours = _point(key)
    secret = _hkdf(unb64(target.auth), b"WebPush: info\x00" + theirs + ours, shared, 32)
    content_key = _hkdf(salt, b"Content-Encoding: aes128gcm\x00", secret, 16)
    nonce = _hkdf(salt, b"Content-Encoding: nonce\x00", secret, 12)
    sealed = AESGCM(content_key).encrypt(nonce, plain + b"\x02", None)
    return salt + struct.pack("!IB", RECORD_SIZE, len(ours)) + ours + sealed


def _hkdf(salt: bytes, info: bytes, secret: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def proof(endpoint: str) -> str:
    """The Authorization header: who sends, to which service, until when."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(timezone.now().timestamp()) + PROOF_SECONDS,
        "sub": settings.PUSH_CONTACT or settings.BASE_URL,
    }
    said = ".".join(b64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(_sender(settings.PUSH_KEY).sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={said}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public_key()}"


def post(target: Target, plain: bytes) -> int:
    """Hand the message to the browser's push service; its HTTP status. Raises OSError or HTTPException."""
    parts = urlsplit(target.endpoint)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    headers = {
        "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": str(KEPT_SECONDS),
        "Urgency": "high", "Authorization": proof(target.endpoint),
    }  # fmt: skip
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, encrypt(target, plain), headers)
        return connection.getresponse().status
    finally:
        connection.close()
