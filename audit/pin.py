"""Which entries are not those that were signed: the rows against the published leaf hashes.

A published tile is believed only after every leaf asked for is proven by an inclusion proof to be
under the newest published head. Single rows that differ were changed. Where every row from one
on differs, an older copy of the ledger was written to: the history was forked there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.classify import DELETED, INSERTED, Places
from audit.examine import Examiner
from audit.heads import Heads
from audit.rows import Fetcher
from audit.scan import Fault, Suspect
from audit.tiles import WIDTH

FORKED = "forked"
PINNED = 16
"""Differing tiles that are looked into; of those beyond only the first position is told."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """What the comparison found."""

    suspects: Mapping[int, Suspect]
    fork: Fault | None
    unseen: Sequence[int]
    """First positions of tiles that differ, but were not or could not be looked into."""


class Pin:
    """Compares rows with published leaves."""

    def __init__(self, fetcher: Fetcher, examiner: Examiner, heads: Heads) -> None:
        self._fetcher = fetcher
        self._examiner = examiner
        self._heads = heads

    def compare(self, tiles: Sequence[int], broken: Mapping[int, Suspect], last: int) -> Pinned:
        """Looks into differing tiles; `broken` rows contradict their own leaf already.

        `last` is the last position at which an entry is.
        """
        end = min(last, self._heads.published)
        tail = self._run(tiles, end)
        looked = dict.fromkeys([*tiles[:PINNED], *tail])
        found = {tile: self._differing(tile) for tile in looked}
        suspects = {at: each for rows in found.values() if rows for at, each in rows.items()}
        sound = {at: each for at, each in suspects.items() if at not in broken}
        fork = self._fork(sound, tail, end) if tail else None
        if fork is not None:
            suspects = {
                at: each for at, each in suspects.items() if at < fork.position or at in broken
            }
        unseen = [tile * WIDTH + 1 for tile in tiles if found.get(tile) is None]
        return Pinned(suspects, fork, [at for at in unseen if fork is None or at < fork.position])

    def _run(self, tiles: Sequence[int], end: int) -> list[int]:
        """First and last tile of the run of differing tiles that reaches the end."""
        last = (end - 1) // WIDTH
        differing = set(tiles)
        if last not in differing:
            return []
        first = last
        while first - 1 in differing:
            first -= 1
        return [first, last]

    def _differing(self, tile: int) -> dict[int, Suspect] | None:
        """The rows of a tile whose leaf is not the published one; None where that is unproven."""
        start = tile * WIDTH
        leaves = self._heads.leaves(start, min(start + WIDTH, self._heads.published))
        if leaves is None:
            return None
        differing = {}
        for row in self._fetcher.rows(start, start + len(leaves)):
            genuine = leaves[row.position - start - 1]
            if self._examiner.examine(row)[0] != genuine:
                differing[row.position] = Suspect(row, genuine)
        return differing

    def _fork(self, suspects: dict[int, Suspect], run: Sequence[int], end: int) -> Fault | None:
        """The fault that explains why every row from one on to the end differs, if so it is."""
        at = list(suspects)
        found = Places(self._fetcher, self._examiner).homes(suspects.values(), suspects)
        home = {at[number]: place for number, place in found.items()}
        differing = {each for each in suspects if home.get(home.get(each, each)) != each}
        first, last = run
        start = stop = min(end, (first + 1) * WIDTH)
        while start in differing and start > first * WIDTH:
            start -= 1
        start += 1
        if start > stop or not differing.issuperset(range(max(last * WIDTH + 1, start), end + 1)):
            return None
        if home.get(start) == start + 1:
            return Fault(DELETED, start)
        if home.get(start + 1) == start:
            return Fault(INSERTED, start)
        return Fault(FORKED, start)
