"""When the cards and reminders of a case fall due 应发牌时点, however far in the future."""

# Pure: the facts of one case and the rules give every instant, whether or not it has come. What
# happens later never takes away what was due before it, but for an extension, a correction, and
# the end of a case that counts no more (作废、删除、撤回). So the cards of a case are right for
# any present, and what stands wrongly lapses.

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.card_acts import Act, CardMatter, Issued, Reminded, Reminder, matter_of
from domain.cards import (
    Card,
    CardProfile,
    CardTerms,
    CardTimes,
    Measure,
    Term,
    Threshold,
    card_times,
)
from domain.case import events as ev
from domain.case.decisions import CARD_PROFILE
from domain.case.timing import Stop, stops
from domain.clocks import MAX_DAYS
from domain.decider import Origin
from domain.hours import SECOND, HoursError, WorkTime
from domain.lateness import Unit
from domain.reference import Rulebook
from projections.casefile import CaseFile, Noted
from projections.marks import DATA, TYPE
from projections.standing import NO_CARD, carded

SOON = "today_soon_working_days"
CORRECTION = "correction_reminder_working_days"
_MOVING = (ev.Accepted, ev.Paused, ev.Resumed, ev.Extended)
_ANSWERS = (ev.PreAccepted, ev.CorrectionNotified, ev.Accepted, ev.NotAccepted, ev.Closed)
_NO_LONGER_AWAITED = (
    ev.CorrectionReceived,
    ev.Received,
    ev.Accepted,
    ev.NotAccepted,
    ev.Decided,
    ev.Closed,
)
_OVER = ("not_accepted_at", "decided_at", "closed_at")


def dues(file: CaseFile, book: Rulebook) -> list[Act]:
    """Every card and reminder of a case at its instant, in order; none where no profile holds.

    A deadline that a source gives is no card's business: imported cases have none.
    """
    profile = _profile(file)
    slots = file.slots
    if not profile or slots["voided_at"] is not None or slots["close_kind"] in NO_CARD:
        return []
    found = [
        act
        for each in (_case, _special_procedure, _pre_acceptance, _awaiting_correction)
        for act in each(file, book, profile)
    ]
    return sorted(found, key=order)


def order(act: Act) -> tuple[datetime, str, str, int]:
    """In which order acts are given: by instant, then by case, warnings before cards."""
    rank = list(Card).index(act.kind) if isinstance(act, Issued) else len(Card)
    return act.due_at, act.case, matter_of(act), rank


def _profile(file: CaseFile) -> str:
    """The card profile of a case; before acceptance that of the house, if we recorded the case."""
    for mark in file.marks:
        if mark[TYPE] == ev.Accepted.TYPE:
            profile: str = mark[DATA].get("card_profile", "")
            return profile
    return "" if file.slots["source"] else CARD_PROFILE


def _case(file: CaseFile, book: Rulebook, profile: str) -> Iterator[Act]:
    """The term of the case by its profile, as late cards are computed (projections/standing.py)."""
    for running, times in carded(file.clocks(book), file.history, book):
        if running.clock.unit is Unit.GIVEN:
            continue
        for kind, at in _before(times, running.ended_at):
            rests_on = [e.position for e in file.all(*_MOVING) if e.at <= at]
            yield _card(
                file, kind, CardMatter.CASE, at, profile, rests_on, clock=running.clock.clock
            )


def _special_procedure(file: CaseFile, book: Rulebook, profile: str) -> Iterator[Act]:
    """特别程序: a pause is watched by the days that were told, until it or the case ends.

    One that is never resumed goes on being watched while the case is open.
    """
    rules = book.profile(profile, CardMatter.SPECIAL_PROCEDURE)
    for stop in stops(file.history):
        days = stop.paused.days_told
        if not 0 < days <= MAX_DAYS:
            continue
        over_at = [file.slots[name] for name in _OVER if file.slots[name] is not None]
        end = min((at for at in (stop.ended_at, *over_at) if at is not None), default=None)
        rests_on = [e.position for e in file.all(ev.Paused) if e.event is stop.paused]
        terms = CardTerms(applied=days)
        for kind, at in _before(_times(rules, stop.began_at, terms, _work(file, book)), end):
            yield _card(file, kind, CardMatter.SPECIAL_PROCEDURE, at, profile, rests_on)
        soon_at = _ending(file, book, stop)
        if soon_at is not None and (end is None or soon_at < end):
            yield _reminder(file, Reminder.PAUSE_ENDING, soon_at, rests_on)


