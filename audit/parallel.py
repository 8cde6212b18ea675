"""Verifies a log in its database; a long one in several processes that see one snapshot."""

import os
from collections.abc import Iterator, Sequence
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
    """A way to scan that sees what `connection` sees, as long as that stays in its transaction.

    This process is one of the `processes`, of which there are at least two.
    """
    exported = export(connection)
    # Not forked: the caller may have threads, and a connection that must stay its own.
    spawn = get_context("spawn")
    pool = ProcessPoolExecutor(processes - 1, spawn, _open, (dsn, exported, schema, log))
    here = Scanner(StoredRows(connection, schema), Examiner(log))

    def scans(stretches: Sequence[Stretch]) -> Iterator[Scan]:
        """In order; this process takes its share too, from the first moment on."""
        futures = [pool.submit(_scan, stretch) for stretch in stretches]
        unclaimed = iter(range(len(stretches)))
        own: dict[int, Scan] = {}
        for n, future in enumerate(futures):
            while n not in own and not future.done():
                claimed = next((k for k in unclaimed if futures[k].cancel()), None)
                if claimed is None:
                    break
                own[claimed] = here.scan(stretches[claimed])
            yield own.pop(n) if n in own else future.result()

    try:
        yield scans
    finally:
        pool.shutdown(cancel_futures=True)


def _open(dsn: str, exported: str, schema: str, log: str) -> None:
    connection = _held.enter_context(snapshot(dsn, exported))
    _here["scanner"] = Scanner(StoredRows(connection, schema), Examiner(log))


def _scan(stretch: Stretch) -> Scan:
    return _here["scanner"].scan(stretch)
