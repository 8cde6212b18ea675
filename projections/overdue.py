"""The view `overdue` 超期: one row per clock that is late, by law or by card, with its reason."""

# Judged at read time from the row of the case and the rules at the same position; the index
# `late_from` only says which cases to look at.

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.cards import card_at
from domain.case.timing import Running, local_day
from domain.lateness import Unit
from domain.reference import Rulebook
from projections.explanation import Told, explain_card, explain_legal
from projections.fold import Row
from projections.standing import Kind, Standing, Timed, stand


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


@dataclass(frozen=True, slots=True)
class Late:
    """A late clock of a case, or of one of its steps, as it was judged."""

    stream: str
    case: Row
    timed: Timed
    book: Rulebook
    as_of: datetime

    @property
    def kind(self) -> Kind:
        """By which measure it is late."""
        return self.timed.kind

    @property
    def running(self) -> Running:
        """The clock itself."""
        return self.timed.running

    @property
    def over(self) -> int:
        """How far beyond its deadline, in days by law and in seconds by card."""
        if self.kind is Kind.CARD:
            return self._seconds_over()
        return days_over(self.running, self.end, self.book)

    @property
    def end(self) -> datetime:
        """When the clock was met, or the time of the question while it runs."""
        return self.running.ended_at or self.as_of

    @property
    def due_at(self) -> datetime | None:
        """The instant a card looks at: the source's deadline, else the first late instant."""
        if self.running.clock.due_at is not None:
            return self.running.clock.due_at
        return self.timed.cards.late_at if self.timed.cards else None

    def row(self) -> Row:
        """The columns of the view; times are aware, dates are local to the clock."""
        clock, end = self.running.clock, self.end
        by_card, cards = self.kind is Kind.CARD, self.timed.cards
        card = card_at(cards, end, self.running.ended_at) if cards else None
        return {
            "stream": self.stream,
            **{name: self.case[name] for name in _CASE if name != "attributes"},
            "clock": clock.clock,
            "rule": clock.rule,
            "article": clock.article,
            "basis": clock.basis.value,
            "kind": self.kind.value,
            "card": card.value if card else "",
            "state": State.OPEN.value if self.running.ended_at is None else State.CLOSED.value,
            "step": self.timed.step,
            "counted_in": clock.unit.value,
            "length": clock.length,
            "extended": clock.extended,
            "started_on": clock.started_on,
            "due": clock.due,
            "due_at": self.due_at if by_card else clock.due_at,
            "ended_at": self.running.ended_at,
            "days_over": None if by_card else self.over,
            "seconds_over": self.over if by_card else None,
            "provisional": cards.provisional if cards else clock.provisional,
            "attributes": self.case["attributes"],
        }

    def explanation(self) -> str:
        """One Chinese line: the clock, its article, the days counted, the end, the excess."""
        told = Told(self.running, self.timed.step, self.case, self.as_of)
        if self.kind is Kind.CARD and self.due_at is not None:
            return explain_card(told, self.due_at, self.over)
        return explain_legal(told, self.book.calendar, self.over)

    def _seconds_over(self) -> int:
        """A second that has begun counts whole."""
        assert self.due_at is not None, "a card is late by its instant"
        return -((self.due_at - self.end) // timedelta(seconds=1))


def judge(
    stream: str, row: Row, book: Rulebook, as_of: datetime, kinds: Collection[Kind]
) -> list[Late]:
    """Every clock of a case that is late at a time, by these kinds."""
    standing = stand(stream, row, book, as_of)
    return [] if standing is None else late_of(standing, book, as_of, kinds)


def late_of(
    standing: Standing, book: Rulebook, as_of: datetime, kinds: Collection[Kind]
) -> list[Late]:
    """The clocks of a case as it stands that are late at a time, by these kinds."""
    return [
        Late(standing.stream, standing.case, timed, book, as_of)
        for timed in standing.timed
        if timed.kind in kinds and (timed.running.ended_at or as_of) >= timed.late_from
    ]


def days_over(clock: Running, end: datetime, book: Rulebook) -> int:
    """Days beyond the deadline in the clock's own unit; 0 where they were all days off."""
    last, due = local_day(end, clock.clock.zone), clock.clock.due
    if clock.clock.unit is Unit.WORKING and book.calendar is not None:
        return max(0, book.calendar.working_days_between(due, last))
    return (last - due).days
