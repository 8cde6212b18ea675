"""C2SP cosignature (c2sp.org/tlog-cosignature), Ed25519: a witness saw this head, consistent.

    cosignature/v1                                    the signed message: header, time in POSIX
    time 1679315147                                   seconds, and the checkpoint's whole text
    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dl...

The signature line holds base64(key id || time (8 bytes, big-endian) || signature (64 bytes)).
The message does not name the witness, so a witness key must sign for one witness only.
"""

from dataclasses import dataclass
from typing import ClassVar

from audit.checkpoint import Checkpoint
from audit.note import Signature, SigningKey, UnverifiedError, VerifierKey

COSIGNATURE = 0x04
TIME_SIZE = 8
ED25519_SIZE = 64
MAX_TIME = 2**63 - 1


@dataclass(frozen=True, slots=True)
class CosignatureKey(VerifierKey):
    """A witness's public key, type 0x04."""

    ALGORITHM: ClassVar[int] = COSIGNATURE

    def verify(self, text: str, signature: bytes) -> None:
        """Raises UnverifiedError unless the witness cosigned this checkpoint text."""
        time = signed_at(signature)
        self.verify_message(_message(text, time), signature[TIME_SIZE:])


@dataclass(frozen=True, slots=True)
class CosigningKey(SigningKey):
    """A witness's private key."""

    VERIFIER: ClassVar[type[VerifierKey]] = CosignatureKey

    def cosign(self, text: str, time: int) -> Signature:
        """Cosigns a checkpoint text as of POSIX `time`; a text of another form is an error."""
        Checkpoint.parse(text)
        timestamp = time.to_bytes(TIME_SIZE, "big")
        signature = timestamp + self.private_key.sign(_message(text, time))
        return Signature(self.name, self.verifier.key_id, signature)


def signed_at(signature: bytes) -> int:
    """The POSIX time a cosignature claims; believe it only after the signature verified."""
    if len(signature) != TIME_SIZE + ED25519_SIZE:
        raise UnverifiedError(
            f"expected a cosignature of {TIME_SIZE + ED25519_SIZE} bytes, got {len(signature)}"
        )
    time = int.from_bytes(signature[:TIME_SIZE], "big")
    if time > MAX_TIME:
        raise UnverifiedError(f"expected a time of at most 2^63 - 1, got {time}")
    return time


def _message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()