def _ending(file: CaseFile, book: Rulebook, stop: Stop) -> datetime | None:
    """When so few of the days told are left that the window is reminded."""
    left = book.limit(SOON, file.day(stop.began_at))
    if left is None:
        return None
    soon = Threshold(term=Term.APPLIED, measure=Measure.DAYS_LEFT, value=left)
    return _after(_work(file, book), stop.began_at, stop.paused.days_told, soon)


def _pre_acceptance(file: CaseFile, book: Rulebook, profile: str) -> Iterator[Act]:
    """网上预受理: an application made online, until it is answered."""
    received = file.first(ev.Received)
    if received is None or received.origin is not Origin.ONLINE:
        return
    rules = book.profile(profile, CardMatter.ONLINE_PRE_ACCEPTANCE)
    times = _times(rules, received.at, CardTerms(), _work(file, book))
    for kind, at in _before(times, _end(file, received, _ANSWERS)):
        matter = CardMatter.ONLINE_PRE_ACCEPTANCE
        yield _card(file, kind, matter, at, profile, [received.position])


def _awaiting_correction(file: CaseFile, book: Rulebook, profile: str) -> Iterator[Act]:
    """A correction notice to which nothing came: the window is reminded of the applicant."""
    for notified in file.all(ev.CorrectionNotified):
        days = book.limit(CORRECTION, file.day(notified.at))
        if days is None:
            continue
        whole = Threshold(term=Term.APPLIED, measure=Measure.DAYS_LEFT, value=0)
        at = _after(_work(file, book), notified.at, days, whole)
        end = _end(file, notified, _NO_LONGER_AWAITED)
        if at is not None and (end is None or at < end):
            yield _reminder(file, Reminder.AWAITING_CORRECTION, at, [notified.position])


def _before(times: CardTimes | None, end: datetime | None) -> Iterator[tuple[Card, datetime]]:
    """The cards that fall due before something ended, or never if that is None.

    What ends at the very instant of a yellow or red card is late (10:00:01 办结的，也算超期); of
    what has ended nobody warns.
    """
    if times is None:
        return
    if times.warn_at is not None and (end is None or times.warn_at < end):
        yield Card.WARNING, times.warn_at
    for kind, at in ((Card.YELLOW, times.yellow_at), (Card.RED, times.red_at)):
        if at is not None and (end is None or at <= end):
            yield kind, at


def _end(file: CaseFile, begun: Noted, kinds: tuple[type[ev.CaseEvent], ...]) -> datetime | None:
    """When the first of these came after an event, or with it."""
    others = (e.at for e in file.all(*kinds) if e.at >= begun.at and e.id != begun.id)
    return next(others, None)


def _work(file: CaseFile, book: Rulebook) -> WorkTime | None:
    """The hours of the case's hall, the first part of its window's name."""
    return book.work(file.slots["window"].split("/")[0])


def _times(
    rules: CardProfile | None, began_at: datetime, terms: CardTerms, work: WorkTime | None
) -> CardTimes | None:
    """When the cards of a matter fall due; None without a profile, hours, or their reach."""
    if rules is None or work is None:
        return None
    try:
        return card_times(rules, began_at, terms, work)
    except HoursError:
        return None


def _after(
    work: WorkTime | None, began_at: datetime, days: int, threshold: Threshold
) -> datetime | None:
    """The instant of a threshold of a term of working days."""
    if work is None:
        return None
    try:
        seconds = threshold.seconds(days, work.standard_day(began_at))
        return work.after(began_at, seconds * SECOND)
    except HoursError:
        return None


def _card(
    file: CaseFile,
    kind: Card,
    matter: CardMatter,
    due_at: datetime,
    profile: str,
    rests_on: list[int],
    clock: str = "",
) -> Issued:
    return Issued(
        case=file.stream,
        kind=kind,
        matter=matter,
        due_at=due_at,
        clock=clock,
        profile=profile,
        rests_on=tuple(sorted(rests_on)),
        **_dims(file),
    )


def _reminder(file: CaseFile, about: Reminder, due_at: datetime, rests_on: list[int]) -> Reminded:
    rests = tuple(sorted(rests_on))
    return Reminded(case=file.stream, about=about, due_at=due_at, rests_on=rests, **_dims(file))


def _dims(file: CaseFile) -> dict[str, Any]:
    """Where the case is handled, and by whom it was taken in."""
    names = ("unit", "item", "window", "channel")
    return {name: file.slots[name] for name in names} | {"person": file.slots["clerk"]}
