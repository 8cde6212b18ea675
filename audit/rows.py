"""The stored rows of a log as raw bytes: all that verification reads from the database.

The columns come as binary COPY writes them, so nothing between the disk and the hash interprets
them: a text is its bytes, a time its microseconds since 2000-01-01 UTC.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

import psycopg
from psycopg import Connection, OperationalError, sql
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from audit.tree import HASH_SIZE

LOWEST, HIGHEST = -(2**63), 2**63 - 1
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"

# Column count, then each column's length and value, as long as their sizes are fixed.
_FIXED = struct.Struct("!h iq iq iq i32s i")
_FIXED_SIZE = _FIXED.size
_LENGTH = struct.Struct("!i")
_INT8 = struct.Struct("!q")
_new = tuple.__new__


class Row(NamedTuple):
    """One row of the table `entries`."""

    position: int
    recorded_at: int
    version: int
    leaf: bytes
    stream: bytes
    topic: bytes
    state: bytes


class Fetcher(Protocol):
    """Where verification reads from."""

    def head(self) -> int:
        """The number of entries the head row claims."""

    def rows(self, after: int, until: int) -> Iterator[Row]:
        """The rows at positions after < position <= until, by position."""

    def tree(self, level: int, start: int, end: int) -> dict[int, bytes]:
        """The stored tree hashes (level, start) to (level, end - 1), by index."""

    def breaks(self, limit: int) -> list[tuple[int, int]]:
        """Where a stream does not count 1, 2, 3.

        Up to `limit` pairs (position, step from the version before), the first position first.
        """


class StoredRows:
    """Reads the schema of one log over a connection that is in a transaction."""

    def __init__(self, connection: Connection, schema: str) -> None:
        self._connection = connection
        names = {
            table: sql.Identifier(schema, table).as_string()
            for table in ("entries", "head", "tree")
        }
        self._head = f"SELECT size FROM {names['head']}"
        self._rows = _ROWS.format(**names)
        self._tree = f"SELECT index, hash FROM {names['tree']} {_BETWEEN}"
        self._breaks = _BREAKS.format(**names)

    def head(self) -> int:
        """The number of entries the head row claims."""
        row = self._connection.execute(self._head.encode()).fetchone()
        return row[0] if row else 0

    def rows(self, after: int, until: int) -> Iterator[Row]:
        """The rows at positions after < position <= until, by position."""
        # Straight on libpq: a cursor's way of handing out a row costs as much as its hash.
        libpq = self._connection.pgconn
        started = libpq.exec_(self._rows.format(after=after, until=until).encode())
        if started.status != ExecStatus.COPY_OUT:
            raise error_from_result(started)
        read = libpq.get_copy_data
        size, message = read(0)
        content = bytes(message)[len(HEADER) :]
        while size >= 0:
            if content and content != TRAILER:
                yield _row(content)
            size, message = read(0)
            content = bytes(message)
        ended = libpq.get_result()
        while libpq.get_result() is not None:
            pass
        if ended is None or ended.status != ExecStatus.COMMAND_OK:
            raise OperationalError("the database stopped answering in the middle of the rows")

    def tree(self, level: int, start: int, end: int) -> dict[int, bytes]:
        """The stored tree hashes (level, start) to (level, end - 1), by index."""
        query = self._tree.encode()
        with self._connection.cursor(binary=True) as cursor:
            return dict(cursor.execute(query, (level, start, end)).fetchall())

    def breaks(self, limit: int) -> list[tuple[int, int]]:
        """Where a stream does not count 1, 2, 3."""
        return self._connection.execute(self._breaks.encode(), (limit,)).fetchall()


@contextmanager
def snapshot(dsn: str, exported: str | None = None) -> Iterator[Connection]:
    """A connection that sees one moment of the database, if given that of another connection."""
    with psycopg.connect(dsn) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        if exported is not None:
            name = sql.Literal(exported)
            connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(name))
        yield connection


def export(connection: Connection) -> str:
    """The name under which other connections can see what this one sees, while it does."""
    row = connection.execute("SELECT pg_export_snapshot()").fetchone()
    return str(row[0]) if row else ""


def _row(content: bytes) -> Row:
    if len(content) < _FIXED_SIZE:
        return _odd_row(content)
    count, a, position, b, recorded_at, c, version, d, leaf, length = _FIXED.unpack_from(content)
    if not (count == 7 and a == b == c == 8 and d == HASH_SIZE):
        return _odd_row(content)
    topic = _FIXED_SIZE + length + 4
    state = topic + _LENGTH.unpack_from(content, topic - 4)[0] + 4
    # What Row(...) does, without its look at the arguments; this runs for every row of a log.
    return _new(
        Row,
        (
            position,
            recorded_at,
            version,
            leaf,
            content[_FIXED_SIZE : topic - 4],
            content[topic : state - 4],
            content[state:],
        ),
    )


def _odd_row(content: bytes) -> Row:
    """A row with a null or a leaf of another length, where the constraints were removed."""
    values, at = [], 2
    for _ in Row._fields:
        (length,) = _LENGTH.unpack_from(content, at)
        at += 4
        values.append(content[at : at + max(length, 0)])
        at += max(length, 0)
    position, recorded_at, version = (_INT8.unpack(each)[0] if each else 0 for each in values[:3])
    return Row(position, recorded_at, version, *values[3:])


# The numbers are our own integers: COPY takes no parameters.
_ROWS = """
COPY (
    SELECT notification_id, recorded_at, originator_version, leaf, originator_id, topic, state
    FROM {entries} WHERE notification_id > {{after}} AND notification_id <= {{until}}
    ORDER BY notification_id
) TO STDOUT (FORMAT BINARY)
"""

_BETWEEN = "WHERE level = %s AND index >= %s AND index < %s"

# Walks the primary key alone; rows are looked up only where a stream does not count up.
_BREAKS = """
SELECT entry.notification_id, stream.version - stream.previous FROM (
    SELECT originator_id, originator_version AS version,
        lag(originator_version, 1, 0::bigint) OVER stream AS previous
    FROM {entries}
    WINDOW stream AS (PARTITION BY originator_id ORDER BY originator_version)
) AS stream
JOIN {entries} AS entry
    ON entry.originator_id = stream.originator_id AND entry.originator_version = stream.version
WHERE stream.version <> stream.previous + 1
ORDER BY entry.notification_id LIMIT %s
"""
