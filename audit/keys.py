"""Signing keys in files of mode 0600, in the encoding of the Go checksum database's notes.

    PRIVATE+KEY+<name>+hex(key id)+base64(type (1 byte) || Ed25519 seed (32 bytes))

The name of a log's key is the log's origin. Whoever holds the file signs for the log: keep it off
the database's machine backups, and never use one key for two logs or two witnesses.
"""

from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.files import PRIVATE, locked, make_folder, read_if_there, write_atomically
from audit.note import NoteError, SigningKey, decode_base64, encode_base64

PREFIX = "PRIVATE+KEY+"
SEED_SIZE = 32

AnySigningKey = TypeVar("AnySigningKey", bound=SigningKey)


class KeyFileError(Exception):
    """A key file that is missing, readable by others, or of another form or name."""


def generate(name: str, kind: type[AnySigningKey]) -> AnySigningKey:
    """A new key; `kind` is SigningKey for a log, CosigningKey for a witness."""
    return kind(name, Ed25519PrivateKey.generate())


def encode(key: SigningKey) -> str:
    """The one line of a key file."""
    material = bytes([key.VERIFIER.ALGORITHM]) + key.private_key.private_bytes_raw()
    return f"{PREFIX}{key.name}+{key.verifier.key_id.hex()}+{encode_base64(material)}\n"


def decode(line: str, kind: type[AnySigningKey]) -> AnySigningKey:
    """Reads that line; raises NoteError, never showing the secret."""
    parts = line.removesuffix("\n").removeprefix(PREFIX).split("+", 2)
    if not line.startswith(PREFIX) or len(parts) != 3:
        raise NoteError(f"expected {PREFIX}<name>+<key id>+<base64>")
    name, key_id, encoded = parts
    try:
        material = decode_base64(encoded)
    except NoteError:
        raise NoteError("expected the key as standard base64 with padding") from None
    algorithm = kind.VERIFIER.ALGORITHM
    if material[:1] != bytes([algorithm]) or len(material) != 1 + SEED_SIZE:
        raise NoteError(f"expected a key of type {algorithm:#04x} and {SEED_SIZE} bytes")
    key = kind(name, Ed25519PrivateKey.from_private_bytes(material[1:]))
    if key.verifier.key_id.hex() != key_id:
        raise NoteError(f"expected key id {key.verifier.key_id.hex()} for {name!r}, got {key_id}")
    return key


def load(path: Path, kind: type[AnySigningKey]) -> AnySigningKey:
    """Reads a key file; refuses one that others can read."""
    content = read_if_there(path)
    if content is None:
        raise KeyFileError(f"expected a key file at {path}, found none")
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise KeyFileError(f"expected {path} to be of mode 0600, is {mode:04o}: chmod 600 it")
    try:
        return decode(content.decode("utf-8"), kind)
    except ValueError as error:
        raise KeyFileError(f"{path} is no key file: {error}") from None


def load_or_make(path: Path, name: str, kind: type[AnySigningKey]) -> AnySigningKey:
    """The key at `path`, made at first use; raises KeyFileError where it bears another name."""
    make_folder(path.parent)
    with locked(path.with_name(f".{path.name}.lock")):
        if not path.exists():
            write_atomically(path, encode(generate(name, kind)).encode(), PRIVATE)
        key = load(path, kind)
    if key.name != name:
        raise KeyFileError(f"expected the key of {name!r} at {path}, found that of {key.name!r}")
    return key
