"""Reading a log: by position in short snapshots, by stream, and by time known."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection, sql
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from ledger.entry import Entry, decode
from ledger.names import schemas

PAGE = 2000


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries there are and when the last was recorded."""

    size: int
    recorded_at: datetime


class Reader:
    """Reads one log with whatever role its pool has. Thread-safe."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], log: str) -> None:
        self.log = log
        self._pool = pool
        names = {
            "entries": sql.Identifier(schemas(log).ledger, "entries"),
            "head": sql.Identifier(schemas(log).ledger, "head"),
        }
        self._head = sql.SQL("SELECT size, recorded_at FROM {head}").format(**names)
        self._page = sql.SQL(
            "SELECT notification_id, recorded_at, state FROM {entries} "
            "WHERE notification_id > %s AND notification_id <= %s "
            "ORDER BY notification_id LIMIT %s"
        ).format(**names)
        self._stream = sql.SQL(
            "SELECT notification_id, recorded_at, state FROM {entries} "
            "WHERE originator_id = %s ORDER BY originator_version"
        ).format(**names)
        self._prefix = sql.SQL(
            "SELECT notification_id, recorded_at, state FROM {entries} "
            "WHERE originator_id >= %s AND originator_id < %s AND notification_id > %s "
            "ORDER BY notification_id"
        ).format(**names)
        self._recorded = sql.SQL(
            "SELECT recorded_at FROM {entries} WHERE notification_id = %s"
        ).format(**names)
        self._leaves = sql.SQL(
            "SELECT leaf FROM {entries} WHERE notification_id > %s AND notification_id <= %s "
            "ORDER BY notification_id"
        ).format(**names)

    def head(self) -> Head:
        """The size of the log now."""
        with self._pool.connection() as connection:
            row = connection.execute(self._head, prepare=True).fetchone()
        assert row is not None, "the head row is made by the first migration"
        return Head(*row)

    def page(self, after: int, until: int | None = None, limit: int = PAGE) -> list[Entry]:
        """Up to `limit` entries after a position, in order; a short read of its own."""
        stop = until if until is not None else 2**62
        with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(self._page, (after, stop, limit), prepare=True)
            return [decode(*row) for row in cursor.fetchall()]

    def entries(self, after: int = 0, until: int | None = None) -> Iterator[Entry]:
        """Every entry after a position up to another, page by page."""
        while page := self.page(after, until):
            yield from page
            after = page[-1].position

    def stream(self, stream: str) -> list[Entry]:
        """The entries of one stream in order; empty where there is none."""
        with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(self._stream, (stream,), prepare=True)
            return [decode(*row) for row in cursor.fetchall()]

    def chapter(self, name: str, after: int = 0) -> list[Entry]:
        """The entries of all streams of a small chapter after a position, in order."""
        with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True)
            # "." follows "-" in ASCII, so the range holds every stream of the chapter.
            cursor.execute(self._prefix, (f"{name}-", f"{name}.", after), prepare=True)
            return [decode(*row) for row in cursor.fetchall()]

    def leaves(self, start: int, end: int) -> bytes:
        """Leaf hashes of the indexes [start, end), concatenated; an index is a position - 1."""
        with self._pool.connection() as connection:
            cursor = connection.cursor(binary=True)
            cursor.execute(self._leaves, (start, end), prepare=True)
            return b"".join([leaf for (leaf,) in cursor])

    def position_at(self, known_at: datetime) -> int:
        """P(K): the last position recorded at or before a time; 0 where there is none.

        recorded_at never decreases, so a binary search by position finds it.
        """
        low, high = 0, self.head().size
        with self._pool.connection() as connection:
            while low < high:
                middle = (low + high + 1) // 2
                row = connection.execute(self._recorded, (middle,), prepare=True).fetchone()
                if row is not None and row[0] <= known_at:
                    low = middle
                else:
                    high = middle - 1
        return low


@contextmanager
def reading(conninfo: str, log: str, connections: int = 2) -> Iterator[Reader]:
    """A reader of its own, for programs that write nothing."""
    with ConnectionPool(
        conninfo, min_size=1, max_size=connections, kwargs={"autocommit": True}, timeout=20
    ) as pool:
        yield Reader(pool, log)
