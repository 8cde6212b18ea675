"""Group commit: appends that come at the same time share one transaction.

Callers wait in a bounded queue; one thread takes whatever has gathered while the last group
was being made durable. Nothing is acknowledged before its COMMIT is answered.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Protocol

from psycopg import Connection, InterfaceError, OperationalError
from psycopg.rows import TupleRow

from ledger.append import Appender, Draft, LostCommit, Outcome, Receipt
from ledger.wire import Wire

CAPACITY = 4096
GROUP = 1000
PATIENCE = 20.0
MOMENT = 0.0005
LOOK = 0.00005
_RETRY = 0.05


class Overloaded(Exception):
    """The queue of appends is full; nothing was taken, try again in a moment."""


class Unavailable(Exception):
    """The database gave no answer; ask again with the same request id to learn the outcome."""


class Pending:
    """A draft in the queue since a moment (`monotonic`), and the place its answer is put."""

    __slots__ = ("draft", "outcome", "ready", "since")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.since = monotonic()
        self.outcome: Outcome | Exception | None = None
        self.ready = Lock()
        self.ready.acquire()

    def result(self) -> Receipt:
        """Wait until the draft is durable.

        Raises VersionTaken, VersionsBroken, RequestReused, Unavailable.
        """
        with self.ready:
            outcome = self.outcome
        if isinstance(outcome, Receipt):
            return outcome
        assert outcome is not None
        raise outcome


class Observer(Protocol):
    """Told what becomes of appends. Quick, since the next group waits; never raises."""

    def answered(self, group: Sequence[Pending]) -> None:
        """These drafts shared a transaction and have their outcomes; one thread tells."""

    def overloaded(self) -> None:
        """A draft was not taken; one thread at a time tells."""


class Nobody:
    """The observer of a log that nobody observes."""

    def answered(self, group: Sequence[Pending]) -> None:
        """Look away."""

    def overloaded(self) -> None:
        """Look away."""


def _answer(group: Sequence[Pending], outcomes: Sequence[Outcome | Exception]) -> None:
    """All answers first, then all wake: one who woke earlier would take the interpreter."""
    for waiting, outcome in zip(group, outcomes, strict=True):
        waiting.outcome = outcome
    for waiting in group:
        waiting.ready.release()


class Committer:
    """The one thread of this process that appends to a log."""

    def __init__(
        self,
        appender: Appender,
        connect: Callable[[], Connection[TupleRow]],
        capacity: int = CAPACITY,
        patience: float = PATIENCE,
    ) -> None:
        self.observer: Observer = Nobody()
        self._appender = appender
        self._connect = connect
        self._capacity = capacity
        self._patience = patience
        self._wire: Wire | None = None
        self._queue: SimpleQueue[Pending | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="committer", daemon=True)
        self._gate = Lock()
        self._closing = False
        self._thread.start()

    def append(self, draft: Draft) -> Receipt:
        """Wait until the draft is durable; raises what `submit` and `Pending.result` raise."""
        return self.submit(draft).result()

    def submit(self, draft: Draft) -> Pending:
        """Put a draft in the queue, behind those submitted before it.

        Raises Overloaded, Unavailable.
        """
        pending = Pending(draft)
        with self._gate:
            if self._closing:
                raise Unavailable("the log is being closed; nothing more is appended")
            if self._queue.qsize() >= self._capacity:
                self.observer.overloaded()
                raise Overloaded(f"{self._capacity} appends are waiting already; try again")
            self._queue.put(pending)
        return pending

    def close(self) -> None:
        """Finish what was queued, then stop."""
        with self._gate:
            self._closing = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        usual = 1.0
        going = True
        while going:
            group = self._gather(usual)
            usual = max(float(len(group)), 0.9 * usual)
            going = group[-1] is not None
            self._commit([waiting for waiting in group if waiting is not None])
        self._drop()

    def _gather(self, usual: float) -> list[Pending | None]:
        """All that waits; a moment longer while callers who were here just now come back.

        Those answered last ask again at once: without the moment they would split in halves
        that take turns, each paying a whole commit. Where none came between two looks they are
        busy, and the database need not wait for them.
        """
        group = [self._queue.get()]
        deadline = monotonic() + MOMENT
        seen = -1
        while seen < (size := self._queue.qsize()) < usual - 1 and monotonic() < deadline:
            seen = size
            sleep(LOOK)
        entries = 0
        with suppress(Empty):
            while (last := group[-1]) is not None and entries < GROUP:
                entries += len(last.draft.events)
                group.append(self._queue.get_nowait())
        return group

    def _commit(self, group: list[Pending]) -> None:
        """Answer everyone in the group; what makes it fail as a whole fails its caller only."""
        if not group:
            return
        outcomes: Sequence[Outcome | Exception]
        try:
            outcomes = self._durably([waiting.draft for waiting in group])
        except Exception as error:  # the caller's thread raises it
            if len(group) > 1 and not isinstance(error, Unavailable):
                for waiting in group:
                    self._commit([waiting])
                return
            outcomes = [error] * len(group)
        _answer(group, outcomes)
        self.observer.answered(group)

    def _durably(self, drafts: list[Draft]) -> list[Outcome]:
        """Append, and when the connection breaks find out what became of it, then go on."""
        deadline = monotonic() + self._patience
        lost: LostCommit | None = None
        while True:
            try:
                if self._wire is None:
                    self._wire = Wire(self._connect())
                if lost is not None:
                    if self._appender.was_committed(self._wire, lost.first):
                        return lost.outcomes
                    lost = None
                return self._appender.append(self._wire, drafts, next_waits=self._next_waits)
            except (LostCommit, OperationalError, InterfaceError) as error:
                self._drop()
                lost = error if isinstance(error, LostCommit) else lost
                if monotonic() > deadline:
                    raise Unavailable(f"the database does not answer: {error}") from error
                sleep(_RETRY)

    def _next_waits(self) -> bool:
        return not self._queue.empty()

    def _drop(self) -> None:
        if self._wire is not None:
            with suppress(Exception):
                self._wire.connection.close()
            self._wire = None
