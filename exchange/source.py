"""What every reader of a foreign log yields: source events, and rows it cannot take."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from xml.sax.saxutils import quoteattr

CASE_PREFIX = "case:"
"""In tables, what marks a column of the case; XES says it by the enclosing trace."""


class Attribute(NamedTuple):
    """What a source says in one column, as domain/values.py has it, but made by the million."""

    name: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """One row of a source, as it stands there; values are lexical and never empty.

    `row` counts source rows from 1, rows that cannot be taken included; `line` is the
    physical line where it starts; `raw` is its text where the format has it by lines.
    """

    row: int
    line: int
    case_attributes: tuple[Attribute, ...]
    attributes: tuple[Attribute, ...]
    raw: str = ""

    @property
    def text(self) -> str:
        """The row for a reject file."""
        return self.raw or as_xes(self.case_attributes, self.attributes)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken, and why. `case_id` is empty where it could not be read.

    `row` is 0 where the fault is not an event's own: a stray tag, a trace without events.
    """

    row: int
    line: int
    column: str
    reason: str
    raw: str = ""
    case_id: str = ""


class SourceError(Exception):
    """The file cannot be read on from `line` (0: unknown); what came before still stands."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


class Reader(Protocol):
    """Reads one format as a stream, in memory that does not grow with the file."""

    def __iter__(self) -> Iterator[SourceEvent | BadRow]:
        """Raises `SourceError` where nothing more can be read."""
        ...


def as_xes(case: Iterable[Attribute], event: Iterable[Attribute]) -> str:
    """An event with its trace as XES."""
    return f"<trace>{_elements(case)}<event>{_elements(event)}</event></trace>"


def _elements(attributes: Iterable[Attribute]) -> str:
    return "".join(
        f"<{item.kind} key={quoteattr(item.name)} value={quoteattr(item.value)}/>"
        for item in attributes
    )


def storable(text: str) -> str:
    """Why the ledger can never store this text (design: U+0000, lone surrogates); else empty."""
    if "\x00" in text:
        return "expected text, came U+0000; remove it at the source"
    if any("\ud800" <= char <= "\udfff" for char in text):
        return "expected text, came bytes or escapes that are no character; export it again"
    return ""
