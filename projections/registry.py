"""The builds of views: which are there, which one is read, how far each has come."""

# A build is one folding of the whole log into rows of its own. A new version, or a rebuild of the
# same one, is built beside the one in use and takes its place once it has come as far.

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from projections.fold import METADATA, Fold

BUILDS = sa.Table(
    "builds",
    METADATA,
    sa.Column("build", sa.Integer, primary_key=True),
    sa.Column("view", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)
# Where the batches of a build ended: the positions at which its row versions are complete.
BATCHES = sa.Table(
    "batches",
    METADATA,
    sa.Column("build", sa.Integer, primary_key=True),
    sa.Column("until", sa.BigInteger, primary_key=True),
)
FROZEN = sa.Table(
    "frozen",
    METADATA,
    sa.Column("build", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
# The entries that a frozen key waits with, in order, the first of them being the one that froze it.
QUEUED = sa.Table(
    "queued",
    METADATA,
    sa.Column("build", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
)


@dataclass(frozen=True, slots=True)
class Build:
    """One build of a view and the position it has come to."""

    build: int
    view: str
    version: int
    position: int
    active: bool


def builds(connection: sa.Connection) -> list[Build]:
    """Every build there is."""
    rows = connection.execute(sa.select(BUILDS).order_by(BUILDS.c.build))
    return [Build(*row) for row in rows]


def chosen(found: Iterable[Build], fold: Fold) -> Build | None:
    """The build that code with this fold reads and keeps up: the active one of its version, else
    the newest.
    """
    mine = [b for b in found if (b.view, b.version) == (fold.name, fold.version)]
    return max(mine, key=lambda b: (b.active, b.build), default=None)


def ensure(connection: sa.Connection, folds: Sequence[Fold]) -> list[Build]:
    """The build of each fold; one that is missing is begun, by one process at a time."""
    found = builds(connection)
    missing = [fold for fold in folds if chosen(found, fold) is None]
    if missing:
        lock(connection)
        found = builds(connection)
        for fold in missing:
            if chosen(found, fold) is None:
                begin(connection, fold, active=all(b.view != fold.name for b in found))
        found = builds(connection)
    return [build for fold in folds if (build := chosen(found, fold)) is not None]


def lock(connection: sa.Connection) -> None:
    """Let one transaction at a time begin or switch builds of this log."""
    schema = connection.get_execution_options()["schema_translate_map"][None]
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(schema))))


def begin(connection: sa.Connection, fold: Fold, *, active: bool) -> int:
    """A new build at position 0; returns its number."""
    row = {"view": fold.name, "version": fold.version, "position": 0, "active": active}
    number: int = connection.execute(
        sa.insert(BUILDS).values(row).returning(BUILDS.c.build)
    ).scalar_one()
    return number


def hold(connection: sa.Connection, wanted: Sequence[Build]) -> bool:
    """Take these builds for this transaction; False if somebody has one or has moved it on.

    The row lock is what makes one process the leader of a build and each batch count once.
    """
    numbers = [build.build for build in wanted]
    held = connection.execute(
        sa.select(BUILDS.c.build, BUILDS.c.position)
        .where(BUILDS.c.build.in_(numbers))
        .order_by(BUILDS.c.build)
        .with_for_update(skip_locked=True)
    )
    return {(b.build, b.position) for b in wanted} == {(row[0], row[1]) for row in held}


def move(connection: sa.Connection, numbers: Sequence[int], until: int) -> None:
    """Say that these builds have folded everything up to a position."""
    connection.execute(sa.update(BUILDS).where(BUILDS.c.build.in_(numbers)).values(position=until))
    connection.execute(
        sa.insert(BATCHES), [{"build": number, "until": until} for number in numbers]
    )


def switch(connection: sa.Connection, build: int, fold: Fold) -> bool:
    """Let a build be the one that is read and drop the others, unless it has not come as far.

    A build of a newer version stays the one that is read: older code must not undo it.
    """
    lock(connection)
    mine, rivals = _divided(builds(connection), build)
    if mine is None or any(b.active and b.version > fold.version for b in rivals):
        return True
    others = [b.build for b in rivals if b.version <= fold.version]
    # That waits for a batch of theirs under way, after which no other can begin.
    furthest = connection.execute(
        sa.select(BUILDS.c.position).where(BUILDS.c.build.in_(others)).with_for_update()
    ).scalars()
    if max(furthest, default=0) > mine.position:
        return False
    for table in (BUILDS, BATCHES, FROZEN, QUEUED, fold.table):
        connection.execute(sa.delete(table).where(table.c.build.in_(others)))
    connection.execute(sa.update(BUILDS).where(BUILDS.c.build == build).values(active=True))
    return True


def _divided(found: Iterable[Build], build: int) -> tuple[Build | None, list[Build]]:
    """A build and the others of its view; None if it is there no more."""
    all_ = list(found)
    mine = next((b for b in all_ if b.build == build), None)
    return mine, [b for b in all_ if mine and b.view == mine.view and b.build != build]
