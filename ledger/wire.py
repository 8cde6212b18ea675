"""Prepared statements with binary arrays, straight on libpq's blocking calls.

An append is four short journeys to the server; psycopg's cursors would spend as long on the
client as the server does. Formats: PostgreSQL's binary send/receive functions.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from psycopg import Connection, InterfaceError
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import TupleRow

_BINARY = 1
_BYTEA, _INT8, _TEXT = 17, 20, 25
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and the name it is prepared under."""

    name: bytes
    sql: bytes


class Wire:
    """One connection used without cursors. Not thread-safe."""

    def __init__(self, connection: Connection[TupleRow]) -> None:
        self.connection = connection
        self._libpq = connection.pgconn
        self._prepared: set[bytes] = set()

    def run(self, statement: Statement, parameters: Sequence[bytes]) -> PGresult:
        """Execute, preparing at first use; raises psycopg's error of the server's answer."""
        if statement.name not in self._prepared:
            self._checked(self._libpq.prepare(statement.name, statement.sql))
            self._prepared.add(statement.name)
        formats = [_BINARY] * len(parameters)
        return self._checked(
            self._libpq.exec_prepared(statement.name, parameters, formats, _BINARY)
        )

    def command(self, sql: bytes) -> None:
        """BEGIN, COMMIT and the like."""
        self._checked(self._libpq.exec_(sql))

    @property
    def has_begun(self) -> bool:
        """Whether a transaction is open."""
        return self._libpq.transaction_status == TransactionStatus.INTRANS

    @property
    def is_broken(self) -> bool:
        """Whether the connection is gone, and with it the answer to what was sent last."""
        return self._libpq.status != ConnStatus.OK

    def _checked(self, result: PGresult) -> PGresult:
        if result.status in _DONE:
            return result
        if self.is_broken:
            raise InterfaceError("the connection to the database broke")
        raise error_from_result(result)


def int8(value: int) -> bytes:
    """A bigint."""
    return struct.pack("!q", value)


def timestamptz(moment: datetime) -> bytes:
    """Microseconds since 2000-01-01 UTC."""
    return struct.pack("!q", (moment - _EPOCH) // _MICROSECOND)


def read_int8(value: bytes | None) -> int:
    """What int8 wrote."""
    return int.from_bytes(value or b"", "big", signed=True)


def read_timestamptz(value: bytes | None) -> datetime:
    """What timestamptz wrote."""
    return _EPOCH + read_int8(value) * _MICROSECOND


def text_array(values: Sequence[str]) -> bytes:
    """A text[]."""
    return _array(_TEXT, [value.encode() for value in values])


def bytea_array(values: Sequence[bytes]) -> bytes:
    """A bytea[]."""
    return _array(_BYTEA, values)


def int8_array(values: Sequence[int]) -> bytes:
    """A bigint[]."""
    return _header(_INT8, len(values)) + b"".join(
        [struct.pack("!iq", 8, value) for value in values]
    )


def _array(oid: int, values: Sequence[bytes]) -> bytes:
    parts = [_header(oid, len(values))]
    for value in values:
        parts += (len(value).to_bytes(4, "big"), value)
    return b"".join(parts)


def _header(oid: int, length: int) -> bytes:
    """One dimension, no nulls, lower bound 1; an empty array has no dimension."""
    return struct.pack("!iiiii", 1, 0, oid, length, 1) if length else struct.pack("!iii", 0, 0, oid)
