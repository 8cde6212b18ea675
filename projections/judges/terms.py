"""Terms as judges tell them: a clock, what began and ended it, its days, its first late instant."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from domain.calendar import CalendarError, Deadline, WorkCalendar
from domain.case import events as ev
from domain.case.timing import Running, is_term, moved
from domain.clocks import Basis, Clock
from domain.decider import Happened
from domain.explain import summary
from domain.labels import event_label, label
from domain.lateness import Span, lawful_until
from domain.reference import Rulebook
from domain.verdict import Decision, Verdict
from domain.world import World
from projections.casefile import END, CaseFile, Noted
from projections.explanation import UNITS, counted_days
from projections.judges.words import day, entry, moment
from projections.overdue import days_over


@dataclass(frozen=True, slots=True)
class Term:
    """A clock with the events that began and ended it; late if not ended before `late_from`."""

    running: Running
    began: Noted
    ended: Noted | None
    late_from: datetime

    @property
    def clock(self) -> Clock:
        """The clock as it stands, with its extension and the days not counted."""
        return self.running.clock

    @property
    def kept(self) -> bool:
        """Whether what it waits for came in time."""
        return self.ended is not None and self.ended.at < self.late_from

    @property
    def positions(self) -> tuple[int, ...]:
        """Where its events stand."""
        return (self.began.position, *((self.ended.position,) if self.ended else ()))


@dataclass(frozen=True, slots=True)
class Duty:
    """What a term is for: its code, the act it waits for, and the sign if that came late."""

    code: str
    act: str
    sign: str


def terms(file: CaseFile, world: World, wanted: Callable[[Running], bool]) -> Iterator[Term]:
    """The terms of a case whose clocks are wanted, in order of starting."""
    for running in file.clocks(world.book):
        if wanted(running):
            began = _by_id(file, running.started_by)
            assert began is not None, "a clock is started by an event of its case"
            ended = _by_id(file, running.ended_by)
            clock = running.clock
            yield Term(running, began, ended, late_from(clock.due, clock.zone))


def is_decision(running: Running) -> bool:
    """Whether a clock is the case's own: the term to decide, or the source's deadline for it."""
    clock = running.clock
    return is_term(clock) or (clock.basis is Basis.GIVEN and not running.step)


def of_basis(run: Iterable[Term], *bases: Basis) -> Term | None:
    """The first term of the first of these bases that there is."""
    by_basis = {term.clock.basis: term for term in reversed(list(run))}
    return next((by_basis[basis] for basis in bases if basis in by_basis), None)


def before(file: CaseFile, term: Term, change: Happened, book: Rulebook) -> Clock:
    """The clock of a term as it stood when an extension or a pause came."""
    clock = next(c for c in term.began.event.clocks if c.rule == term.clock.rule)
    place = (change.at, change.position)
    earlier = [
        each
        for each in file.history
        if not isinstance(each.event, ev.Extended | ev.Paused) or (each.at, each.position) < place
    ]
    return moved(clock, earlier, book)[0]


@lru_cache(maxsize=4096)
def late_from(due: date, zone: str) -> datetime:
    """24:00 of the last lawful day; at the end of time there is none."""
    try:
        return lawful_until(due, zone)
    except OverflowError:
        return END


def within(world: World, on: date, working_days: int) -> Deadline | None:
    """The last of so many working days after a day; None where the calendar cannot tell."""
    try:
        calendar = world.book.calendar
        return None if calendar is None else calendar.add_working_days(on, working_days)
    except CalendarError:
        return None


def by_term(
    duty: Duty, term: Term, world: World, tail: str = "", about: tuple[str, ...] = ()
) -> Iterator[Verdict]:
    """In time until its last lawful day has passed, late from then on if nothing came."""
    if term.kept or (term.ended is None and term.began.at < term.late_from):
        yield Verdict(
            code=duty.code,
            decision=Decision.OK,
            since=term.began.at,
            until=None if term.kept else term.late_from,
            explanation=_in_time(duty, term),
            about=about,
            positions=term.positions,
        )
    if not term.kept:
        yield Verdict(
            code=duty.code,
            decision=Decision.VIOLATION,
            since=term.late_from,
            explanation=_too_late(duty, term, world) + tail,
            about=about,
            positions=term.positions,
        )


def of_event(
    code: str,
    decision: Decision,
    noted: Noted | Happened,
    explanation: str,
    about: tuple[str, ...] = (),
) -> Verdict:
    """What an event by itself tells, from when it happened."""
    return Verdict(
        code=code,
        decision=decision,
        since=noted.at,
        explanation=explanation,
        about=about,
        positions=(noted.position,),
    )


def missing_clock(world: World) -> str:
    """Why a term that is owed could not be reckoned."""
    if world.book.calendar is None:
        return "未公布工作日历，期限无从计算，不能判定。"
    return "当日没有生效的期限规则，或工作日历未覆盖，期限无从计算，不能判定。"


def due_words(term: Clock | Deadline) -> str:
    """2016年10月21日, and that it is provisional while a year's notice is not out."""
    return f"{day(term.due)}（暂定）" if term.provisional else day(term.due)


