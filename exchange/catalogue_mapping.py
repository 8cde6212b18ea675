"""A mapping of a service catalogue 政务服务事项目录: which column says what of an item."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.catalogue import ItemEntered, ItemListed
from domain.organisation import UnitRegistered
from exchange.event_fields import shapes_of
from exchange.mapping import Condition, FieldSource, Ref, Source
from exchange.mapping import Mapping as LogMapping
from exchange.mapping_parts import (
    Columns,
    filled,
    read_conditions,
    read_fields,
    read_root,
    read_source,
)
from exchange.mapping_table import Table
from exchange.terms import CODES, TermUnit

KIND = "catalogue"
SINCE = "in_force_from"
ON = "on"
_OF_SOURCE = ("kind", "name", "zone", "dates", "format", "encoding", "delimiter", "empty")
_TERMS = ("statutory_days", "promised_days")
_UNITS = frozenset(map(str, TermUnit))


def _shapes(kind: Any, *left_out: str) -> dict[str, FieldSource]:
    """The fields of a fact; a day it does not say is that of the import."""
    shapes = {name: each for name, each in shapes_of(kind).items() if name not in left_out}
    for name in {SINCE, ON} & shapes.keys():
        shapes[name] = FieldSource(name, "day")
    return shapes


SHAPES: Mapping[str, Mapping[str, FieldSource]] = {
    "item": _shapes(ItemListed, *_TERMS),
    "unit": _shapes(UnitRegistered, "unit"),
    "entered": _shapes(ItemEntered, "item"),
}
"""The fields of each table of a mapping."""


@dataclass(frozen=True, slots=True)
class TermSource:
    """A term: its number, and its unit; without one it is in working days."""

    amount: FieldSource
    unit: FieldSource | None


@dataclass(frozen=True, slots=True)
class Entry:
    """Which rows say that their item is handled in the hall, where, and since when."""

    when: tuple[Condition, ...]
    fields: tuple[FieldSource, ...]


@dataclass(frozen=True, slots=True)
class CatalogueMapping:
    """A whole mapping. `unit` is None where it registers no units, `columns` are those a table
    must have.
    """

    source: Source
    item: tuple[FieldSource, ...]
    terms: tuple[TermSource, ...]
    unit: tuple[FieldSource, ...] | None
    entered: Entry | None
    columns: tuple[Ref, ...]

    @property
    def table(self) -> LogMapping:
        """What the reader of a file needs to know of it."""
        nothing: frozenset[str] = frozenset()
        return LogMapping(self.source, (), None, None, (), (), nothing, nothing, self.columns)


def is_catalogue(path: Path) -> bool:
    """Whether a mapping file is one of a catalogue. Raises MappingError."""
    return read_root(path).table("source").text("kind") == KIND


def load_catalogue(path: Path) -> CatalogueMapping:
    """The mapping of a catalogue in a file. Raises MappingError."""
    root, columns = read_root(path), Columns()
    items = root.table("item", required=True)
    found = CatalogueMapping(
        source=_source(root.table("source", required=True), columns),
        item=read_fields(items, SHAPES["item"], columns),
        terms=_terms(root.table("terms"), columns),
        unit=_unit(root.table("unit"), columns),
        entered=_entered(root.table("entered"), columns),
        columns=columns.named,
    )
    root.done()
    return found


def _source(table: Table, columns: Columns) -> Source:
    for key in table.given:
        if key not in _OF_SOURCE:
            table.unknown(key, _OF_SOURCE)
    table.choice("kind", (KIND,), KIND)
    return read_source(table, columns, case=Ref(""), rows="event")  # a catalogue has no cases


def _terms(table: Table, columns: Columns) -> tuple[TermSource, ...]:
    shapes = shapes_of(ItemListed)
    for name in table.given:
        if name not in _TERMS:
            table.unknown(name, _TERMS)
    return tuple(_term(table, shapes[name], columns) for name in table.given)


def _term(table: Table, shape: FieldSource, columns: Columns) -> TermSource:
    if not table.is_table(shape.field):
        column = columns.ref(table.text(shape.field, required=True))
        return TermSource(filled(shape, column=column), None)
    inner = table.table(shape.field)
    amount = filled(shape, column=columns.ref(inner.text("column", required=True)))
    unit = columns.optional(inner, "unit")
    own = inner.table("units")
    units: Mapping[str, str] = {key: own.choice(key, _UNITS, "") for key in own.given}
    inner.done()
    if unit is None:
        return TermSource(amount, None)
    values = {**CODES, **units}
    return TermSource(
        amount, FieldSource("unit", "choice", unit, "", values, choices=_UNITS, required=True)
    )


def _unit(table: Table, columns: Columns) -> tuple[FieldSource, ...] | None:
    return read_fields(table, SHAPES["unit"], columns) if table.given else None


def _entered(table: Table, columns: Columns) -> Entry | None:
    if not table.given:
        return None
    when = read_conditions(table.table("when"), columns)
    given = table.table("fields", required=True)
    table.done()
    return Entry(when, read_fields(given, SHAPES["entered"], columns))
