"""How a log does: where its head is, how far views and seal are behind, what stands still."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from time import time

from anyio import CapacityLimiter, fail_after, to_thread
from psycopg import Error as DatabaseError

from audit.checkpoint import Checkpoint
from audit.files import read_if_there
from audit.note import Note, NoteError
from ledger.reading import Reader
from projections.database import DatabaseFault
from projections.lag import Lag
from web.services import Services

PATIENCE = 3.0  # seconds; probes and scrapers wait 5 or more
AT_ONCE = 4


class NoAnswer(Exception):
    """The database gives no answer."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The last published head: how many entries it covers, its age in seconds, if there is one.

    `waiting` is for how many seconds the oldest entry beyond it has waited, `refused` why the
    last signature was refused, "" where it was given.
    """

    size: int
    age: float | None
    waiting: float
    refused: str


@dataclass(frozen=True, slots=True)
class Vitals:
    """One log now: `frozen` counts the keys that stand still, by view."""

    head: int
    lag: Lag
    frozen: Mapping[str, int]
    sealed: Sealed


class Clinic:
    """Takes the vitals of one log in threads of its own, so that a hanging database costs no page.

    `patience` is how many seconds the database has.
    """

    def __init__(self, services: Services, patience: float = PATIENCE) -> None:
        self._services = services
        self._patience = patience
        self._threads = CapacityLimiter(AT_ONCE)

    async def vitals(self) -> Vitals:
        """The vitals now; raises NoAnswer."""
        try:
            with fail_after(self._patience):
                return await to_thread.run_sync(
                    vitals, self._services, abandon_on_cancel=True, limiter=self._threads
                )
        except (TimeoutError, DatabaseError, DatabaseFault) as fault:
            raise NoAnswer from fault


def vitals(services: Services) -> Vitals:
    """The vitals of a log now; raises what the database raises."""
    views = services.views
    head = views.reader.head().size
    frozen = Counter(key.view for key in views.frozen())
    return Vitals(head, views.lag(), frozen, _sealed(services, head))


def _sealed(services: Services, head: int) -> Sealed:
    """How the log is sealed; a head that cannot be read covers nothing."""
    path, refused = services.office.published / "checkpoint", services.office.refused() or ""
    content = read_if_there(path)
    if content is None:
        return Sealed(0, None, _age(services.views.reader, 1, head), refused)
    try:
        size = Checkpoint.parse(Note.parse(content).text).size
    except NoteError as fault:
        return Sealed(0, None, _age(services.views.reader, 1, head), refused or str(fault))
    age = max(0.0, time() - path.stat().st_mtime)
    # Entries of a simulated log carry its own time, but cannot have waited longer than the head.
    return Sealed(size, age, min(age, _age(services.views.reader, size + 1, head)), refused)


def _age(reader: Reader, position: int, head: int) -> float:
    """How many seconds ago the entry at a position was recorded; 0 beyond the head."""
    if position > head:
        return 0.0
    recorded_at = reader.page(position - 1, position, 1)[0].recorded_at
    return max(0.0, time() - recorded_at.timestamp())
