"""Where a question is answered: the views and the rules at one position, in one transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from domain.log import ClockKind, Opened
from domain.reference import Rulebook
from domain.world import World
from ledger.reading import Reader
from projections import cases, feeds, reference
from projections.folding import Versions
from projections.freezing import frozen_keys
from projections.judges_at_work import read_worlds
from projections.registry import Build, builds, chosen
from projections.snapshot import Behind, Shown, Snapshot, shown
from projections.standings import Standings
from projections.views import VIEWS
from projections.when import BadTime, Moment, When
from projections.worlds import Worlds

KEPT = 8
OF_THE_WORLD = (reference.FOLD.name, feeds.FOLD.name)


@dataclass(frozen=True, slots=True)
class Scene:
    """What an answer rests on. `log` is None before the first entry; `frozen` keys stand still.

    `rows` are the views at the position; `changed` what the entries after the last batch before
    it made of which rows, which nobody has judged yet.
    """

    connection: sa.Connection
    moment: Moment
    build: int
    rows: Mapping[str, Snapshot]
    changed: Mapping[str, Mapping[str, Versions]]
    world: World
    log: Opened | None
    standings: Standings
    frozen: frozenset[str]

    @property
    def cases(self) -> Snapshot:
        """The cases."""
        return self.rows[cases.FOLD.name]

    @property
    def book(self) -> Rulebook:
        """The rules."""
        return self.world.book


class Scenes:
    """Opens scenes. `database` has the reader's role. Thread-safe."""

    def __init__(self, database: sa.Engine, reader: Reader) -> None:
        self._database = database.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.reader = reader
        self._standings = Standings()
        self._worlds: dict[tuple[int, int], Worlds] = {}

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database throughout."""
        with self._database.begin() as connection:
            yield connection

    @contextmanager
    def at(self, when: When) -> Iterator[Scene]:
        """The scene of a question; raises BadTime and Behind."""
        with self.connection() as connection:
            build = chosen(builds(connection), VIEWS)
            if build is None:
                raise Behind("expected the views to be built, they are not; let them catch up")
            position = self._position(build, when)
            at = shown(connection, self.reader, VIEWS, build, position)
            worlds = self._known(connection, at, build, position)
            yield Scene(
                connection,
                self._moment(when, position, worlds.opened),
                build.build,
                at.rows,
                at.changed,
                worlds.world,
                worlds.opened,
                self._standings,
                frozenset(frozen_keys(connection, build.build, position)),
            )

    def _position(self, build: Build, when: When) -> int:
        if when.known_at is None:
            return build.position
        if isinstance(when.known_at, datetime):
            return self.reader.position_at(when.known_at)
        head = self.reader.head().size
        if not 0 <= when.known_at <= head:
            raise BadTime(f"expected a position from 0 to {head}, got {when.known_at}")
        return when.known_at

    def _moment(self, when: When, position: int, log: Opened | None) -> Moment:
        if isinstance(when.known_at, datetime):
            known_at = when.known_at.astimezone(UTC)
        elif when.known_at is None and (log is None or log.clock is ClockKind.REAL):
            known_at = datetime.now(UTC)
        else:
            known_at = self._recorded_at(position)
        as_of = known_at if when.as_of is None else when.as_of.astimezone(UTC)
        return Moment(position, known_at, as_of)

    def _recorded_at(self, position: int) -> datetime:
        """When a position was recorded: the present of a simulated log, or of a position."""
        entries = self.reader.page(position - 1, position, 1)
        return entries[0].recorded_at if entries else datetime.now(UTC)

    def _known(self, connection: sa.Connection, at: Shown, build: Build, position: int) -> Worlds:
        """The world, made ready once per fact and per news of a feed."""
        changed = any(at.changed.get(name) for name in OF_THE_WORLD)
        last = position if changed else _last(connection, at.rows)
        key = build.build, last
        if key not in self._worlds:
            if len(self._worlds) >= KEPT:
                self._worlds.clear()
            self._worlds[key] = read_worlds(connection, at.rows)
        return self._worlds[key]


def _last(connection: sa.Connection, rows: Mapping[str, Snapshot]) -> int:
    """Since which batch the world is as it is."""
    found = [
        connection.execute(
            sa.select(sa.func.max(rows[name].fold.table.c.from_position)).where(
                rows[name].condition()
            )
        ).scalar()
        for name in OF_THE_WORLD
    ]
    return max((position or 0 for position in found), default=0)
