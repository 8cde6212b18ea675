"""The wrapping keys of the vault: made at first run, 0600, outside the data folder.

The file is JSON: {"current": "k1", "keys": {"k1": base64 of 32 bytes}, "pepper": base64 of 32}.
The pepper keys the HMAC that finds a known person again. Losing this file makes every sealed
field unreadable for ever: back it up apart from the database.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

from ledger.mac import hmac_sha256


class KeyFileBroken(ValueError):
    """The key file is not what `make` wrote; restore it from its backup."""


@dataclass(frozen=True, slots=True)
class WrappingKeys:
    """Key-encryption keys by id (AES-256, RFC 3394), the current one, and the pepper."""

    current: str
    keys: dict[str, bytes]
    pepper: bytes

    def wrap(self, key: bytes) -> bytes:
        """A subject key wrapped under the current key."""
        return aes_key_wrap(self.keys[self.current], key)

    def unwrap(self, wrapped: bytes, kek_id: str) -> bytes:
        """The subject key; raises KeyFileBroken where its wrapping key is not at hand."""
        try:
            return aes_key_unwrap(self.keys[kek_id], wrapped)
        except (KeyError, InvalidUnwrap) as error:
            raise KeyFileBroken(
                f"a subject key is wrapped under key {kek_id!r}, which the key file does not "
                f"hold; it holds {sorted(self.keys)}; restore the file from its backup"
            ) from error

    def fingerprint(self, identity: str) -> bytes:
        """The keyed digest by which the vault knows a person again."""
        return hmac_sha256(self.pepper, b"subject\0" + identity.encode())

    def body_digest(self, body: bytes) -> bytes:
        """The keyed digest of a request body, which may hold personal data."""
        return hmac_sha256(self.pepper, b"request\0" + body)


def load_or_make(path: Path) -> WrappingKeys:
    """The keys in the file, made once if it is absent. Raises KeyFileBroken, OSError."""
    if not path.exists():
        with _written(path, _new()) as beside, suppress(FileExistsError):
            path.hardlink_to(beside)  # whole or not at all, and the first of two makers wins
    return _parse(path)


def rotate(path: Path) -> WrappingKeys:
    """Add a new current key; the old ones stay, for what is wrapped under them."""
    old = _parse(path)
    name = f"k{len(old.keys) + 1}"
    new = WrappingKeys(name, {**old.keys, name: secrets.token_bytes(32)}, old.pepper)
    with _written(path, new) as beside:
        beside.replace(path)
    return new


@contextmanager
def _written(path: Path, keys: WrappingKeys) -> Iterator[Path]:
    """The keys in a file beside `path`, on disk before and gone after it is put in place."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(_text(keys))
            file.flush()
            os.fsync(file.fileno())
        yield beside
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _new() -> WrappingKeys:
    return WrappingKeys("k1", {"k1": secrets.token_bytes(32)}, secrets.token_bytes(32))


def _text(keys: WrappingKeys) -> str:
    table = {name: b64encode(key).decode() for name, key in keys.keys.items()}
    pepper = b64encode(keys.pepper).decode()
    return json.dumps({"current": keys.current, "keys": table, "pepper": pepper}, indent=1)


def _parse(path: Path) -> WrappingKeys:
    try:
        raw = json.loads(path.read_text())
        keys = {name: b64decode(key, validate=True) for name, key in raw["keys"].items()}
        result = WrappingKeys(raw["current"], keys, b64decode(raw["pepper"], validate=True))
        lengths = {len(key) for key in (*keys.values(), result.pepper)}
        if result.current not in keys or lengths != {32}:
            raise ValueError("a key is missing or not of 32 bytes")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileBroken(
            f"expected the vault's key file at {path}, got {error}; restore it from its backup"
        ) from error
    return result
