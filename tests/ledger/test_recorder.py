"""The library's own cases for recorders hold for ours."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import ApplicationRecorder, StoredEvent
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)

from ledger.recorder import LedgerRecorder
from tests.databases import Database
from tests.ledger.opened import open_recorder, stored


class _Recorders:
    """Gives the library's cases recorders over the test's database."""

    @pytest.fixture(autouse=True)
    def _with_database(self, database: Database) -> Iterator[None]:
        self.database = database
        self.made: list[LedgerRecorder] = []
        yield
        for recorder in self.made:
            recorder.close()

    def create_recorder(self) -> Any:
        self.made.append(open_recorder(self.database))
        return self.made[-1]

    def new_originator_id(self) -> str:
        return f"case-{uuid4()}"


class TestApplicationRecorder(_Recorders, ApplicationRecorderTestCase[ApplicationRecorder]):
    """`ApplicationRecorderTestCase` as shipped."""


class TestNonInterleaving(_Recorders, NonInterleavingNotificationIDsBaseCase):
    """`NonInterleavingNotificationIDsBaseCase` as shipped."""


def test_an_append_of_nothing_is_refused_and_of_no_events_by_the_library_empty(
    recorder: LedgerRecorder,
) -> None:
    with pytest.raises(ValueError, match="at least one event"):
        recorder.append([])
    assert recorder.insert_events([]) == []


def test_a_subscription_passes_over_other_topics_and_stops(recorder: LedgerRecorder) -> None:
    for n in range(1, 4):
        recorder.append([StoredEvent(f"a-{n}", 1, f"t{n % 2}", b"x")])
    with recorder.subscribe(gt=1, topics=["t1"]) as subscription:
        assert next(iter(subscription)).id == 3
        recorder.append([stored("a-4", 1)])
        subscription.stop()
        assert list(subscription) == []


def test_tables_are_made_by_migrations_alone(recorder: LedgerRecorder) -> None:
    recorder.create_table()
    assert recorder.max_notification_id() is None
