"""The view `reference`: what the log says of itself, and its published rules at a position."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import sqlalchemy as sa

from domain.chapters import EVENTS
from domain.log import Opened
from domain.reference import Reference
from domain.rules import Published
from ledger.codec import from_plain
from ledger.entry import Entry
from projections.fold import Fold, Row, row_table

OPENED = Opened.TYPE


def keys(entry: Entry) -> Sequence[str]:
    """Each publication by itself: its event id."""
    type_: str = entry.raw["type"]
    return (entry.id,) if type_.startswith("rules.") or type_ == OPENED else ()


def fold(row: Row | None, entry: Entry) -> Row:
    """The publication itself; nothing comes after it."""
    return {"position": entry.position, "type": entry.type, "data": entry.data}


def columns(row: Row) -> Sequence[Any]:
    """Where it stands in the log."""
    return (row["position"],)


def reference(rows: Iterable[Row]) -> Reference:
    """The rules that these rows publish, taken in the order of the log."""
    found = Reference()
    for row in sorted(rows, key=lambda row: row["position"]):
        if row["type"] != OPENED:
            published = cast(Published, from_plain(EVENTS[row["type"]], row["data"]))
            found = found.after(published, row["position"])
    return found


def opened(rows: Iterable[Row]) -> Opened | None:
    """What the log says of itself; None before its first entry."""
    first = next((row for row in rows if row["type"] == OPENED), None)
    return None if first is None else from_plain(Opened, first["data"])


TABLE = row_table("reference", sa.Column("position", sa.BigInteger, nullable=False))
FOLD = Fold("reference", 1, TABLE, keys, fold, columns)
