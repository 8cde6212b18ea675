"""The tree of one log in its database: leaves in `entries`, one hash per whole tile in `tree`.

Appending stores the leaves only. The tree above them is grown afterwards, by whoever needs it,
under a lock of its own that no append takes.
"""

import psycopg
from psycopg import Connection, sql

from audit.tiles import WIDTH, completed_hashes

STEP = 195 * WIDTH
"""Entries grown in one transaction, just under 50,000."""


class StoredHashes:
    """A hash source (audit/tiles.py) over a connection; stored hashes never change."""

    def __init__(self, connection: Connection, schema: str) -> None:
        self._connection = connection
        entries = sql.Identifier(schema, "entries")
        self._leaves = sql.SQL(
            "SELECT leaf FROM {} WHERE notification_id > %s AND notification_id <= %s "
            "ORDER BY notification_id"
        ).format(entries)
        self._tree = sql.SQL(
            "SELECT hash FROM {} WHERE level = %s AND index >= %s AND index < %s ORDER BY index"
        ).format(sql.Identifier(schema, "tree"))

    def hashes(self, level: int, start: int, end: int) -> bytes:
        """The hashes (level, start) to (level, end - 1), concatenated; level 0 are the leaves."""
        with self._connection.cursor(binary=True) as cursor:
            if level:
                cursor.execute(self._tree, (level, start, end))
            else:
                cursor.execute(self._leaves, (start, end))
            return b"".join([value for (value,) in cursor])


def size_of(connection: Connection, schema: str) -> int:
    """How many entries the log has."""
    query = sql.SQL("SELECT size FROM {}").format(sql.Identifier(schema, "head"))
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def grow(dsn: str, schema: str, step: int = STEP) -> int:
    """Grows the tree to the log's end as it is now; answers that size.

    Each step is stored before the next begins, and any number of processes may do this at once.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        size = size_of(connection, schema)
        while _grow_once(connection, schema, size, step):
            pass
    return size


def _grow_once(connection: Connection, schema: str, size: int, step: int) -> bool:
    """One step towards `size`; whether there is more to do."""
    lock = "SELECT pg_advisory_xact_lock(hashtext('mingcha.tree'), hashtext(%s))"
    with connection.transaction():
        connection.execute(lock, (schema,))
        # A statement of its own, so that it sees what the last holder of the lock has stored.
        old = _grown(connection, schema)
        new = min(old + step, size) // WIDTH * WIDTH
        if new <= old:
            return False
        added = list(completed_hashes(StoredHashes(connection, schema), old, new))
        target = sql.SQL("COPY {} (level, index, hash) FROM STDIN").format(
            sql.Identifier(schema, "tree")
        )
        with connection.cursor() as cursor, cursor.copy(target) as copy:
            for each in added:
                copy.write_row(each)
    return size - new >= WIDTH


def _grown(connection: Connection, schema: str) -> int:
    query = sql.SQL("SELECT coalesce(max(index) + 1, 0) FROM {} WHERE level = 1").format(
        sql.Identifier(schema, "tree")
    )
    row = connection.execute(query).fetchone()
    return int(row[0]) * WIDTH if row else 0
