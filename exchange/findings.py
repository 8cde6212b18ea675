"""What an import tells of a file: its numbers, and what its mapping leaves unmapped."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exchange.interpret import Interpreter, MappedEvent
from exchange.mapping import Mapping
from exchange.source import BadRow, SourceEvent

NAMES = 1000
"""How many different names are told apart; a file may invent any number."""
OTHERS = "…"


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or with `dry_run` would do.

    `cases` are those in the file, also those of which no row was taken; `source_events` the
    rows read; `entries` the case entries this run wrote; `already_there` the events it found
    written; `rejected` the rows not taken. `incomplete` and `left_out` are cases of which some
    rows, or all, were not taken: how many, and the first ones. `steps` are the unmapped
    activities kept as steps, `sealed` the unmapped columns kept as sealed attributes, each with
    its number of events; `never_seen` the mapped columns that no row fills.
    """

    source: str
    log: str
    dry_run: bool
    cases: int
    source_events: int
    entries: int
    already_there: int
    rejected: int
    incomplete: tuple[int, list[str]]
    left_out: tuple[int, list[str]]
    steps: dict[str, int]
    sealed: dict[str, int]
    never_seen: list[str]


class Findings:
    """Counts what passes by, in memory that does not grow with it."""

    def __init__(self, mapping: Mapping) -> None:
        self._interpreter = Interpreter(mapping)
        self._step = mapping.step.name if mapping.step else ""
        self._unseen = set(mapping.columns)
        self.source_events = 0
        self.steps: Counter[str] = Counter()
        self.sealed: Counter[str] = Counter()

    @property
    def never_seen(self) -> list[str]:
        """The columns of the mapping that no row filled."""
        return sorted(ref.text for ref in self._unseen)

    def rows(self, rows: Iterable[SourceEvent | BadRow]) -> Iterator[SourceEvent | BadRow]:
        """The rows of a source, counted on their way."""
        for row in rows:
            self.source_events += row.row > 0
            if self._unseen and isinstance(row, SourceEvent):
                self._see(row)
            yield row

    def event(self, event: MappedEvent) -> None:
        """Count what the mapping does not name in an event."""
        if event.rule == self._step:
            self._count(self.steps, str(event.fields.get("step", "")))
        for attribute in event.private:
            self._count(self.sealed, attribute.name)

    def _see(self, row: SourceEvent) -> None:
        case, event = ({item.name for item in part} for part in self._interpreter.split(row))
        self._unseen -= {
            ref
            for ref in self._unseen
            if ref.name in case or (ref.name in event and not ref.of_case)
        }

    @staticmethod
    def _count(counter: Counter[str], name: str) -> None:
        counter[name if name in counter or len(counter) < NAMES else OTHERS] += 1
