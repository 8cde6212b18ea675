"""Verifies a whole log from its raw bytes, sharing with the writer nothing but the hash.

Every row is examined, the tree is computed again from the rows, and compared with the head row,
with the stored tree hashes, and with every signed head and tile that is kept outside the
database. The answer names the first position of everything that is not as it was written.

    changed, deleted, inserted, swapped    rows other than those that were hashed and signed
    truncated                              entries missing at the end
    forked                                 another history than the one signed
    schema-invalid                         bytes that their published schema does not take
    out-of-time-order                      recorded before the entry in front of it
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.classify import DELETED, INSERTED, TRUNCATED, Oddities, Places, classify
from audit.examine import CHANGED, Examiner
from audit.heads import Heads
from audit.note import encode_base64
from audit.pin import FORKED, Pin, Pinned
from audit.rows import LOWEST, Fetcher
from audit.scan import OUT_OF_TIME_ORDER, Fault, Scan, Scanner, Stretch, Suspect
from audit.spine import Spine
from audit.tiles import WIDTH

TILES = 8
"""Tiles of one stretch; a divisor of 256, so that a stretch lies within one tile above.

So few, because at the end one process waits for the stretches that another has taken.
"""
MOST = 1000

Scans = Callable[[Sequence[Stretch]], Iterable[Scan]]
"""Scans stretches in order, in this process or in several."""
Progress = Callable[[int, int], None]
"""Told (entries seen, entries expected)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found; `root` is None where rows are missing."""

    entries: int
    root: bytes | None
    faults: tuple[Fault, ...]
    signed: int
    """Size of the newest signed head the log was compared with; what came later is unproven."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def plain(self) -> dict[str, object]:
        """As JSON; the root in base64, as in a checkpoint."""
        return {
            "ok": self.ok,
            "entries": self.entries,
            "root": None if self.root is None else encode_base64(self.root),
            "faults": [fault._asdict() for fault in self.faults],
            "signed": self.signed,
        }


def verify(
    fetcher: Fetcher,
    log: str,
    heads: Heads | None = None,
    scans: Scans | None = None,
    progress: Progress = lambda _seen, _expected: None,
) -> Verdict:
    """Verifies the log that `fetcher` reads; `scans` may use several processes."""
    examiner = Examiner(log)
    in_order = scans or (lambda stretches: map(Scanner(fetcher, examiner).scan, stretches))
    return _Verification(fetcher, examiner, heads or Heads()).run(in_order, progress)


def stretches(size: int, cuts: Iterable[int]) -> Iterator[Stretch]:
    """The ranges to scan of a log of `size` entries; its own root is cut as well."""
    sizes = sorted({*(cut for cut in cuts if cut <= size), size})
    tiles = max(-(-size // WIDTH), 1)
    for first in range(0, tiles, TILES):
        end = min(first + TILES, tiles)
        is_last = end == tiles
        stop = size + 1 if is_last else end * WIDTH
        here = [each for each in sizes if first * WIDTH <= each < stop]
        yield Stretch(first, end, size, is_last, here)


class _Verification:
    def __init__(self, fetcher: Fetcher, examiner: Examiner, heads: Heads) -> None:
        self._fetcher = fetcher
        self._examiner = examiner
        self._heads = heads
        self._head = fetcher.head()
        self._size = max(self._head, heads.newest())
        self._spine = Spine(fetcher, heads)
        self._entries = self._last = 0
        self._recorded_at = LOWEST
        self._faults: list[Fault] = []
        self._suspects: dict[int, Suspect] = {}
        self._extra: list[Suspect] = []
        self._missing: set[int] = set()

    def run(self, scans: Scans, progress: Progress) -> Verdict:
        ranges = list(stretches(self._size, self._heads.kept))
        for stretch, scan in zip(ranges, scans(ranges), strict=True):
            self._spine.follow(stretch, scan)
            self._follow(scan)
            progress(self._entries, self._size)
        self._judge()
        whole = self._entries == self._size and not (self._missing or self._extra)
        faults = sorted(set(self._faults), key=lambda fault: (fault.position, fault.kind))
        root = self._spine.root if whole else None
        return Verdict(self._entries, root, tuple(faults[:MOST]), self._heads.newest())

    def _follow(self, scan: Scan) -> None:
        self._entries += scan.entries
        self._last = max(self._last, scan.last)
        self._faults += scan.faults[: MOST - len(self._faults)]
        self._extra += scan.extra[: MOST - len(self._extra)]
        self._missing.update(scan.missing[: MOST - len(self._missing)])
        for suspect in scan.suspects[: MOST - len(self._suspects)]:
            self._suspects[suspect.row.position] = suspect
        if scan.first_recorded is not None:
            position, recorded_at = scan.first_recorded
            if recorded_at < self._recorded_at:
                self._faults.append(Fault(OUT_OF_TIME_ORDER, position))
            self._recorded_at = max(self._recorded_at, scan.last_recorded)

    def _judge(self) -> None:
        """Explains what was found, each difference by one fault."""
        pinned = self._pin()
        odd = Oddities(
            {**self._suspects, **pinned.suspects},
            self._extra,
            frozenset(self._missing),
            self._last,
            self._size,
        )
        found = classify(odd, Places(self._fetcher, self._examiner))
        if pinned.fork is not None:
            found.append(pinned.fork)
        if self._head < self._size == self._last:
            found.append(Fault(TRUNCATED, self._head + 1))
        concerned = odd.positions() | {fault.position for fault in found}
        found += self._unexplained(concerned, pinned)
        self._faults += found or self._breaks()

    def _pin(self) -> Pinned:
        """Which rows are not those that were signed; asked only where a signed head says so."""
        if self._spine.contradicted is None:
            return Pinned({}, None, ())
        published = self._heads.published
        tiles = list(self._spine.published_differ)
        if published % WIDTH:
            tiles.append(published // WIDTH)
        pin = Pin(self._fetcher, self._examiner, self._heads)
        return pin.compare(tiles, self._suspects, self._last)

    def _unexplained(self, concerned: set[int], pinned: Pinned) -> list[Fault]:
        """Hashes that differ although no row below them is known to."""
        end = self._size if pinned.fork is None else pinned.fork.position - 1
        differing = self._spine.stored_differ + [
            range(start, start + WIDTH) for start in pinned.unseen
        ]
        found = [
            Fault(CHANGED, each.start)
            for each in differing
            if each.start <= end and concerned.isdisjoint(each)
        ]
        if not found and pinned.fork is None and self._contradicts_beyond(concerned):
            found.append(Fault(FORKED, self._spine.agreed + 1))
        return found

    def _contradicts_beyond(self, concerned: set[int]) -> bool:
        """Whether a signed head is another although all rows under it seem to be right."""
        size = self._spine.contradicted
        return size is not None and all(position > size for position in concerned)

    def _breaks(self) -> list[Fault]:
        """Streams that do not count up, told where no row is wrong that would explain it."""
        breaks = self._fetcher.breaks(MOST)
        return [Fault(DELETED if step > 1 else INSERTED, position) for position, step in breaks]
