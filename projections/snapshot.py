"""The rows of one view as they stood at a position, whether or not a batch ended there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from ledger.reading import Reader
from projections import store
from projections.fold import Fold, Row
from projections.folding import fold_all, gather
from projections.freezing import frozen_keys
from projections.registry import BATCHES, Build

LONGEST_TAIL = 50_000
Version = tuple[int, str]


class Behind(Exception):
    """A position too far beyond what the view has folded; catch up first."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Row versions valid at a boundary (None is now), and those that later entries changed."""

    fold: Fold
    build: int
    boundary: int | None
    changed: Mapping[str, Row]

    def condition(self) -> sa.ColumnElement[bool]:
        """The row versions that hold here and that `changed` does not replace."""
        held = store.valid(self.fold, self.build, self.boundary)
        if not self.changed:
            return held
        return sa.and_(held, self.fold.table.c.key.not_in(list(self.changed)))

    def row(self, connection: sa.Connection, key: str) -> Row | None:
        """One row."""
        if key in self.changed:
            return self.changed[key]
        return store.load(connection, self.fold, self.build, [key], self.boundary).get(key)

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


def snapshot(
    connection: sa.Connection, reader: Reader, fold: Fold, build: Build, position: int
) -> Snapshot:
    """A view at a position: the batch boundary before it, and the few entries since.

    Raises Behind where the view has not come near.
    """
    if position == build.position:
        return Snapshot(fold, build.build, None, {})
    mine = (BATCHES.c.build == build.build, BATCHES.c.until <= position)
    last = connection.execute(sa.select(sa.func.max(BATCHES.c.until)).where(*mine)).scalar()
    boundary = last or 0
    if position - boundary > LONGEST_TAIL:
        raise Behind(
            f"expected view {fold.name} near position {position}, it has folded up to "
            f"{build.position}; let it catch up and ask again"
        )
    touched = gather(fold, reader.entries(boundary, position))
    for key in frozen_keys(connection, build.build, boundary) & touched.keys():
        del touched[key]
    before = store.load(connection, fold, build.build, touched.keys(), boundary)
    after = {key: fold_all(fold, before.get(key), entries)[0] for key, entries in touched.items()}
    return Snapshot(
        fold, build.build, boundary, {key: row for key, row in after.items() if row is not None}
    )
