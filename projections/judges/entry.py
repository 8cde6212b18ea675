"""Items that are not in the hall as they should be, or that nobody took over (要点（十一）)."""

from collections.abc import Iterator
from datetime import date

from domain.catalogue import Exempted, ExemptionKind, ItemDelegated, ItemExited, ItemTaken
from domain.organisation import UnitRegistered
from domain.verdict import Decision, Verdict
from domain.world import Item, World
from projections.judge import Judge
from projections.judges import words
from projections.judges.spells import (
    Said,
    after,
    bounds,
    excused,
    exemptions,
    refused,
    verdicts,
)


def not_entered(key: str, world: World) -> Iterator[Verdict]:
    """HALL_NOT_ENTERED: while an item that must enter is past its plan and not in the hall."""
    item = world.items.get(key)
    if item is None or not any(version.must_enter for version in item.versions):
        return
    found = exemptions(world, ExemptionKind.ENTRY, _names(item), _units(item))
    changes = [*bounds(item.versions), *bounds(found), *_turns(item)]
    if item.planned:
        changes += after(item.planned.due)
    yield from verdicts(
        "HALL_NOT_ENTERED", changes, lambda day: _entry(item, day, found, world), world.zone
    )


def _entry(item: Item, day: date, found: list[Exempted], world: World) -> Said | None:
    version = item.version(day)
    if version is None or not version.must_enter or _gone(item, day):
        return None
    listed = f"应进必进事项“{version.name}”（{words.entry(world.position_of(version))}）"
    if item.in_hall(day):
        return Said(Decision.OK, f"{listed}已进驻大厅，未发现问题。", (world.position_of(version),))
    if allowed := excused(found, day, world):
        return allowed
    planned = item.planned
    if planned is None:
        text = f"{listed}没有进驻计划，不能判定应于何时进驻。"
        return Said(Decision.UNDETERMINED, text, (world.position_of(version),))
    if day <= planned.due:
        return None
    position = world.position_of(planned)
    return Said(
        Decision.VIOLATION,
        f"{listed}计划于{words.day(planned.due)}前进驻大厅（{words.entry(position)}），"
        f"此后没有进驻记录。{refused(found, day)}疑似应进未进（要点（十一）、（十二））。",
        (world.position_of(version), position),
    )


def withdrawn(key: str, world: World) -> Iterator[Verdict]:
    """HALL_WITHDRAWN: from each exit until the item is back; `about` is the day it left."""
    item = world.items.get(key)
    for left in item.moves if item else ():
        if item and isinstance(left, ItemExited):
            yield from _exit(item, left, world)


def _exit(item: Item, left: ItemExited, world: World) -> Iterator[Verdict]:
    found = exemptions(world, ExemptionKind.EXIT, _names(item), _units(item))
    returns = (move for move in item.moves if not isinstance(move, ItemExited))
    back = min((move.on for move in returns if move.on > left.on), default=None)
    changes = [left.on, *bounds(found), *bounds(item.versions), *_turns(item)]

    def say(day: date) -> Said | None:
        if back is not None and day >= back:
            return None
        return _out(item, left, day, found, world)

    about = (left.on.isoformat(),)
    within = [day for day in changes if day >= left.on]
    yield from verdicts("HALL_WITHDRAWN", within, say, world.zone, about)


def _out(
    item: Item, left: ItemExited, day: date, found: list[Exempted], world: World
) -> Said | None:
    position = world.position_of(left)
    text = f"事项“{_name(item)}”{words.day(left.on)}撤出大厅（{words.entry(position)}）"
    if _gone(item, left.on):
        return Said(Decision.OK, f"{text}，此前已取消或者下放，未发现问题。", (position,))
    if _gone(item, day):
        return None
    if allowed := excused(found, day, world):
        return allowed
    if item.version(day) is None:
        ending = "事项没有有效的清单版本，不能判定应否仍在大厅办理。"
        return Said(Decision.UNDETERMINED, f"{text}，{ending}", (position,))
    ending = f"没有有效的撤出例外。{refused(found, day)}疑似未经批准撤出（要点（十一））。"
    return Said(Decision.VIOLATION, f"{text}，{ending}", (position,))


def not_taken(key: str, world: World) -> Iterator[Verdict]:
    """DELEGATION_NOT_TAKEN: from the day after it was to be taken over until it is."""
    item = world.items.get(key)
    handed = item.delegated if item else None
    if item is None or handed is None:
        return
    takers = [each for each in item.taken if each.unit == handed.to_unit]
    taken = min(takers, key=lambda each: each.on, default=None)
    known = [each for each in world.of(UnitRegistered) if each.unit == handed.to_unit]
    begins = after(handed.take_by)
    changes = [*begins, *bounds(known), *([taken.on] if taken else [])]
    yield from verdicts(
        "DELEGATION_NOT_TAKEN",
        [day for day in changes if day > handed.take_by],
        lambda day: _taking(item, handed, taken, day, world),
        world.zone,
    )


def _taking(
    item: Item, handed: ItemDelegated, taken: ItemTaken | None, day: date, world: World
) -> Said:
    position = world.position_of(handed)
    told = (
        f"事项“{_name(item)}”下放{handed.to_unit}（{words.entry(position)}），"
        f"应于{words.day(handed.take_by)}前承接"
    )
    if taken and taken.on <= day:
        where = world.position_of(taken)
        ending = f"已承接（{words.entry(where)}），未发现问题。"
        return Said(Decision.OK, f"{told}，{ending}", (position, where))
    if world.unit(handed.to_unit, day) is None:
        ending = "该单位没有登记，不能判定是否承接。"
        return Said(Decision.UNDETERMINED, f"{told}，{ending}", (position,))
    ending = "此后没有承接记录，疑似下放未承接（要点（十）、（十一））。"
    return Said(Decision.VIOLATION, f"{told}，{ending}", (position,))


def _gone(item: Item, day: date) -> bool:
    """Whether it is the unit's no more: cancelled, or handed down."""
    ends = (item.cancelled, item.delegated)
    return any(end is not None and end.on <= day for end in ends)


def _turns(item: Item) -> list[date]:
    """The days on which it moved, was cancelled or handed down."""
    facts = [*item.moves, *(end for end in (item.cancelled, item.delegated) if end)]
    return [fact.on for fact in facts]


def _units(item: Item) -> set[str]:
    return {version.unit for version in item.versions}


def _names(item: Item) -> set[str]:
    return {item.code, *(version.name for version in item.versions)}


def _name(item: Item) -> str:
    return item.versions[-1].name if item.versions else item.code


JUDGES = (
    Judge(("HALL_NOT_ENTERED",), not_entered),
    Judge(("HALL_WITHDRAWN",), withdrawn),
    Judge(("DELEGATION_NOT_TAKEN",), not_taken),
)
