"""C2SP tlog-proof (c2sp.org/tlog-proof@v1): one file that proves an entry is in a log, offline.

    c2sp.org/tlog-proof@v1
    extra YWdlLXYxLjIuMS1kYXJ3aW4=                    optional, not authenticated
    index 73894                                       zero-based: position - 1
    gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=      inclusion proof, from the leaf's sibling up
    B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

    example.com/fancylog                              the signed checkpoint, word for word
    109482
    sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

    — example.com/fancylog hI2DJw[...]1roloI=
    — witness1.example mJirIklj[...]qY9v2B/5bg==

Files of this form end in `.tlog-proof`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from audit.checkpoint import Checkpoint, open_checkpoint, parse_decimal, parse_hash
from audit.cosignature import CosignatureKey
from audit.note import Note, NoteError, UnverifiedError, VerifierKey, decode_base64, encode_base64
from audit.tree import verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """An inclusion proof together with the signed checkpoint it leads to."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Reads a proof file; raises NoteError, saying what is wrong with it."""
        head, blank_line, checkpoint = content.partition(b"\n\n")
        if not blank_line:
            raise NoteError("expected a proof, an empty line and a checkpoint")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise NoteError(f"expected ASCII before the checkpoint: {error}") from None
        if lines.pop(0) != HEADER:
            raise NoteError(f"expected the first line {HEADER!r}, got {head[:40]!r}")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = decode_base64(lines.pop(0).removeprefix("extra "))
        if not lines or not lines[0].startswith("index "):
            raise NoteError(f"expected a line 'index <number>', got {lines[:1]}")
        index = parse_decimal(lines.pop(0).removeprefix("index "))
        if len(lines) > MAX_HASHES:
            raise NoteError(f"expected at most {MAX_HASHES} hashes, got {len(lines)}")
        return cls(index, tuple(map(parse_hash, lines)), checkpoint, extra)

    def __bytes__(self) -> bytes:
        extra = [] if self.extra is None else [f"extra {encode_base64(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(encode_base64, self.hashes)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.checkpoint

    def verify(
        self,
        leaf: bytes,
        logs: Sequence[VerifierKey],
        witnesses: Sequence[CosignatureKey] = (),
        threshold: int = 0,
    ) -> Checkpoint:
        """The checkpoint that holds `leaf` at `index`.

        `logs` are the keys of the logs one accepts, each named by its origin; `threshold` of
        `witnesses` (by default none) must have cosigned. Raises NoteError or ProofError.
        """
        checkpoint = open_checkpoint(self.checkpoint, logs)
        seen = cosigners(self.checkpoint, witnesses)
        if len(seen) < threshold:
            names = ", ".join(key.name for key in seen) or "nobody"
            raise UnverifiedError(f"expected {threshold} known witnesses, cosigned by {names}")
        verify_inclusion(self.index, checkpoint.size, leaf, self.hashes, checkpoint.root)
        return checkpoint


def cosigners(checkpoint: bytes, witnesses: Sequence[CosignatureKey]) -> tuple[CosignatureKey, ...]:
    """Those of the witnesses that cosigned; a false cosignature of one of them is an error."""
    note = Note.parse(checkpoint)
    distinct = {key.public_key: key for key in witnesses}
    named = [key for key in distinct.values() if any(map(key.made, note.signatures))]
    return note.verify(named) if named else ()
