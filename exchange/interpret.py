"""What a source row means under a mapping: pure, row by row, the same for every format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain.decider import Origin
from domain.values import Person
from exchange.cells import CellError, Cells, Named, Plain, named
from exchange.event_fields import has_applicant
from exchange.leftovers import Left, Leftovers, first
from exchange.mapping import PLACED, Mapping, Ref, Rule
from exchange.source import Attribute, BadRow, SourceEvent

Attributes = tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline the source gives to a "case" or to a "step"."""

    scope: str
    due: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class MappedEvent:
    """An event of the case chapter as a row yields it; instants are UTC.

    `key` is the source's own event key, empty where it has none (then the row's ordinal
    within its case stands in). `fields` are those of the event type in domain/case/events.py;
    `private` attributes, `applicant` and `note` are personal and must be sealed.
    """

    case_id: str
    type: str
    occurred_at: datetime
    recorded_at: datetime | None
    rule: str
    once: bool
    key: str
    origin: Origin
    fields: dict[str, Plain]
    applicant: Person | None
    note: str
    deadline: Deadline | None
    public: Attributes
    private: Attributes
    row: int = field(compare=False)
    line: int = field(compare=False)

    def identity(self, ordinal: int) -> str:
        """Its name within (source name, case); `ordinal` counts the case's rows from 1."""
        return self.rule if self.once else f"{self.key or f'#{ordinal}'}/{self.rule}"


def interpret_all(
    mapping: Mapping, rows: Iterable[SourceEvent | BadRow]
) -> Iterator[MappedEvent | BadRow]:
    """The events of a whole source in its order.

    Events that are once per case may come with several of its rows: equal identities are
    one event, of which the earliest occurred_at, then the first row counts.
    """
    interpreter = Interpreter(mapping)
    known: Attributes | None = None
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        case, event = interpreter.split(row)
        # Without steps a row may hold nothing but what its case said before; it still counts.
        found = interpreter.read(row, case, event, said=bool(mapping.step) and case == known)
        if isinstance(found, BadRow):
            yield found
        else:
            known = case
            yield from found


def interpret(mapping: Mapping, row: SourceEvent) -> list[MappedEvent] | BadRow:
    """The events of one row, or why it cannot be taken."""
    interpreter = Interpreter(mapping)
    return interpreter.read(row, *interpreter.split(row))


class Interpreter:
    """A mapping made ready to read many rows; between them it keeps only what makes it fast."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._source = mapping.source
        self._kinds = {ref.text: kind for ref, kind in mapping.kinds}
        self._leftovers = Leftovers(mapping)
        self._case: tuple[Attributes, Named] = (), {}

    def split(self, row: SourceEvent) -> tuple[Attributes, Attributes]:
        """The attributes of the case and those of the event, as format and mapping say."""
        case, event = row.case_attributes, row.attributes
        if self._source.rows == "case":
            return (*case, *event), ()
        moved = self._source.case_columns
        if moved:
            case = (*case, *(item for item in event if item.name in moved))
            event = tuple(item for item in event if item.name not in moved)
        return case, event

    def read(
        self, row: SourceEvent, case: Attributes, event: Attributes, *, said: bool = False
    ) -> list[MappedEvent] | BadRow:
        """The events of a row; with `said`, without those the last row of its case gave."""
        if case is not self._case[0]:  # XES gives all rows of a case the very same
            self._case = case, named(case)
        cells = Cells(self._case[1], named(event), self._kinds, self._source.dates)
        case_id = ""
        try:
            case_id = self._required(cells, self._source.case)
            fired = self._fired(cells)
            return [
                self._event(row, cells, case_id, rule, left)
                for rule, left in zip(fired, self._leftovers.of(cells, fired), strict=True)
                if not (said and rule.of_case)
            ]
        except CellError as bad:
            return BadRow(row.row, row.line, bad.column, str(bad), row.text, case_id)

    def _required(self, cells: Cells, ref: Ref) -> str:
        text = cells.text(ref)
        if not text:
            raise CellError(ref.text, "expected a value in every row, came an empty cell")
        return text

    def _fired(self, cells: Cells) -> list[Rule]:
        """The rules that apply to this row; the step where no rule of the row itself does."""
        fired = [
            rule
            for rule in self._mapping.rules
            if all(test.holds(cells.text) for test in rule.when) and first(cells, rule.time)
        ]
        step = self._mapping.step
        if step and all(rule.once or rule.also_step for rule in fired):
            if self._source.activity:
                self._required(cells, self._source.activity)
            if not first(cells, step.time):
                raise CellError(step.time[0].text, "expected a time, came an empty cell")
            fired.append(step)
        if not fired:
            raise CellError(
                "",
                "expected a row that a rule takes, came one that none does; check its "
                "times, or add a rule to the mapping",
            )
        return fired

    def _event(
        self, row: SourceEvent, cells: Cells, case_id: str, rule: Rule, left: Left
    ) -> MappedEvent:
        fields = self._fields(cells, rule)
        return MappedEvent(
            case_id=case_id,
            type=rule.event,
            occurred_at=self._occurred(cells, rule),
            recorded_at=self._recorded(cells, rule),
            rule=rule.name,
            once=rule.once,
            key=self._key(cells, rule),
            origin=self._origin(cells, rule),
            note=str(fields.pop("note", "")),
            fields=fields,
            applicant=self._applicant(cells, rule),
            deadline=self._deadline(cells, rule),
            public=tuple(item for place in left.public for item in cells.attributes(place)),
            private=tuple(item for place in left.private for item in cells.attributes(place)),
            row=row.row,
            line=row.line,
        )

    def _fields(self, cells: Cells, rule: Rule) -> dict[str, Plain]:
        found = ((source.field, cells.field(source)) for source in rule.fields)
        return {name: value for name, value in found if value is not None}

    def _occurred(self, cells: Cells, rule: Rule) -> datetime:
        ref = first(cells, rule.time) or rule.time[0]
        instant = cells.instant(ref)
        if instant is None:
            raise CellError(ref.text, "expected a time, came an empty cell")
        return instant.at

    def _recorded(self, cells: Cells, rule: Rule) -> datetime | None:
        instant = cells.instant(rule.recorded) if rule.recorded else None
        return instant.at if instant else None

    def _key(self, cells: Cells, rule: Rule) -> str:
        if rule.once or self._source.key is None:
            return ""
        return self._required(cells, self._source.key)

    def _origin(self, cells: Cells, rule: Rule) -> Origin:
        origins = self._mapping.origins
        if origins is None or rule.event not in PLACED:
            return Origin.UNKNOWN
        channel = cells.text(origins.column) if origins.column else ""
        return Origin(origins.values.get(channel, origins.default))

    def _applicant(self, cells: Cells, rule: Rule) -> Person | None:
        sources = self._mapping.applicant
        if not (sources and has_applicant(rule.event)):
            return None
        found = {source.field: str(cells.field(source) or "") for source in sources}
        named = any(found[source.field] for source in sources if source.column)
        return Person(**found) if named else None

    def _deadline(self, cells: Cells, rule: Rule) -> Deadline | None:
        source = rule.deadline
        due = cells.due(source) if source else None
        if source is None or due is None:
            return None
        scope = "step" if rule.event.startswith("case.step_") else "case"
        return Deadline(scope, due, source.dates.zone.key)
