"""One document in full, as the log tells of it by a position."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.entry import Entry
from projections import documents
from projections.document_list import document_at
from projections.fold import Row
from projections.scene import Scene


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """A document at two times; `row` is that of the list, `entries` all that was recorded."""

    position: int
    known_at: datetime
    as_of: datetime
    stream: str
    row: Row
    entries: tuple[Entry, ...]


def answer_document(scene: Scene, stream: str, entries: Sequence[Entry]) -> DocumentAnswer | None:
    """A document from its own entries up to the position; None if nothing had happened by then."""
    row = None
    for entry in entries:
        row = documents.fold(row, entry)
    told = None if row is None else document_at(scene, stream, row)
    if told is None:
        return None
    at = scene.moment
    return DocumentAnswer(at.position, at.known_at, at.as_of, stream, told, tuple(entries))
