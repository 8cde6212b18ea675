"""Which events a mapping may produce, and the shape of each of their fields."""

from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints

from domain.case.events import EVENTS
from exchange.mapping import FieldSource

NOT_IMPORTED = ("case.corrected",)
IMPORTABLE = tuple(event for event in EVENTS if event not in NOT_IMPORTED)

# Made by the importer or by the deciders, never read from a column.
MADE = frozenset({"subject", "card_profile"})
# Free text: sealed on its way in, so its type says nothing of a column.
NOTE = "note"

SHAPES = {
    str: "text",
    int: "int",
    bool: "bool",
    tuple[str, ...]: "texts",
    datetime | None: "instant",
    date: "day",
    date | None: "day",
}


@cache
def field_shapes(event: str) -> dict[str, FieldSource]:
    """The fields of a case's event type that a mapping fills, with their shapes."""
    return shapes_of(EVENTS[event])


def shapes_of(kind: Any) -> dict[str, FieldSource]:
    """The fields of an event class that a mapping fills, with their shapes."""
    hints = get_type_hints(kind)
    shapes = (_shape(item, hints[item.name]) for item in fields(kind) if item.name not in MADE)
    return {shape.field: shape for shape in shapes if shape}


@cache
def has_clocks(event: str) -> bool:
    """Whether a given deadline may ride on this event type."""
    return _has(event, "clocks")


@cache
def has_applicant(event: str) -> bool:
    """Whether this event type says who applied."""
    return _has(event, "applicant")


def _has(event: str, name: str) -> bool:
    kind: Any = EVENTS[event]
    return any(item.name == name for item in fields(kind))


def _shape(item: "Field[Any]", hint: Any) -> FieldSource | None:
    """None for what no cell can say: clocks, attributes, sealed values."""
    required = item.default is MISSING and item.default_factory is MISSING
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        codes = frozenset(map(str, hint))
        return FieldSource(item.name, "choice", choices=codes, required=required)
    shape = "text" if item.name == NOTE else SHAPES.get(hint)
    return FieldSource(item.name, shape, required=required) if shape else None
