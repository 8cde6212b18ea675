"""The steward: gives warnings, cards and reminders when they are due, once; lets others lapse."""

# One per log, by an advisory lock. What ought to stand is a pure function of the cases and rules at
# a position and of the present, so nothing is lost by a kill at any moment: the next round gives
# what is missing. The stream of an act is named by what it is, so version 1 of it is given once.

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from threading import Event as Stop

import psycopg
import sqlalchemy as sa
import structlog
from psycopg_pool import PoolTimeout

from application.card_steps import Step, steps
from domain.card_acts import Act, Issued, Lapsed, Reinstated, Reminded
from domain.log import ClockKind
from ledger.append import Clock, VersionTaken, machine_clock
from ledger.canonical import instant
from ledger.committer import Overloaded, Unavailable
from ledger.ledger import Ledger
from ledger.names import schemas
from projections.card_desk import Desk
from projections.read import Views
from projections.rounds import Round, remember
from projections.snapshot import Behind

TRIES = 3
AT_ONCE = 200
MINUTE = 60.0
MOMENT = 0.05
RETRY = 2.0
DAY = timedelta(days=1)
LOG = structlog.get_logger()
PASSING = (
    sa.exc.DBAPIError,
    psycopg.Error,
    PoolTimeout,
    Unavailable,
    Overloaded,
    Behind,
    VersionTaken,
)


class NotYet(ValueError):
    """A present that has not come yet in a real log."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a round did, as of which position and which present (None before entry 1)."""

    position: int = 0
    present: datetime | None = None
    issued: int = 0
    reminded: int = 0
    lapsed: int = 0
    reinstated: int = 0

    @property
    def acts(self) -> int:
        """How many there were."""
        return self.issued + self.reminded + self.lapsed + self.reinstated


@dataclass(slots=True)
class Memory:
    """What needs no second look: cases unchanged since a position, under the same rules.

    `next` is the next instant of each case, `heap` the same in order, with some outdated.
    """

    build: int
    rules: int
    position: int = 0
    frozen: Collection[str] = ()
    next: dict[str, datetime] = field(default_factory=dict)
    heap: list[tuple[datetime, str]] = field(default_factory=list)

    def expect(self, case: str, acts: Sequence[Act], present: datetime) -> None:
        """Note when the case is to be looked at again."""
        coming = min((act.due_at for act in acts if act.due_at > present), default=None)
        if coming is None:
            self.next.pop(case, None)
        elif self.next.get(case) != coming:
            self.next[case] = coming
            heappush(self.heap, (coming, case))

    def due(self, present: datetime) -> set[str]:
        """The cases with an instant that has come."""
        found = set()
        while self.heap and self.heap[0][0] <= present:
            at, case = heappop(self.heap)
            if self.next.get(case) == at:
                del self.next[case]
                found.add(case)
        return found


