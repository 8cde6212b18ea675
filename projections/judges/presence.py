"""Whether an item was handled in the hall on a day, and by which facts and exceptions."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.catalogue import Exempted, ExemptionKind
from domain.world import World
from projections.fold import Row
from projections.judges import words


class Hall(StrEnum):
    """What the catalogue says of the hall on a day; UNKNOWN where the item is not in it."""

    IN = "in"
    OUT = "out"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"


class Presence(NamedTuple):
    """The answer, the ledger positions it rests on, and how it is said in Chinese."""

    hall: Hall
    positions: tuple[int, ...]
    text: str


def presence(slots: Row, world: World, day: date, kind: ExemptionKind) -> Presence:
    """How the item of a case, or of a register's entry, stood towards the hall on a day."""
    name, unit = slots["item"], slots["unit"]
    item = world.item(name, unit)
    if item is None:
        return Presence(Hall.UNKNOWN, (), _uncatalogued(name))
    if not item.in_hall(day):
        return Presence(Hall.OUT, (), f"事项“{name}”{words.day(day)}不在大厅办理")
    move = next(each for each in reversed(item.moves) if each.on <= day)
    entered = world.position_of(move)
    exemption = world.exemption(kind, unit, name, day)
    if exemption is not None:
        return Presence(
            Hall.EXEMPT, (entered, world.position_of(exemption)), allowed(exemption, world)
        )
    return Presence(
        Hall.IN,
        (entered,),
        f"事项“{name}”已于{words.day(move.on)}进驻大厅（{words.entry(entered)}），"
        f"{words.day(day)}没有有效的例外",
    )


def allowed(exemption: Exempted, world: World) -> str:
    """有有效的例外（某某批准，某号文件，第 5 号记录）."""
    position = words.entry(world.position_of(exemption))
    return f"有有效的例外（{exemption.approver}批准，{exemption.document}，{position}）"


def _uncatalogued(name: str) -> str:
    return f"事项“{name}”不在事项清单中，无法确定是否进驻大厅" if name else "没有写明事项"
