"""Sealing one field: AES-256-GCM under a key that HKDF derives for exactly that place.

    okm = HKDF-Expand(subject key, info = AAD, 64 bytes)        RFC 5869 2.3
    field key = okm[:32], commitment = okm[32:]
    ciphertext = AES-256-GCM(field key, nonce, plaintext, AAD)
    AAD = log | stream | version | type | schema | field path, joined by 0x1f

The subject key is uniform, so HKDF-Extract may be skipped (RFC 5869 3.3). The commitment
makes the ciphertext open under one key only; it tells nothing about the plaintext, and with
the subject key destroyed neither does the ciphertext.
"""

import hmac
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.values import Sealed

_SEPARATOR = "\x1f"


class CannotOpen(ValueError):
    """The key is not the one this field was sealed with, or the field was changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where sealed fields stand; part of what is authenticated."""

    log: str
    stream: str
    version: int
    type: str
    schema: int

    def aad(self, path: str) -> bytes:
        """The bytes that bind a ciphertext to this place and field."""
        parts = (self.log, self.stream, str(self.version), self.type, str(self.schema), path)
        return _SEPARATOR.join(parts).encode()


def seal(key: bytes, subject: str, text: str, aad: bytes) -> Sealed:
    """Seal `text` under the 32-byte key of its subject."""
    field_key, commitment = derive(key, aad)
    nonce = os.urandom(12)
    ciphertext = AESGCM(field_key).encrypt(nonce, text.encode(), aad)
    return Sealed(
        subject=subject,
        nonce=b64encode(nonce).decode(),
        ciphertext=b64encode(ciphertext).decode(),
        commitment=b64encode(commitment).decode(),
    )


def unseal(key: bytes, sealed: Sealed, aad: bytes) -> str:
    """The text of a sealed field; raises CannotOpen."""
    field_key, commitment = derive(key, aad)
    try:
        kept = b64decode(sealed.commitment, validate=True)
        if not hmac.compare_digest(kept, commitment):
            raise CannotOpen("expected the commitment of this key and place, got another")
        plain = AESGCM(field_key).decrypt(
            b64decode(sealed.nonce, validate=True), b64decode(sealed.ciphertext, validate=True), aad
        )
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(f"the sealed field does not open: {error or 'changed'}") from error
    return plain.decode()


def derive(key: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """Field key and commitment: the two blocks of HKDF-Expand with SHA-256."""
    first = hmac.digest(key, aad + b"\x01", "sha256")
    return first, hmac.digest(key, first + aad + b"\x02", "sha256")
