"""A real log in a real database for the tests of this folder, and ways to tamper with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import Connection

from audit.examine import leaf_at
from audit.heads import kept
from audit.office import Office
from audit.rows import StoredRows
from audit.verify import Verdict, verify
from domain.case.events import Received, StepFinished
from domain.decider import Actor, Asked, Origin
from domain.log import ClockKind, Opened
from domain.values import Clear
from ledger.keys import load_or_make
from ledger.ledger import Access, Ledger
from tests.databases import Database

LOG = "430903"
SCHEMA = f"log_{LOG}"
ENTRIES = f"{SCHEMA}.entries"
COLUMNS = "originator_id, originator_version, topic, state, notification_id, recorded_at, leaf"


def asked(request: str = "r") -> Asked:
    """A clerk's request in 2018."""
    at = datetime(2018, 10, 15, 1, tzinfo=UTC)
    return Asked(
        actor=Actor(id="w1", unit="政务中心"),
        occurred_at=at,
        origin=Origin.HALL_WINDOW,
        request=request,
    )


class Hall:
    """One log: append to it, seal it, verify it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder / "log"
        self._keys = load_or_make(folder / "vault-keys.json")

    @property
    def office(self) -> Office:
        """The log's sealing office."""
        return Office(self.database.dsn("writer"), SCHEMA, LOG, self.folder)

    def ledger(self) -> Ledger:
        """The log, to be closed by the caller."""
        roles = (self.database.dsn(role) for role in ("writer", "reader", "vault"))
        return Ledger(Access(*roles), LOG, self._keys, connections=2)

    def fill(self, entries: int, streams: int = 7, first: str = "case") -> None:
        """Appends so many entries to streams of their own, a name sealed in each first one."""
        with self.ledger() as ledger:
            if not ledger.reader.head().size:
                opened = Opened(log=LOG, time_zone="Asia/Shanghai", clock=ClockKind.REAL)
                ledger.append(f"log-{LOG}", 0, [opened], asked())
                entries -= 1
            subject = ledger.vault.subject(first).id
            note = Clear(subject=subject, value="张三")
            whole, rest = divmod(entries, streams)
            for stream in range(streams):
                events = [Received(subject=subject, note=note)]
                events += [
                    StepFinished(step=f"审查{n}") for n in range(whole - 1 + (stream < rest))
                ]
                name = f"case-{first}-{stream}"
                # In two halves, so that streams lie between one another.
                for start in range(0, len(events), 16):
                    ledger.append(name, start, events[start : start + 16], asked())

    def verify(self) -> Verdict:
        """The whole log, as the reader sees it, against the heads kept in the folder."""
        with psycopg.connect(self.database.dsn("reader")) as connection:
            return self.verify_over(connection)

    def verify_over(self, connection: Connection) -> Verdict:
        """The log as an open transaction sees it."""
        return verify(StoredRows(connection, SCHEMA), LOG, kept(self.folder))

    @contextmanager
    def tampering(self) -> Iterator[Connection]:
        """A superuser's transaction, free of triggers and constraints, undone at the end."""
        with psycopg.connect(self.database.dsn("superuser")) as connection:
            connection.execute("SET lock_timeout = '5s'")
            disarm(connection)
            yield connection
            connection.rollback()

    def faults(self, connection: Connection) -> list[tuple[str, int]]:
        """What verification finds in an open transaction."""
        return [tuple(fault) for fault in self.verify_over(connection).faults]


def disarm(connection: Connection) -> None:
    """Removes everything that stands in a superuser's way."""
    for table in ("entries", "tree", "head"):
        connection.execute(f"ALTER TABLE {SCHEMA}.{table} DISABLE TRIGGER ALL")
    connection.execute(f"DROP INDEX {SCHEMA}.entries_notification_id_idx")
    connection.execute(f"ALTER TABLE {ENTRIES} DROP CONSTRAINT entries_leaf_check")
    connection.execute(f"ALTER TABLE {ENTRIES} DROP CONSTRAINT entries_pkey")


def rehash(connection: Connection, *positions: int) -> None:
    """Makes the leaves of rows agree with their bytes again, as a careful forger would."""
    for row in list(StoredRows(connection, SCHEMA).rows(0, 2**62)):
        if row.position in positions or not positions:
            leaf = leaf_at(row.state, row.position, row.recorded_at)
            if leaf != row.leaf:
                connection.execute(
                    f"UPDATE {ENTRIES} SET leaf = %s WHERE notification_id = %s",
                    (leaf, row.position),
                )


def change_word(connection: Connection, position: int) -> None:
    """Another word in the state of an entry, of the same length."""
    connection.execute(
        f"UPDATE {ENTRIES} SET state = convert_to(replace(convert_from(state, 'UTF8'), "
        "'hall_window', 'dept_office'), 'UTF8') WHERE notification_id = %s",
        (position,),
    )
