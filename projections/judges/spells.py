"""Verdicts of the world itself: what holds of an item or a unit from one day to another."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from domain.catalogue import ApproverLevel, Exempted, ExemptionKind
from domain.facts import in_force
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.judges.presence import allowed

DAY = timedelta(days=1)
# 应进必进事项不进驻, 报本级人民政府批准 (domain rule of 要点（十一）): no unit excuses itself.
HIGH_ENOUGH = frozenset({ApproverLevel.GOVERNMENT, ApproverLevel.SUPERIOR})


class Said(NamedTuple):
    """What is to be said on a day."""

    decision: Decision
    text: str
    positions: tuple[int, ...] = ()


Saying = Callable[[date], Said | None]


def verdicts(
    code: str, changes: Iterable[date], say: Saying, zone: str, about: tuple[str, ...] = ()
) -> Iterator[Verdict]:
    """One verdict for each stretch of days on which the same is said.

    `changes` are the days from which something else may hold; before the first nothing does.
    """
    days = sorted(set(changes))
    stretches: list[tuple[date, Said | None]] = []
    for day in days:
        said = say(day)
        if not stretches or stretches[-1][1] != said:
            stretches.append((day, said))
    ends = [*(first for first, _ in stretches[1:]), None]
    for (first, said), end in zip(stretches, ends, strict=True):
        if said is not None:
            yield Verdict(
                code=code,
                decision=said.decision,
                since=midnight(first, zone),
                until=midnight(end, zone) if end else None,
                explanation=said.text,
                about=about,
                positions=said.positions,
            )


def midnight(day: date, zone: str) -> datetime:
    """When a local day begins, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def after(day: date | None) -> list[date]:
    """The day after, none where there is no end."""
    return [] if day is None or day == date.max else [day + DAY]


def bounds(facts: Iterable[Any]) -> list[date]:
    """The days on which facts with in_force_from and in_force_to begin and have ended."""
    days: list[date] = []
    for fact in facts:
        days += [fact.in_force_from, *after(fact.in_force_to)]
    return days


def exemptions(
    world: World, kind: ExemptionKind, items: Iterable[str], units: Iterable[str]
) -> list[Exempted]:
    """The exceptions of a kind for any of these items or units, or for all of them."""
    ours, named = {"", *units}, {"", *items}
    return [
        each
        for each in world.of(Exempted)
        if each.kind is kind and each.unit in ours and each.item in named
    ]


def excused(found: Iterable[Exempted], day: date, world: World) -> Said | None:
    """OK where one of them is in force and approved by the same level's government or above."""
    for each in found:
        if each.approver_level in HIGH_ENOUGH and in_force(each, day):
            text = f"{allowed(each, world)}，未发现问题。"
            return Said(Decision.OK, text, (world.position_of(each),))
    return None


def refused(found: Iterable[Exempted], day: date) -> str:
    """A remark where the unit excused itself, which does not count."""
    own = [each for each in found if each.approver_level not in HIGH_ENOUGH and in_force(each, day)]
    return f"{own[0].document}未经本级人民政府以上批准，不作数。" if own else ""
