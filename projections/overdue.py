"""The view `overdue` 超期: one row per clock that is late, by law or by card, with its reason."""

# Judged at read time from the row of the case and the rules at the same position; the index
# `late_from` only says which cases to look at.

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.cards import CardTimes, card_at
from domain.case import events as ev
from domain.case.timing import Running, case_cards, local_day, running
from domain.clocks import Basis
from domain.decider import Happened
from domain.lateness import Unit
from domain.reference import Rulebook
from ledger.canonical import instant
from projections import cases, marks
from projections.explanation import Told, explain_card, explain_legal
from projections.fold import Row
from projections.marks import DATA, STEPS, TYPE, Mark


class Kind(StrEnum):
    """By which measure a clock is late: whole dates of the law, or the card's instant."""

    LEGAL = "legal"
    CARD = "card"


class State(StrEnum):
    """Whether what the clock waits for has happened."""

    OPEN = "open"
    CLOSED = "closed"
    ANY = "any"


COLUMNS: dict[str, type] = {
    "stream": str,
    "receipt_no": str,
    "item": str,
    "unit": str,
    "channel": str,
    "clock": str,
    "rule": str,
    "article": str,
    "basis": str,
    "kind": str,
    "card": str,
    "state": str,
    "step": str,
    "counted_in": str,
    "length": int,
    "extended": int,
    "started_on": date,
    "due": date,
    "due_at": datetime,
    "ended_at": datetime,
    "days_over": int,
    "seconds_over": int,
    "provisional": bool,
}
_CASE = ("receipt_no", "item", "unit", "channel", "attributes")
_NO_CARD = (ev.CloseKind.VOIDED, ev.CloseKind.DELETED, ev.CloseKind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Late:
    """A late clock of a case, or of one of its steps, as it was judged."""

    stream: str
    case: Row
    kind: Kind
    running: Running
    step: str
    book: Rulebook
    as_of: datetime
    cards: CardTimes | None = None

    @property
    def end(self) -> datetime:
        """When the clock was met, or the time of the question while it runs."""
        return self.running.ended_at or self.as_of

    @property
    def due_at(self) -> datetime | None:
        """The instant a card looks at: the source's deadline, else the first late instant."""
        if self.running.clock.due_at is not None:
            return self.running.clock.due_at
        return self.cards.late_at if self.cards else None

    def row(self) -> Row:
        """The columns of the view; times are aware, dates are local to the clock."""
        clock, end = self.running.clock, self.end
        by_card = self.kind is Kind.CARD
        card = card_at(self.cards, end, self.running.ended_at) if self.cards else None
        return {
            "stream": self.stream,
            **{name: self.case[name] for name in _CASE if name != "attributes"},
            "clock": clock.clock,
            "rule": clock.rule,
            "article": clock.article,
            "basis": clock.basis.value,
            "kind": self.kind.value,
            "card": card.value if card and by_card else "",
            "state": State.OPEN.value if self.running.ended_at is None else State.CLOSED.value,
            "step": self.step,
            "counted_in": clock.unit.value,
            "length": clock.length,
            "extended": clock.extended,
            "started_on": clock.started_on,
            "due": clock.due,
            "due_at": self.due_at if by_card else clock.due_at,
            "ended_at": self.running.ended_at,
            "days_over": None if by_card else days_over(self.running, end, self.book),
            "seconds_over": self._seconds_over() if by_card else None,
            "provisional": bool(self.cards and self.cards.provisional)
            if by_card and clock.unit is not Unit.GIVEN
            else clock.provisional,
            "attributes": self.case["attributes"],
        }

    def explanation(self) -> str:
        """One Chinese line: the clock, its article, the days counted, the end, the excess."""
        told = Told(self.running, self.step, self.case, self.as_of)
        if self.kind is Kind.CARD and self.due_at is not None:
            return explain_card(told, self.due_at, self._seconds_over())
        over = days_over(self.running, self.end, self.book)
        return explain_legal(told, self.book.calendar, over)

    def _seconds_over(self) -> int:
        """A second that has begun counts whole."""
        assert self.due_at is not None, "a card is late by its instant"
        return -((self.due_at - self.end) // timedelta(seconds=1))


def judge(
    stream: str, row: Row, book: Rulebook, as_of: datetime, kinds: Collection[Kind]
) -> list[Late]:
    """Every clock of a case that is late at a time, by these kinds.

    A voided case counts no more, and one that was withdrawn, deleted or voided at its end gets no
    card.
    """
    happened = marks.until(row["marks"], instant(as_of))
    case = cases.at(row, as_of)
    if case is None or case["voided_at"] is not None:
        return []
    history = marks.history(_timing(happened))
    clocks = running(history, book)
    steps = {h.id: getattr(h.event, "step", "") for h in history}
    late: list[Late] = []
    if Kind.LEGAL in kinds:
        late += (
            Late(stream, case, Kind.LEGAL, r, steps[r.started_by], book, as_of)
            for r in clocks
            if late_by_dates(r, as_of)
        )
    if Kind.CARD in kinds and case["close_kind"] not in _NO_CARD:
        late += (
            Late(stream, case, Kind.CARD, r, steps[r.started_by], book, as_of, cards)
            for r, cards in _carded(clocks, history, book)
            if cards.late_at is not None and (r.ended_at or as_of) >= cards.late_at
        )
    return late


def open_and_due(row: Row, book: Rulebook, as_of: datetime) -> bool:
    """Whether a clock of the case still runs and ends on the day of the question."""
    case = cases.at(row, as_of)
    if case is None or case["voided_at"] is not None:
        return False
    history = marks.history(_timing(marks.until(row["marks"], instant(as_of))))
    return any(
        r.ended_at is None and r.clock.due == local_day(as_of, r.clock.zone)
        for r in running(history, book)
    )


def late_by_dates(clock: Running, as_of: datetime) -> bool:
    """Whether a clock's end, or the time of the question, lies beyond its last lawful day."""
    return local_day(clock.ended_at or as_of, clock.clock.zone) > clock.clock.due


def days_over(clock: Running, end: datetime, book: Rulebook) -> int:
    """Days beyond the deadline in the clock's own unit; 0 where they were all days off."""
    last, due = local_day(end, clock.clock.zone), clock.clock.due
    if clock.clock.unit is Unit.WORKING and book.calendar is not None:
        return max(0, book.calendar.working_days_between(due, last))
    return (last - due).days


def case_card_times(history: Sequence[Happened], book: Rulebook) -> CardTimes | None:
    """When the case's cards fall due.

    What was reckoned at acceptance stands, unless it was provisional or the case was paused or
    extended since.
    """
    accepted = next((h.event for h in history if isinstance(h.event, ev.Accepted)), None)
    moved = any(isinstance(h.event, ev.Paused | ev.Extended) for h in history)
    stored: CardTimes | None = accepted.cards if accepted is not None else None
    if stored is not None and not moved and not stored.provisional:
        return stored
    return case_cards(history, book)


def _carded(
    clocks: Sequence[Running], history: Sequence[Happened], book: Rulebook
) -> Iterator[tuple[Running, CardTimes]]:
    """What cards look at: each deadline of the source, and the case's term by its profile."""
    yield from ((r, r.cards) for r in clocks if r.cards is not None)
    accepted = next((h for h in history if isinstance(h.event, ev.Accepted)), None)
    cards = case_card_times(history, book)
    if accepted is None or cards is None:
        return
    terms = {
        r.clock.basis: r
        for r in clocks
        if r.started_by == accepted.id and r.clock.unit is not Unit.GIVEN
    }
    term = terms.get(Basis.PROMISED) or terms.get(Basis.STATUTORY)
    if term is not None:
        yield term, cards


def _timing(happened: Sequence[Mark]) -> list[Mark]:
    """The marks that clocks look at: steps only where one has a clock of its own."""
    timed = any(mark[TYPE] in STEPS and mark[DATA].get("clocks") for mark in happened)
    return [mark for mark in happened if timed or mark[TYPE] not in STEPS]
