"""Requests that were answered: looked up before a refusal is given, forgotten after 90 days."""

from datetime import datetime, timedelta

from psycopg import Connection, sql
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from ledger.append import Receipt, Request, RequestReused
from ledger.names import schemas

KEPT = timedelta(days=90)


class Requests:
    """The answered requests of one log, with the writer's role."""

    def __init__(self, pool: ConnectionPool[Connection[TupleRow]], log: str) -> None:
        self._pool = pool
        table = sql.Identifier(schemas(log).ledger, "requests")
        self._find = sql.SQL(
            "SELECT body, position, entries, recorded_at FROM {} "
            "WHERE principal = %s AND request = %s"
        ).format(table)
        self._prune = sql.SQL("DELETE FROM {} WHERE recorded_at < %s").format(table)

    def answered(self, request: Request) -> Receipt | None:
        """The first answer to a request; raises RequestReused where its body was another."""
        with self._pool.connection() as connection:
            row = connection.execute(
                self._find, (request.principal, request.id), prepare=True
            ).fetchone()
        if row is None:
            return None
        if bytes(row[0]) != request.body:
            raise RequestReused(f"request {request.id!r} was used before with another body")
        return Receipt(row[1], row[2], row[3], replayed=True)

    def prune(self, now: datetime) -> int:
        """Forget requests older than 90 days; how many."""
        with self._pool.connection() as connection:
            return connection.execute(self._prune, (now - KEPT,)).rowcount
