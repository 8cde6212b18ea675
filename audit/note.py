"""C2SP signed note (c2sp.org/signed-note): text signed by one or more keys.

    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3...

A signature is base64(key id (4 bytes) || signature). A verifier key reads

    example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
    <name>+hex(key id)+base64(type (1 byte) || public key)
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import ClassVar, Self, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = 0x01
KEY_ID_SIZE = 4
PUBLIC_KEY_SIZE = 32
# The specification wants at least 16 signatures accepted and some limit set.
MAX_SIGNATURES = 100
MAX_SIZE = 1_000_000
EM_DASH = "\N{EM DASH}"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(ValueError):
    """A note or key that is not of the form of the specification."""


class UnverifiedError(NoteError):
    """A note whose signatures do not make it trusted."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who signed (name and key id together) and the signature itself."""

    name: str
    key_id: bytes
    signature: bytes

    @classmethod
    def parse(cls, line: str) -> Self:
        """Reads one line without its newline."""
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != EM_DASH:
            raise NoteError(f"expected a line '{EM_DASH} <name> <base64>', got {line!r}")
        _, name, encoded = parts
        content = decode_base64(encoded)
        if len(content) <= KEY_ID_SIZE:
            raise NoteError(f"expected a key id and a signature, got {len(content)} bytes")
        return cls(checked_name(name), content[:KEY_ID_SIZE], content[KEY_ID_SIZE:])

    def __str__(self) -> str:
        return f"{EM_DASH} {self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """An Ed25519 key that notes are verified with; a subclass signs another message."""

    ALGORITHM: ClassVar[int] = ED25519

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        checked_name(self.name)
        if len(self.public_key) != PUBLIC_KEY_SIZE:
            raise NoteError(
                f"expected an Ed25519 public key of {PUBLIC_KEY_SIZE} bytes, "
                f"got {len(self.public_key)}"
            )

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Reads a vkey; raises NoteError where type or key id are not those of this class."""
        # Base64 may hold plus signs, a name may not.
        parts = vkey.split("+", 2)
        if len(parts) != 3:
            raise NoteError(f"expected a verifier key <name>+<key id>+<base64>, got {vkey!r}")
        name, key_id, encoded = parts
        content = decode_base64(encoded)
        if content[:1] != bytes([cls.ALGORITHM]):
            raise NoteError(
                f"expected a verifier key of type {cls.ALGORITHM:#04x}, "
                f"got type 0x{content[:1].hex()} in {vkey!r}"
            )
        key = cls(name, content[1:])
        if key_id != key.key_id.hex():
            raise NoteError(f"expected key id {key.key_id.hex()} for {vkey!r}, got {key_id}")
        return key

    @property
    def key_id(self) -> bytes:
        """SHA-256(name || 0x0A || type || public key)[:4]."""
        material = self.name.encode() + bytes([0x0A, self.ALGORITHM]) + self.public_key
        return sha256(material).digest()[:KEY_ID_SIZE]

    def made(self, signature: Signature) -> bool:
        """Whether the line claims to be of this key: name and key id both, never one alone."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def verify(self, text: str, signature: bytes) -> None:
        """Raises UnverifiedError unless this key signed `text`."""
        self.verify_message(text.encode(), signature)

    def verify_message(self, message: bytes, signature: bytes) -> None:
        """Plain Ed25519 (RFC 8032) over the bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, message)
        except InvalidSignature:
            raise UnverifiedError(
                f"the signature of {self.name} ({self.key_id.hex()}) does not verify: "
                "the text or the signature was changed"
            ) from None

    def __str__(self) -> str:
        material = bytes([self.ALGORITHM]) + self.public_key
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(material)}"


Key = TypeVar("Key", bound=VerifierKey)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half: a name and the 32-byte Ed25519 seed."""

    VERIFIER: ClassVar[type[VerifierKey]] = VerifierKey

    name: str
    private_key: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """The public half, to be handed out."""
        return self.VERIFIER(self.name, self.private_key.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """Signs a note text."""
        checked_text(text)
        return Signature(self.name, self.verifier.key_id, self.private_key.sign(text.encode()))


@dataclass(frozen=True, slots=True)
class Note:
    """A text ending in a newline and its signatures. Trust the text only after `verify`."""

    text: str
    signatures: tuple[Signature, ...] = ()

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Reads a note; raises NoteError, saying what is wrong with it."""
        if len(content) > MAX_SIZE:
            raise NoteError(f"expected a note of at most {MAX_SIZE} bytes, got {len(content)}")
        try:
            whole = content.decode()
        except UnicodeDecodeError as error:
            raise NoteError(f"expected a note in UTF-8: {error}") from None
        text, blank_line, block = whole.rpartition("\n\n")
        if not blank_line or not block.endswith("\n"):
            raise NoteError("expected a text, an empty line and signature lines, each complete")
        lines = block.removesuffix("\n").split("\n")
        if len(lines) > MAX_SIGNATURES:
            raise NoteError(f"expected at most {MAX_SIGNATURES} signatures, got {len(lines)}")
        signatures = tuple(Signature.parse(line) for line in lines)
        return cls(checked_text(f"{text}\n"), signatures)

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()

    def verify(self, keys: Iterable[Key]) -> tuple[Key, ...]:
        """The keys that signed; raises UnverifiedError where none did.

        Signatures of unknown keys are ignored, as the specification demands. A signature of a
        known key that does not verify condemns the whole note.
        """
        known = list(keys)
        signed = []
        for key in known:
            made = [each for each in self.signatures if key.made(each)]
            for each in made:
                key.verify(self.text, each.signature)
            if made:
                signed.append(key)
        if not signed:
            raise UnverifiedError(
                f"expected a signature of {_names(known)}, "
                f"got signatures of {_names(self.signatures)}"
            )
        return tuple(signed)

    def with_signatures(self, added: Iterable[Signature]) -> Self:
        """The note with further signatures, none twice."""
        return replace(self, signatures=tuple(dict.fromkeys((*self.signatures, *added))))


def checked_name(name: str) -> str:
    """A key name: not empty, no Unicode space, no plus, no control character."""
    if not name or "+" in name or any(each.isspace() or each < " " for each in name):
        raise NoteError(f"expected a key name without spaces and plus signs, got {name!r}")
    return name


def checked_text(text: str) -> str:
    """A note text: ends in a newline and holds no other ASCII control character."""
    if not text.endswith("\n"):
        raise NoteError(f"expected a note text that ends in a newline, got {text[-20:]!r}")
    if control := CONTROL.search(text):
        raise NoteError(f"expected no control character but newline, got {control[0]!r}")
    return text


def encode_base64(content: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return b64encode(content).decode()


def decode_base64(encoded: str) -> bytes:
    """Strict base64: the one encoding of its bytes, or NoteError."""
    try:
        content = b64decode(encoded.encode("ascii"), validate=True)
    except (Base64Error, UnicodeEncodeError):
        raise NoteError(f"expected standard base64 with padding, got {encoded!r}") from None
    if encode_base64(content) != encoded:
        raise NoteError(f"expected canonical base64, got {encoded!r}")
    return content


def _names(signers: Iterable[VerifierKey | Signature]) -> str:
    return ", ".join(f"{each.name} ({each.key_id.hex()})" for each in signers) or "nobody"
