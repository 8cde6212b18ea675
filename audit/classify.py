"""What happened to the rows that are not what they should be, told from their bytes.

A row's leaf depends on its position. So a row that was moved shows where it comes from: put back
at its home position, its bytes have a leaf that is known there.

    two rows at each other's home                  swapped
    rows from p on whose home is one further       the entry at p was deleted, the rest moved up
    rows from p on whose home is one before        an entry was inserted before them
    a row whose home is empty                      its position was changed
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.examine import CHANGED, Examiner, leaf_at
from audit.rows import Fetcher, Row
from audit.scan import Fault, Suspect

DELETED = "deleted"
INSERTED = "inserted"
SWAPPED = "swapped"
TRUNCATED = "truncated"

NEAR = (-2, -1, 1, 2)
PAIRED = 64
"""Up to so many odd rows, every one is tried at the place of every other."""


@dataclass(frozen=True, slots=True)
class Oddities:
    """All rows and positions that are not as they should be."""

    suspects: Mapping[int, Suspect]
    extra: Sequence[Suspect]
    missing: frozenset[int]
    last: int
    """The last position at which an entry is."""
    size: int
    """How many entries there should be."""

    def positions(self) -> set[int]:
        """Every position concerned."""
        extra = {each.row.position for each in self.extra}
        cut = {self.last + 1} if self.last < self.size else set()
        return extra | self.missing | cut | self.suspects.keys()


class Places:
    """Finds out where rows that were moved come from."""

    def __init__(self, fetcher: Fetcher, examiner: Examiner) -> None:
        self._fetcher = fetcher
        self._examiner = examiner

    def homes(
        self, rows: Iterable[Suspect], suspects: Mapping[int, Suspect], empty: Iterable[int] = ()
    ) -> dict[int, int]:
        """The index in `rows` of each row that was moved, and the position it comes from."""
        rows = list(rows)
        odd = {*suspects, *empty}
        everywhere = sorted(odd) if len(odd) + len(rows) <= 2 * PAIRED else []
        found = {}
        for number, suspect in enumerate(rows):
            near = (suspect.row.position + step for step in NEAR)
            for home in dict.fromkeys([*everywhere, *near]):
                if home != suspect.row.position and self._is_home(suspect.row, home, suspects):
                    found[number] = home
                    break
        return found

    def _is_home(self, row: Row, home: int, suspects: Mapping[int, Suspect]) -> bool:
        there = suspects.get(home)
        # Where the columns stayed and the content moved, the time of its home is still there.
        times = {row.recorded_at} | ({there.row.recorded_at} if there else set())
        known = {row.leaf} | ({_known(there)} if there else set())
        for time in times:
            leaf = leaf_at(row.state, home, time)
            if leaf in known:
                return home > 0 and (there is not None or self._leaf(home) != leaf)
        return False

    def _leaf(self, position: int) -> bytes | None:
        """The leaf at a position: if the row is at home there as well, this one is a copy."""
        rows = self._fetcher.rows(position - 1, position)
        return next(iter([self._examiner.examine(row)[0] for row in rows]), None)


def _known(suspect: Suspect) -> bytes:
    return suspect.row.leaf if suspect.genuine is None else suspect.genuine


def classify(odd: Oddities, places: Places) -> list[Fault]:
    """The fewest faults that explain all of it."""
    at = sorted(odd.suspects)
    suspects = [odd.suspects[position] for position in at]
    home = places.homes(suspects, odd.suspects, odd.missing)
    story = _Story(odd, {at[number]: place for number, place in home.items()})
    story.swaps()
    story.extras(places.homes(odd.extra, odd.suspects, odd.missing))
    story.shifts()
    story.rest()
    return story.faults


class _Story:
    """Explains one oddity after the other; what is explained is not told twice."""

    def __init__(self, odd: Oddities, came_from: dict[int, int]) -> None:
        self.faults: list[Fault] = []
        self._odd = odd
        self._came_from = came_from
        self._open = set(odd.suspects)
        self._empty = set(odd.missing)
        self._refilled: set[int] = set()

    def swaps(self) -> None:
        """Two rows, each at the place of the other."""
        for position, home in list(self._came_from.items()):
            if position < home and self._came_from.get(home) == position:
                self._tell(SWAPPED, position)
                self._open -= {position, home}
                del self._came_from[position], self._came_from[home]

    def extras(self, homes_of: Mapping[int, int]) -> None:
        """Rows too many: one whose home is empty was moved, another one was put in."""
        taken = {each.row.position for each in self._odd.extra}
        for position in sorted(taken & self._came_from.keys()):
            if self._came_from[position] in self._empty:
                self._moved(position, self._came_from.pop(position))
        for number, suspect in enumerate(self._odd.extra):
            position, home = suspect.row.position, homes_of.get(number)
            if home in self._empty and home is not None:
                self._moved(position, home)
            elif position not in self._refilled and position - 1 not in self._came_from:
                self._tell(INSERTED, position if home is None else home)
                self._open -= {position, home or position}

    def shifts(self) -> None:
        """Rows that all moved by as many places, because of an entry less or more before them."""
        before: tuple[int, int] | None = None
        for position, home in sorted(self._came_from.items()):
            step = home - position
            self._open.discard(position)
            if before != (position - 1, step):
                start = position if step > 0 else home
                self._tell(DELETED if step > 0 else INSERTED, start)
                self._open -= set(range(start, position))
            before = (position, step)
            if position == self._odd.last and step > 0:
                self._refilled |= set(range(position + 1, home + 1))

    def rest(self) -> None:
        """What is left: rows with other content, and empty places."""
        for position in self._open:
            self._tell(CHANGED, position)
        for position in self._empty - self._refilled:
            if position < self._odd.last:
                self._tell(DELETED, position)
        cut = self._odd.last + 1
        while cut in self._refilled:
            cut += 1
        if cut <= self._odd.size:
            self._tell(TRUNCATED, cut)

    def _moved(self, position: int, home: int) -> None:
        self._tell(CHANGED, min(position, home) if position > 0 else home)
        self._empty.discard(home)
        self._refilled |= {home, position}
        self._open.discard(position)

    def _tell(self, kind: str, position: int) -> None:
        self.faults.append(Fault(kind, position))
