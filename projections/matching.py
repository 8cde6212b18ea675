"""Which cases of the hall and of a department are one matter 一事两头收, and which stand alone."""

# Two registers never share a stream, so one matter has two cases. Where both name a number that
# they share, it alone says whether they are one; else the applicant and the item do.

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from domain.decider import Origin
from domain.feed import Declared, Register
from domain.world import World
from projections.casefile import CaseFile
from projections.fold import Row

_ENDINGS = ("decided_at", "not_accepted_at", "delivered_at", "closed_at", "voided_at")


class Lane(StrEnum):
    """Through which door a case came: the hall's, a department's own, or nobody knows."""

    HALL = "hall"
    DEPT = "dept"
    NONE = "none"


class By(StrEnum):
    """What two cases were matched by."""

    SHARED_NO = "shared_no"
    SUBJECT_ITEM = "subject_item"


class Span(NamedTuple):
    """From the first event of a case to its last."""

    first: datetime
    last: datetime

    def meets(self, other: "Span") -> bool:
        """Whether they have an instant in common."""
        return self.first <= other.last and other.first <= self.last


class Matchable(Protocol):
    """A case as far as matching looks into it: a file, or a few columns of its row."""

    @property
    def stream(self) -> str: ...
    @property
    def slots(self) -> Row: ...


@dataclass(frozen=True, slots=True)
class Pair:
    """One matter in two registers. `overlap`: their spans have an instant in common."""

    hall: Matchable
    dept: Matchable
    by: By
    overlap: bool


class Compared(NamedTuple):
    """What two registers have in common, and what only one of them has."""

    pairs: list[Pair]
    hall_only: list[Matchable]
    dept_only: list[Matchable]


_OF_ORIGIN: Mapping[str, Lane] = {
    Origin.UNKNOWN: Lane.NONE,
    Origin.SYSTEM: Lane.NONE,
    Origin.SUPERVISOR: Lane.NONE,
    Origin.DEPT_OFFICE: Lane.DEPT,
}
_OF_REGISTER = {Register.HALL: Lane.HALL, Register.DEPARTMENT: Lane.DEPT}


class Lanes:
    """The lanes of cases: by the register that a declared source keeps, else by where the case
    was taken in.

    A declaration counts for all the cases of its source, also those from before it.
    """

    def __init__(self, world: World) -> None:
        self._sources: Mapping[str, Lane] = {
            each.source: _OF_REGISTER[each.register]
            for each in sorted(world.of(Declared), key=lambda one: one.in_force_from)
            if each.register in _OF_REGISTER
        }

    @property
    def departments(self) -> list[str]:
        """The sources that keep a department's register."""
        return [source for source, lane in self._sources.items() if lane is Lane.DEPT]

    def of(self, file: Matchable) -> Lane:
        """The lane of a case."""
        return self.of_register(file) or _of_origin(file)

    def of_register(self, file: Matchable) -> Lane | None:
        """The lane of the register a case was imported from, None where it is of no declared
        one.
        """
        return self._sources.get(file.slots["source"])


def span(file: Matchable) -> Span:
    """The span of a case."""
    return Span(file.slots["first_at"], file.slots["last_at"])


def is_open(file: CaseFile) -> bool:
    """Whether nothing has ended a case: no decision, refusal, delivery, closing or voiding."""
    return not any(file.slots[name] for name in _ENDINGS)


def matched(one: Matchable, other: Matchable) -> By | None:
    """What makes two cases one matter, if they are."""
    mine, theirs = one.slots["shared_no"], other.slots["shared_no"]
    if mine and theirs:
        return By.SHARED_NO if mine == theirs else None
    matter = _matter(one)
    return By.SUBJECT_ITEM if matter is not None and matter == _matter(other) else None


def pairs(files: Iterable[Matchable], world: World) -> list[Pair]:
    """Every two cases that are one matter, one of the hall and one of a department."""
    return compared(files, world).pairs


def one_sided(files: Iterable[Matchable], world: World) -> tuple[list[Matchable], list[Matchable]]:
    """The cases of the hall, and those of departments, without a match on the other side."""
    found = compared(files, world)
    return found.hall_only, found.dept_only


def compared(files: Iterable[Matchable], world: World) -> Compared:
    """The cases of the two registers side by side."""
    hall, dept = _sides(files, world)
    numbered, named = _indexes(hall)
    found = [
        Pair(mine, theirs, by, span(mine).meets(span(theirs)))
        for theirs in dept
        for mine, by in _matches(theirs, numbered, named)
    ]
    paired = {file.stream for pair in found for file in (pair.hall, pair.dept)}
    return Compared(
        found,
        [file for file in hall if file.stream not in paired],
        [file for file in dept if file.stream not in paired],
    )


def side_by_side(files: Iterable[CaseFile]) -> Iterator[tuple[CaseFile, CaseFile]]:
    """Every two cases of which one was open, or had events to come, when the other began; the
    earlier first. A case that nothing has ended is still open; one that was imported runs as
    long as its source has told of it.
    """
    running: list[CaseFile] = []
    for file in sorted(files, key=lambda each: (each.slots["first_at"], each.stream)):
        first = file.slots["first_at"]
        running = [each for each in running if _goes_on(each) or each.slots["last_at"] >= first]
        yield from ((each, file) for each in running)
        running.append(file)


def _goes_on(file: CaseFile) -> bool:
    return not file.slots["source"] and is_open(file)


def _of_origin(file: Matchable) -> Lane:
    origin = file.slots["origin"]
    return _OF_ORIGIN.get(origin, Lane.HALL) if origin else Lane.NONE


def _matter(file: Matchable) -> tuple[str, str] | None:
    subject, item = file.slots["subject"], file.slots["item"]
    return (subject, item) if subject and item else None


def _sides(files: Iterable[Matchable], world: World) -> tuple[list[Matchable], list[Matchable]]:
    lanes = Lanes(world)
    sides: dict[Lane, list[Matchable]] = defaultdict(list)
    for file in files:
        sides[lanes.of(file)].append(file)
    return sides[Lane.HALL], sides[Lane.DEPT]


Index = Mapping[str | tuple[str, str], Sequence[Matchable]]


def _indexes(files: Iterable[Matchable]) -> tuple[Index, Index]:
    """Cases by the number they share, and by applicant and item."""
    numbered: dict[str | tuple[str, str], list[Matchable]] = defaultdict(list)
    named: dict[str | tuple[str, str], list[Matchable]] = defaultdict(list)
    for file in files:
        if number := file.slots["shared_no"]:
            numbered[number].append(file)
        if matter := _matter(file):
            named[matter].append(file)
    return numbered, named


def _matches(file: Matchable, numbered: Index, named: Index) -> Iterator[tuple[Matchable, By]]:
    number, matter = file.slots["shared_no"], _matter(file)
    if number:
        yield from ((each, By.SHARED_NO) for each in numbered.get(number, ()))
    for each in named.get(matter, ()) if matter else ():
        if not (number and each.slots["shared_no"]):
            yield each, By.SUBJECT_ITEM
