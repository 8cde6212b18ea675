"""What a row of a service catalogue means: an item, its unit, whether it is in the hall."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from domain.catalogue import ItemEntered, ItemListed
from domain.decider import Event
from domain.organisation import UnitRegistered
from exchange.catalogue_mapping import ON, SINCE, CatalogueMapping, TermSource
from exchange.cells import CellError, Cells, Plain, named
from exchange.mapping import FieldSource
from exchange.source import BadRow, SourceEvent
from exchange.terms import TermUnit, working_days
from ledger.codec import from_plain

AGAIN = "expected each item once, came again with other data; correct one of the rows"
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Stated(Generic[E]):
    """A fact; `dated` where the row says since when, and it is not only known from now on."""

    fact: E
    dated: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What one row says. `unit` and `entered` are None where it does not say them."""

    row: SourceEvent
    item: Stated[ItemListed]
    unit: UnitRegistered | None
    entered: Stated[ItemEntered] | None

    @property
    def facts(self) -> tuple[Event, ...]:
        """All of it."""
        said = (self.unit, self.item.fact, self.entered.fact if self.entered else None)
        return tuple(filter(None, said))

    @property
    def code(self) -> str:
        """The item's code."""
        return self.item.fact.item

    def rejected(self, reason: str) -> BadRow:
        """The row as one that cannot be taken after all."""
        return BadRow(self.row.row, self.row.line, "", reason, self.row.text, self.code)


def read_catalogue(
    mapping: CatalogueMapping, rows: Iterable[SourceEvent | BadRow], today: date
) -> Iterator[Listing | BadRow]:
    """The rows of a catalogue; one that says the same again is passed over."""
    seen: dict[str, Listing] = {}
    for row in rows:
        found = row if isinstance(row, BadRow) else _read(mapping, row, today)
        if isinstance(found, BadRow):
            yield found
            continue
        first = seen.setdefault(found.code, found)
        if first is found:
            yield found
        elif (first.item, first.entered) != (found.item, found.entered):
            yield found.rejected(AGAIN)


def _read(mapping: CatalogueMapping, row: SourceEvent, today: date) -> Listing | BadRow:
    cells = Cells({}, named((*row.case_attributes, *row.attributes)), {}, mapping.source.dates)
    code = ""
    try:
        # Its code, which comes first among the fields, tells a bad row as well.
        code = _values(cells, mapping.item[:1])["item"]
        values = _values(cells, mapping.item)
        item = _stated(ItemListed, SINCE, today, values | _terms(cells, mapping.terms))
        last = item.fact.in_force_to
        if last is not None and last < item.fact.in_force_from:
            raise CellError("", f"expected a last day after the first, came {last.isoformat()}")
        unit = _unit(cells, mapping, today, values["unit"])
        return Listing(row, item, unit, _entered(cells, mapping, today, code))
    except CellError as bad:
        return BadRow(row.row, row.line, bad.column, str(bad), row.text, code)


def _unit(cells: Cells, mapping: CatalogueMapping, today: date, name: str) -> UnitRegistered | None:
    if mapping.unit is None:
        return None
    values = _values(cells, mapping.unit) | {"unit": name}
    return _stated(UnitRegistered, SINCE, today, values).fact


def _entered(
    cells: Cells, mapping: CatalogueMapping, today: date, code: str
) -> Stated[ItemEntered] | None:
    entry = mapping.entered
    if entry is None or not all(test.holds(cells.text) for test in entry.when):
        return None
    return _stated(ItemEntered, ON, today, _values(cells, entry.fields) | {"item": code})


def _stated(kind: type[E], since: str, today: date, values: dict[str, Any]) -> Stated[E]:
    """A fact of plain values, from today on where they have no day."""
    return Stated(from_plain(kind, {since: today.isoformat()} | values), since in values)


def _values(cells: Cells, sources: Iterable[FieldSource]) -> dict[str, Any]:
    """The fields that are filled, as JSON has them."""
    found = ((source.field, cells.field(source)) for source in sources)
    return {name: _plain(value) for name, value in found if value is not None}


def _plain(value: Plain) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _terms(cells: Cells, sources: Iterable[TermSource]) -> dict[str, int]:
    """The terms in working days."""
    found = {}
    for source in sources:
        amount = cells.field(source.amount)
        if amount is None:
            continue
        number = int(str(amount))
        if number < 0:
            column = source.amount.column
            raise CellError(column.text if column else "", f"expected a term, came {number}")
        unit = cells.field(source.unit) if source.unit and number else TermUnit.WORKING_DAY
        found[source.amount.field] = working_days(number, TermUnit(str(unit)))
    return found
