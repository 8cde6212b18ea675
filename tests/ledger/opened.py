"""A ledger and a bare recorder over a test's database."""

import hashlib
import secrets
from datetime import UTC, datetime

from eventsourcing.persistence import StoredEvent

from domain.case.events import Closed, Received
from domain.decider import Actor, Asked, Event
from domain.values import Clear
from ledger.append import Appender, Clock, Leaf, machine_clock
from ledger.keys import WrappingKeys
from ledger.ledger import Access, Ledger, _datastore
from ledger.names import schemas
from ledger.recorder import TABLE, LedgerRecorder
from tests.databases import LOG, Database

KEYS = WrappingKeys("k1", {"k1": b"k" * 32}, b"p" * 32)
ASKED = Asked(actor=Actor(id="w1"), occurred_at=datetime(2016, 9, 20, 1, tzinfo=UTC))


def open_ledger(
    database: Database, keys: WrappingKeys = KEYS, clock: Clock = machine_clock
) -> Ledger:
    """The test's log, with every role its own."""
    access = Access(database.dsn("writer"), database.dsn("reader"), database.dsn("vault"))
    return Ledger(access, LOG, keys, clock)


def plain_leaf(state: bytes, position: int, recorded_at: datetime) -> bytes:
    """A leaf for states that are no envelopes."""
    return hashlib.sha256(b"%d %b" % (position, state)).digest()


def open_recorder(
    database: Database, leaf: Leaf = plain_leaf, clock: Clock = machine_clock
) -> LedgerRecorder:
    """The recorder alone, which does not look into what it stores."""
    dsn = database.dsn("writer")
    return LedgerRecorder(_datastore(dsn, LOG), conninfo=dsn, entry_leaf=leaf, clock=clock)


def appender(leaf: Leaf = plain_leaf, clock: Clock = machine_clock) -> Appender:
    """The SQL alone."""
    return Appender(schemas(LOG).ledger, TABLE, leaf, clock)


def stored(stream: str, version: int, state: bytes | None = None) -> StoredEvent:
    """One event to append; its state is unique, as a salted envelope is."""
    return StoredEvent(stream, version, "case.closed", state or secrets.token_hex(16).encode())


def received(subject: str, note: str = "口述") -> Event:
    """An event with a field to be sealed."""
    return Received(item="i", unit="u", subject=subject, note=Clear(subject=subject, value=note))


CLOSED = Closed()
