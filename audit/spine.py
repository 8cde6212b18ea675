"""The tree above the tiles, put together as they come: roots at any size, and what differs.

Memory is one hash for each level of the tree and one tile for each level of tiles.
"""

from audit.heads import Heads
from audit.rows import Fetcher
from audit.scan import Scan, Stretch
from audit.tiles import HEIGHT, WIDTH
from audit.tree import HASH_SIZE, CompactRange, root_of

MOST = 1000


class Spine:
    """Follows the scans of a log in order and compares their hashes with all that is kept."""

    def __init__(self, fetcher: Fetcher, heads: Heads) -> None:
        self.stored_differ: list[range] = []
        """The positions below stored tree hashes that are not those of the rows."""
        self.published_differ: list[int] = []
        """Tiles whose published hash is another, or that have none because rows are missing."""
        self.contradicted: int | None = None
        """The size of the first signed head whose root is another."""
        self.agreed = 0
        """The size of the last signed head before that, whose root is the same."""
        self.root: bytes | None = None
        self._fetcher = fetcher
        self._heads = heads
        self._range: CompactRange | None = CompactRange()
        self._rows: dict[int, list[bytes]] = {}

    def follow(self, stretch: Stretch, scan: Scan) -> None:
        """The next stretch and what its scan found."""
        cuts = sorted(scan.cuts)
        stored = self._fetcher.tree(1, stretch.first_tile, stretch.first_tile + len(scan.tiles))
        newest = max(stored, default=-1)
        known = self._published(stretch, len(scan.tiles))
        for offset, tile in enumerate(scan.tiles):
            index = stretch.first_tile + offset
            while cuts and cuts[0] < (index + 1) * WIDTH:
                self._cut(cuts[0], scan.cuts[cuts.pop(0)])
            at = offset * HASH_SIZE
            differs = at < len(known) and known[at : at + HASH_SIZE] != tile
            if differs and len(self.published_differ) < MOST:
                self.published_differ.append(index)
            # None is stored beyond the tiles that the tree was last grown to.
            if stored.get(index, tile if index > newest else b"") != tile:
                self._stored_differs(1, index)
            self._add(tile)
        for size in cuts:
            self._cut(size, scan.cuts[size])

    def _cut(self, size: int, subtrees: tuple[bytes, ...] | None) -> None:
        self.root = None
        if self._range is not None and subtrees is not None:
            self.root = CompactRange(size, [*self._range.nodes, *subtrees]).root()
        if self._heads.contradicts(size, self.root):
            if self.contradicted is None:
                self.contradicted = size
        elif self.contradicted is None and size in self._heads.kept:
            self.agreed = size

    def _add(self, tile: bytes | None) -> None:
        if tile is None:
            self._range = None
        elif self._range is not None:
            self._range.append(tile)
            self._raise(1, tile, self._range.size)

    def _raise(self, level: int, value: bytes, tiles: int) -> None:
        """Adds a hash of a level, and where it completes a tile, the hash of that one above."""
        row = self._rows.setdefault(level, [])
        row.append(value)
        if len(row) < WIDTH:
            return
        above = root_of(b"".join(row))
        row.clear()
        index = tiles // WIDTH**level - 1
        stored = self._fetcher.tree(level + 1, index, index + 1).get(index)
        if stored is not None and stored != above:
            self._stored_differs(level + 1, index)
        self._raise(level + 1, above, tiles)

    def _stored_differs(self, level: int, index: int) -> None:
        width = WIDTH**level
        if len(self.stored_differ) < MOST:
            self.stored_differ.append(range(index * width + 1, (index + 1) * width + 1))

    def _published(self, stretch: Stretch, count: int) -> bytes:
        """The published hashes of the stretch's tiles, as many of them as there are."""
        end = min(stretch.first_tile + count, self._heads.published >> HEIGHT)
        if end <= stretch.first_tile:
            return b""
        return self._heads.hashes(1, stretch.first_tile, end) or b""
