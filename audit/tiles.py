"""The tree as C2SP tiles (c2sp.org/tlog-tiles): 256 hashes wide, 8 levels of the tree high.

    tile/0/x001/x234/067        leaf hashes 316,433,152 to ..407 (8,192 bytes)
    tile/1/000.p/17             the first 17 hashes of level 1, each the root of a full tile below

Hash (level, index) of this module, in the words of RFC 6962:

    MTH(D[index * 256**level : (index + 1) * 256**level])

so level 0 are the leaf hashes. A store keeps those of level 1 and above, one for every 256
entries, and never changes one; nothing is stored for the ragged right edge. Root and proofs at any
size need at most two runs of 256 adjacent hashes from each of the log256(size) levels.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from audit.tree import (
    HASH_SIZE,
    consistency_proof,
    inclusion_proof,
    root_at,
    root_of,
)

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL = WIDTH * HASH_SIZE
MAX_LEVEL = 63
PATH = re.compile(r"tile/(0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class HashSource(Protocol):
    """Where the hashes are kept: a database, a folder of tiles, a server."""

    def hashes(self, level: int, start: int, end: int) -> bytes:
        """The hashes (level, start) to (level, end - 1), concatenated: 32 bytes each, none missing.

        Those asked for never reach beyond the source's tree; level 0 are the leaf hashes.
        """


class MissingHashes(Exception):
    """A source that gave fewer or more hashes than it was asked for."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The coordinates of a tile; a width below 256 makes it a partial one."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below a log's folder or URL prefix."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return f"tile/{self.level}/{name}" + ("" if self.width == WIDTH else f".p/{self.width}")

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """Reads a path; raises ValueError where it is no tile's only spelling."""
        match = PATH.fullmatch(path)
        if match:
            level, name, width = match.groups()
            index = int(name.replace("/", "").replace("x", ""))
            tile = cls(int(level), index, int(width or WIDTH))
            if tile.path == path and tile.level <= MAX_LEVEL:
                return tile
        raise ValueError(f"expected a path like tile/0/x001/067 or tile/1/000.p/17, got {path!r}")


def tiles_of(size: int, since: int = 0) -> Iterator[Tile]:
    """The tiles a tree of `size` has beyond one of `since`: the full ones, then its partial one,
    level by level."""
    level = 0
    while size >> HEIGHT * level:
        full, width = divmod(size >> HEIGHT * level, WIDTH)
        for index in range(since >> HEIGHT * (level + 1), full):
            yield Tile(level, index)
        if width:
            yield Tile(level, full, width)
        level += 1


def completed_hashes(source: HashSource, old: int, new: int) -> Iterator[tuple[int, int, bytes]]:
    """What a store of `old` leaves must add when it has grown to `new`: (level, index, hash).

    Reads the new leaves at once, 32 bytes each: grow a long log in steps and store each step.
    """
    level = start = 0
    fresh = b""
    while True:
        known = (old >> HEIGHT * level) if level else new
        start = old >> HEIGHT * (level + 1)
        row = _read(source, level, start * WIDTH, known) + fresh
        fresh = b"".join(root_of(row[at : at + FULL]) for at in range(0, len(row) - FULL + 1, FULL))
        if not fresh:
            return
        level += 1
        for offset in range(0, len(fresh), HASH_SIZE):
            yield level, start + offset // HASH_SIZE, fresh[offset : offset + HASH_SIZE]


class TiledTree:
    """The tree of the first `size` leaves of a source. Keeps the tiles it has read."""

    def __init__(self, source: HashSource, size: int) -> None:
        self.size = size
        self._source = source
        self._tiles: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        """The root of the whole tree."""
        return root_at(self._node, self.size)

    def root_at(self, size: int) -> bytes:
        """The root of the first `size` leaves."""
        self._expect_within(size)
        return root_at(self._node, size)

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The proof that the leaf `index` (position - 1) is in this tree."""
        return inclusion_proof(self._node, index, self.size)

    def consistency_proof(self, size: int) -> list[bytes]:
        """The proof that this tree begins with the one of `size` leaves."""
        return consistency_proof(self._node, size, self.size)

    def tile(self, tile: Tile) -> bytes:
        """The content of a tile of this tree: `width` hashes."""
        start = tile.index * WIDTH
        self._expect_within((start + tile.width) << HEIGHT * tile.level)
        return _read(self._source, tile.level, start, start + tile.width)

    def _node(self, level: int, index: int) -> bytes:
        tile_level, height = divmod(level, HEIGHT)
        first = index << height
        tile_index, offset = divmod(first, WIDTH)
        tile = self._cached(tile_level, tile_index)
        return root_of(tile[offset * HASH_SIZE : (offset + (1 << height)) * HASH_SIZE])

    def _cached(self, level: int, index: int) -> bytes:
        tile = self._tiles.get((level, index))
        if tile is None:
            start = index * WIDTH
            end = min(start + WIDTH, self.size >> HEIGHT * level)
            tile = self._tiles[level, index] = _read(self._source, level, start, end)
        return tile

    def _expect_within(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise ValueError(f"expected a size up to that of the tree, {self.size}, got {size}")


def _read(source: HashSource, level: int, start: int, end: int) -> bytes:
    content = source.hashes(level, start, end) if start < end else b""
    if len(content) != (end - start) * HASH_SIZE:
        raise MissingHashes(
            f"expected {end - start} hashes of level {level} from {start}, "
            f"got {len(content)} bytes; rebuild the stored hashes from the entries"
        )
    return content
