"""Digital signature of documents (PAdES-B): the organisation's certificate, or one of our own made once.

A self-signed certificate proves that nobody changed the document since; that the organisation signed it is proved only
by a certificate of an authority (CALLOUT_SIGNING_CERTIFICATE and CALLOUT_SIGNING_KEY).
"""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from callout.foundation.errors import BusinessError

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

# pyHanko is imported where it signs: it takes 0.7 s, which no other process should pay at its start.

_YEARS = 10
_FIELD = "Organisation"


class SigningKeyUnusable(BusinessError):
    """Certificate or key cannot be read. Code: ``signing_key_unusable``."""

    status = 503

    def __init__(self) -> None:
        message = _("The signing certificate or its key cannot be read: check CALLOUT_SIGNING_CERTIFICATE.")
        super().__init__("signing_key_unusable", message)


def sign(pdf: bytes, *, reason: str, location: str) -> bytes:
    """The document with an invisible signature over all of it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    metadata = signers.PdfSignatureMetadata(
        field_name=_FIELD, reason=reason, location=location, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256",
        certify=True,
    )  # fmt: skip
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return bytes(signers.sign_pdf(writer, metadata, signer=_signer()).getbuffer())


@lru_cache(maxsize=1)
def _signer() -> SimpleSigner:
    from pyhanko.sign.signers import SimpleSigner

    certificate, key = paths()
    signer = SimpleSigner.load(str(key), str(certificate))
    if signer is None:
        raise SigningKeyUnusable
    return signer


def paths() -> tuple[Path, Path]:
    """Certificate and key as PEM files: the organisation's, or our own under the data folder, made when missing."""
    if settings.SIGNING_CERTIFICATE:
        return Path(settings.SIGNING_CERTIFICATE), Path(settings.SIGNING_KEY or settings.SIGNING_CERTIFICATE)
    own = Path(settings.DATA_FOLDER) / "secrets" / "document-signing.pem"
    if not own.exists():
        own.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(own)
    return own, own


def _make(path: Path) -> None:
    """A new key and certificate in one file; of two processes that try at once the first wins."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(pem + _self_signed(private).public_bytes(serialization.Encoding.PEM))
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _self_signed(private: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Callout"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Callout documents"),
        ]
    )
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
