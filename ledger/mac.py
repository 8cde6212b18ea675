"""HMAC (RFC 2104) on hashlib's one-shot calls.

`hmac.digest` lets go of the interpreter, also for the few bytes hashed here, and with many
callers the switch of threads costs a thousand times the digest; hashlib keeps it for short input.
"""

from hashlib import sha256, sha512

_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """32 bytes; the key is of at most 64."""
    padded = key.ljust(64, b"\0")
    return sha256(
        padded.translate(_OUTER) + sha256(padded.translate(_INNER) + message).digest()
    ).digest()


def hmac_sha512(key: bytes, message: bytes) -> bytes:
    """64 bytes; the key is of at most 128."""
    padded = key.ljust(128, b"\0")
    return sha512(
        padded.translate(_OUTER) + sha512(padded.translate(_INNER) + message).digest()
    ).digest()
