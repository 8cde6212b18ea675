"""C2SP checkpoint (c2sp.org/tlog-checkpoint): the signed head of a log.

    example.com/behind-the-sofa                       origin
    20852163                                          tree size
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=      root hash

    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5...

Further lines of the text are extensions, kept as they are. Our logs write none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from audit.note import Note, NoteError, UnverifiedError, VerifierKey, decode_base64, encode_base64
from audit.tree import EMPTY_ROOT, HASH_SIZE, ProofError, verify_consistency

DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
MAX_SIZE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log claims: the root over its first `size` entries."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads the text of a note; raises NoteError, saying what is wrong with it."""
        if not text.endswith("\n"):
            raise NoteError(f"expected a checkpoint that ends in a newline, got {text[-20:]!r}")
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines):
            raise NoteError(f"expected origin, size and root on lines of their own, got {text!r}")
        origin, size, root, *extensions = lines
        return cls(origin, parse_decimal(size), parse_hash(root), tuple(extensions))

    @classmethod
    def empty(cls, origin: str) -> Self:
        """The head of a log before its first entry."""
        return cls(origin, 0, EMPTY_ROOT)

    def __str__(self) -> str:
        lines = (self.origin, str(self.size), encode_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    def verify_grown_from(self, earlier: Self, proof: Sequence[bytes]) -> None:
        """Raises ProofError unless this tree begins with the earlier one.

        From the empty tree no proof is needed and none may be given (c2sp.org/tlog-witness).
        """
        if earlier.size == 0 < self.size:
            if proof:
                raise ProofError(f"expected no hashes from the empty tree, got {len(proof)}")
            return
        verify_consistency(earlier.size, self.size, proof, earlier.root, self.root)


def open_checkpoint(content: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Reads a signed checkpoint and trusts it only if its own log signed it.

    A log's key is named by the log's origin, so a key vouches for no other log.
    """
    note = Note.parse(content)
    checkpoint = Checkpoint.parse(note.text)
    own = [key for key in keys if key.name == checkpoint.origin]
    if not own:
        raise UnverifiedError(f"expected a key of the log {checkpoint.origin!r}, have none")
    note.verify(own)
    return checkpoint


def parse_decimal(digits: str) -> int:
    """ASCII decimal up to 2^63 - 1 without sign or leading zeros."""
    if not DECIMAL.fullmatch(digits) or int(digits) > MAX_SIZE:
        raise NoteError(f"expected a decimal number without leading zeros, got {digits!r}")
    return int(digits)


def parse_hash(encoded: str) -> bytes:
    """One base64 SHA-256 hash."""
    content = decode_base64(encoded)
    if len(content) != HASH_SIZE:
        raise NoteError(f"expected a hash of {HASH_SIZE} bytes, got {len(content)}")
    return content
