"""One pass over a range of rows: each row examined, the positions counted, the tiles hashed.

Ranges begin and end at whole tiles, so that several processes can scan a long log and their
results be put together: a Merkle tree is associative over aligned ranges.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from audit.examine import CHANGED, Examiner
from audit.rows import HIGHEST, LOWEST, Fetcher, Row
from audit.tiles import FULL, WIDTH
from audit.tree import HASH_SIZE, CompactRange, root_of

Kept = TypeVar("Kept")

OUT_OF_TIME_ORDER = "out-of-time-order"
MOST = 1000
"""Faults of a kind that are kept of one range; beyond it they are only counted."""


class Fault(NamedTuple):
    """What is wrong with the log at a position."""

    kind: str
    position: int


class Suspect(NamedTuple):
    """A row whose content is not what the leaf of its position stands for."""

    row: Row
    genuine: bytes | None
    """The leaf that belongs to the position, where it is known better than from the row."""


@dataclass(slots=True)
class Stretch:
    """A range to scan: its whole tiles, and the tree sizes in it whose root will be asked for."""

    first_tile: int
    end_tile: int
    size: int
    """How many entries the log should have."""
    is_last: bool
    cuts: Sequence[int]

    @property
    def after(self) -> int:
        """The position before the first; rows before position 1 belong to the first stretch."""
        return self.first_tile * WIDTH if self.first_tile else LOWEST

    @property
    def until(self) -> int:
        """The last position; rows beyond the log's end belong to the last stretch."""
        return HIGHEST if self.is_last else self.end_tile * WIDTH

    @property
    def end(self) -> int:
        """The last position at which an entry should be."""
        return self.size if self.is_last else self.end_tile * WIDTH


@dataclass(slots=True)
class Scan:
    """What a pass over a stretch found."""

    entries: int = 0
    tiles: list[bytes | None] = field(default_factory=list)
    """The hash of each whole tile; None where a position is empty."""
    cuts: dict[int, tuple[bytes, ...] | None] = field(default_factory=dict)
    """For each tree size asked for, the subtrees that its partial tile consists of."""
    suspects: list[Suspect] = field(default_factory=list)
    extra: list[Suspect] = field(default_factory=list)
    """Rows at a position that is taken or where no entry can be."""
    missing: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    last: int = 0
    """The last position at which an entry is, of those at which one should be."""
    first_recorded: tuple[int, int] | None = None
    """(position, recorded_at) of the first sound row."""
    last_recorded: int = LOWEST


class Scanner:
    """Scans stretches of one log."""

    def __init__(self, fetcher: Fetcher, examiner: Examiner) -> None:
        self._fetcher = fetcher
        self._examiner = examiner

    def scan(self, stretch: Stretch) -> Scan:
        """One pass over the rows of a stretch."""
        scan = Scan()
        tiles = _Tiles(stretch, scan)
        expected = stretch.first_tile * WIDTH + 1
        end = stretch.end
        examine = self._examiner.examine
        last = LOWEST
        for row in self._fetcher.rows(stretch.after, stretch.until):
            leaf, kind = examine(row)
            scan.entries += 1
            position = row.position
            if position != expected or position > end:
                if position < expected or position > end:
                    _keep(scan.extra, Suspect(row, None))
                    continue
                tiles.skip(expected, position)
                expected = position
            tiles.add(leaf)
            scan.last = position
            expected += 1
            if kind == CHANGED:
                _keep(scan.suspects, Suspect(row, None))
                continue
            if kind is not None:
                _keep(scan.faults, Fault(kind, position))
            if row.recorded_at < last:
                _keep(scan.faults, Fault(OUT_OF_TIME_ORDER, position))
                continue
            last = row.recorded_at
            if scan.first_recorded is None:
                scan.first_recorded = (position, last)
        scan.last_recorded = last
        tiles.skip(expected, end + 1)
        tiles.finish()
        return scan


class _Tiles:
    """Hashes the leaves of a stretch tile by tile."""

    def __init__(self, stretch: Stretch, scan: Scan) -> None:
        self._scan = scan
        self._leaves: list[bytes] = []
        self._start = stretch.first_tile * WIDTH
        self._cuts = list(stretch.cuts)[::-1]

    def add(self, leaf: bytes) -> None:
        """The leaf of the next position."""
        self._leaves.append(leaf)
        if len(self._leaves) == WIDTH:
            self._close()

    def skip(self, start: int, end: int) -> None:
        """Positions from start to end - 1 are empty."""
        for position in range(start, min(end, start + MOST)):
            _keep(self._scan.missing, position)
        for _ in range(start, end):
            self.add(b"")

    def finish(self) -> None:
        """The last tile, if it is not whole, has no hash yet but may have cuts."""
        self._cut(self._start + len(self._leaves), b"".join(self._leaves))

    def _close(self) -> None:
        tile = b"".join(self._leaves)
        # A cut at the end of this tile is one at the start of the next.
        self._cut(self._start + WIDTH - 1, tile)
        self._scan.tiles.append(root_of(tile) if len(tile) == FULL else None)
        self._start += WIDTH
        self._leaves.clear()

    def _cut(self, until: int, tile: bytes) -> None:
        while self._cuts and self._cuts[-1] <= until:
            size = self._cuts.pop()
            width = size - self._start
            whole = all(self._leaves[:width])
            self._scan.cuts[size] = _subtrees(tile[: width * HASH_SIZE]) if whole else None


def _subtrees(leaves: bytes) -> tuple[bytes, ...]:
    tree = CompactRange()
    tree.extend(leaves)
    return tuple(tree.nodes)


def _keep(kept: list[Kept], one: Kept) -> None:
    if len(kept) < MOST:
        kept.append(one)
