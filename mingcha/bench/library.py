"""The references: the eventsourcing library as it comes, on the same server in the same run."""

from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.postgres import (
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresTrackingRecorder,
)
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict

from mingcha.bench.rounds import callers, fresh_streams, rate

POOL = 16
# About what the library stores for a small event; its pipeline stalls on much larger batches.
STATE = b"x" * 250


class Thing(Aggregate):
    """An aggregate of one event."""


class Things(Application[UUID]):
    """The application that saves them."""

    name = "things"


class Nothing(PostgresTrackingRecorder):
    """The view of a projection that does nothing but keep its position."""


class Empty(Projection[Nothing]):
    """A projection that only moves on."""

    name = "empty"

    def process_event(self, _: object, tracking: Tracking) -> None:
        """Keep the position, as every projection of the library does."""
        self.view.insert_tracking(tracking)


class Library:
    """The library's own paths over one database."""

    def __init__(self, conninfo: str) -> None:
        parts = {key: str(value) for key, value in conninfo_to_dict(conninfo).items()}
        self._env = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": parts.get("dbname", ""),
            "POSTGRES_HOST": parts.get("host", ""),
            "POSTGRES_PORT": parts.get("port", "5432"),
            "POSTGRES_USER": parts.get("user", ""),
            "POSTGRES_PASSWORD": parts.get("password", ""),
        }
        self._datastore = PostgresDatastore(
            dbname=parts.get("dbname", ""),
            host=parts.get("host", ""),
            port=parts.get("port", "5432"),
            user=parts.get("user", ""),
            password=parts.get("password", ""),
            originator_id_type="text",
            pool_size=POOL,
        )
        self._recorder = PostgresApplicationRecorder(
            self._datastore, events_table_name="library_events"
        )
        self._recorder.create_table()
        self._streams = fresh_streams()
        self._things = Things(env=self._env)

    def save(self, seconds: float) -> float:
        """`Application.save` of one-event aggregates, 16 threads, default settings."""
        return callers(lambda _: len(self._things.save(Thing())), seconds)

    def record(self, seconds: float) -> float:
        """`insert_events` of one event, 16 threads."""
        return callers(lambda _: self._insert(1), seconds)

    def insert_thousand(self, batches: int) -> float:
        """`insert_events` of 1,000 events, no checks."""
        return rate(lambda: sum(self._insert(1000) for _ in range(batches)))

    def _insert(self, count: int) -> int:
        events = [StoredEvent(next(self._streams), 1, "case.accepted", STATE) for _ in range(count)]
        self._recorder.insert_events(events)
        return count

    def project(self, count: int) -> float:
        """`ProjectionRunner` with an empty projection over `count` events already there."""
        self._things.save(*[Thing() for _ in range(count)])
        start = self._things.recorder.max_notification_id() or 0
        return rate(lambda: self._run_projection(start))

    def _run_projection(self, last: int) -> int:
        with ProjectionRunner(
            application_class=Things, projection_class=Empty, view_class=Nothing, env=self._env
        ) as runner:
            before = runner.projection.view.max_tracking_id("things") or 0
            runner.wait(last, timeout=120)
            return last - before

    def close(self) -> None:
        """Let the connections go."""
        self._things.close()
        self._datastore.close()
