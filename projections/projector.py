"""The engine: reads a batch of entries once and folds it into every view, exactly once."""

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
from projections.folding import Poison, fold_all, gather
from projections.freezing import enqueue, freeze, frozen_keys, thaw
from projections.read_ahead import ReadAhead
from projections.registry import Build
from projections.uncollected import uncollected

BATCH = 5000
POLL = 0.25
RETRY = 2.0
KEPT = 10_000
LOG = structlog.get_logger()


@dataclass(slots=True)
class Memory:
    """Rows of a build as they stand in the database at a position, to save asking for them."""

    position: int
    rows: dict[str, str] = field(default_factory=dict)


class Projector:
    """Keeps the builds of its folds up with the log. Thread-safe.

    `database` has the writer's role. Any number of processes may run one: each batch of a build
    is folded by whoever holds its row, in one transaction with its position.
    """

    def __init__(
        self, database: sa.Engine, reader: Reader, folds: Sequence[Fold], batch: int = BATCH
    ) -> None:
        self.database = database
        self.reader = reader
        self.folds = {fold.name: fold for fold in folds}
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

    def rebuild(self, *views: str) -> None:
        """Fold the whole log anew for these views, beside the builds in use, then switch."""
        with self.database.begin() as connection:
            waiting = {
                registry.begin(connection, self.folds[view], active=False): self.folds[view]
                for view in views
            }
        while waiting:
            self.step([self._build(number) for number in waiting], self.reader.head().size)
            waiting = {n: fold for n, fold in waiting.items() if not self._took_over(n, fold)}

    def thaw(self, view: str, key: str) -> Poison | None:
        """Fold what waits for a frozen key; returns what froze it again, None if it goes on."""
        while True:
            build = next(b for b in self._builds() if b.view == view)
            with self._lock, self.database.begin() as connection:
                if registry.hold(connection, [build]):
                    self._memory.clear()
                    return thaw(connection, self.reader, self.folds[view], build, key)
            time.sleep(POLL / 10)

    def _advance(self, target: int) -> int:
        """One batch towards a position; how far the slowest view has come."""
        builds = self._builds()
        behind = [b for b in builds if b.position < target]
        if behind and not self.step(behind, target):
            time.sleep(POLL / 10)
        for build in builds:
            if not build.active and build not in behind:
                self._took_over(build.build, self.folds[build.view])
        return min(b.position for b in builds)

    def step(self, builds: Sequence[Build], target: int) -> bool:
        """Fold one batch into those of the builds that are furthest behind.

        False if there was nothing to fold, or another process had one of them or was faster.
        """
        with self._lock, uncollected():
            return self._step(builds, target)

    def _step(self, builds: Sequence[Build], target: int) -> bool:
        start = min(b.position for b in builds)
        together = [b for b in builds if b.position == start]
        until = min([b.position for b in builds if b.position > start], default=target)
        try:
            with self.database.begin() as connection:
                if not registry.hold(connection, together):
                    return False
                page = self._pages.page(start, until)
                if not page:
                    return False
                rows = {b.build: self._fold(connection, b, page) for b in together}
                registry.move(connection, list(rows), page[-1].position)
        except BaseException:
            self._memory.clear()
            raise
        for number, changed in rows.items():
            self._remember(number, start, page[-1].position, changed)
        return True

    def _fold(
        self, connection: sa.Connection, build: Build, page: Sequence[Entry]
    ) -> Mapping[str, str]:
        """The rows that a batch changes in one build, as they were written."""
        fold = self.folds[build.view]
        touched = gather(fold, page)
        frozen = frozen_keys(connection, build.build)
        for key in frozen & touched.keys():
            waiting = [entry.position for entry in touched.pop(key)]
            enqueue(connection, build.build, key, waiting)
        rows = self._rows(connection, fold, build, touched.keys())
        changed: dict[str, Row] = {}
        for key, entries in touched.items():
            before = rows.get(key)
            row, poison = fold_all(fold, before, entries)
            if row is not None and row is not before:
                changed[key] = row
            if poison is not None:
                freeze(connection, build.build, key, poison)
        return store.write(connection, fold, build.build, changed, page[-1].position)

    def _rows(
        self, connection: sa.Connection, fold: Fold, build: Build, keys: Collection[str]
    ) -> Mapping[str, Row]:
        memory = self._memory.get(build.build)
        known = memory.rows if memory and memory.position == build.position else {}
        rows: dict[str, Row] = {key: orjson.loads(known[key]) for key in keys if key in known}
        missing = [key for key in keys if key not in known]
        return rows | store.load(connection, fold, build.build, missing)

    def _remember(self, build: int, start: int, until: int, changed: Mapping[str, str]) -> None:
        """Keep what was just written; what was kept at another position is worth nothing."""
        memory = self._memory.get(build)
        rows = memory.rows if memory and memory.position == start else {}
        if len(rows) + len(changed) > KEPT:
            rows = {}
        rows.update(changed)
        self._memory[build] = Memory(until, rows)

    def _builds(self) -> list[Build]:
        with self.database.begin() as connection:
            return registry.ensure(connection, list(self.folds.values()))

    def _build(self, number: int) -> Build:
        with self.database.begin() as connection:
            return next(b for b in registry.builds(connection) if b.build == number)

    def _took_over(self, build: int, fold: Fold) -> bool:
        """Whether a build that has come as far as the one in use has taken its place."""
        with self.database.begin() as connection:
            return registry.switch(connection, build, fold)
