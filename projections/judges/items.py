"""Cases of items that were cancelled, handed down, or never listed (要点（十一）)."""

from collections.abc import Iterator
from datetime import date

from domain.catalogue import ItemListed
from domain.facts import in_force
from domain.verdict import Decision, Verdict
from domain.world import Item, World
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges import words
from projections.judges.case_acts import ACCEPTED, DECIDED, Act, acts, told

ACCEPTANCE = frozenset({ACCEPTED})


def cancelled(file: CaseFile, world: World) -> Iterator[Verdict]:
    """ITEM_CANCELLED_EXERCISED: what was accepted before is seen through. It is never
    undetermined: an item that is not in the catalogue is ITEM_OFF_CATALOGUE's to judge.
    """
    item = _item(file, world)
    end = item.cancelled if item else None
    if end is None:
        return
    done = acts(file, ACCEPTANCE | DECIDED)
    late = [act for act in done if act.day >= end.on]
    if not late:
        return
    position = world.position_of(end)
    grace = next((act for act in done if act.type == ACCEPTED and act.day < end.on), None)
    text = f"事项“{file.slots['item']}”自{words.day(end.on)}起取消（{words.entry(position)}）"
    if grace:
        decision, ending = Decision.OK, f"{told(grace, file.zone)}在取消之前，可以办完。"
    else:
        ending = "疑似已取消事项仍在实施（要点（十一））。"
        decision = Decision.VIOLATION
    yield Verdict(
        code="ITEM_CANCELLED_EXERCISED",
        decision=decision,
        since=late[0].at,
        explanation=f"{told(late[0], file.zone)}：{text}。{ending}",
        positions=(*(act.position for act in late), position),
    )


def retained(file: CaseFile, world: World) -> Iterator[Verdict]:
    """ITEM_DELEGATED_RETAINED: the holder before goes on accepting."""
    item = _item(file, world)
    handed = item.delegated if item else None
    if handed is None:
        return
    late = next((act for act in acts(file, ACCEPTANCE) if act.day >= handed.on), None)
    unit = file.slots["unit"]
    if late is None or (unit and not _same(unit, handed.from_unit, late.day, world)):
        return
    position = world.position_of(handed)
    ending = (
        f"{unit}仍在受理，疑似已下放事项仍在实施（要点（十）、（十一））。"
        if unit
        else "办件没有写明受理单位，不能判定。"
    )
    yield Verdict(
        code="ITEM_DELEGATED_RETAINED",
        decision=Decision.VIOLATION if unit else Decision.UNDETERMINED,
        since=late.at,
        explanation=f"{told(late, file.zone)}：事项“{file.slots['item']}”"
        f"自{words.day(handed.on)}起由{handed.from_unit}下放{handed.to_unit}"
        f"（{words.entry(position)}）。{ending}",
        positions=(late.position, position),
    )


def off_catalogue(file: CaseFile, world: World) -> Iterator[Verdict]:
    """ITEM_OFF_CATALOGUE: accepted though no version of the item was in force."""
    if file.slots["accepted_at"] is None:
        return
    day = file.day(file.slots["accepted_at"])
    item = _item(file, world)
    if item and (item.version(day) or _cancelled_by(item, day)):
        return
    accepted = acts(file, ACCEPTANCE)[0]
    decision, ending = _unlisted(file, world, accepted)
    yield Verdict(
        code="ITEM_OFF_CATALOGUE",
        decision=decision,
        since=accepted.at,
        explanation=f"{told(accepted, file.zone)}：{ending}",
        positions=(accepted.position,),
    )


def _unlisted(file: CaseFile, world: World, accepted: Act) -> tuple[Decision, str]:
    name = file.slots["item"]
    if not name:
        return Decision.UNDETERMINED, "办件没有写明事项，不能判定是否在事项清单之内。"
    unit = file.slots["unit"]
    listed_then = (each for each in world.of(ItemListed) if in_force(each, accepted.day))
    if not any(unit in ("", each.unit) for each in listed_then):
        return Decision.UNDETERMINED, f"{unit}{words.day(accepted.day)}没有事项清单，不能判定。"
    listed = f"{words.day(accepted.day)}有效的事项清单"
    return Decision.VIOLATION, f"事项“{name}”不在{listed}之内，疑似清单外实施（要点（十一））。"


def _cancelled_by(item: Item, day: date) -> bool:
    return item.cancelled is not None and item.cancelled.on <= day


def _item(file: CaseFile, world: World) -> Item | None:
    return world.item(file.slots["item"], file.slots["unit"])


def _same(unit: str, other: str, day: date, world: World) -> bool:
    """Whether two names (or a name and a USCC) mean one unit."""
    known = world.unit(unit, day)
    return unit == other or (known is not None and known is world.unit(other, day))


JUDGES = (
    Judge(("ITEM_CANCELLED_EXERCISED",), cancelled),
    Judge(("ITEM_DELEGATED_RETAINED",), retained),
    Judge(("ITEM_OFF_CATALOGUE",), off_catalogue),
)
