"""The door to one log: append events to a stream, read them back, open what is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection, connect
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from domain.decider import Asked, Event
from domain.values import Clear, Sealed
from ledger.append import (
    Appender,
    Clock,
    Draft,
    LostCommit,
    Receipt,
    Request,
    machine_clock,
)
from ledger.codec import plain_sealed, to_plain
from ledger.committer import Unavailable
from ledger.envelope import STREAM, envelope, new_id, seal_leaf
from ledger.keys import WrappingKeys
from ledger.names import schemas
from ledger.reading import Reader
from ledger.recorder import TABLE, LedgerRecorder
from ledger.requests import Requests
from ledger.schemas import event_schema
from ledger.sealing import Place
from ledger.vault import Vault
from ledger.wire import Wire

# Everything these sessions ask goes by an index; a plan made on an empty table must not scan.
SESSION = {"autocommit": True, "options": "-c enable_seqscan=off"}


class BadStream(ValueError):
    """A stream id that is not `chapter-id` with an id percent-encoded to 120 characters."""


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the database in each role, as libpq connection strings."""

    writer: str
    reader: str
    vault: str


@dataclass(frozen=True, slots=True)
class Appended:
    """Where events stand: the first position, the last version, their ids.

    `replayed` where an earlier call with the same request id had put them there.
    """

    position: int
    version: int
    ids: tuple[str, ...]
    recorded_at: datetime
    replayed: bool = False


class Ledger:
    """One log. Thread-safe; close it to finish what is queued."""

    def __init__(
        self,
        access: Access,
        log: str,
        keys: WrappingKeys,
        clock: Clock = machine_clock,
        connections: int = 8,
    ) -> None:
        self.log = log
        self._access = access
        self.keys = keys
        self.clock = clock
        reading, opening, asking = (
            _pool(access.reader, connections),
            _pool(access.vault, connections),
            _pool(access.writer, 2),
        )
        self._pools = (reading, opening, asking)
        self.reader = Reader(reading, log)
        self.vault = Vault(opening, log, keys)
        self.requests = Requests(asking, log)
        self.recorder = LedgerRecorder(
            _datastore(access.writer, log),
            conninfo=access.writer,
            entry_leaf=seal_leaf,
            clock=clock,
        )

    def append(
        self,
        stream: str,
        after: int,
        events: Sequence[Event],
        asked: Asked,
        request: Request | None = None,
        causation: str | None = None,
        correlation: str | None = None,
    ) -> Appended:
        """Append events after version `after` of a stream, durably, all or none.

        Raises BadStream, SchemaInvalid, TooLarge, VersionTaken, RequestReused, Overloaded,
        Unavailable.
        """
        if not STREAM.fullmatch(stream):
            raise BadStream(f"expected a stream like case-2016-0001, got {stream[:140]!r}")
        ids = tuple(new_id() for _ in events)
        stored = [
            self.prepare(stream, after + n, event, asked, causation, correlation, id_)
            for n, (event, id_) in enumerate(zip(events, ids, strict=True), 1)
        ]
        receipt = self.recorder.append(stored, request)
        if receipt.replayed:
            return self._first_answer(receipt)
        return Appended(receipt.position, after + len(events), ids, receipt.recorded_at)

    def answered(self, request: Request) -> Appended | None:
        """The first answer to a request; raises RequestReused where its body was another."""
        receipt = self.requests.answered(request)
        return None if receipt is None else self._first_answer(receipt)

    def _first_answer(self, receipt: Receipt) -> Appended:
        last = receipt.position + receipt.entries - 1
        entries = self.reader.page(receipt.position - 1, last)
        ids = tuple(entry.id for entry in entries)
        version = entries[-1].version
        return Appended(receipt.position, version, ids, receipt.recorded_at, replayed=True)

    def prepare(
        self,
        stream: str,
        version: int,
        event: Event,
        asked: Asked,
        causation: str | None = None,
        correlation: str | None = None,
        id_: str | None = None,
    ) -> StoredEvent:
        """An event sealed, checked against its schema and put in its envelope."""
        place = Place(self.log, stream, version, event.TYPE, event.SCHEMA)

        def seal(path: str, clear: Clear) -> Sealed:
            return self.vault.seal(place, path, clear)

        return _stored(place, to_plain(event, seal), asked, causation, correlation, id_)

    def prepare_plain(
        self,
        stream: str,
        version: int,
        kind: type[Event],
        data: dict[str, Any],
        clear: Mapping[str, Clear],
        asked: Asked,
    ) -> StoredEvent:
        """As `prepare`, for an event in its plain form with the values to be sealed apart.

        The bulk path: the schema alone says whether the data are an event of that kind.
        """
        place = Place(self.log, stream, version, kind.TYPE, kind.SCHEMA)
        for path, value in clear.items():
            data[path] = plain_sealed(self.vault.seal(place, path, value))
        return _stored(place, data, asked)

    def erase(self, subject: str, erased: StoredEvent) -> Receipt:
        """Destroy a subject's key and append the event that says so, in one transaction.

        Raises UnknownSubject where the vault holds no such subject, VersionTaken.
        """
        appender = Appender(schemas(self.log).ledger, TABLE, seal_leaf, self.clock)
        try:
            with self._as_vault() as connection:
                [outcome] = appender.append(
                    Wire(connection),
                    [Draft([erased])],
                    lambda _: self.vault.remove(connection, subject),
                )
        except LostCommit as lost:
            with self._as_vault() as connection:
                if not appender.was_committed(Wire(connection), lost.first):
                    raise Unavailable("the database broke off; nothing was erased") from lost
            [outcome] = lost.outcomes
        if not isinstance(outcome, Receipt):
            raise outcome
        self.vault.forget(subject)
        return outcome

    def _as_vault(self) -> Connection[TupleRow]:
        return connect(self._access.vault, autocommit=True)

    def close(self) -> None:
        """Finish what is queued and close every connection."""
        self.recorder.close()
        for pool in self._pools:
            pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _stored(
    place: Place,
    data: dict[str, Any],
    asked: Asked,
    causation: str | None = None,
    correlation: str | None = None,
    id_: str | None = None,
) -> StoredEvent:
    """Data checked against their schema and put in their envelope."""
    event_schema(place.type, place.schema).check(data)
    state = envelope(place, data, asked, id_ or new_id(), causation, correlation)
    return StoredEvent(place.stream, place.version, place.type, state)


def _pool(conninfo: str, size: int) -> ConnectionPool[Connection[TupleRow]]:
    return ConnectionPool(
        conninfo, min_size=1, max_size=size, kwargs=SESSION, open=True, timeout=20
    )


def _datastore(conninfo: str, log: str) -> PostgresDatastore:
    parts = conninfo_to_dict(conninfo)
    return PostgresDatastore(
        dbname=str(parts.get("dbname", "")),
        host=str(parts.get("host", "")),
        port=str(parts.get("port", "5432")),
        user=str(parts.get("user", "")),
        password=str(parts.get("password", "")),
        schema=schemas(log).ledger,
        originator_id_type="text",
        pool_size=1,
        max_overflow=4,
    )
