"""The clocks of a case as its events stand: what runs, until when, what has ended it.

Pure and by time of happening, so that the same facts recorded in any order give the same
deadlines. `decide` uses it for the answers an event carries, the views for their verdicts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain

from domain.calendar import CalendarError, WorkCalendar
from domain.cards import CardTerms, CardTimes, Pause, card_times, given_card_times
from domain.case import events as ev
from domain.clock_changes import ExcludedTime, Extension, excluded_span, extension_faults
from domain.clocks import MAX_DAYS, Basis, Clock, ClockRule, reset
from domain.decider import Happened, record
from domain.hours import HoursError
from domain.lateness import Span, Unit, local_date
from domain.reference import Rulebook

CASE_MATTER = "case"


@record
class Running:
    """A clock, the event that started it, its deadline now, and what met it when, if it was."""

    clock: Clock
    started_by: str
    spans: tuple[Span, ...] = ()
    cards: CardTimes | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    step: str = ""


@record
class Stop:
    """Time that may not count: its pause, and when it ended."""

    paused: ev.Paused
    began_at: datetime
    ended_at: datetime | None = None


def stops(history: Sequence[Happened]) -> tuple[Stop, ...]:
    """The pauses of a case, each with the resumption that ended it. They never overlap."""
    found: list[Stop] = []
    for happened in history:
        still = bool(found) and found[-1].ended_at is None
        match happened.event:
            case ev.Paused() as paused if not still:
                found.append(Stop(paused=paused, began_at=happened.at))
            case ev.Resumed() if still:
                found[-1] = replace(found[-1], ended_at=happened.at)
    return tuple(found)


def local_day(at: datetime, zone: str) -> date:
    """The local date of an instant; at the very ends of time, where there is none, UTC's."""
    try:
        return local_date(at, zone)
    except OverflowError:
        return at.date()


def running(history: Sequence[Happened], book: Rulebook) -> tuple[Running, ...]:
    """Every clock the history started, in order of starting. Never fails: what cannot be
    reckoned leaves a clock as it was.
    """
    return tuple(
        _now(clock, started, history, book)
        for started in history
        if isinstance(
            started.event, ev.Received | ev.Accepted | ev.Decided | ev.StepStarted | ev.StepFinished
        )
        for clock in started.event.clocks
    )


def _now(clock: Clock, started: Happened, history: Sequence[Happened], book: Rulebook) -> Running:
    """One clock after the extensions and pauses that concern it."""
    clock, spans = moved(clock, history, book)
    step = getattr(started.event, "key", "") or getattr(started.event, "step", "")
    end = _end(clock, started, history, step)
    return Running(
        clock=clock,
        started_by=started.id,
        spans=spans,
        cards=given_card_times(clock.due_at) if clock.due_at is not None else None,
        ended_at=end.at if end else None,
        ended_by=end.id if end else "",
        step=step,
    )


def moved(
    clock: Clock, history: Sequence[Happened], book: Rulebook
) -> tuple[Clock, tuple[Span, ...]]:
    """A clock after all that lawfully moved it, and the days that do not count."""
    calendar, rule = book.calendar, book.clock_rules.by_id(clock.rule)
    if clock.unit is Unit.GIVEN or calendar is None:
        return clock, ()
    try:
        if rule is not None and is_term(clock):
            return _term(clock, rule, history, calendar)
        return (reset(clock, calendar) if clock.provisional else clock), ()
    except CalendarError:
        return clock, ()


def is_term(clock: Clock) -> bool:
    """Whether a clock is the term to decide, which alone is extended and paused (许可法 42, 45)."""
    return clock.clock.startswith(("LIC.DECIDE", "HN.", "PROMISE."))


def _term(
    clock: Clock, rule: ClockRule, history: Sequence[Happened], calendar: WorkCalendar
) -> tuple[Clock, tuple[Span, ...]]:
    """The term after its pauses and extensions, each judged against the deadline before it.

    An extension that is not valid moves nothing (许可法 42), nor does a pause without basis in
    law (45); both stay recorded, and what is wrong with them is the judges' business.
    """
    now = reset(clock, calendar) if clock.provisional else clock
    spans: tuple[Span, ...] = ()
    for change in _changes(history):
        if isinstance(change, Stop):
            span = _span(rule, now, change, calendar)
            if span is None:
                continue
            spans = (*spans, span)
        elif _is_valid(rule, now, change):
            now = replace(now, extended=now.extended + change.event.days)
        else:
            continue
        now = reset(now, calendar, spans)
    return now, spans


def _changes(history: Sequence[Happened]) -> list[Stop | Happened]:
    """Pauses and extensions in the order they began."""
    found: list[Stop | Happened] = [h for h in history if isinstance(h.event, ev.Extended)]
    return sorted(
        [*stops(history), *found], key=lambda c: c.began_at if isinstance(c, Stop) else c.at
    )


