"""REC_FABRICATED 虚增办件: bursts of one trivial item by one operator, a mere sign."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.organisation import AccountKind
from domain.verdict import Decision, Verdict
from domain.world import World
from ledger.canonical import instant
from projections.casefile import CaseFile
from projections.group import Group
from projections.judge import Judge
from projections.judges.recording import IMPORTER, INTAKES, by, happened, listed_on
from projections.judges.words import moment
from projections.marks import POSITION, TYPE

CODE = "REC_FABRICATED"
LIMIT = "fabricated_hour_count"
HOUR = timedelta(hours=1)


class Intake(NamedTuple):
    """A case as it was taken in."""

    at: datetime
    position: int
    actor: str
    file: CaseFile


def fabricated(group: Group, world: World) -> Iterator[Verdict]:
    """Each longest run of intakes at one desk of which any so many came within an hour.

    A desk of which the numbers are ordinary gives no verdict but OK.
    """
    intakes = sorted(filter(None, map(_intake, group.cases)), key=lambda each: each[:2])
    if not intakes:
        return
    first = intakes[0]
    on = first.file.day(first.at)
    if world.account(first.actor, on) is AccountKind.SYSTEM:
        return
    limit = world.book.limit(LIMIT, on)
    if limit is None:
        text = f"规则中未公布阈值 {LIMIT}，不能判定。"
        yield _of(intakes, Decision.UNDETERMINED, text, first.at)
        return
    bursts = _bursts(intakes, max(limit, 1))
    if not bursts:
        yield _of(intakes, Decision.OK, f"一小时内办件均不足{limit}件。", first.at)
    for burst in bursts:
        yield from _judged(burst, max(limit, 1), world)


def _intake(file: CaseFile) -> Intake | None:
    """How a case was taken in; None for one that was voided or never was."""
    mark = next((mark for mark in file.marks if mark[TYPE] in INTAKES), None)
    if mark is None or file.slots["voided_at"] is not None:
        return None
    return Intake(happened(mark), mark[POSITION], by(mark), file)


def _bursts(intakes: Sequence[Intake], limit: int) -> list[Sequence[Intake]]:
    """The longest runs, none of which touches another."""
    runs: list[tuple[int, int]] = []
    for begin in range(len(intakes) - limit + 1):
        end = begin + limit
        if intakes[end - 1].at - intakes[begin].at > HOUR:
            continue
        if runs and begin < runs[-1][1]:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((begin, end))
    return [intakes[begin:end] for begin, end in runs]


def _judged(burst: Sequence[Intake], limit: int, world: World) -> Iterator[Verdict]:
    """What is to be said of a burst; nothing where its item is not a trivial one."""
    first, last = burst[0], burst[-1]
    file = first.file
    version = listed_on(file, world, file.day(first.at))
    if version is not None and not version.trivial:
        return
    since = burst[limit - 1].at
    begun = (
        f"{moment(first.at, file.zone)}至{moment(last.at, file.zone)}，{first.actor} "
        f"录入“{file.slots['item']}”{len(burst)}件，一小时内不少于{limit}件"
    )
    if version is None:
        text = f"{begun}；事项当日未编入目录，是否即办小事项不明，不能判定。"
        yield _of(burst, Decision.UNDETERMINED, text, since)
    elif first.actor.startswith(IMPORTER):
        text = f"{begun}；来源未注明经办人，是否一人录入不能判定。"
        yield _of(burst, Decision.UNDETERMINED, text, since)
    else:
        text = f"{begun}，疑似虚增办件，是否属实由人核实。"
        yield _of(burst, Decision.VIOLATION, text, since, world.position_of(version))


def _of(
    intakes: Sequence[Intake], decision: Decision, text: str, since: datetime, *facts: int
) -> Verdict:
    first = intakes[0]
    return Verdict(
        code=CODE,
        decision=decision,
        since=since,
        explanation=text,
        about=(instant(first.at),),
        positions=(*(each.position for each in intakes), *facts),
        dims={"person": first.actor},
    )


JUDGES = (Judge((CODE,), fabricated),)
