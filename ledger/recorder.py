"""The library's application recorder over our tables: dense positions, group commit, leaves.

What it does not know: the bytes it stores. `entry_leaf(state, position, recorded_at)` is
given to it and is called under the head lock.
"""

from collections.abc import Sequence
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, StoredEvent, Subscription
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Connection, connect
from psycopg.rows import TupleRow

from ledger.append import Appender, Clock, Draft, Leaf, Receipt, Request
from ledger.committer import Committer, Observer, Pending
from ledger.subscription import PollingSubscription

TABLE = "entries"

# Durable whatever the server's default; index look-ups whatever it believes of the tables'
# sizes (a plan made on empty tables would read them whole); no lock held by a client that hangs.
_SESSION = """
SET synchronous_commit = on;
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_sort = off;
SET idle_in_transaction_session_timeout = '10s';
SET lock_timeout = '10s'
"""


class LedgerRecorder(PostgresApplicationRecorder):
    """Appends to and reads one log's entries; tables are made by migrations alone."""

    def __init__(
        self, datastore: PostgresDatastore, *, conninfo: str, entry_leaf: Leaf, clock: Clock
    ) -> None:
        super().__init__(datastore, events_table_name=TABLE)
        self._conninfo = conninfo
        appender = Appender(datastore.schema, TABLE, entry_leaf, clock)
        self._committer = Committer(appender, self._open)

    def _open(self) -> Connection[TupleRow]:
        connection = connect(self._conninfo, autocommit=True)
        connection.execute(_SESSION)
        return connection

    def append(self, events: Sequence[StoredEvent], request: Request | None = None) -> Receipt:
        """Append durably; raises ValueError for no events, and what `Committer.append` raises."""
        return self.submit(events, request).result()

    def submit(self, events: Sequence[StoredEvent], request: Request | None = None) -> Pending:
        """As `append`, without waiting; what is submitted first is appended first."""
        if not events:
            raise ValueError("expected at least one event to append")
        return self._committer.submit(Draft(events, request))

    def observe(self, observer: Observer) -> None:
        """Have an observer told of every append from now on, in place of the one before."""
        self._committer.observer = observer

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """The library's name for `append`."""
        if not stored_events:
            return []
        receipt = self.append(stored_events, kwargs.get("request"))
        return list(range(receipt.position, receipt.position + receipt.entries))

    def create_table(self) -> None:
        """Tables are made by migrations alone."""

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """A subscription that polls: LISTEN can miss what is committed before it is active."""
        return PollingSubscription(self, gt=gt, topics=topics)

    def close(self) -> None:
        """Finish what is queued and let the connections go."""
        self._committer.close()
        self.datastore.close()
