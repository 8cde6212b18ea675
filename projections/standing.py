"""How the clocks of a case stand: what each waits for, and from when on it would be late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from domain.cards import CardTimes
from domain.case import events as ev
from domain.case.timing import Running, case_cards, local_day, running
from domain.clocks import Basis
from domain.decider import Happened
from domain.lateness import Unit, lawful_until
from domain.reference import Rulebook
from ledger.canonical import instant
from projections import cases, marks
from projections.fold import Row
from projections.marks import DATA, STEPS, TYPE, Mark

NEVER = datetime.max.replace(tzinfo=UTC)
NO_CARD = (ev.CloseKind.VOIDED, ev.CloseKind.DELETED, ev.CloseKind.WITHDRAWN)


class Kind(StrEnum):
    """By which measure a clock is late: whole dates of the law, or the card's instant."""

    LEGAL = "legal"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Timed:
    """A clock by one measure: late if it ended, or is asked about, at `late_from` or after."""

    kind: Kind
    running: Running
    step: str
    late_from: datetime
    cards: CardTimes | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A case and its clocks at a time; the same at every later time until something happens."""

    stream: str
    case: Row
    timed: tuple[Timed, ...]

    def ends_on(self, as_of: datetime) -> bool:
        """Whether a clock still runs whose last lawful day is that of a time."""
        return any(
            timed.running.ended_at is None
            and timed.running.clock.due == local_day(as_of, timed.running.clock.zone)
            for timed in self.timed
            if timed.kind is Kind.LEGAL
        )


def stand(stream: str, row: Row, book: Rulebook, as_of: datetime) -> Standing | None:
    """How a case stands at a time; None where nothing had happened or it counts no more.

    A voided case counts no more (作废), and one that was withdrawn, deleted or voided at its end
    gets no card.
    """
    case = cases.at(row, as_of)
    if case is None or case["voided_at"] is not None:
        return None
    history = marks.history(_timing(marks.until(row["marks"], instant(as_of))))
    clocks = running(history, book)
    steps = {h.id: getattr(h.event, "step", "") for h in history}
    timed = [
        Timed(Kind.LEGAL, r, steps[r.started_by], _after(r.clock.due, r.clock.zone)) for r in clocks
    ]
    if case["close_kind"] not in NO_CARD:
        timed += (
            Timed(Kind.CARD, r, steps[r.started_by], cards.late_at, cards)
            for r, cards in carded(clocks, history, book)
            if cards.late_at is not None
        )
    return Standing(stream, case, tuple(timed))


def _after(due: date, zone: str) -> datetime:
    """24:00 of the last lawful day; at the end of time there is none."""
    try:
        return lawful_until(due, zone)
    except OverflowError:
        return NEVER


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


def carded(
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
