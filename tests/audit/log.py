"""A log in memory whose leaves are numbers, for the tests of this folder."""

from audit.checkpoint import Checkpoint
from audit.note import Note, SigningKey
from audit.tiles import TiledTree, completed_hashes
from audit.tree import HASH_SIZE, leaf_hash


def leaves(count: int, salt: bytes = b"") -> bytes:
    """Concatenated leaf hashes of the entries 0, 1, 2, ..."""
    return b"".join(leaf_hash(salt + str(each).encode()) for each in range(count))


class MemoryLog:
    """A hash source that stores level 1 and above, as the database does."""

    def __init__(self, content: bytes = b"") -> None:
        self.rows: list[list[bytes]] = [[]]
        self.reads: list[tuple[int, int, int]] = []
        self.grow(content)

    @property
    def size(self) -> int:
        return len(self.rows[0])

    def grow(self, content: bytes) -> None:
        """Appends leaf hashes and stores what they complete."""
        old = self.size
        self.rows[0] += _split(content)
        for level, index, value in completed_hashes(self, old, self.size):
            if level == len(self.rows):
                self.rows.append([])
            assert index == len(self.rows[level])
            self.rows[level].append(value)

    def hashes(self, level: int, start: int, end: int) -> bytes:
        self.reads.append((level, start, end))
        return b"".join(self.rows[level][start:end]) if level < len(self.rows) else b""

    def tree(self, size: int | None = None) -> TiledTree:
        return TiledTree(self, self.size if size is None else size)

    def head(self, key: SigningKey, size: int | None = None) -> bytes:
        """A checkpoint signed without a signer's care, as a dishonest log would."""
        tree = self.tree(size)
        text = str(Checkpoint(key.name, tree.size, tree.root()))
        return bytes(Note(text, (key.sign(text),)))


def _split(content: bytes) -> list[bytes]:
    return [content[at : at + HASH_SIZE] for at in range(0, len(content), HASH_SIZE)]
