"""What a log says of items and units already, and what a row of a catalogue adds to it."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from typing import Any, Self

from domain.catalogue import ItemEntered, ItemExited, ItemListed
from domain.decider import Event
from domain.organisation import UnitRegistered
from exchange.catalogue_rows import Listing, Stated
from ledger.envelope import stream_id
from ledger.reading import Reader

Move = ItemEntered | ItemExited


def stream_of(fact: Any) -> str:
    """The stream of an item's or a unit's facts."""
    if isinstance(fact, UnitRegistered):
        return stream_id("organisation", fact.unit)
    return stream_id("catalogue", fact.item)


class Known:
    """The facts of a log about its items and units; what it answers as news it knows from then
    on. `versions` are those of the streams.
    """

    def __init__(self, today: date) -> None:
        self._today = today
        self._items: dict[str, dict[date, ItemListed]] = defaultdict(dict)
        self._moves: dict[str, list[Move]] = defaultdict(list)
        self._units: set[str] = set()
        self.versions: Counter[str] = Counter()

    @classmethod
    def read(cls, reader: Reader, today: date) -> Self:
        """All that a log says."""
        known = cls(today)
        for entry in (*reader.chapter("catalogue"), *reader.chapter("organisation")):
            known.versions[entry.stream] = entry.version
            known._learn(entry.event)
        return known

    def news(self, listing: Listing) -> list[Event]:
        """The facts of a row that the log does not have."""
        found: list[Event] = []
        unit, entered = listing.unit, listing.entered
        if unit is not None and unit.unit not in self._units:
            found.append(unit)
        if not self._lists(listing.item):
            found.append(listing.item.fact)
        if entered is not None and not self._has_entered(entered):
            found.append(entered.fact)
        for fact in found:
            self._learn(fact)
        return found

    def _learn(self, fact: Any) -> None:
        match fact:
            case ItemListed():
                self._items[fact.item][fact.in_force_from] = fact
            case ItemEntered() | ItemExited():
                self._moves[fact.item].append(fact)
            case UnitRegistered():
                self._units.add(fact.unit)

    def _lists(self, item: Stated[ItemListed]) -> bool:
        """Whether the version is there: the one of its own day, else the one in force."""
        versions, fact = self._items[item.fact.item], item.fact
        began = [day for day in versions if day <= self._today]
        current = (
            versions.get(fact.in_force_from) if item.dated or not began else versions[max(began)]
        )
        return current is not None and current == replace(fact, in_force_from=current.in_force_from)

    def _has_entered(self, entered: Stated[ItemEntered]) -> bool:
        """Whether the item is known to be in that hall: since its own day, else by now."""
        fact, moves = entered.fact, self._moves[entered.fact.item]
        if entered.dated:
            return any(_same(move, fact) and move.on == fact.on for move in moves)
        past = sorted((each for each in moves if each.on <= self._today), key=lambda each: each.on)
        return bool(past) and _same(past[-1], fact)


def _same(move: Move, fact: ItemEntered) -> bool:
    return isinstance(move, ItemEntered) and move.hall == fact.hall
