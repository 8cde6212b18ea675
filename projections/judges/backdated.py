"""REC_BACKDATED 事后补录: events of terms that were written down later than their feed may."""

# A correction is judged by how often it happens (REC_CORRECTED_OFTEN): correcting an error is 更正,
# not 补录. The registers that write as they go have the limit alone; one that sends the next day
# has a day more, and one that sends weekly has it from the end of the week.

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from domain.feed import Rhythm
from domain.lateness import lawful_until
from domain.reference import Rulebook
from domain.verdict import Decision, Severity, Verdict
from domain.world import World
from ledger.canonical import parse_instant
from projections.casefile import CaseFile
from projections.judge import Judge
from projections.judges import words
from projections.judges.governed import unless_voided
from projections.judges.recording import CLOCK_TYPES, day_of, happened, source_of, told
from projections.marks import AT, CORRECTION, ID, POSITION, RECORDED, TYPE, Mark
from projections.silence import rhythm_of, working_days_after

CODE = "REC_BACKDATED"
LIMIT = "record_backdated_working_days"
_DAY = slice(0, 10)
_RHYTHMS = {
    Rhythm.REALTIME: "（实时报送）",
    Rhythm.NEXT_DAY: "（次日报送，另加1个工作日）",
    Rhythm.WEEKLY: "（按周报送，自当周周末起算）",
    None: "",
}


class Term(NamedTuple):
    """The working days after which an event is recorded late, the rhythm of its feed, and the
    last day that is in time; None where it cannot be told.
    """

    days: int | None
    rhythm: Rhythm | None
    due: date | None


@unless_voided
def backdated(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Each event of a term that was recorded too late, or of which that cannot be told."""
    marks = [m for m in file.marks if m[TYPE] in CLOCK_TYPES and not m[CORRECTION]]
    if not marks:
        return
    unsaid = [mark for mark in marks if not mark[RECORDED]]
    late = [mark for mark in marks if mark[RECORDED] and _on_another_day(mark, file, world)]
    found = list(_of_late(late, file, world)) if late else []
    if unsaid:
        found.append(_unsaid(unsaid))
    yield from found or [
        Verdict(
            code=CODE,
            decision=Decision.OK,
            since=file.slots["first_at"],
            explanation="与期限有关的记录均在规定时间内入账。",
        )
    ]


def _on_another_day(mark: Mark, file: CaseFile, world: World) -> bool:
    """Whether it was recorded so long after it happened that its days must be counted."""
    at, recorded = mark[AT], mark[RECORDED]
    if recorded <= at or (recorded[_DAY] == at[_DAY] and _is_patient(world.book, at[_DAY])):
        return False
    return day_of(recorded, file) > day_of(at, file)


@lru_cache(512)
def _is_patient(book: Rulebook, day: str) -> bool:
    """Whether the limit is a day or more, so that what was recorded on the same UTC day, which
    is the same local day or the next, is in time.
    """
    on = date.fromisoformat(day)
    near = (book.limit(LIMIT, on + timedelta(days=n)) for n in (-1, 0, 1))
    return all(limit is not None and limit >= 1 for limit in near)


def _of_late(late: list[Mark], file: CaseFile, world: World) -> Iterator[Verdict]:
    """The verdicts on events recorded on a later day, unless their feed may lag as much."""
    source = source_of(file)
    terms: dict[date, Term] = {}
    for mark in late:
        on = day_of(mark[AT], file)
        if on not in terms:
            terms[on] = _term(world, source, on)
        due = terms[on].due
        if due is None:
            yield _unknown(mark, terms[on], file.zone)
        elif day_of(mark[RECORDED], file) > due:
            yield _late(mark, due, terms[on], file, world)


def _term(world: World, source: str, on: date) -> Term:
    """How long after a day its events may be written down."""
    days = world.book.limit(LIMIT, on)
    rhythm = rhythm_of(world, source, on) if source else None
    if days is None:
        return Term(None, rhythm, None)
    begins = on + timedelta(days=6 - on.weekday()) if rhythm is Rhythm.WEEKLY else on
    more = days + (rhythm is Rhythm.NEXT_DAY)
    return Term(days, rhythm, working_days_after(world.book, begins, more))


def _late(mark: Mark, due: date, term: Term, file: CaseFile, world: World) -> Verdict:
    recorded = parse_instant(mark[RECORDED])
    saved = _saved(mark, recorded, file, world)
    text = (
        f"{told(mark, file.zone)}至{words.moment(recorded, file.zone)}才入账；按{term.days}个工作日"
        f"{_RHYTHMS[term.rhythm]}，应不迟于{words.day(due)}入账，疑似事后补录。"
    )
    if saved is not None:
        text += f"期限至{words.day(saved)}，入账时已超过，补录使其显示为按期。"
    return Verdict(
        code=CODE,
        decision=Decision.VIOLATION,
        since=lawful_until(due, file.zone),
        explanation=text,
        about=(mark[ID],),
        positions=(mark[POSITION],),
        severity=Severity.RED if saved else None,
    )


def _saved(mark: Mark, recorded: datetime, file: CaseFile, world: World) -> date | None:
    """The last day of a term that this event ended in time but that had run out when it was
    recorded.
    """
    for running in file.clocks(world.book):
        clock = running.clock
        ends = clock.due_at or lawful_until(clock.due, clock.zone)
        if running.ended_by == mark[ID] and happened(mark) < ends <= recorded:
            return clock.due
    return None


def _unknown(mark: Mark, term: Term, zone: str) -> Verdict:
    missing = f"规则中未公布阈值 {LIMIT}" if term.days is None else "所涉年度放假安排未公布"
    return Verdict(
        code=CODE,
        decision=Decision.UNDETERMINED,
        since=happened(mark),
        explanation=f"{told(mark, zone)}入账晚于发生之日，{missing}，不能判定是否补录。",
        about=(mark[ID],),
        positions=(mark[POSITION],),
    )


def _unsaid(marks: list[Mark]) -> Verdict:
    positions = tuple(mark[POSITION] for mark in marks)
    return Verdict(
        code=CODE,
        decision=Decision.UNDETERMINED,
        since=happened(marks[0]),
        explanation=f"来源未给出{words.entries(positions)}的入账时间，不能判定是否事后补录。",
        positions=positions,
    )


JUDGES = (Judge((CODE,), backdated),)
