"""A C2SP witness (c2sp.org/tlog-witness): another office that sees every head, and cosigns it.

Its folder, on another machine than the log's, holds

    key                      its signing key (mode 0600)
    <digest>.checkpoint      per log the latest head it cosigned, with both signatures
    evidence/<kind>-<digest>.txt    pairs of signed heads that contradict each other

It cosigns only a head that continues the one it remembers. So nobody can be shown a history that
differs from the one the witness saw.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from audit.checkpoint import Checkpoint, open_checkpoint
from audit.client import LogReader
from audit.cosignature import CosigningKey
from audit.files import PRIVATE, locked, make_folder, read_if_there, write_atomically
from audit.note import Note, NoteError, Signature, UnverifiedError, VerifierKey, encode_base64
from audit.tiles import TiledTree
from audit.tree import ProofError, verify_consistency


class WitnessRefusal(Exception):
    """A head the witness does not cosign; `status` is what HTTP answers."""

    status = HTTPStatus.BAD_REQUEST


class UnknownLog(WitnessRefusal):
    """A log the witness was not told to watch."""

    status = HTTPStatus.NOT_FOUND


class BadSignature(WitnessRefusal):
    """A checkpoint that its log did not sign."""

    status = HTTPStatus.FORBIDDEN


class SizeConflict(WitnessRefusal):
    """A proof from another size than that of the head the witness remembers, `size`."""

    status = HTTPStatus.CONFLICT

    def __init__(self, reason: str, size: int) -> None:
        super().__init__(reason)
        self.size = size


class Inconsistent(WitnessRefusal):
    """A head whose consistency proof does not verify."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Forked(SizeConflict):
    """Two heads signed by one log that contradict each other: the log was rewritten."""


class StateDamaged(Exception):
    """A remembered head that is not as the witness left it."""


class Witness:
    """Remembers the latest head of each log in `folder`, and cosigns what continues it."""

    def __init__(
        self,
        folder: Path,
        key: CosigningKey,
        logs: Iterable[VerifierKey],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`logs`: the keys trusted, each named by its log's origin; a log may have several."""
        self.key = key
        self.logs = tuple(logs)
        self._folder = folder
        self._clock = clock
        make_folder(folder, 0o700)

    def latest(self, origin: str) -> Checkpoint:
        """The latest head cosigned for this log; that of the empty tree where none was."""
        content = self._remembered(origin)
        return Checkpoint.parse(Note.parse(content).text) if content else Checkpoint.empty(origin)

    def add_checkpoint(self, old_size: int, proof: Sequence[bytes], note: bytes) -> Signature:
        """The cosignature of a head that continues the latest one; raises a WitnessRefusal.

        `proof` is the consistency proof from `old_size`, which must be the size of `latest`. The
        head is remembered durably before the cosignature leaves this method.
        """
        checkpoint = self._open(note)
        if old_size > checkpoint.size:
            raise WitnessRefusal(
                f"expected an old size up to that of the checkpoint, {checkpoint.size}, "
                f"got {old_size}"
            )
        with locked(self._folder / ".lock"):
            latest = self.latest(checkpoint.origin)
            if latest.size == checkpoint.size and latest.root != checkpoint.root:
                raise self._forked(latest, note)
            if old_size != latest.size:
                raise SizeConflict(
                    f"expected a proof from size {latest.size}, got {old_size}", latest.size
                )
            try:
                checkpoint.verify_grown_from(latest, proof)
            except ProofError as error:
                self._keep_evidence("unproven", f"No consistency: {error}", latest, note, proof)
                raise Inconsistent(f"the consistency proof does not verify: {error}") from None
            return self._cosign(checkpoint.origin, Note.parse(note))

    def visit(self, log: LogReader) -> tuple[bytes, Signature]:
        """Reads the latest checkpoint of a published log, computes the proof from its tiles.

        Answers the checkpoint and its cosignature; raises Forked where the tiles prove that the
        log no longer contains what it signed before, SizeConflict where it went back.
        """
        note = log.checkpoint()
        checkpoint = self._open(note)
        latest = self.latest(checkpoint.origin)
        if checkpoint.size < latest.size:
            raise SizeConflict(
                f"{latest.origin} shows a head of size {checkpoint.size}, but signed one of size "
                f"{latest.size} before: it was rolled back, or an old copy is being served",
                latest.size,
            )
        tree = TiledTree(log, checkpoint.size)
        proof = tree.consistency_proof(latest.size)
        if 0 < latest.size < checkpoint.size:
            prefix = tree.root_at(latest.size)
            try:
                verify_consistency(latest.size, checkpoint.size, proof, prefix, checkpoint.root)
            except ProofError as error:
                raise Inconsistent(f"the tiles are not those of the checkpoint: {error}") from None
            if prefix != latest.root:
                raise self._forked(latest, note, proof)
        return note, self.add_checkpoint(latest.size, proof, note)

    def _open(self, note: bytes) -> Checkpoint:
        try:
            origin = Checkpoint.parse(Note.parse(note).text).origin
        except NoteError as error:
            raise WitnessRefusal(f"expected a signed checkpoint: {error}") from None
        if origin not in {key.name for key in self.logs}:
            raise UnknownLog(f"expected a log this witness watches, got {origin!r}")
        try:
            return open_checkpoint(note, self.logs)
        except UnverifiedError as error:
            raise BadSignature(str(error)) from None

    def _cosign(self, origin: str, note: Note) -> Signature:
        cosignature = self.key.cosign(note.text, int(self._clock()))
        content = bytes(note.with_signatures([cosignature]))
        write_atomically(self._path(origin), content, PRIVATE)
        return cosignature

    def _remembered(self, origin: str) -> bytes | None:
        """The note of the latest head; its own cosignature shows that the file is whole."""
        content = read_if_there(self._path(origin))
        if content is not None:
            try:
                Note.parse(content).verify([self.key.verifier])
            except NoteError as error:
                raise StateDamaged(
                    f"expected the latest head of {origin} in {self._path(origin)}: {error}. "
                    "Restore the file; without it the witness would believe any history"
                ) from None
        return content

    def _path(self, origin: str) -> Path:
        return self._folder / f"{_digest(origin.encode())}.checkpoint"

    def _forked(self, latest: Checkpoint, note: bytes, proof: Sequence[bytes] = ()) -> Forked:
        reason = (
            f"{latest.origin} signed two histories: the head of size {latest.size} that this "
            "witness remembers is not part of the head it shows now."
        )
        evidence = self._keep_evidence("fork", reason, latest, note, proof)
        return Forked(f"{reason} Both signed heads are kept in {evidence}", latest.size)

    def _keep_evidence(
        self, kind: str, verdict: str, latest: Checkpoint, note: bytes, proof: Sequence[bytes]
    ) -> Path:
        """One file that a third party can check: verdict, proof and both signed heads.

        Named by the two heads, so that repeated requests do not fill the disk.
        """
        remembered = self._remembered(latest.origin) or str(latest).encode()
        hashes = "".join(f"{encode_base64(each)}\n" for each in proof)
        head = f"{verdict}\n\nConsistency proof:\n{hashes}\nRemembered:\n"
        folder = self._folder / "evidence"
        make_folder(folder, 0o700)
        path = folder / f"{kind}-{_digest(_text(remembered) + _text(note))}.txt"
        write_atomically(path, head.encode() + remembered + b"\nShown now:\n" + note, PRIVATE)
        return path


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:32]


def _text(note: bytes) -> bytes:
    return note.partition(b"\n\n")[0]
