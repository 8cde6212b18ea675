"""What pages and commands ask the views: lists, counts and one case, at any two times."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

import sqlalchemy as sa

from domain.log import Opened
from ledger.entry import Entry
from ledger.reading import Reader
from projections.case_answer import CaseAnswer, answer_case
from projections.case_list import list_cases
from projections.counting import Counts, count
from projections.database import database
from projections.fold import Row
from projections.freezing import Frozen, frozen
from projections.lag import Lag, lag
from projections.late_list import list_late
from projections.listing import Wanted, choices, list_figure, open_by_unit
from projections.open_matters import OpenMatter, open_matters
from projections.overdue import State
from projections.projector import Projector
from projections.register_list import Figures, figures, list_registers
from projections.registry import builds, chosen
from projections.replaying import Replayed, replay
from projections.scene import Scene, Scenes
from projections.sign_list import Wanted as Signs
from projections.sign_list import count_signs, list_signs
from projections.standing import Kind
from projections.views import VIEWS
from projections.when import When

NOW = When()
ANY_SIGN = Signs()
PERIOD = timedelta(days=30)
POLL = 0.05


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of a view and what they rest on: nothing after `position` was looked at.

    `total` counts all rows that meet the conditions, `rows` are those asked for. `frozen` cases
    stand still at a bad entry, so what is said of them may be out of date. `registers` are the
    figures of the two sides' registers, where they were asked for.
    """

    position: int
    known_at: datetime
    as_of: datetime
    total: int
    rows: list[Row]
    frozen: int = 0
    registers: Mapping[str, int] = field(default_factory=dict)


