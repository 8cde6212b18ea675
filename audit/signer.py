"""Signs the heads of a log, and never two that contradict each other (c2sp.org/tlog-checkpoint).

The last head signed is remembered in a file outside the database. A database restored from an
older backup would grow a second history under the same key; it is refused a signature here.
"""

from collections.abc import Callable
from pathlib import Path

from audit.checkpoint import Checkpoint, open_checkpoint
from audit.files import PRIVATE, locked, make_folder, read_if_there, write_atomically
from audit.note import Note, NoteError, SigningKey
from audit.tree import ProofError

ProveConsistency = Callable[[int, int], list[bytes]]
"""Answers the consistency proof between two sizes of the tree to be signed."""


class SigningRefused(Exception):
    """A head that must not be signed beside what was signed before."""


class RolledBack(SigningRefused):
    """The log is shorter than its last signed head."""


class ForkRefused(SigningRefused):
    """The log is not a continuation of its last signed head."""


class StateDamaged(Exception):
    """The file of the last signed head is not as the signer left it."""


class Signer:
    """Signs checkpoints of one log.

    `state` is a file of its own, best on another disk. Where it is lost, the checkpoint file
    `published` still tells what was signed.
    """

    def __init__(self, key: SigningKey, state: Path, published: Path | None = None) -> None:
        self.origin = key.name
        self._key = key
        self._state = state
        self._published = published

    def last(self) -> Checkpoint:
        """The last head signed; that of the empty tree where none was."""
        heads = [self._read(self._state)]
        if self._published:
            heads.append(self._read(self._published))
        return max(heads, key=lambda head: head.size)

    def sign(self, size: int, root: bytes, prove_consistency: ProveConsistency) -> bytes:
        """The signed checkpoint (a note) of a tree that continues the last one signed.

        The head is remembered durably before the signature leaves this method, so a crash can
        lose a signature, never the memory of one. The same head is signed again as often as asked.
        Raises RolledBack or ForkRefused.
        """
        make_folder(self._state.parent)
        with locked(self._state.with_name(f".{self._state.name}.lock")):
            last = self.last()
            head = Checkpoint(self.origin, size, root)
            _expect_continuation(last, head, prove_consistency)
            text = str(head)
            content = bytes(Note(text, (self._key.sign(text),)))
            if head != last or not self._state.exists():
                write_atomically(self._state, content, PRIVATE)
        return content

    def _read(self, path: Path) -> Checkpoint:
        content = read_if_there(path)
        if content is None:
            return Checkpoint.empty(self.origin)
        try:
            return open_checkpoint(content, [self._key.verifier])
        except NoteError as error:
            raise StateDamaged(
                f"expected the last head signed by {self._key.verifier} in {path}: {error}. "
                "Restore the file, or the key it was signed with; do not delete it, for without "
                "it a rolled-back ledger would be signed"
            ) from None


def _expect_continuation(last: Checkpoint, head: Checkpoint, prove: ProveConsistency) -> None:
    signed = f"the last head signed for {last.origin} has size {last.size} and root "
    signed += last.root.hex()
    if head.size < last.size:
        raise RolledBack(
            f"{signed}, the log now has size {head.size}: entries signed for are gone. "
            "Restore a newer backup, or end this log and open a new one with a new key"
        )
    proof = prove(last.size, head.size) if last.size < head.size else []
    try:
        head.verify_grown_from(last, proof)
    except ProofError as error:
        raise ForkRefused(
            f"{signed}, the log now has size {head.size} and root {head.root.hex()}, which does "
            f"not begin with it ({error}). The history was changed, or an older backup was "
            "written to; find the first difference with `mingcha verify`"
        ) from None
