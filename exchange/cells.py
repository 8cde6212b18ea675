"""The values of one source row, found by column and read in canonical form."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from exchange.lexical import Dates, Instant, LexicalError, canonical, shown
from exchange.mapping import DeadlineSource, FieldSource, Ref
from exchange.source import Attribute

Place = tuple[bool, str]
"""Where a value stands: whether among the case's attributes, and its name."""

Plain = str | int | bool | datetime | date | tuple[str, ...]
"""What a field of an event takes."""

Named = Mapping[str, list[Attribute]]
"""Attributes by their names; lists have several of a name."""


class CellError(Exception):
    """A row cannot be taken because of this column."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class Cells:
    """A row's values. Every reading method raises `CellError` where a value is unreadable."""

    def __init__(self, case: Named, event: Named, kinds: Mapping[str, str], dates: Dates) -> None:
        self._case = case
        self._event = event
        self._kinds = kinds
        self._dates = dates

    @property
    def filled(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names that have values, of the case and of the event."""
        return tuple(self._case), tuple(self._event)

    def place(self, ref: Ref) -> Place | None:
        """Where a column's value stands; the row's own comes before its case's."""
        if not ref.of_case and ref.name in self._event:
            return False, ref.name
        return (True, ref.name) if ref.name in self._case else None

    def attributes(self, place: Place) -> list[Attribute]:
        """The values at a place (lists have several) in canonical form."""
        return [self._canonical(place, item) for item in self._at(place)]

    def text(self, ref: Ref) -> str:
        """A column's value in canonical form, empty where there is none."""
        place = self.place(ref)
        return self._canonical(place, self._at(place)[0]).value if place else ""

    def instant(self, ref: Ref) -> Instant | None:
        """A column's instant."""
        place = self.place(ref)
        if place is None:
            return None
        try:
            return self._dates.read(self._at(place)[0].value.strip())
        except LexicalError as error:
            raise CellError(ref.text, str(error)) from None

    def due(self, source: DeadlineSource) -> datetime | None:
        """The instant a deadline passes: for a bare day its last moment (民法典 203)."""
        place = self.place(source.column)
        if place is None:
            return None
        zone = source.dates.zone
        try:
            given = source.dates.read(self._at(place)[0].value.strip())
            if not (given.date_only and source.end_of_day):
                return given.at
            day = given.at.astimezone(zone).date() + timedelta(days=1)
            end = datetime.combine(day, time(), zone).astimezone(UTC)
        except LexicalError as error:
            raise CellError(source.column.text, str(error)) from None
        except OverflowError:
            raise CellError(source.column.text, "expected a day before year 9999") from None
        return end - timedelta(microseconds=1)

    def field(self, source: FieldSource) -> Plain | None:
        """A field's value in its shape; None where the column is empty and nothing stands in."""
        text = self.text(source.column) if source.column else source.constant
        text = (source.values or {}).get(text, source.default or text)
        column = source.column.text if source.column else source.field
        if not text and source.required:
            raise CellError(column, f"expected a value for {source.field}, came an empty cell")
        try:
            return _shaped(source, text, self._dates) if text else None
        except LexicalError as error:
            raise CellError(column, str(error)) from None

    def _at(self, place: Place) -> list[Attribute]:
        of_case, name = place
        return self._case[name] if of_case else self._event[name]

    def _canonical(self, place: Place, item: Attribute) -> Attribute:
        of_case, name = place
        kind = (of_case and self._kinds.get(f"case:{name}")) or self._kinds.get(name) or item.kind
        if kind == "string":
            return item if item.kind == kind else Attribute(name, kind, item.value)
        try:
            value = canonical(kind, item.value, self._dates)
        except LexicalError as error:
            raise CellError(f"case:{name}" if of_case else name, str(error)) from None
        return Attribute(name, kind, value)


def named(attributes: Iterable[Attribute]) -> Named:
    """Attributes by their names."""
    found: dict[str, list[Attribute]] = {}
    for attribute in attributes:
        found.setdefault(attribute.name, []).append(attribute)
    return found


def _shaped(source: FieldSource, text: str, dates: Dates) -> Plain:
    match source.shape:
        case "int":
            return _whole(text)
        case "bool":
            return canonical("boolean", text, dates) == "true"
        case "texts":
            parts = text.split(source.split) if source.split else [text]
            return tuple(part.strip() for part in parts if part.strip())
        case "instant":
            return dates.read(text).at
        case "day":
            return dates.read(text).at.astimezone(dates.zone).date()
        case "choice" if text not in source.choices:
            wanted = ", ".join(sorted(source.choices))
            raise LexicalError(
                f"expected one of {wanted}, came {shown(text)}; translate it with `values`"
            )
        case _:
            return text


def _whole(text: str) -> int:
    """A number of days: whole, also where it was written 14.0, and within five digits."""
    if not re.fullmatch(r"[+-]?[0-9]{1,5}(\.0+)?", text):
        raise LexicalError(f"expected a whole number up to 99999, came {shown(text)}")
    return int(text.partition(".")[0])