class Views:
    """Reads the views of one log. Thread-safe.

    With a `projector` it can bring them up to the head itself; without one it waits for the
    process that does.
    """

    def __init__(
        self, database: sa.Engine, reader: Reader, projector: Projector | None = None
    ) -> None:
        self.reader = reader
        self.projector = projector
        self._scenes = Scenes(database, reader)
        self.by_name: Mapping[str, Callable[..., Answer]] = {
            "cases": self.cases,
            "overdue": self.overdue,
            "registers": self.registers,
        }

    def cases(
        self,
        when: When = NOW,
        where: Mapping[str, str] | None = None,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """Cases 办件; raises BadTime, Behind, UnknownColumn, BadValue."""
        with self._scenes.at(when) as scene:
            total, rows = list_cases(scene, where or {}, sort, limit, offset)
            return _answer(scene, total, rows)

    def overdue(
        self,
        when: When = NOW,
        kind: Kind = Kind.LEGAL,
        state: State = State.ANY,
        where: Mapping[str, str] | None = None,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """Late clocks 超期 with their explanation; raises as `cases` does."""
        with self._scenes.at(when) as scene:
            total, rows = list_late(scene, kind, state, where or {}, sort, limit, offset)
            return _answer(scene, total, rows)

    def signs(
        self,
        when: When = NOW,
        wanted: Signs = ANY_SIGN,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """What the judges say 疑似问题; raises as `cases` does."""
        with self._scenes.at(when) as scene:
            total, rows = list_signs(scene, wanted, sort, limit, offset)
            return _answer(scene, total, rows)

    def signs_by(self, by: str, when: When = NOW, wanted: Signs = ANY_SIGN) -> Answer:
        """How many signs each value of a dimension has; raises as `cases` does."""
        with self._scenes.at(when) as scene:
            rows = count_signs(scene, wanted, by)
            return _answer(scene, len(rows), rows)

    def registers(
        self,
        when: When = NOW,
        where: Mapping[str, str] | None = None,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """The two sides' registers 两册比对; raises as `cases` does."""
        with self._scenes.at(when) as scene:
            total, rows = list_registers(scene, where or {}, sort, limit, offset)
            return _answer(scene, total, rows)

    def register_figures(self, when: When = NOW) -> Figures:
        """How many matters run in both registers, and in one only."""
        with self._scenes.at(when) as scene:
            return figures(scene)

    def case(self, stream: str, when: When = NOW) -> CaseAnswer | None:
        """One case in full; None where nothing is known of it."""
        with self._scenes.at(when) as scene:
            return answer_case(scene, stream, self._entries(stream, scene.moment.position))

    def replay(self, stream: str, when: When = NOW) -> list[Replayed]:
        """A case entry by entry with what each one changed; empty where nothing is known."""
        with self._scenes.at(when) as scene:
            entries = self._entries(stream, scene.moment.position)
            return list(replay(entries, scene.book, scene.moment.as_of))

    def counts(self, when: When = NOW, period: timedelta = PERIOD) -> Counts:
        """The figures of the overview; new and done in the period up to the time asked."""
        with self._scenes.at(when) as scene:
            return count(scene, scene.moment.as_of - period)

    def listed(self, wanted: Wanted, when: When = NOW, limit: int = 50, offset: int = 0) -> Answer:
        """The cases behind a figure of `counts`, searched and filtered; raises as `cases` does."""
        with self._scenes.at(when) as scene:
            since = scene.moment.as_of - PERIOD
            total, rows = list_figure(scene, wanted, since, limit, offset)
            return _answer(scene, total, rows)

    def open_by_unit(self, when: When = NOW) -> dict[str, int]:
        """How many cases each unit has open."""
        with self._scenes.at(when) as scene:
            return open_by_unit(scene)

    def choices(self, column: str, when: When = NOW) -> list[str]:
        """The values that `unit`, `origin` or `channel` has in the cases."""
        with self._scenes.at(when) as scene:
            return choices(scene, column)

    def open_matters(self, subject: str, item: str, besides: str) -> list[OpenMatter]:
        """Open cases of the same applicant and item, as far as the views have come."""
        with self._scenes.connection() as connection:
            build = chosen(builds(connection), VIEWS)
            return open_matters(connection, build, subject, item, besides) if build else []

    def log(self) -> Opened | None:
        """What the log says of itself; None while it has no entry."""
        with self._scenes.at(NOW) as scene:
            return scene.log

    def lag(self) -> Lag:
        """How far the views are behind the log."""
        with self._scenes.connection() as connection:
            return lag(connection, self.reader, VIEWS)

    def frozen(self) -> list[Frozen]:
        """Every key that stands still, with its reason."""
        with self._scenes.connection() as connection:
            build = chosen(builds(connection), VIEWS)
            return [] if build is None else frozen(connection, build.build)

    def _entries(self, stream: str, position: int) -> list[Entry]:
        """The entries of a case by a position; none for a stream of another chapter."""
        if not stream.startswith("case-"):
            return []
        return [entry for entry in self.reader.stream(stream) if entry.position <= position]

    def run(self, stop: Event) -> None:
        """Keep the views up with the log until told to stop, if this process is to do so."""
        if self.projector is not None:
            self.projector.run(stop)

    def catch_up(self) -> int:
        """Bring the views to the head as it is now, or wait until that is done; the position."""
        if self.projector is not None:
            return self.projector.catch_up()
        target = self.reader.head().size
        while (position := self.lag().position) < target:
            time.sleep(POLL)
        return position


def _answer(scene: Scene, total: int, rows: list[Row]) -> Answer:
    at = scene.moment
    return Answer(at.position, at.known_at, at.as_of, total, rows, len(scene.frozen))


@contextmanager
def open_views(
    log: str, reader: Reader, reader_dsn: str, writer_dsn: str | None = None
) -> Iterator[Views]:
    """The views of a log; with the writer's connection string they can be caught up."""
    reading = database(reader_dsn, log)
    writing = database(writer_dsn, log, connections=2) if writer_dsn else None
    projector = Projector(writing, reader, VIEWS) if writing is not None else None
    try:
        yield Views(reading, reader, projector)
    finally:
        if projector is not None:
            projector.close()
        reading.dispose()
        if writing is not None:
            writing.dispose()
