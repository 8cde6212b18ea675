"""Verifies a log in its database; a long one in several processes that see one snapshot."""

import gc
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context

from psycopg import Connection

from audit.examine import Examiner
from audit.heads import Heads
from audit.rows import StoredRows, export, snapshot
from audit.scan import Scan, Scanner, Stretch
from audit.verify import Progress, Scans, Verdict, verify

LONG = 50_000
"""Entries from which on starting processes pays."""
MOST_PROCESSES = 8

_held = ExitStack()
_here: dict[str, Scanner] = {}


def verify_database(
    dsn: str,
    schema: str,
    log: str,
    heads: Heads,
    progress: Progress = lambda _seen, _expected: None,
) -> Verdict:
    """Verifies a log as it is now, against its kept heads, in as many processes as pay."""
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    with snapshot(dsn) as connection:
        rows = StoredRows(connection, schema)
        if processes == 1 or rows.head() < LONG:
            return verify(rows, log, heads, progress=progress)
        with parallel(connection, dsn, schema, log, processes) as scans:
            return verify(rows, log, heads, scans, progress)


@contextmanager
def parallel(
    connection: Connection, dsn: str, schema: str, log: str, processes: int
) -> Iterator[Scans]:
    """A way to scan that sees what `connection` sees, as long as that stays in its transaction."""
    exported = export(connection)
    # A fork starts at once, but in a program with threads it may copy a lock that is held.
    how = get_context("fork" if threading.active_count() == 1 else "spawn")
    pool = ProcessPoolExecutor(processes, how, _open, (dsn, exported, schema, log))

    def scans(stretches: Sequence[Stretch]) -> Iterable[Scan]:
        return pool.map(_scan, stretches)

    try:
        yield scans
    finally:
        pool.shutdown(cancel_futures=True)


def _open(dsn: str, exported: str, schema: str, log: str) -> None:
    # Rows and entries hold no cycles; looking for some would take a tenth of the time.
    gc.disable()
    connection = _held.enter_context(snapshot(dsn, exported))
    _here["scanner"] = Scanner(StoredRows(connection, schema), Examiner(log))


def _scan(stretch: Stretch) -> Scan:
    return _here["scanner"].scan(stretch)
