"""A case as judges read it: its effective events with who, where and when recorded; its slots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from domain.case.timing import Running, local_day, running
from domain.chapters import EVENTS
from domain.decider import Happened, Origin
from domain.reference import Rulebook
from ledger.canonical import parse_instant
from ledger.codec import from_plain
from projections import cases
from projections.fold import Row
from projections.marks import (
    ACTOR,
    AT,
    CORRECTION,
    DATA,
    ID,
    ORIGIN,
    POSITION,
    RECORDED,
    TYPE,
    Mark,
)

END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Noted:
    """An effective event of a case. `recorded_at` is None where the source does not say;
    `corrected` is the position of the correction that restated it, else 0.
    """

    id: str
    at: datetime
    position: int
    event: Any
    origin: Origin
    actor: str
    recorded_at: datetime | None
    corrected: int

    @property
    def by(self) -> str:
        """Who did it: the staff named in the event, else who wrote it down."""
        return getattr(self.event, "by", "") or self.actor


class CaseFile:
    """One case, of which everything told has happened. Its parts are read when asked for."""

    def __init__(self, stream: str, row: Row, zone: str) -> None:
        self.stream = stream
        self.zone = zone
        self._row = row
        self._clocks: tuple[Running, ...] | None = None

    @property
    def marks(self) -> Sequence[Mark]:
        """The effective history as the row keeps it."""
        marks: list[Mark] = self._row["marks"]
        return marks

    @property
    def corrections(self) -> Sequence[Sequence[Any]]:
        """[occurred_at, position, restated type] of each correction, in the order of the log."""
        made: list[list[Any]] = self._row["corrections"]
        return made

    @cached_property
    def slots(self) -> Row:
        """The case as `cases.at` tells it when everything has happened."""
        slots = cases.at(self._row, END)
        assert slots is not None, "a row has at least one mark"
        return slots

    @cached_property
    def events(self) -> tuple[Noted, ...]:
        """Its effective events in the order they happened."""
        return tuple(noted(mark) for mark in self.marks)

    @cached_property
    def history(self) -> tuple[Happened, ...]:
        """The same for the clocks of domain/case/timing.py."""
        return tuple(
            Happened(id=e.id, at=e.at, position=e.position, event=e.event) for e in self.events
        )

    def all(self, *kinds: type[Any]) -> list[Noted]:
        """Its events of these types."""
        return [each for each in self.events if isinstance(each.event, kinds)]

    def first(self, *kinds: type[Any]) -> Noted | None:
        """The first of its events of these types."""
        return next((each for each in self.events if isinstance(each.event, kinds)), None)

    def day(self, at: datetime) -> date:
        """The local day of an instant."""
        return local_day(at, self.zone)

    def clocks(self, book: Rulebook) -> tuple[Running, ...]:
        """Every clock the case started, as it stands; reckoned once, a world has one book."""
        if self._clocks is None:
            self._clocks = running(self.history, book)
        return self._clocks


def noted(mark: Mark) -> Noted:
    """The event behind a mark."""
    return Noted(
        id=mark[ID],
        at=parse_instant(mark[AT]),
        position=mark[POSITION],
        event=from_plain(EVENTS[mark[TYPE]], mark[DATA]),
        origin=Origin(mark[ORIGIN]),
        actor=mark[ACTOR],
        recorded_at=parse_instant(mark[RECORDED]) if mark[RECORDED] else None,
        corrected=mark[CORRECTION],
    )
