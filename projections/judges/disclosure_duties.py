"""Which unit owes the public which class of information, from when until when."""

from collections.abc import Iterable
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple, TypeVar

from domain.calendar import DAY
from domain.detectors import DisclosureClass
from domain.organisation import UnitKind, UnitRegistered
from domain.world import World

Fact = TypeVar("Fact", bound=Any)

UNNAMED = "现行规定没有列明这类单位，没有载入本地规定，不能判定"
ENTERPRISES = (
    "公共企事业单位现依有关主管部门的规定公开"
    "（《政府信息公开条例》第五十五条），没有载入其规定，不能判定"
)


class Duty(NamedTuple):
    """A class owed by a unit from one day to another, both included; `last` None: still.

    With a `doubt` the law once named this kind of unit and no longer does, so that whether it
    owes cannot be told.
    """

    owed: DisclosureClass
    unit: UnitRegistered
    first: date
    last: date | None
    doubt: str = ""


def missing_keys(world: World) -> list[str]:
    """Every "<unit>|<category>" that anybody owes or owed."""
    kinds: dict[UnitKind, set[str]] = {
        kind: {c.category for c in world.book.classes if kind in c.unit_kinds} for kind in UnitKind
    }
    units = world.of(UnitRegistered)
    return sorted({f"{unit.unit}|{category}" for unit in units for category in kinds[unit.kind]})


def duties(world: World, unit: str, category: str) -> list[Duty]:
    """What a unit owes of a class, in order of time."""
    versions = _successive(c for c in world.book.classes if c.category == category)
    registered = _successive(u for u in world.of(UnitRegistered) if u.unit == unit)
    found = [duty for each, last in registered for duty in _of(each, last, versions)]
    return sorted(found, key=lambda duty: duty.first)


def joined(found: Iterable[Duty]) -> list[Duty]:
    """Duties that follow each other without a day between, and are alike in doubt, as one."""
    result: list[Duty] = []
    for duty in found:
        before = result[-1] if result else None
        if before and before.doubt == duty.doubt and before.last == duty.first - DAY:
            result[-1] = before._replace(last=duty.last)
        else:
            result.append(duty)
    return result


def _of(
    unit: UnitRegistered, until: date | None, versions: list[tuple[DisclosureClass, date | None]]
) -> list[Duty]:
    """The duties of one registration of a unit, under every version of a class."""
    found: list[Duty] = []
    named = False
    for version, last in versions:
        names = unit.kind in version.unit_kinds
        named = named or names
        if named:
            doubt = "" if names else UNNAMED
            found += _within(unit, until, Duty(version, unit, version.in_force_from, last, doubt))
    ended = versions[-1][1] if versions else None
    if named and ended is not None and unit.kind is UnitKind.PUBLIC_ENTERPRISE:
        after = Duty(versions[-1][0], unit, ended + DAY, None, ENTERPRISES)
        found += _within(unit, until, after)
    return found


def _within(unit: UnitRegistered, until: date | None, duty: Duty) -> list[Duty]:
    """A duty cut to the time of a registration; nothing where they do not meet."""
    first = max(duty.first, unit.in_force_from)
    last = min((day for day in (duty.last, until) if day is not None), default=None)
    return [] if last is not None and last < first else [duty._replace(first=first, last=last)]


def _successive(facts: Iterable[Fact]) -> list[tuple[Fact, date | None]]:
    """Versions in order, each with its last day: its own, or that before the next begins."""
    ordered = sorted(facts, key=lambda fact: fact.in_force_from)
    result = []
    for fact, follower in zip_longest(ordered, ordered[1:]):
        ends = [day for day in (fact.in_force_to, follower and follower.in_force_from - DAY) if day]
        result.append((fact, min(ends, default=None)))
    return result