class Steward:
    """The steward of one log, in one thread. `views` must be able to catch up.

    Others of the same log wait for each other, in whatever process they are.
    """

    def __init__(
        self,
        ledger: Ledger,
        views: Views,
        now: Clock = machine_clock,
    ) -> None:
        self._ledger = ledger
        self._views = views
        self._desks = views.desks()
        self._now = now
        self._memory: Memory | None = None
        self._stop = Stop()
        self._pruned: datetime | None = None
        self._is_real = False

    def run(self, stop: Stop) -> None:
        """A round every minute and whenever an instant comes, until told to stop.

        While the database cannot be reached nothing is given; the next round makes up for it.
        """
        self._stop = stop
        while not stop.is_set():
            try:
                self._forget_requests()
                done = self.round()
                if done.acts:
                    LOG.info("steward.round", **asdict(done))
                pause = self._pause()
            except PASSING as problem:
                LOG.warning("steward.standing_still", reason=str(problem))
                pause = RETRY
            stop.wait(pause)

    def round(self, until: datetime | None = None) -> Done:
        """Give what is due by the present and let lapse what is not; waits for another steward.

        The present is now, in a simulated log the time of its last entry; `until` another one.
        Raises NotYet, and VersionTaken where somebody goes on writing to cards.
        """
        with self._alone() as connection:
            for _ in range(TRIES - 1):
                try:
                    return self._round(connection, until)
                except VersionTaken:  # somebody else has given it: read again
                    continue
            return self._round(connection, until)

    def _round(self, connection: sa.Connection, until: datetime | None) -> Done:
        self._views.catch_up()
        with self._desks.open() as desk:
            if desk.opened is None:
                return Done()
            present = self._present(desk, until)
            memory, since = self._remembered(desk)
            self._memory = None  # while this is under way nothing is sure
            count: Counter[type] = Counter()
            for streams in self._concerned(desk, memory, since, present):
                if self._stop.is_set():
                    return _done(desk.position, present, count)
                due = desk.due(streams)
                for case, acts in due.items():
                    memory.expect(case, acts, present)
                todo = steps(desk, due, desk.given(streams), present)
                self._append(todo)
                count.update(type(step.event) for step in todo)
        remember(connection, Round(desk.position, present))
        memory.position, memory.frozen = desk.position, desk.frozen
        self._memory = memory
        return _done(desk.position, present, count)

    def _present(self, desk: Desk, until: datetime | None) -> datetime:
        assert desk.opened is not None, "asked of an opened log only"
        self._is_real = desk.opened.clock is ClockKind.REAL
        if self._is_real:
            now = self._now()
            if until is not None and until > now:
                raise NotYet(f"expected a time up to {instant(now)}, got {instant(until)}")
            return until or now
        if until is not None:
            return until
        return self._ledger.reader.page(desk.position - 1, desk.position, 1)[0].recorded_at

    def _remembered(self, desk: Desk) -> tuple[Memory, int | None]:
        """What is known, and since which position; with other rules all is looked at again."""
        memory, build, rules = self._memory, desk.cases.build, desk.book.position
        if memory is None or (memory.build, memory.rules) != (build, rules):
            return Memory(build, rules), None
        return memory, memory.position

    def _concerned(
        self, desk: Desk, memory: Memory, since: int | None, present: datetime
    ) -> Iterator[Collection[str]]:
        """The cases to look at, some at a time: all, or those with news or an instant."""
        if since is None:
            yield from desk.portions()
            return
        news = self._ledger.reader.entries(since, desk.position)
        changed = {entry.stream for entry in news if entry.stream.startswith("case-")}
        thawed = {key for key in memory.frozen if key not in desk.frozen}
        streams = sorted(changed | thawed | memory.due(present))
        for first in range(0, len(streams), AT_ONCE):
            yield streams[first : first + AT_ONCE]

    def _append(self, todo: Sequence[Step]) -> None:
        """So many in a transaction that the head is held a moment only; raises VersionTaken."""
        for first in range(0, len(todo), AT_ONCE):
            chunk = todo[first : first + AT_ONCE]
            self._ledger.recorder.append(
                [self._ledger.prepare(s.stream, s.version, s.event, s.asked) for s in chunk]
            )

    @contextmanager
    def _alone(self) -> Iterator[sa.Connection]:
        """The transaction of a round, of which a log has one at a time."""
        assert self._views.projector is not None, "a steward brings the views up to date"
        with self._views.projector.database.begin() as connection:
            log = schemas(self._ledger.log).views
            mine = sa.func.pg_advisory_xact_lock(sa.func.hashtext("steward"), sa.func.hashtext(log))
            connection.execute(sa.select(mine))
            yield connection

    def _pause(self) -> float:
        """How long until an instant comes; never longer than a minute. No clock runs by itself
        in a simulated log.
        """
        if not self._is_real or self._memory is None or not self._memory.heap:
            return MINUTE
        left = (self._memory.heap[0][0] - self._now()).total_seconds()
        return min(MINUTE, max(MOMENT, left))

    def _forget_requests(self) -> None:
        """Once a day, what is older than 90 days (ledger/requests.py)."""
        now = self._ledger.clock()
        if self._pruned is None or now - self._pruned >= DAY:
            self._ledger.requests.prune(now)
            self._pruned = now


def _done(position: int, present: datetime, count: Counter[type]) -> Done:
    return Done(
        position=position,
        present=present,
        issued=count[Issued],
        reminded=count[Reminded],
        lapsed=count[Lapsed],
        reinstated=count[Reinstated],
    )
