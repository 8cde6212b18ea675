"""Units that should be in the hall, or have concentrated their approvals, and have not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.catalogue import ExemptionKind
from domain.facts import in_force
from domain.organisation import (
    ApprovalUnitEstablished,
    Authorised,
    Entered,
    EntryPlanned,
    Power,
    UnitRegistered,
)
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.judge import Judge
from projections.judges import words
from projections.judges.spells import (
    Said,
    Saying,
    after,
    bounds,
    excused,
    exemptions,
    refused,
    verdicts,
)

NEEDED = {Power.ACCEPT: "受理", Power.DECIDE: "决定"}


@dataclass(frozen=True, slots=True)
class Duty:
    """What a unit owes by a day under its plan: `told` says it in Chinese."""

    unit: str
    by: date
    told: str
    position: int

    def said(self, decision: Decision, ending: str, *more: int) -> Said:
        """What is to be said of it."""
        return Said(decision, f"{self.told}，{ending}", (self.position, *more))

    def done(self, facts: Iterable[Any], day: date, world: World) -> Said | None:
        """OK where one of the facts is in force."""
        for fact in facts:
            if in_force(fact, day):
                where = world.position_of(fact)
                ending = f"已落实（{words.entry(where)}），未发现问题。"
                return self.said(Decision.OK, ending, where)
        return None


def org_not_entered(key: str, world: World) -> Iterator[Verdict]:
    """HALL_ORG_NOT_ENTERED: past its plan, while the unit is not in the hall it was to enter."""
    planned = _plan(key, world)
    if planned is None:
        return
    position = world.position_of(planned)
    told = f"{key}应于{words.day(planned.due)}前进驻{planned.hall}（{words.entry(position)}）"
    duty = Duty(key, planned.due, told, position)
    entries = [each for each in world.of(Entered) if each.unit == key and each.hall == planned.hall]
    found = exemptions(world, ExemptionKind.ENTRY, (), [key])

    def say(day: date) -> Said:
        ending = f"没有有效的进驻记录。{refused(found, day)}疑似单位未进驻（要点（十二））。"
        return (
            duty.done(entries, day, world)
            or excused(found, day, world)
            or duty.said(Decision.VIOLATION, ending)
        )

    yield from _owed("HALL_ORG_NOT_ENTERED", duty, bounds([*entries, *found]), say, world)


def unit_absent(key: str, world: World) -> Iterator[Verdict]:
    """TWO_CONC_UNIT_ABSENT: past the day by which approvals were to be in one section."""
    planned = _plan(key, world)
    if planned is None:
        return
    duty = _concentration(planned, world)
    sections = [each for each in world.of(ApprovalUnitEstablished) if each.unit == key]
    lacks = "没有设立政务公开政务服务股的记录"

    def say(day: date) -> Said:
        return duty.done(sections, day, world) or _lacking(planned, duty, lacks, "未设审批股")

    yield from _owed("TWO_CONC_UNIT_ABSENT", duty, bounds(sections), say, world)


def not_authorised(key: str, world: World) -> Iterator[Verdict]:
    """TWO_CONC_NOT_AUTHORISED: nobody at its windows may accept, or nobody may decide."""
    planned = _plan(key, world)
    if planned is None:
        return
    duty = _concentration(planned, world)
    given = [each for each in world.of(Authorised) if each.unit == key]

    def say(day: date) -> Said:
        live = [each for each in given if in_force(each, day)]
        positions = sorted(world.position_of(each) for each in live)
        lacking = [p for p in NEEDED if not any(p in each.powers for each in live)]
        if not lacking:
            return duty.said(Decision.OK, "窗口已有受理、决定授权，未发现问题。", *positions)
        which = words.joined(NEEDED[power] for power in lacking)
        return _lacking(planned, duty, f"窗口没有有效的{which}授权", "授权不到位", *positions)

    yield from _owed("TWO_CONC_NOT_AUTHORISED", duty, bounds(given), say, world)


def _plan(key: str, world: World) -> EntryPlanned | None:
    """What the unit was to do by when; nothing is owed where nothing was planned."""
    return next((each for each in world.of(EntryPlanned) if each.unit == key), None)


def _concentration(planned: EntryPlanned, world: World) -> Duty:
    """Where no day is set for it, it is looked at from the day of entry on."""
    position = world.position_of(planned)
    by = planned.concentrate_by
    term = f"应于{words.day(by)}前" if by else "应当"
    told = f"{planned.unit}{term}落实两集中、两到位（{words.entry(position)}）"
    return Duty(planned.unit, by or planned.due, told, position)


def _lacking(planned: EntryPlanned, duty: Duty, lacks: str, sign: str, *more: int) -> Said:
    if planned.concentrate_by is None:
        return duty.said(Decision.UNDETERMINED, f"{lacks}，但没有期限，不能判定。", *more)
    return duty.said(Decision.VIOLATION, f"{lacks}，疑似{sign}（要点（十））。", *more)


def _owed(
    code: str, duty: Duty, changes: Iterable[date], say: Saying, world: World
) -> Iterator[Verdict]:
    """From the day after it was due, while the unit is there; undetermined where nobody
    registered it.
    """
    known = [each for each in world.of(UnitRegistered) if duty.unit in (each.unit, each.uscc)]

    def said(day: date) -> Said | None:
        if not known:
            return duty.said(Decision.UNDETERMINED, "该单位没有登记，不能判定。")
        return say(day) if world.unit(duty.unit, day) else None

    days = [*after(duty.by), *changes, *bounds(known)]
    yield from verdicts(code, [day for day in days if day > duty.by], said, world.zone)


JUDGES = (
    Judge(("HALL_ORG_NOT_ENTERED",), org_not_entered),
    Judge(("TWO_CONC_UNIT_ABSENT",), unit_absent),
    Judge(("TWO_CONC_NOT_AUTHORISED",), not_authorised),
)
