"""The engine: reads a batch of entries once, folds it into every view, judges what changed."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock

import orjson
import psycopg
import sqlalchemy as sa
import structlog
from psycopg_pool import PoolTimeout

from ledger.entry import Entry
from ledger.reading import Reader
from projections import registry, store
from projections.fold import Fold, Row
from projections.folding import Poison, Versions, fold_all, gather
from projections.freezing import enqueue, freeze, frozen, frozen_keys, thaw
from projections.judges_at_work import JudgesAtWork
from projections.read_ahead import ReadAhead
from projections.registry import Build
from projections.uncollected import uncollected
from projections.viewset import ViewSet

BATCH = 5000
POLL = 0.25
RETRY = 2.0
KEPT = 10_000
LOG = structlog.get_logger()
# What a batch asks goes by an index; tables that have just grown have no statistics to say so.
BY_INDEX = sa.text("SET LOCAL enable_seqscan = off")


@dataclass(slots=True)
class Memory:
    """Rows of each view as they stand in the database, to save asking for them; and the judges,
    who know the world.
    """

    build: int
    position: int
    judges: JudgesAtWork
    rows: dict[str, dict[str, str]] = field(default_factory=dict)


class Projector:
    """Keeps a set of views up with the log. Thread-safe.

    `database` has the writer's role. Any number of processes may run one: each batch is folded
    by whoever holds the row of the build, in one transaction with its position.
    """

    def __init__(
        self, database: sa.Engine, reader: Reader, views: ViewSet, batch: int = BATCH
    ) -> None:
        self.database = database
        self.reader = reader
        self.views = views
        self._pages = ReadAhead(reader, batch)
        self._memory: dict[int, Memory] = {}
        self._lock = Lock()

    def close(self) -> None:
        """Let its thread go."""
        self._pages.close()

    def catch_up(self, until: int | None = None) -> int:
        """Fold up to a position, by default the head as it is now; returns the position.

        Waits for another process where that one is folding.
        """
        head = self.reader.head().size
        target = head if until is None else min(until, head)
        while (position := self._advance(target)) < target:
            pass
        return position

    def run(self, stop: Event) -> None:
        """Keep up until told to stop, looking for news a few times a second.

        While the database cannot be reached the views stand still, which their lag shows.
        """
        while not stop.is_set():
            try:
                head = self.reader.head().size
                pause = 0.0 if self._advance(head) < head else POLL
            except (sa.exc.DBAPIError, psycopg.Error, PoolTimeout) as problem:
                LOG.warning("views.standing_still", reason=str(problem))
                pause = RETRY
            stop.wait(pause)

    def rebuild(self) -> None:
        """Fold the whole log anew, beside the build in use, then switch."""
        number = self.begin_beside()
        while not self.took_over(number):
            self.step(self._build(number), self.reader.head().size)

    def begin_beside(self) -> int:
        """A new build beside the one in use; nothing reads it until it takes over."""
        with self.database.begin() as connection:
            return registry.begin(connection, self.views, active=False).build

    def took_over(self, build: int) -> bool:
        """Whether a build that has come as far as the one in use has taken its place."""
        with self.database.begin() as connection:
            return registry.switch(connection, build, self.views)

    def thaw(self, key: str) -> Poison | None:
        """Fold what waits for a frozen key; returns what froze it again, None if it goes on."""
        while True:
            build = self._ensure()
            with self._lock, self.database.begin() as connection:
                if registry.hold(connection, build):
                    self._memory.clear()
                    return self._thaw(connection, build, key)
            time.sleep(POLL / 10)

    def _thaw(self, connection: sa.Connection, build: Build, key: str) -> Poison | None:
        stands = next(one for one in frozen(connection, build.build) if one.key == key)
        fold = self.views.fold[stands.view]
        versions, poison = thaw(connection, self.reader, fold, build, key)
        if versions is not None:
            changed: dict[str, dict[str, Versions]] = {each.name: {} for each in self.views.folds}
            changed[fold.name][key] = versions
            judges = JudgesAtWork(self.views, build.build)
            judges.judge(connection, changed, build.position, again=True)
        return poison

    def _advance(self, target: int) -> int:
        """One batch towards a position; how far the views have come."""
        build = self._ensure()
        if build.position < target and not self.step(build, target):
            time.sleep(POLL / 10)
        if not build.active:
            self.took_over(build.build)
        return build.position

    def step(self, build: Build, target: int) -> bool:
        """Fold one batch and judge it.

        False if there was nothing to fold, or another process had the build or was faster.
        """
        with self._lock, uncollected():
            return self._step(build, target)

    def _step(self, build: Build, target: int) -> bool:
        memory = self._memory.pop(build.build, None)
        if memory is None or memory.position != build.position:
            memory = Memory(build.build, build.position, JudgesAtWork(self.views, build.build))
        with self.database.begin() as connection:
            connection.execute(BY_INDEX)
            if not registry.hold(connection, build):
                return False
            page = self._pages.page(build.position, target)
            if not page:
                return False
            until = page[-1].position
            changed = {
                fold.name: self._fold(connection, fold, memory, page) for fold in self.views.folds
            }
            memory.judges.judge(connection, changed, until)
            registry.move(connection, build, until)
        memory.position = until
        self._memory[build.build] = memory
        return True

    def _fold(
        self, connection: sa.Connection, fold: Fold, memory: Memory, page: Sequence[Entry]
    ) -> Mapping[str, Versions]:
        """The rows that a batch changes in one view, as they were and as they are."""
        build, until = memory.build, page[-1].position
        touched = gather(fold, page)
        for key in frozen_keys(connection, build) & touched.keys():
            waiting = [entry.position for entry in touched.pop(key)]
            enqueue(connection, build, key, waiting)
        rows = self._rows(connection, fold, memory, touched.keys())
        changed: dict[str, Versions] = {}
        for key, entries in touched.items():
            before = rows.get(key)
            row, poison = fold_all(fold, before, entries)
            if row is not None and row is not before:
                changed[key] = before, row
            if poison is not None:
                freeze(connection, build, fold.name, key, poison)
        after = {key: row for key, (_, row) in changed.items()}
        self._remember(fold, memory, store.write(connection, fold, build, after, until))
        return changed

    def _rows(
        self, connection: sa.Connection, fold: Fold, memory: Memory, keys: Collection[str]
    ) -> Mapping[str, Row]:
        known = memory.rows.get(fold.name, {})
        rows: dict[str, Row] = {key: orjson.loads(known[key]) for key in keys if key in known}
        missing = [key for key in keys if key not in known]
        return rows | store.load(connection, fold, memory.build, missing)

    def _remember(self, fold: Fold, memory: Memory, written: Mapping[str, str]) -> None:
        """Keep what was just written, not too much of it."""
        rows = memory.rows.setdefault(fold.name, {})
        if len(rows) + len(written) > KEPT:
            rows.clear()
        rows.update(written)

    def _ensure(self) -> Build:
        with self.database.begin() as connection:
            return registry.ensure(connection, self.views)

    def _build(self, number: int) -> Build:
        with self.database.begin() as connection:
            return next(b for b in registry.builds(connection) if b.build == number)
