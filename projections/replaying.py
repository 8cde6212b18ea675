"""Replaying a case: entry by entry, what each one changed in the case as it is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.case.timing import running
from domain.reference import Rulebook
from ledger.canonical import instant
from ledger.entry import Entry, sealed_fields
from projections import cases, marks
from projections.fold import Row
from projections.marks import CORRECTED

# They change with every entry and say nothing about the case.
_NOT_SHOWN = ("events", "first_at", "last_at", "attributes")
_MISSING = (None, "", False, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an entry changed; None, "", False and 0 stand for nothing."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """One entry of a case and what it changed. `corrects` is the position of the entry that it
    restates, None where it is no correction or corrects nothing known; `sealed` are the paths of
    its sealed fields.
    """

    entry: Entry
    corrects: int | None
    changes: tuple[Change, ...]
    sealed: tuple[str, ...]


def replay(entries: Sequence[Entry], book: Rulebook, as_of: datetime) -> Iterator[Replayed]:
    """A case as it grew, of what had happened by a time.

    An entry about something later is left out; a correction counts wherever it changes something.
    """
    row: Row | None = None
    before: Row = {}
    positions = {entry.id: entry.position for entry in entries}
    for entry in entries:
        row = cases.fold(row, entry)
        after = _shown(row, book, as_of)
        changes = tuple(_changes(before, after))
        before = after
        if changes or entry.occurred_at <= as_of:
            target = entry.data["corrects"] if entry.type == CORRECTED else ""
            sealed = tuple(path for path, _ in sealed_fields(entry.data))
            yield Replayed(entry, positions.get(target), changes, sealed)


def _shown(row: Row, book: Rulebook, as_of: datetime) -> Row:
    """Everything that can be said of the case: its slots, its attributes, its clocks."""
    case = cases.at(row, as_of)
    if case is None:
        return {}
    shown = {name: value for name, value in case.items() if name not in _NOT_SHOWN}
    shown |= {f"attributes.{name}": value for name, value in case["attributes"].items()}
    for clock in running(marks.history(marks.until(row["marks"], instant(as_of))), book):
        name = f"{clock.clock.clock}:{clock.step}" if clock.step else clock.clock.clock
        shown[f"{name}.due"] = clock.clock.due_at or clock.clock.due
        shown[f"{name}.ended_at"] = clock.ended_at
    return shown


def _changes(before: Row, after: Row) -> Iterator[Change]:
    for name in before | after:
        old, new = before.get(name), after.get(name)
        if old != new and not (old in _MISSING and new in _MISSING):
            yield Change(name, old, new)
