"""A document as judges read it: its events with who, where and when recorded; its slots."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from domain.case.timing import local_day
from projections import documents
from projections.casefile import END, Noted, noted
from projections.fold import Row
from projections.marks import Mark


class DocumentFile:
    """One document, of which everything told has happened. Its parts are read when asked for."""

    def __init__(self, stream: str, row: Row, zone: str) -> None:
        self.stream = stream
        self.zone = zone
        self._row = row

    @property
    def marks(self) -> Sequence[Mark]:
        """The history as the row keeps it."""
        marks: list[Mark] = self._row["marks"]
        return marks

    @cached_property
    def slots(self) -> Row:
        """The document as `documents.at` tells it when everything has happened."""
        slots = documents.at(self._row, END)
        assert slots is not None, "a row has at least one mark"
        return slots

    @cached_property
    def events(self) -> tuple[Noted, ...]:
        """Its events in the order they happened."""
        return tuple(noted(mark) for mark in self.marks)

    def all(self, *kinds: type[Any]) -> list[Noted]:
        """Its events of these types."""
        return [each for each in self.events if isinstance(each.event, kinds)]

    def first(self, *kinds: type[Any]) -> Noted | None:
        """The first of its events of these types."""
        return next((each for each in self.events if isinstance(each.event, kinds)), None)

    def day(self, at: datetime) -> date:
        """The local day of an instant."""
        return local_day(at, self.zone)
