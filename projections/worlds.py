"""The world of a log at a position, kept up as its facts are recorded, and what a fact touches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.chapters import EVENTS
from domain.log import Opened
from domain.reference import Reference, Rulebook
from domain.rules import CHAPTER as RULES
from domain.world import World
from ledger.codec import from_plain
from projections import feeds
from projections.fold import Row

# What no index can narrow down: everything is judged again.
EVERYTHING = frozenset({"*"})
NO_ZONE = "UTC"


@dataclass(slots=True)
class Worlds:
    """The facts of a log. `after` gives the world once more of them are known."""

    opened: Opened | None = None
    world: World = field(default_factory=lambda: World(Rulebook(Reference())))
    _book: Rulebook = field(default_factory=lambda: Rulebook(Reference()))
    _rules: dict[int, Any] = field(default_factory=dict)
    _facts: dict[int, Any] = field(default_factory=dict)
    _feeds: dict[str, Row] = field(default_factory=dict)

    def after(self, reference: Iterable[Row], heard: Mapping[str, Row]) -> World:
        """The world with these rows of the views `reference` and `feeds` as well."""
        before = len(self._rules), len(self._facts), self.zone
        for row in reference:
            self._take(row)
        self._feeds |= heard
        if before[0] != len(self._rules):
            self._book = Rulebook(_published(self._rules))
        if before != (len(self._rules), len(self._facts), self.zone):
            self.world = World(self._book, self._facts.items(), self._heard(), self.zone)
        elif heard:
            self.world = self.world.hearing(self._heard())
        return self.world

    @property
    def zone(self) -> str:
        """The log's time zone."""
        return self.opened.time_zone if self.opened else NO_ZONE

    def _take(self, row: Row) -> None:
        fact = from_plain(EVENTS[row["type"]], row["data"])
        if isinstance(fact, Opened):
            self.opened = fact
        elif row["type"] in RULES.events:
            self._rules[row["position"]] = fact
        else:
            self._facts[row["position"]] = fact

    def _heard(self) -> dict[str, Sequence[date]]:
        return {source: feeds.heard(row, self.zone) for source, row in self._feeds.items()}


def _published(rules: Mapping[int, Any]) -> Reference:
    found = Reference()
    for position in sorted(rules):
        found = found.after(rules[position], position)
    return found


def touched(rows: Iterable[Row], world: World) -> frozenset[str]:
    """The groups whose rows are to be judged again after these facts, EVERYTHING for any.

    They are those of the items and units that a fact names: whatever rests on a fact belongs
    to one of them.
    """
    found: set[str] = set()
    for row in rows:
        if row["type"] == Opened.TYPE:
            continue
        if row["type"] in RULES.events:
            return EVERYTHING
        groups = _groups_of(from_plain(EVENTS[row["type"]], row["data"]), world)
        if not groups:
            return EVERYTHING
        found.update(groups)
    return frozenset(found)


def _groups_of(fact: Any, world: World) -> Sequence[str]:
    item, unit = getattr(fact, "item", ""), getattr(fact, "unit", "")
    if item:
        return _item(item, world)
    return [f"unit:{unit}"] if unit else ()


def _item(code: str, world: World) -> list[str]:
    """The groups of an item by its code and by every name it has had."""
    known = world.items.get(code)
    names = {version.name for version in known.versions} if known else set()
    return [f"item:{text}" for text in sorted({code, *names})]
