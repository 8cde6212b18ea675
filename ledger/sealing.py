"""Sealing one field: AES-256-GCM under a key that HKDF derives for exactly that place.

    okm = HKDF-Expand(subject key, info = AAD, 64 bytes)   RFC 5869 2.3, SHA-512: one block
    field key = okm[:32], commitment = okm[32:]
    ciphertext = AES-256-GCM(field key, nonce, plaintext, AAD)
    AAD = log | stream | version | type | schema | field path, joined by 0x1f

The subject key is uniform, so HKDF-Extract may be skipped (RFC 5869 3.3). The commitment
makes the ciphertext open under one key only; it tells nothing about the plaintext, and with
the subject key destroyed neither does the ciphertext.
"""

import hmac
from base64 import b64decode
from binascii import b2a_base64
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.values import Sealed
from ledger.chance import random_bytes
from ledger.mac import hmac_sha512

_SEPARATOR = "\x1f"


class CannotOpen(ValueError):
    """The key is not the one this field was sealed with, or the field was changed."""


class Place(NamedTuple):
    """Where sealed fields stand; part of what is authenticated."""

    log: str
    stream: str
    version: int
    type: str
    schema: int

    def aad(self, path: str) -> bytes:
        """The bytes that bind a ciphertext to this place and field."""
        return _SEPARATOR.join(
            (self.log, self.stream, str(self.version), self.type, str(self.schema), path)
        ).encode()


def seal(key: bytes, subject: str, text: str, aad: bytes) -> Sealed:
    """Seal `text` under the 32-byte key of its subject."""
    field_key, commitment = derive(key, aad)
    nonce = random_bytes(12)
    ciphertext = AESGCM(field_key).encrypt(nonce, text.encode(), aad)
    return Sealed(
        subject=subject,
        nonce=_base64(nonce),
        ciphertext=_base64(ciphertext),
        commitment=_base64(commitment),
    )


def _base64(raw: bytes) -> str:
    return b2a_base64(raw, newline=False).decode()


def unseal(key: bytes, sealed: Sealed, aad: bytes) -> str:
    """The text of a sealed field; raises CannotOpen."""
    field_key, commitment = derive(key, aad)
    try:
        nonce, ciphertext, kept = (
            b64decode(text, validate=True)
            for text in (sealed.nonce, sealed.ciphertext, sealed.commitment)
        )
    except ValueError as error:
        raise CannotOpen(f"expected a sealed field in base64: {error}") from error
    if not hmac.compare_digest(kept, commitment):
        raise CannotOpen("expected the commitment of this key and place, got another")
    try:
        return AESGCM(field_key).decrypt(nonce, ciphertext, aad).decode()
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("expected the ciphertext that was sealed here, got another") from error


def derive(key: bytes, aad: bytes) -> tuple[bytes, bytes]:
    """Field key and commitment: the two halves of the one block of HKDF-Expand with SHA-512."""
    block = hmac_sha512(key, aad + b"\x01")
    return block[:32], block[32:]
