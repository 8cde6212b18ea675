"""What verdicts rest on besides the rows they judge: organisation, catalogue, feeds, rules.

Read from the log's own facts at a position. A day is local; intervals include both their days.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain import catalogue as cat
from domain import feed
from domain import organisation as org
from domain.facts import in_force
from domain.reference import Rulebook

# Which fields tell two facts of a type apart; one recorded again replaces the earlier.
IDENTITY: Mapping[type[Any], tuple[str, ...]] = {
    org.UnitRegistered: ("unit", "in_force_from"),
    org.HallOpened: ("hall", "in_force_from"),
    org.WindowOpened: ("window", "in_force_from"),
    org.Posted: ("staff", "window", "in_force_from"),
    org.Authorised: ("unit", "window", "item", "staff", "in_force_from"),
    org.AccountListed: ("account", "in_force_from"),
    org.ResponsibleNamed: ("unit", "role", "staff", "in_force_from"),
    org.ApprovalUnitEstablished: ("unit", "in_force_from"),
    org.EntryPlanned: ("unit",),
    org.Entered: ("unit", "hall", "in_force_from"),
    cat.ItemListed: ("item", "in_force_from"),
    cat.ItemEntryPlanned: ("item",),
    cat.ItemEntered: ("item", "on"),
    cat.ItemExited: ("item", "on"),
    cat.ItemCancelled: ("item",),
    cat.ItemDelegated: ("item",),
    cat.ItemTaken: ("item", "unit"),
    cat.Exempted: ("exemption",),
    feed.Declared: ("source", "in_force_from"),
}


@dataclass(slots=True)
class Item:
    """All that is known of one item; `positions` of each fact by its id()."""

    code: str
    versions: list[cat.ItemListed] = field(default_factory=list)
    planned: cat.ItemEntryPlanned | None = None
    moves: list[cat.ItemEntered | cat.ItemExited] = field(default_factory=list)
    cancelled: cat.ItemCancelled | None = None
    delegated: cat.ItemDelegated | None = None
    taken: list[cat.ItemTaken] = field(default_factory=list)

    def version(self, on: date) -> cat.ItemListed | None:
        """The version in force on a day."""
        return next((v for v in reversed(self.versions) if in_force(v, on)), None)

    def in_hall(self, on: date) -> bool:
        """Whether it was handled in the hall on a day; a move counts from its own day on."""
        moved = [move for move in self.moves if move.on <= on]
        return bool(moved) and isinstance(moved[-1], cat.ItemEntered)


class World:
    """Facts made ready for questions. `heard` are the local days on which each feed was heard,
    in order; `positions` tell where a fact stands, by its identity (see `position_of`).
    """

    def __init__(
        self,
        book: Rulebook,
        facts: Iterable[tuple[int, Any]] = (),
        heard: Mapping[str, Sequence[date]] | None = None,
        zone: str = "Asia/Shanghai",
    ) -> None:
        self.book = book
        self.zone = zone
        self.heard: Mapping[str, Sequence[date]] = heard or {}
        kept = {
            _identity(fact): (position, fact)
            for position, fact in sorted(facts, key=lambda each: each[0])
        }
        self._positions = {key: position for key, (position, _) in kept.items()}
        self._facts: dict[type[Any], list[Any]] = defaultdict(list)
        for _, fact in kept.values():
            self._facts[type(fact)].append(fact)
        self.items = self._items()
        self._named = self._names()
        self._posted = self._by("staff", org.Posted)
        self._authorised = self._by("unit", org.Authorised)
        self._accounts = self._by("account", org.AccountListed)
        self._units = self._by("unit", org.UnitRegistered)

    def hearing(self, heard: Mapping[str, Sequence[date]]) -> "World":
        """The same world with other days on which its feeds were heard."""
        other = copy(self)
        other.heard = heard
        return other

    def of(self, kind: type[Any]) -> list[Any]:
        """Every fact of a type, in the order of the log."""
        return self._facts.get(kind, [])

    def position_of(self, fact: Any) -> int:
        """Where a fact stands in the log."""
        return self._positions[_identity(fact)]

    def unit(self, name: str, on: date) -> org.UnitRegistered | None:
        """A unit in force on a day, by the name the log uses or by its USCC."""
        return next((u for u in self._units.get(name, ()) if in_force(u, on)), None)

    def is_unit(self, name: str) -> bool:
        """Whether a unit is registered at any time."""
        return name in self._units

    def item(self, text: str, unit: str = "") -> Item | None:
        """An item by its code, by its name within a unit, or by a name that no other has."""
        if text in self.items:
            return self.items[text]
        found = self._named.get((text, unit)) or self._named.get((text, ""))
        return None if found is None else self.items[found]

    def in_hall(self, item: str, unit: str, on: date) -> bool | None:
        """Whether an item is handled in the hall on a day; None where it is not catalogued."""
        found = self.item(item, unit)
        return None if found is None else found.in_hall(on)

    def exemption(
        self, kind: cat.ExemptionKind, unit: str, item: str, on: date
    ) -> cat.Exempted | None:
        """An exception in force for an item of a unit on a day."""
        found = self.item(item, unit)
        codes = {"", item} | ({found.code} if found else set())
        return next(
            (
                each
                for each in self.of(cat.Exempted)
                if each.kind is kind
                and each.unit in ("", unit)
                and each.item in codes
                and in_force(each, on)
            ),
            None,
        )

    def posting(self, staff: str, on: date) -> org.Posted | None:
        """Where somebody is posted on a day; None where he is at no window."""
        return next(iter(self.postings(staff, on)), None)

    def postings(self, staff: str, on: date) -> list[org.Posted]:
        """Every window at which somebody is posted on a day."""
        return [p for p in self._posted.get(staff, ()) if in_force(p, on)]

    def is_staff(self, staff: str) -> bool:
        """Whether somebody is known as posted at any time."""
        return staff in self._posted

    def authority(
        self, unit: str, item: str, power: org.Power, on: date, window: str = "", staff: str = ""
    ) -> org.Authorised | None:
        """An authority in force for a power; empty `window` and `staff` mean any."""
        found = self.item(item, unit)
        codes = {"", item} | ({found.code} if found else set())
        return next(
            (
                each
                for each in self._authorised.get(unit, ())
                if power in each.powers
                and each.item in codes
                and (not window or each.window == window)
                and (not staff or each.staff in ("", staff))
                and in_force(each, on)
            ),
            None,
        )

    def has_authorities(self, unit: str) -> bool:
        """Whether any authority of a unit at a window is known, of whatever time."""
        return unit in self._authorised

    def account(self, actor: str, on: date) -> org.AccountKind | None:
        """What kind of account an actor is, where he is listed as one."""
        found = next((a for a in self._accounts.get(actor, ()) if in_force(a, on)), None)
        return None if found is None else found.kind

    def feeds(self, register: feed.Register, unit: str, on: date) -> list[feed.Declared]:
        """The feeds that send a register of a unit (or of all units) on a day."""
        return [
            each
            for each in self.of(feed.Declared)
            if each.register is register and each.unit in ("", unit) and in_force(each, on)
        ]

    def _by(self, name: str, kind: type[Any]) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = defaultdict(list)
        for fact in self.of(kind):
            found[getattr(fact, name)].append(fact)
            if kind is org.UnitRegistered and fact.uscc:
                found[fact.uscc].append(fact)
        return found

    def _items(self) -> dict[str, Item]:
        items: dict[str, Item] = {}
        for version in sorted(self.of(cat.ItemListed), key=lambda each: each.in_force_from):
            items.setdefault(version.item, Item(version.item)).versions.append(version)
        moves = [*self.of(cat.ItemEntered), *self.of(cat.ItemExited)]
        for move in sorted(moves, key=lambda each: each.on):
            items.setdefault(move.item, Item(move.item)).moves.append(move)
        for planned in self.of(cat.ItemEntryPlanned):
            items.setdefault(planned.item, Item(planned.item)).planned = planned
        for cancelled in self.of(cat.ItemCancelled):
            items.setdefault(cancelled.item, Item(cancelled.item)).cancelled = cancelled
        for delegated in self.of(cat.ItemDelegated):
            items.setdefault(delegated.item, Item(delegated.item)).delegated = delegated
        for taken in self.of(cat.ItemTaken):
            items.setdefault(taken.item, Item(taken.item)).taken.append(taken)
        return items

    def _names(self) -> dict[tuple[str, str], str]:
        """Codes by (name, unit); by (name, "") where only one item has the name."""
        named: dict[tuple[str, str], str] = {}
        several: dict[str, set[str]] = defaultdict(set)
        for item in self.items.values():
            for version in item.versions:
                named[version.name, version.unit] = item.code
                several[version.name].add(item.code)
        alone = {
            (name, ""): next(iter(codes)) for name, codes in several.items() if len(codes) == 1
        }
        return named | alone


def _identity(fact: Any) -> tuple[Any, ...]:
    kind = type(fact)
    return (kind.TYPE, *(getattr(fact, name) for name in IDENTITY[kind]))
