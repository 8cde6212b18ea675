"""违规挂起: time said not to count that has no basis in 许可法 45, or goes beyond it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.calendar import CalendarError, WorkCalendar
from domain.case import events as ev
from domain.case.timing import Stop, excluded_time, stops
from domain.clock_changes import ExcludedTime, exclusion_faults, told_end
from domain.clock_codes import ExclusionFault
from domain.clocks import MAX_DAYS, Basis, Clock, ClockRule
from domain.decider import Happened
from domain.labels import label
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import CaseFile, Noted
from projections.judge import Judge
from projections.judges.governed import unless_voided
from projections.judges.terms import (
    Term,
    before,
    is_decision,
    late_from,
    of_basis,
    of_event,
    terms,
    told,
)
from projections.judges.words import day

ABUSE = "CLK_SUSPEND_ABUSE"


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause, the term it stops as it stood before, and what it was judged to be."""

    stop: Stop
    happened: Happened
    term: Term
    clock: Clock
    time: ExcludedTime
    rule: ClockRule


@unless_voided
def paused(file: CaseFile, world: World) -> Iterator[Verdict]:
    """Each pause against the term to decide as it stood before it."""
    if file.first(ev.Paused) is None:
        return
    run = list(terms(file, world, is_decision))
    term = of_basis(run, Basis.STATUTORY, Basis.PROMISED)
    rule = world.book.clock_rules.by_id(term.clock.rule) if term else None
    calendar = world.book.calendar
    for stop in stops(file.history):
        happened = next(each for each in file.history if each.event is stop.paused)
        if term is None or rule is None or calendar is None or stop.paused.days_told > MAX_DAYS:
            yield _untold(file, happened)
            continue
        clock = before(file, term, happened, world.book)
        pause = Pause(stop, happened, term, clock, excluded_time(stop, clock.zone), rule)
        try:
            yield from _judged(file, pause, calendar)
        except CalendarError:
            yield _untold(file, happened)


def _untold(file: CaseFile, happened: Happened) -> Verdict:
    text = f"{told(happened, file.zone)}，没有可核对的期限、期限规则或工作日历，不能判定。"
    return of_event(ABUSE, Decision.UNDETERMINED, happened, text, (happened.id,))


def _judged(file: CaseFile, pause: Pause, calendar: WorkCalendar) -> Iterator[Verdict]:
    """What was wrong from the start, else from when it became wrong, if ever."""
    faults = set(exclusion_faults(pause.rule, pause.clock, pause.time, calendar))
    at_once = faults - {ExclusionFault.LONGER_THAN_TOLD}
    begun = _begun(file, pause)
    later = _overrun(file, pause, calendar)
    since = min((at for at, _ in later), default=None)
    if at_once:
        words = [label(fault).zh for fault in ExclusionFault if fault in at_once]
        yield _abuse(pause, pause.stop.began_at, begun, [*words, *(word for _, word in later)])
        return
    if since is None or since > pause.stop.began_at:
        yield Verdict(
            code=ABUSE,
            decision=Decision.OK,
            since=pause.stop.began_at,
            until=since,
            explanation=f"{begun}，事由和告知符合规定（{_law(pause.rule)}）。",
            about=(pause.happened.id,),
            positions=(pause.happened.position,),
        )
    if since is not None:
        yield _abuse(pause, since, begun, [word for _, word in later])


def _begun(file: CaseFile, pause: Pause) -> str:
    reason, days = label(pause.stop.paused.reason).zh, pause.time.days_told
    told_days = f"，告知需{days}日" if days else ""
    return f"{told(pause.happened, file.zone)}，事由：{reason}{told_days}"


def _law(rule: ClockRule) -> str:
    """Only licences have time that does not count; other matters have their term alone."""
    return "《行政许可法》第四十五条" if rule.not_counted else rule.citation


def _abuse(pause: Pause, since: datetime, begun: str, faults: list[str]) -> Verdict:
    return Verdict(
        code=ABUSE,
        decision=Decision.VIOLATION,
        since=since,
        explanation=f"{begun}；{'；'.join(faults)}；疑似违规停止计时（{_law(pause.rule)}）。",
        about=(pause.happened.id,),
        positions=(pause.term.began.position, pause.happened.position),
    )


def _overrun(file: CaseFile, pause: Pause, calendar: WorkCalendar) -> list[tuple[datetime, str]]:
    """Longer than told, and still running when the case was decided, each from when on."""
    found: list[tuple[datetime, str]] = []
    end = pause.stop.ended_at or (pause.term.ended.at if pause.term.ended else None)
    if pause.time.days_told > 0:
        last = told_end(pause.clock, pause.time, calendar)
        lapse = late_from(last, pause.clock.zone)
        if end is None or end >= lapse:
            word = label(ExclusionFault.LONGER_THAN_TOLD).zh
            found.append((lapse, f"{word}（至{day(last)}），超出的日数计入期限"))
    decided = file.first(ev.Decided)
    if decided is not None and _was_open(pause.stop, decided):
        found.append((decided.at, f"{told(decided, file.zone)}时仍未恢复计时"))
    return found


def _was_open(stop: Stop, decided: Noted) -> bool:
    return stop.began_at <= decided.at and (stop.ended_at is None or stop.ended_at > decided.at)


JUDGES = (Judge((ABUSE,), paused),)
