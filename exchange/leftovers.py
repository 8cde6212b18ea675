"""Which values of a row no rule uses, and on which of its events each of them rides."""

from typing import NamedTuple

from exchange.cells import Cells, Place
from exchange.event_fields import has_applicant
from exchange.mapping import Mapping, Ref, Rule

SHAPES = 500
WIDTH = 500
"""How many shapes of rows are remembered, and up to which width; the rows of a log have few."""

Names = tuple[str, ...]


class Left(NamedTuple):
    """What rides on one event: the places of public and of private values, sorted."""

    public: tuple[Place, ...]
    private: tuple[Place, ...]


class Leftovers:
    """Tells it from a row's shape: the rules that fired and the columns that are filled."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._known: dict[tuple[Names, Names, Names], list[Left]] = {}

    def of(self, cells: Cells, fired: list[Rule]) -> list[Left]:
        """For each fired rule the unmapped values that ride on its event: each rides once."""
        case, event = cells.filled
        shape = tuple(rule.name for rule in fired), case, event
        found = self._known.get(shape)
        if found is None:
            places = [*((True, name) for name in case), *((False, name) for name in event)]
            found = self._carried(cells, places, fired)
            if len(self._known) >= SHAPES:
                self._known.clear()
            if len(places) <= WIDTH:
                self._known[shape] = found
        return found

    def _carried(self, cells: Cells, places: list[Place], fired: list[Rule]) -> list[Left]:
        used = self._used(cells, fired)
        of_case = next((at for at, rule in enumerate(fired) if rule.once), 0)
        of_row = next((at for at, rule in enumerate(fired) if not rule.once), 0)
        carried: list[list[Place]] = [[] for _ in fired]
        for place in sorted(places):
            name = place[1]
            if place not in used and name not in self._mapping.dropped:
                named = (at for at, rule in enumerate(fired) if name in rule.attributes)
                carried[next(named, of_case if place[0] else of_row)].append(place)
        public = self._mapping.public
        return [
            Left(
                tuple(place for place in places if place[1] in public),
                tuple(place for place in places if place[1] not in public),
            )
            for places in carried
        ]

    def _used(self, cells: Cells, fired: list[Rule]) -> set[Place | None]:
        """The values that are kept elsewhere: as ids, times and fields without translation."""
        refs = [self._mapping.source.case, self._mapping.source.key]
        for rule in fired:
            refs += [first(cells, rule.time), rule.recorded]
            sources = [*rule.fields]
            if has_applicant(rule.event):
                sources += self._mapping.applicant
            refs += [source.column for source in sources if not source.values]
            if rule.deadline:
                refs.append(rule.deadline.column)
        return {cells.place(ref) for ref in refs if ref}


def first(cells: Cells, refs: tuple[Ref, ...]) -> Ref | None:
    """The first column that is filled in this row."""
    return next((ref for ref in refs if cells.place(ref)), None)
