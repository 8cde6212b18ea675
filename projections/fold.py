"""A view as the engine sees it: keys from an entry alone, a pure fold, a table of row versions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

from ledger.entry import Entry

Row = dict[str, Any]
CURRENT = 2**63 - 1
METADATA = sa.MetaData()


class Kept(Protocol):
    """Rows that are kept in versions: their table, and the values of its own columns."""

    @property
    def name(self) -> str: ...
    @property
    def table(self) -> sa.Table: ...
    @property
    def columns(self) -> Callable[[Row], Sequence[Any]]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows that are kept in versions and come of no fold."""

    name: str
    table: sa.Table
    columns: Callable[[Row], Sequence[Any]]


def no_groups(row: Row) -> Sequence[str]:
    """The groups of a row that belongs to none."""
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """One view. A changed `fold`, `columns` or upcaster raises `version`.

    `keys(entry)` reads nothing but the entry's envelope and data. `fold(row, entry)` returns the
    row after the entry and leaves the one it was given as it was; `row` is None at first and
    holds what JSON holds. `columns(row)` gives the values of the table's own columns, for
    filtering and sorting only: what a row means is what the view's `at(row, as_of)` says.
    `groups(row)` names the groups that are judged as a whole and the row is a member of; such a
    view has a column `groups` as the last of its table.
    """

    name: str
    version: int
    table: sa.Table
    keys: Callable[[Entry], Sequence[str]]
    fold: Callable[[Row | None, Entry], Row]
    columns: Callable[[Row], Sequence[Any]]
    groups: Callable[[Row], Sequence[str]] = no_groups


def row_table(name: str, *columns: sa.Column[Any]) -> sa.Table:
    """The table of a view's row versions: `row` (JSON) held from one position until another.

    A version holds for the boundaries p of its build with from_position <= p < to_position;
    to_position is CURRENT while nothing replaced it.
    """
    return sa.Table(
        name,
        METADATA,
        sa.Column("build", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("from_position", sa.BigInteger, primary_key=True),
        sa.Column("to_position", sa.BigInteger, nullable=False),
        sa.Column("row", sa.Text, nullable=False),
        *columns,
    )
