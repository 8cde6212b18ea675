"""What pages and commands ask the views: lists, counts and one case, at any two times."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

import sqlalchemy as sa

from domain.log import Opened
from domain.world import World
from ledger.entry import Entry
from ledger.reading import Reader
from projections.card_desk import Desk, Desks, desk_of
from projections.card_list import count_cards, list_cards
from projections.case_answer import CaseAnswer, answer_case
from projections.case_list import list_cases
from projections.case_signs import case_signs
from projections.counting import Counts, count
from projections.database import database
from projections.document_answer import DocumentAnswer, answer_document
from projections.document_list import document_choices, list_documents
from projections.feed_states import FeedState, feed_states
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
from projections.titles import titles
from projections.today import list_today
from projections.views import VIEWS
from projections.when import Moment, When

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


@dataclass(frozen=True, slots=True)
class Known:
    """What the log says of itself at a position: its rules, organisation and catalogue."""

    position: int
    known_at: datetime
    as_of: datetime
    world: World


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
            "cards": self.cards,
            "today": self.today,
            "documents": self.documents,
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

    def cards(
        self,
        when: When = NOW,
        where: Mapping[str, str] | None = None,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """Warnings, cards and reminders 预警、黄牌、红牌、提醒; raises as `cases` does."""
        with self._scenes.at(when) as scene:
            total, rows = list_cards(scene, where or {}, sort, limit, offset)
            return _answer(scene, total, rows)

    def cards_by(self, by: str, when: When = NOW, where: Mapping[str, str] | None = None) -> Answer:
        """How many cards each value of a dimension has; raises as `cases` does."""
        with self._scenes.at(when) as scene:
            rows = count_cards(scene, where or {}, by)
            return _answer(scene, len(rows), rows)

    def today(
        self,
        when: When = NOW,
        where: Mapping[str, str] | None = None,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """What is to be done today 今日待办; raises as `cases` does."""
        with self._scenes.at(when) as scene:
            total, rows = list_today(scene, where or {}, sort, limit, offset)
            return _answer(scene, total, rows)

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

    def signs_of(self, stream: str, when: When = NOW) -> list[Row]:
        """What the judges say of one case or document, OK included, and of its groups."""
        view = "documents" if stream.startswith("disclosure-") else "cases"
        with self._scenes.at(when) as scene:
            return case_signs(scene, view, stream)

    def documents(
        self,
        when: When = NOW,
        where: Mapping[str, str] | None = None,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Answer:
        """Documents of disclosure 公开信息; raises as `cases` does."""
        with self._scenes.at(when) as scene:
            total, rows = list_documents(scene, where or {}, sort, limit, offset)
            return _answer(scene, total, rows)

    def document(self, stream: str, when: When = NOW) -> DocumentAnswer | None:
        """One document in full; None where nothing is known of it."""
        with self._scenes.at(when) as scene:
            entries = self._entries(stream, scene.moment.position, "disclosure-")
            return answer_document(scene, stream, entries)

    def document_choices(self, column: str, when: When = NOW) -> list[str]:
        """The values that `unit`, `category` or `column` has in the documents."""
        with self._scenes.at(when) as scene:
            return document_choices(scene, column)

    def titles(self, streams: Collection[str], when: When = NOW) -> dict[str, str]:
        """The receipt numbers of cases and the titles of documents, where they have one."""
        with self._scenes.at(when) as scene:
            return titles(scene, streams)

    def known(self, when: When = NOW) -> Known:
        """The rules, organisation and catalogue."""
        with self._scenes.at(when) as scene:
            at = scene.moment
            return Known(at.position, at.known_at, at.as_of, scene.world)

    def feeds(self, when: When = NOW) -> list[FeedState]:
        """The declared feeds: when each was last heard, and whether it is silent."""
        with self._scenes.at(when) as scene:
            return feed_states(scene)

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

    @contextmanager
    def desk(self, when: When = NOW) -> Iterator[tuple[Desk, Moment]]:
        """Cases and cards as one position has them; raises BadTime and Behind."""
        with self._scenes.at(when) as scene:
            yield desk_of(scene, self.reader.log), scene.moment

    def desks(self) -> Desks:
        """For a steward, who looks at the newest position again and again."""
        return Desks(self._scenes.connection, self.reader.log)

    def lag(self) -> Lag:
        """How far the views are behind the log."""
        with self._scenes.connection() as connection:
            return lag(connection, self.reader, VIEWS)

    def frozen(self) -> list[Frozen]:
        """Every key that stands still, with its reason."""
        with self._scenes.connection() as connection:
            build = chosen(builds(connection), VIEWS)
            return [] if build is None else frozen(connection, build.build)

    def _entries(self, stream: str, position: int, prefix: str = "case-") -> list[Entry]:
        """The entries of a stream by a position; none for a stream of another chapter."""
        if not stream.startswith(prefix):
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
