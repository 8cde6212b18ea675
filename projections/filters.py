"""Conditions `field=value` on a view: in SQL where a column has it, in memory elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from projections.fold import Row


class UnknownColumn(ValueError):
    """A name that is neither a column of the view nor a public attribute of a case."""


class BadValue(ValueError):
    """A value that the column cannot hold."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on a row of an answer."""

    name: str
    value: Any
    attribute: bool = False

    def holds(self, row: Row) -> bool:
        """Whether a row of an answer meets it."""
        found = row["attributes"].get(self.name) if self.attribute else row[self.name]
        return bool(found == self.value)


def read_value(name: str, text: str, kind: type) -> Any:
    """The value of a condition as its column has it; raises BadValue."""
    try:
        if kind is bool:
            return {"true": True, "false": False}[text]
        if kind is datetime:
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is None:
                raise ValueError(text)
            return instant
        return kind.fromisoformat(text) if hasattr(kind, "fromisoformat") else kind(text)
    except (ValueError, KeyError):
        raise BadValue(
            f"expected {_FORMS.get(kind, 'a value')} for {name}, got {text[:60]!r}"
        ) from None


_FORMS: Mapping[type, str] = {
    bool: "true or false",
    int: "a whole number",
    datetime: "an instant like 2016-04-29T09:05:00+08:00",
}


def unknown(name: str, columns: Sequence[str]) -> UnknownColumn:
    """The error of a name that the view does not know."""
    return UnknownColumn(
        f"expected a column ({', '.join(columns)}) or a public attribute of a case, got {name!r}"
    )


def ordered(
    rows: Sequence[Row], name: str, descending: bool, tie: Callable[[Row], Any]
) -> list[Row]:
    """Rows by a column, those without a value last, ties by `tie`."""
    rows = sorted(rows, key=tie)
    present = [row for row in rows if row[name] is not None]
    present.sort(key=lambda row: row[name], reverse=descending)
    return present + [row for row in rows if row[name] is None]


def sql_order(column: sa.ColumnElement[Any], descending: bool) -> sa.ColumnElement[Any]:
    """The same order in SQL."""
    return (column.desc() if descending else column.asc()).nulls_last()