def extension(extended: Happened, zone: str) -> Extension:
    """What an `Extended` event says, in the dates of a zone."""
    event: ev.Extended = extended.event
    return Extension(
        days=event.days,
        approver=event.approver_level,
        approved_on=local_day(extended.at, zone),
        told_on=None if event.told_at is None else local_day(event.told_at, zone),
    )


def excluded_time(stop: Stop, zone: str) -> ExcludedTime:
    """What a pause says, in the dates of a zone."""
    return ExcludedTime(
        reason=stop.paused.reason.value,
        began_on=local_day(stop.began_at, zone),
        ended_on=None if stop.ended_at is None else local_day(stop.ended_at, zone),
        days_told=stop.paused.days_told,
        told_in_writing=bool(stop.paused.notice_no),
    )


def _is_valid(rule: ClockRule, clock: Clock, extended: Happened) -> bool:
    """Whether an extension moves the clock: valid by the rule it runs under; never a promise."""
    if clock.basis is not Basis.STATUTORY or extended.event.days < 1:
        return False
    return not extension_faults(rule, clock, extension(extended, clock.zone))


def _span(rule: ClockRule, clock: Clock, stop: Stop, calendar: WorkCalendar) -> Span | None:
    """The days a pause takes out; None where it has no basis or its length cannot be reckoned."""
    if stop.paused.days_told > MAX_DAYS:
        return None
    try:
        return excluded_span(rule, clock, excluded_time(stop, clock.zone), calendar)
    except CalendarError:
        return None


# What a clock waits for, by its code; one that is not here is the term to decide.
_ENDS: dict[str, tuple[type[ev.CaseEvent], ...]] = {
    "LIC.CORRECT_NOTICE": (
        ev.CorrectionNotified,
        ev.Accepted,
        ev.NotAccepted,
        ev.Closed,
        ev.Voided,
    ),
    "LIC.DELIVER": (ev.Delivered, ev.Voided),
    "SRC.GIVEN": (ev.Closed, ev.Voided),
}
_TERM_ENDS: tuple[type[ev.CaseEvent], ...] = (ev.Decided, ev.NotAccepted, ev.Closed, ev.Voided)


def _end(
    clock: Clock, started: Happened, history: Sequence[Happened], step: str
) -> Happened | None:
    """What the clock waits for, once it had happened, or that the case was voided.

    A source that knows days only may put the end before the start on the same day.
    """
    if isinstance(started.event, ev.StepFinished):
        return started
    ends = list(_ends(clock, started, history, step))
    after = (h for h in ends if h.at >= started.at)
    same_day = (h for h in ends if local_day(h.at, clock.zone) == clock.started_on)
    voided = (h for h in ends if isinstance(h.event, ev.Voided))
    return next(chain(after, same_day, voided), None)


def _ends(
    clock: Clock, started: Happened, history: Sequence[Happened], step: str
) -> Iterator[Happened]:
    """The events that a clock waits for."""
    if not isinstance(started.event, ev.StepStarted):
        kinds = _ENDS.get(clock.clock, _TERM_ENDS)
        return (h for h in history if isinstance(h.event, kinds))
    return (
        h
        for h in history
        if isinstance(h.event, ev.Voided)
        or (isinstance(h.event, ev.StepFinished) and (h.event.key or h.event.step) == step)
    )


def case_cards(history: Sequence[Happened], book: Rulebook) -> CardTimes | None:
    """When the case's cards fall due by its profile; None where no profile or term is known,
    or the hall's hours do not reach.
    """
    accepted = next((h for h in history if isinstance(h.event, ev.Accepted)), None)
    if accepted is None or not accepted.event.card_profile:
        return None
    event: ev.Accepted = accepted.event
    profile = book.profile(event.card_profile, CASE_MATTER)
    try:
        work = book.work(event.window.split("/")[0])
        if profile is None or work is None:
            return event.cards
        pauses = [Pause(began_at=stop.began_at, ended_at=stop.ended_at) for stop in stops(history)]
        return card_times(profile, accepted.at, _card_terms(event, history, book), work, pauses)
    except HoursError:
        return event.cards


def _card_terms(event: ev.Accepted, history: Sequence[Happened], book: Rulebook) -> CardTerms:
    """The working days promised and allowed; a valid extension adds to what the law allows."""
    terms = {
        clock.basis: now.length + now.extended
        for clock in event.clocks
        if is_term(clock) and clock.unit is Unit.WORKING
        for now, _ in [moved(clock, history, book)]
    }
    statutory = terms.get(Basis.STATUTORY)
    promised = terms.get(Basis.PROMISED)
    return CardTerms(promise=statutory if promised is None else promised, statutory=statutory)
