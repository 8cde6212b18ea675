"""The view `reference`: what the log says of itself, its rules, organisation and catalogue."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from domain.feed import Declared
from domain.log import Opened
from ledger.entry import Entry
from projections.fold import Fold, Row, row_table

_CHAPTERS = ("rules.", "organisation.", "catalogue.")
_TYPES = (Opened.TYPE, Declared.TYPE)


def keys(entry: Entry) -> Sequence[str]:
    """Each fact by itself: its event id."""
    type_: str = entry.raw["type"]
    return (entry.id,) if type_.startswith(_CHAPTERS) or type_ in _TYPES else ()


def fold(row: Row | None, entry: Entry) -> Row:
    """The fact itself; nothing comes after it."""
    return {"position": entry.position, "type": entry.type, "data": entry.data}


def columns(row: Row) -> Sequence[Any]:
    """Where it stands in the log."""
    return (row["position"],)


TABLE = row_table("reference", sa.Column("position", sa.BigInteger, nullable=False))
FOLD = Fold("reference", 2, TABLE, keys, fold, columns)
