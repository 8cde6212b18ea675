"""Which law governs a case, and whether it counts: what every judge of a case asks first."""

from collections.abc import Callable, Iterable
from functools import wraps

from domain.case import events as ev
from domain.catalogue import ItemListed, ItemType
from domain.verdict import Verdict
from domain.world import World
from projections.casefile import CaseFile, Noted

LICENCES = frozenset({ev.Matter.LICENCE, ev.Matter.LICENCE_JOINT})
SET_BY_LAW = LICENCES | {ev.Matter.HUNAN, ev.Matter.HUNAN_JOINT}

JudgesCase = Callable[[CaseFile, World], Iterable[Verdict]]


def unless_voided(judge: JudgesCase) -> JudgesCase:
    """A judge that leaves voided cases alone: 作废 stays recorded and counts no more."""

    @wraps(judge)
    def judged(file: CaseFile, world: World) -> Iterable[Verdict]:
        return () if file.slots["voided_at"] is not None else judge(file, world)

    return judged


def listed(file: CaseFile, world: World) -> ItemListed | None:
    """The case's item as the catalogue had it on the day the case began."""
    slots = file.slots
    item = world.item(slots["item"], slots["unit"])
    return None if item is None else item.version(file.day(slots["first_at"]))


def is_licence(file: CaseFile, world: World) -> bool:
    """Whether 行政许可法 governs a case: it says so, or says nothing and its item is a licence."""
    matter = file.slots["matter"]
    if matter in LICENCES:
        return True
    item = listed(file, world) if matter in ("", ev.Matter.OTHER) else None
    return item is not None and item.type is ItemType.LICENCE


def grant(file: CaseFile) -> Noted | None:
    """The first decision that granted what was asked for."""
    decided = file.all(ev.Decided)
    return next((each for each in decided if each.event.result is ev.Result.GRANTED), None)


def is_owed_by_law(file: CaseFile, world: World) -> bool:
    """Whether the law, or the catalogue for it, sets the case a term to decide."""
    if file.slots["matter"] in SET_BY_LAW or is_licence(file, world):
        return True
    item = listed(file, world)
    return item is not None and item.statutory_days > 0
