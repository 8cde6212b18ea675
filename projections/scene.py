"""Where a question is answered: the views and the rules at one position, in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from domain.log import ClockKind, Opened
from domain.reference import Rulebook
from ledger.reading import Reader
from projections import cases, reference
from projections.fold import Fold
from projections.freezing import frozen_keys
from projections.registry import Build, builds, chosen
from projections.snapshot import Behind, Snapshot, snapshot
from projections.standings import Standings
from projections.when import BadTime, Moment, When

FOLDS = (cases.FOLD, reference.FOLD)


@dataclass(frozen=True, slots=True)
class Scene:
    """What an answer rests on. `log` is None before the first entry; `frozen` cases stand still."""

    connection: sa.Connection
    moment: Moment
    cases: Snapshot
    book: Rulebook
    log: Opened | None
    standings: Standings
    frozen: int


class Scenes:
    """Opens scenes. `database` has the reader's role. Thread-safe."""

    def __init__(self, database: sa.Engine, reader: Reader) -> None:
        self._database = database.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.reader = reader
        self._standings = Standings()
        self._books: dict[tuple[int, int], tuple[Rulebook, Opened | None]] = {}

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database throughout."""
        with self._database.begin() as connection:
            yield connection

    @contextmanager
    def at(self, when: When) -> Iterator[Scene]:
        """The scene of a question; raises BadTime and Behind."""
        with self.connection() as connection:
            found = builds(connection)
            position = self._position(found, when)
            rules = snapshot(
                connection, self.reader, reference.FOLD, _build(found, reference.FOLD), position
            )
            book, log = self._book(connection, rules)
            listed = _build(found, cases.FOLD)
            yield Scene(
                connection,
                self._moment(when, position, log),
                snapshot(connection, self.reader, cases.FOLD, listed, position),
                book,
                log,
                self._standings,
                len(frozen_keys(connection, listed.build, position)),
            )

    def _position(self, found: list[Build], when: When) -> int:
        if when.known_at is None:
            return min(_build(found, fold).position for fold in FOLDS)
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

    def _book(self, connection: sa.Connection, rules: Snapshot) -> tuple[Rulebook, Opened | None]:
        """The rules as published, made ready once per publication."""
        column = reference.TABLE.c.position
        stored = connection.execute(
            sa.select(sa.func.max(column)).where(rules.condition())
        ).scalar()
        last = max([stored or 0, *(row["position"] for row in rules.changed.values())])
        key = (rules.build, last)
        if key not in self._books:
            rows = [row for _, row in rules.rows(connection)] + list(rules.changed.values())
            ready = Rulebook(reference.reference(rows)), reference.opened(rows)
            if len(self._books) > 8:
                self._books.clear()
            self._books[key] = ready
        return self._books[key]


def _build(found: list[Build], fold: Fold) -> Build:
    build = chosen(found, fold)
    if build is None:
        raise Behind(f"expected view {fold.name} to be built, it is not; let it catch up first")
    return build