def told(noted: Noted | Happened, zone: str) -> str:
    """2016年4月29日 09:05受理（第 5 号记录）."""
    name = event_label(noted.event.TYPE).zh
    return f"{moment(noted.at, zone)}{name}（{entry(noted.position)}）"


def reckoned(running: Running, world: World) -> str:
    """法定时限20个工作日，起算日2016年9月20日（不计），届满日2016年10月21日（周末 8 日不计）."""
    clock = running.clock
    name, last = label(clock.basis).zh, f"届满日{day(clock.due)}"
    if clock.due_at is not None:
        return f"{name}，{last}"
    unit, calendar = UNITS[clock.unit], world.book.calendar
    longer = f"，延长{clock.extended}{unit}" if clock.extended else ""
    counted = "" if calendar is None else _left_out(calendar, clock, running.spans)
    return (
        f"{name}{clock.length}{unit}{longer}，起算日{day(clock.started_on)}（不计），"
        f"{last}{counted}"
    )


@lru_cache(maxsize=4096)
def _left_out(calendar: WorkCalendar, clock: Clock, spans: tuple[Span, ...]) -> str:
    """Which days of a term did not count, in brackets."""
    days = counted_days(Running(clock=clock, started_by="", spans=spans), calendar)
    rest = summary(days).partition("；")[2] if days else ""
    return f"（{rest}）" if rest else ""


def _by_id(file: CaseFile, id_: str) -> Noted | None:
    return next((each for each in file.events if each.id == id_), None)


def _in_time(duty: Duty, term: Term) -> str:
    clock = term.clock
    last = f"{label(clock.basis).zh}至{due_words(clock)}"
    if term.ended is None:
        return f"{told(term.began, clock.zone)}，{last}，尚未届满。"
    return f"{last}，{told(term.ended, clock.zone)}，在期限内。"


def _too_late(duty: Duty, term: Term, world: World) -> str:
    clock = term.clock
    if term.ended is None:
        came = f"届满后仍无{duty.act}记录"
    else:
        came = f"{told(term.ended, clock.zone)}，{_excess(term, term.ended, world)}"
    begun = "" if term.ended is term.began else f"{told(term.began, clock.zone)}；"
    deemed = "，逾期未告知补正，自收到申请材料之日起即为受理" if _is_deemed(term) else ""
    return (
        f"{begun}{reckoned(term.running, world)}{deemed}；{came}，{duty.sign}（{clock.article}）。"
    )


def _is_deemed(term: Term) -> bool:
    """Whether the term runs from a day before the acceptance (许可法 32(4))."""
    began = term.began
    return (
        isinstance(began.event, ev.Accepted)
        and late_from(term.clock.started_on, term.clock.zone) <= began.at
    )


def _excess(term: Term, ended: Noted, world: World) -> str:
    over = days_over(term.running, ended.at, world.book)
    return f"超{over}{UNITS[term.clock.unit]}" if over else "届满后均为休息日，不足1个工作日"
