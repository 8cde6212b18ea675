"""The clocks of a case as its events stand: what runs, until when, what has ended it.

Pure and by time of happening, so that the same facts recorded in any order give the same
deadlines. `decide` uses it for the answers an event carries, the views for their verdicts.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.cards import CardTerms, CardTimes, Pause, card_times, given_card_times
from domain.case import events as ev
from domain.clock_changes import ExcludedTime, excluded_span
from domain.clocks import Basis, Clock, reset
from domain.decider import Happened, record
from domain.lateness import Span, Unit, local_date
from domain.reference import Rulebook

CASE_MATTER = "case"


@record
class Running:
    """A clock, the event that started it, its deadline now, and when it was met if it was."""

    clock: Clock
    started_by: str
    spans: tuple[Span, ...] = ()
    cards: CardTimes | None = None
    ended_at: datetime | None = None
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


def running(history: Sequence[Happened], book: Rulebook) -> tuple[Running, ...]:
    """Every clock the history started, in order of starting."""
    breaks = stops(history)
    longer = [h for h in history if isinstance(h.event, ev.Extended)]
    return tuple(
        _now(clock, started, history, breaks, longer, book)
        for started in history
        if isinstance(
            started.event, ev.Received | ev.Accepted | ev.Decided | ev.StepStarted | ev.StepFinished
        )
        for clock in started.event.clocks
    )


def _now(
    clock: Clock,
    started: Happened,
    history: Sequence[Happened],
    breaks: Sequence[Stop],
    longer: Sequence[Happened],
    book: Rulebook,
) -> Running:
    """One clock after the extensions and pauses that concern it."""
    spans: tuple[Span, ...] = ()
    if clock.unit is not Unit.GIVEN and book.calendar is not None:
        if _is_term(clock):
            days = sum(h.event.days for h in longer)
            spans = _spans(clock, breaks, book)
            clock = replace(clock, extended=days if clock.basis is Basis.STATUTORY else 0)
        if spans or clock.extended or clock.provisional:
            clock = reset(clock, book.calendar, spans)
    step = getattr(started.event, "key", "") or getattr(started.event, "step", "")
    return Running(
        clock=clock,
        started_by=started.id,
        spans=spans,
        cards=given_card_times(clock.due_at) if clock.due_at is not None else None,
        ended_at=_ended_at(clock, started, history, step),
        step=step,
    )


def _is_term(clock: Clock) -> bool:
    """Whether a clock is the term to decide, which alone is extended and paused (许可法 42, 45)."""
    return clock.clock.startswith(("LIC.DECIDE", "HN.", "PROMISE."))


def _spans(clock: Clock, breaks: Sequence[Stop], book: Rulebook) -> tuple[Span, ...]:
    rule = book.clock_rules.by_id(clock.rule)
    if rule is None or book.calendar is None:
        return ()
    found = []
    for stop in breaks:
        time = ExcludedTime(
            reason=stop.paused.reason.value,
            began_on=local_date(stop.began_at, clock.zone),
            ended_on=None if stop.ended_at is None else local_date(stop.ended_at, clock.zone),
            days_told=stop.paused.days_told,
            told_in_writing=bool(stop.paused.notice_no),
        )
        span = excluded_span(rule, clock, time, book.calendar)
        if span is not None:
            found.append(span)
    return tuple(found)


_ENDS: dict[str, tuple[type[ev.CaseEvent], ...]] = {
    "LIC.CORRECT_NOTICE": (ev.CorrectionNotified, ev.Accepted, ev.NotAccepted, ev.Closed),
    "LIC.DELIVER": (ev.Delivered,),
    "SRC.GIVEN": (ev.Closed,),
}
_TERM_ENDS: tuple[type[ev.CaseEvent], ...] = (ev.Decided, ev.NotAccepted, ev.Closed)


def _ended_at(
    clock: Clock, started: Happened, history: Sequence[Happened], step: str
) -> datetime | None:
    """When what the clock waits for had happened, or the case was voided."""
    if isinstance(started.event, ev.StepFinished):
        return started.at
    for happened in history:
        event = happened.event
        if isinstance(event, ev.Voided):
            return happened.at
        if isinstance(started.event, ev.StepStarted):
            if isinstance(event, ev.StepFinished) and (event.key or event.step) == step:
                return happened.at
        elif isinstance(event, _ENDS.get(clock.clock, _TERM_ENDS)):
            return happened.at
    return None


def case_cards(history: Sequence[Happened], book: Rulebook) -> CardTimes | None:
    """When the case's cards fall due by its profile; None where no profile or term is known."""
    accepted = next((h for h in history if isinstance(h.event, ev.Accepted)), None)
    if accepted is None or not accepted.event.card_profile:
        return None
    event = accepted.event
    profile = book.profile(event.card_profile, CASE_MATTER)
    work = book.work(event.window.split("/")[0])
    if profile is None or work is None:
        return event.cards  # type: ignore[no-any-return]
    terms = {clock.basis: clock.length for clock in event.clocks if _is_term(clock)}
    extended = sum(h.event.days for h in history if isinstance(h.event, ev.Extended))
    statutory = terms.get(Basis.STATUTORY)
    return card_times(
        profile,
        accepted.at,
        CardTerms(
            promise=terms.get(Basis.PROMISED, statutory),
            statutory=None if statutory is None else statutory + extended,
        ),
        work,
        [Pause(began_at=stop.began_at, ended_at=stop.ended_at) for stop in stops(history)],
    )


