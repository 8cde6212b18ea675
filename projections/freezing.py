"""Keys that an entry froze: shown with their reason, their later entries queued in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from ledger.reading import Reader
from projections import store
from projections.fold import Fold
from projections.folding import Poison, Versions, fold_all
from projections.registry import FROZEN, QUEUED, Build


@dataclass(frozen=True, slots=True)
class Frozen:
    """A key of a view that stands still since a position; `queued` entries wait, that one too."""

    view: str
    key: str
    position: int
    reason: str
    queued: int


def frozen(connection: sa.Connection, build: int) -> list[Frozen]:
    """Every frozen key of a build."""
    waiting = (
        sa.select(sa.func.count())
        .where(QUEUED.c.build == FROZEN.c.build, QUEUED.c.key == FROZEN.c.key)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(FROZEN.c.view, FROZEN.c.key, FROZEN.c.position, FROZEN.c.reason, waiting)
        .where(FROZEN.c.build == build)
        .order_by(FROZEN.c.position, FROZEN.c.key)
    )
    return [Frozen(*row) for row in rows]


def frozen_keys(connection: sa.Connection, build: int, by: int | None = None) -> set[str]:
    """The keys of a build frozen at or before a position, by default all."""
    query = sa.select(FROZEN.c.key).where(FROZEN.c.build == build)
    if by is not None:
        query = query.where(FROZEN.c.position <= by)
    return set(connection.execute(query).scalars())


def freeze(connection: sa.Connection, build: int, view: str, key: str, poison: Poison) -> None:
    """Let a key stand still; everything from the bad entry on waits."""
    row = {"position": poison.positions[0], "reason": poison.reason}
    connection.execute(sa.insert(FROZEN).values(build=build, view=view, key=key, **row))
    enqueue(connection, build, key, poison.positions)


def enqueue(connection: sa.Connection, build: int, key: str, positions: Iterable[int]) -> None:
    """Let these entries wait for a frozen key."""
    rows = [{"build": build, "key": key, "position": position} for position in positions]
    connection.execute(sa.insert(QUEUED), rows)


def thaw(
    connection: sa.Connection, reader: Reader, fold: Fold, build: Build, key: str
) -> tuple[Versions | None, Poison | None]:
    """Fold what waits for a key, in order; its row as it was and is, and what froze it again.

    The caller holds the build in this transaction.
    """
    waiting = _release(connection, build.build, key)
    entries = [reader.page(position - 1, position)[0] for position in waiting]
    rows = store.load(connection, fold, build.build, [key])
    row, poison = fold_all(fold, rows.get(key), entries)
    if row is not None:
        store.forget(connection, fold, build.build, key, build.position)
        store.write(connection, fold, build.build, {key: row}, build.position)
    if poison is not None:
        freeze(connection, build.build, fold.name, key, poison)
    return None if row is None else (rows.get(key), row), poison


def _release(connection: sa.Connection, build: int, key: str) -> Sequence[int]:
    mine = (QUEUED.c.build == build, QUEUED.c.key == key)
    positions = (
        connection.execute(sa.select(QUEUED.c.position).where(*mine).order_by(QUEUED.c.position))
        .scalars()
        .all()
    )
    connection.execute(sa.delete(QUEUED).where(*mine))
    connection.execute(sa.delete(FROZEN).where(FROZEN.c.build == build, FROZEN.c.key == key))
    return positions
