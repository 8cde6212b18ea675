"""A group of rows that is judged as a whole."""

from dataclasses import dataclass

from projections.casefile import CaseFile
from projections.documentfile import DocumentFile
from projections.registerfile import RegisterFile

File = CaseFile | DocumentFile | RegisterFile


@dataclass(frozen=True, slots=True)
class Group:
    """What belongs together under a key, each part by time of its first event."""

    key: str
    cases: tuple[CaseFile, ...] = ()
    documents: tuple[DocumentFile, ...] = ()
    entries: tuple[RegisterFile, ...] = ()

    @property
    def members(self) -> tuple[File, ...]:
        """All of them."""
        return (*self.cases, *self.documents, *self.entries)
