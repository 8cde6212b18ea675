"""The builds of a set of views: which are there, which one is read, how far each has come."""

# A build is one folding of the whole log into rows of its own. A new version, or a rebuild of the
# same one, is built beside the one in use and takes its place once it has come as far.

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from projections.fold import METADATA
from projections.viewset import ViewSet

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
    sa.Column("view", sa.Text, nullable=False),
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
    """One build of a set of views and the position it has come to."""

    build: int
    views: str
    version: int
    position: int
    active: bool


def builds(connection: sa.Connection) -> list[Build]:
    """Every build there is."""
    rows = connection.execute(sa.select(BUILDS).order_by(BUILDS.c.build))
    return [Build(*row) for row in rows]


def chosen(found: Iterable[Build], views: ViewSet) -> Build | None:
    """The build that code with these views reads and keeps up: the active one of its version,
    else the newest.
    """
    mine = [b for b in found if (b.views, b.version) == (views.name, views.version)]
    return max(mine, key=lambda b: (b.active, b.build), default=None)


def ensure(connection: sa.Connection, views: ViewSet) -> Build:
    """The build of these views; one that is missing is begun, by one process at a time."""
    build = chosen(builds(connection), views)
    if build is None:
        lock(connection)
        found = builds(connection)
        build = chosen(found, views)
        if build is None:
            first = all(b.views != views.name for b in found)
            build = begin(connection, views, active=first)
    return build


def lock(connection: sa.Connection) -> None:
    """Let one transaction at a time begin or switch builds of this log."""
    schema = connection.get_execution_options()["schema_translate_map"][None]
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(schema))))


def begin(connection: sa.Connection, views: ViewSet, *, active: bool) -> Build:
    """A new build at position 0."""
    row = {"view": views.name, "version": views.version, "position": 0, "active": active}
    number: int = connection.execute(
        sa.insert(BUILDS).values(row).returning(BUILDS.c.build)
    ).scalar_one()
    return Build(number, views.name, views.version, 0, active)


def hold(connection: sa.Connection, wanted: Build) -> bool:
    """Take a build for this transaction; False if somebody has it or has moved it on.

    The row lock is what makes one process the leader of a build and each batch count once.
    """
    position = connection.execute(
        sa.select(BUILDS.c.position)
        .where(BUILDS.c.build == wanted.build)
        .with_for_update(skip_locked=True)
    ).scalar()
    return position == wanted.position


def move(connection: sa.Connection, build: Build, until: int) -> None:
    """Say that a build has folded everything up to a position."""
    mine = BUILDS.c.build == build.build
    connection.execute(sa.update(BUILDS).where(mine).values(position=until))
    connection.execute(sa.insert(BATCHES).values(build=build.build, until=until))


def switch(connection: sa.Connection, build: int, views: ViewSet) -> bool:
    """Let a build be the one that is read and drop the others, unless it has not come as far.

    A build of a newer version stays the one that is read: older code must not undo it.
    """
    lock(connection)
    mine, rivals = _divided(builds(connection), build)
    if mine is None or any(b.active and b.version > mine.version for b in rivals):
        return True
    numbers = [b.build for b in rivals if b.version <= mine.version]
    # That waits for a batch of theirs under way, after which no other can begin.
    furthest = connection.execute(
        sa.select(BUILDS.c.position).where(BUILDS.c.build.in_(numbers)).with_for_update()
    ).scalars()
    if max(furthest, default=0) > mine.position:
        return False
    drop(connection, numbers, views)
    connection.execute(sa.update(BUILDS).where(BUILDS.c.build == build).values(active=True))
    return True


def drop(connection: sa.Connection, numbers: Collection[int], views: ViewSet) -> None:
    """Delete builds with all their rows."""
    for table in (BUILDS, BATCHES, FROZEN, QUEUED, *(kept.table for kept in views.kept)):
        connection.execute(sa.delete(table).where(table.c.build.in_(numbers)))


def _divided(found: Iterable[Build], build: int) -> tuple[Build | None, list[Build]]:
    """A build and the others of its views; None if it is there no more."""
    all_ = list(found)
    mine = next((b for b in all_ if b.build == build), None)
    return mine, [b for b in all_ if mine and b.views == mine.views and b.build != build]
