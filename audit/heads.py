"""The heads that were signed for a log, as kept outside its database, to verify it against.

<folder>/signed                       the signer's memory
<folder>/published/checkpoint         the newest published head
<folder>/published/checkpoint.<size>  every published head
<folder>/published/tile/...           the hashes under them
"""

import re
from collections.abc import Sequence
from pathlib import Path

from audit.checkpoint import Checkpoint, open_checkpoint
from audit.client import LogReader, LogUnreadable, folder_log
from audit.files import read_if_there
from audit.keys import load
from audit.note import Note, NoteError, SigningKey, VerifierKey
from audit.tiles import HEIGHT, WIDTH, MissingHashes, TiledTree
from audit.tree import HASH_SIZE, ProofError, verify_inclusion

KEPT = re.compile(r"checkpoint\.(0|[1-9][0-9]{0,18})")


class HeadsDamaged(Exception):
    """A kept head that its log's key did not sign, so that it cannot be relied on."""


class Heads:
    """Every kept head of one log; none where nothing was ever signed."""

    def __init__(self, folder: Path | None = None, keys: Sequence[VerifierKey] = ()) -> None:
        """`keys` verify the heads; raises HeadsDamaged where the newest does not verify."""
        self._keys = keys
        self._published = folder / "published" if folder else None
        self._log: LogReader | None = folder_log(self._published) if self._published else None
        signed = self._open(folder / "signed") if folder else None
        published = self._open(folder / "published" / "checkpoint") if folder else None
        self._known = {head.size: head for head in (signed, published) if head is not None}
        self.published = published.size if published else 0
        self.kept = frozenset(self._known) | _sizes(self._published)

    def newest(self) -> int:
        """The size of the newest head known to be signed; 0 where there is none."""
        return max(self._known, default=0)

    def contradicts(self, size: int, root: bytes | None) -> bool:
        """Whether a root other than this one was signed at this size."""
        known = self._known.get(size)
        if known is not None:
            return known.root != root
        path = self._published / f"checkpoint.{size}" if self._published else None
        content = read_if_there(path) if path else None
        if content is None or path is None:
            return False
        try:
            if root and Checkpoint.parse(Note.parse(content).text).root == root:
                return False
        except NoteError:
            pass
        head = self._open(path)
        return head is not None and head.size == size and head.root != root

    def hashes(self, level: int, start: int, end: int) -> bytes | None:
        """Published tree hashes within one tile, unproven; None where they cannot be read."""
        first = start // WIDTH * WIDTH
        # A partial tile is there in its published width only.
        last = min(first + WIDTH, self.published >> HEIGHT * level)
        try:
            content = self._log.hashes(level, first, last) if self._log else b""
        except LogUnreadable:
            return None
        return content[(start - first) * HASH_SIZE : (end - first) * HASH_SIZE]

    def leaves(self, start: int, end: int) -> list[bytes] | None:
        """All published leaf hashes of one tile, [start, end), proven by the newest published head.

        None where they cannot be read or are not those that were signed.
        """
        content = self.hashes(0, start, end)
        head = self._known.get(self.published)
        if content is None or head is None or self._log is None:
            return None
        # The proof of one leaf holds hashes of all others in its tile, so it proves them all.
        tree = TiledTree(self._log, head.size)
        try:
            path = tree.inclusion_proof(start)
            verify_inclusion(start, head.size, content[:HASH_SIZE], path, head.root)
        except (LogUnreadable, MissingHashes, ProofError):
            return None
        return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]

    def _open(self, path: Path) -> Checkpoint | None:
        content = read_if_there(path)
        if content is None:
            return None
        try:
            return open_checkpoint(content, self._keys)
        except NoteError as error:
            raise HeadsDamaged(
                f"expected a head signed by this log in {path}: {error}. Without it a cut or "
                "rewritten ledger could not be told from a sound one: restore the file, or the "
                "key it was signed with"
            ) from None


def kept(folder: Path) -> Heads:
    """The heads kept in a log's own folder; raises HeadsDamaged and KeyFileError."""
    key = folder / "key"
    return Heads(folder, [load(key, SigningKey).verifier] if key.exists() else ())


def _sizes(published: Path | None) -> frozenset[int]:
    names = published.iterdir() if published and published.is_dir() else ()
    return frozenset(int(match[1]) for path in names if (match := KEPT.fullmatch(path.name)))
