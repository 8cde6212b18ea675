"""The rows of views as they stood at a position, whether or not a batch ended there."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from ledger.entry import Entry
from ledger.reading import Reader
from projections import store
from projections.fold import CURRENT, Fold, Kept, Row
from projections.folding import Versions, fold_all, gather
from projections.freezing import frozen_keys
from projections.registry import BATCHES, Build
from projections.viewset import ViewSet

LONGEST_TAIL = 50_000
Version = tuple[int, str]


class Behind(Exception):
    """A position too far beyond what the view has folded; catch up first."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Row versions valid at a boundary (None is now), and those that later entries changed."""

    fold: Kept
    build: int
    boundary: int | None
    changed: Mapping[str, Row]

    def condition(self) -> sa.ColumnElement[bool]:
        """The row versions that hold here and that `changed` does not replace."""
        held = store.valid(self.fold, self.build, self.boundary)
        if not self.changed:
            return held
        replaced = sa.bindparam(None, list(self.changed), type_=sa.ARRAY(sa.Text))
        return sa.and_(held, self.fold.table.c.key != sa.all_(replaced))

    def row(self, connection: sa.Connection, key: str) -> Row | None:
        """One row."""
        if key in self.changed:
            return self.changed[key]
        return store.load(connection, self.fold, self.build, [key], self.boundary).get(key)

    def among(self, connection: sa.Connection, keys: Collection[str]) -> dict[str, Row]:
        """The rows of these keys; those that are not there are left out."""
        found = {key: self.changed[key] for key in keys if key in self.changed}
        missing = [key for key in keys if key not in found]
        return found | store.load(connection, self.fold, self.build, missing, self.boundary)

    def in_groups(
        self, connection: sa.Connection, groups: Collection[str]
    ) -> Iterator[tuple[str, Row]]:
        """The rows that belong to any of these groups, with their keys; not those of `changed`."""
        columns = self.fold.table.c
        wanted = sa.bindparam(None, list(groups), type_=sa.ARRAY(sa.Text))
        query = sa.select(columns.key, columns.row, columns.from_position, columns.to_position)
        # Added to nothing, so that the index of groups is the only way: no statistics of a table
        # that has just grown would tell that it is the shortest.
        query = query.where(columns.groups.op("&&")(wanted), columns.build + 0 == self.build)
        for key, row, begins, ends in connection.execute(query):
            held = ends == CURRENT if self.boundary is None else begins <= self.boundary < ends
            if held and key not in self.changed:
                yield key, orjson.loads(row)

    def keys(self, connection: sa.Connection) -> list[str]:
        """The keys of every row."""
        query = sa.select(self.fold.table.c.key).where(self.condition())
        return [*self.changed, *connection.execute(query).scalars()]

    def versions(
        self, connection: sa.Connection, *where: sa.ColumnElement[bool]
    ) -> dict[str, Version]:
        """Which version of each row holds under more conditions; not those of `changed`."""
        columns = self.fold.table.c
        # A key that thaws writes its version of a position again, in another transaction.
        writer = sa.cast(sa.literal_column("xmin"), sa.Text)
        query = sa.select(columns.key, columns.from_position, writer)
        found = connection.execute(query.where(self.condition(), *where))
        return {key: (position, by) for key, position, by in found}

    def rows(
        self,
        connection: sa.Connection,
        *where: sa.ColumnElement[bool],
        order: Sequence[sa.ColumnElement[Any]] = (),
        limit: int | None = None,
    ) -> Iterator[tuple[str, Row]]:
        """Rows of the database under more conditions, with their keys; not those of `changed`."""
        columns = self.fold.table.c
        query = sa.select(columns.key, columns.row).where(self.condition(), *where)
        for key, row in connection.execute(query.order_by(*order).limit(limit)):
            yield key, orjson.loads(row)


@dataclass(frozen=True, slots=True)
class Shown:
    """Every view at a position, and what the entries since the last batch made of which rows."""

    rows: Mapping[str, Snapshot]
    changed: Mapping[str, Mapping[str, Versions]]


def shown(
    connection: sa.Connection, reader: Reader, views: ViewSet, build: Build, position: int
) -> Shown:
    """The views at a position: the batch boundary before it, and the few entries since.

    Raises Behind where the views have not come near.
    """
    if position == build.position:
        return Shown({f.name: Snapshot(f, build.build, None, {}) for f in views.folds}, {})
    mine = (BATCHES.c.build == build.build, BATCHES.c.until <= position)
    last = connection.execute(sa.select(sa.func.max(BATCHES.c.until)).where(*mine)).scalar()
    boundary = last or 0
    if position - boundary > LONGEST_TAIL:
        raise Behind(
            f"expected views near position {position}, they have folded up to "
            f"{build.position}; let them catch up and ask again"
        )
    tail = list(reader.entries(boundary, position))
    frozen = frozen_keys(connection, build.build, boundary)
    changed = {
        fold.name: _folded(connection, fold, build.build, boundary, tail, frozen)
        for fold in views.folds
    }
    rows = {
        fold.name: Snapshot(
            fold, build.build, boundary, {key: row for key, (_, row) in changed[fold.name].items()}
        )
        for fold in views.folds
    }
    return Shown(rows, changed)


def _folded(
    connection: sa.Connection,
    fold: Fold,
    build: int,
    boundary: int,
    tail: Sequence[Entry],
    frozen: Collection[str],
) -> dict[str, Versions]:
    """The rows that the entries after a boundary change, as they were and as they are."""
    touched = {k: entries for k, entries in gather(fold, tail).items() if k not in frozen}
    before = store.load(connection, fold, build, touched.keys(), boundary)
    found: dict[str, Versions] = {}
    for key, entries in touched.items():
        row, _ = fold_all(fold, before.get(key), entries)
        if row is not None and row is not before.get(key):
            found[key] = before.get(key), row
    return found
