"""The stored rows of a log as raw bytes: all that verification reads from the database.

The columns come in binary form and nothing between the disk and the hash interprets them: a text
is its bytes, a time its microseconds since 2000-01-01 UTC.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

import psycopg
from psycopg import Connection, sql
from psycopg.types.numeric import Int8BinaryLoader
from psycopg.types.string import ByteaBinaryLoader

LOWEST, HIGHEST = -(2**63), 2**63 - 1
CHUNK = 128
"""Rows held at a time; an entry has at most 60 kB."""


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
        with self._connection.cursor(row_factory=lambda _: Row._make) as cursor:
            cursor.adapters.register_loader("timestamptz", Int8BinaryLoader)
            cursor.adapters.register_loader("text", ByteaBinaryLoader)
            query = self._rows.encode()
            yield from cursor.stream(query, (after, until), binary=True, size=CHUNK)

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


# A null is there only where the constraints were removed; no entry has what is read for it.
_ROWS = """
SELECT notification_id, coalesce(recorded_at, '-infinity'), originator_version, leaf,
    originator_id, topic, coalesce(state, '')
FROM {entries} WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id
"""

_BETWEEN = "WHERE level = %s AND index >= %s AND index < %s"

# Walks the primary key alone; rows are looked up only in streams that do not count up.
_BREAKS = """
WITH broken AS MATERIALIZED (
    SELECT originator_id AS id FROM {entries} GROUP BY originator_id
    HAVING min(originator_version) < 1 OR max(originator_version) <> count(*)
        OR count(DISTINCT originator_version) <> count(*)
)
SELECT position, step FROM broken, LATERAL (
    SELECT notification_id AS position,
        originator_version - lag(originator_version, 1, 0::bigint) OVER stream AS step
    FROM {entries} WHERE originator_id = broken.id
    WINDOW stream AS (ORDER BY originator_version, notification_id)
) AS entry
WHERE step <> 1 ORDER BY position LIMIT %s
"""
