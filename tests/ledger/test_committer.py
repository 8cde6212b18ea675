"""Group commit: bounded, alone with one's faults, sure after a lost COMMIT, complete at the end."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from psycopg import Connection

from ledger.append import Appender, Draft, Receipt, Request, VersionTaken
from ledger.committer import Committer, Overloaded, Pending, Unavailable
from ledger.names import schemas
from ledger.wire import Wire
from tests.databases import LOG, Database
from tests.ledger.opened import appender, open_recorder, stored
from tests.ledger.proxy import Cut, Proxy, proxied
from tests.ledger.test_append import rows, wait_for_a_lock

HEAD = f"{schemas(LOG).ledger}.head"


@contextmanager
def committing(
    dsn: str, sql: Appender | None = None, capacity: int = 100, patience: float = 20
) -> Iterator[Committer]:
    """A committer of the test's own."""
    committer = Committer(
        sql or appender(), lambda: psycopg.connect(dsn, autocommit=True), capacity, patience
    )
    yield committer
    committer.close()


@contextmanager
def head_locked(database: Database) -> Iterator[Connection[tuple[object, ...]]]:
    """Another writer that holds the head."""
    with psycopg.connect(database.dsn("writer")) as connection:
        connection.execute(f"SELECT FROM {HEAD} FOR UPDATE")
        yield connection


def test_a_full_queue_refuses_and_what_it_took_is_written(database: Database) -> None:
    with committing(database.dsn("writer"), capacity=3) as committer, ThreadPoolExecutor(4) as pool:
        with head_locked(database):
            taken = [pool.submit(committer.append, Draft([stored("case-0", 1)]))]
            wait_for_a_lock(database)
            taken += [
                pool.submit(committer.append, Draft([stored(f"case-{n}", 1)])) for n in range(1, 4)
            ]
            while committer._queue.qsize() < 3:  # until all three wait behind the first
                sleep(0.01)
            with pytest.raises(Overloaded, match="3 appends"):
                committer.append(Draft([stored("case-9", 1)]))
        assert sorted(f.result().position for f in taken) == [1, 2, 3, 4]
        assert committer.append(Draft([stored("case-9", 1)])).position == 5


def test_closing_finishes_what_was_queued_and_takes_nothing_more(database: Database) -> None:
    committer = Committer(
        appender(), lambda: psycopg.connect(database.dsn("writer"), autocommit=True)
    )
    with ThreadPoolExecutor(9) as pool:
        with head_locked(database):
            queued = [pool.submit(committer.append, Draft([stored("case-0", 1)]))]
            wait_for_a_lock(database)
            queued += [
                pool.submit(committer.append, Draft([stored(f"case-{n}", 1)])) for n in range(1, 8)
            ]
            while committer._queue.qsize() < 7:
                sleep(0.01)
            closing = pool.submit(committer.close)
        closing.result()
        assert sorted(f.result().position for f in queued) == list(range(1, 9))
    with pytest.raises(Unavailable, match="closed"):
        committer.append(Draft([stored("case-9", 1)]))
    assert len(rows(database)) == 8


def test_nothing_is_acknowledged_before_it_is_durable(database: Database) -> None:
    """What another session sees when the answer comes was committed before it came."""
    with committing(database.dsn("writer")) as committer:
        for n in range(1, 30):
            receipt = committer.append(Draft([stored("case-1", n)]))
            assert rows(database)[-1] == (receipt.position, "case-1", n)


def test_the_recorders_session_waits_for_the_disk_whatever_the_default(database: Database) -> None:
    with psycopg.connect(database.dsn("superuser"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {database.name} SET synchronous_commit = off")
    recorder = open_recorder(database)
    with recorder._open() as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
    recorder.close()


def test_what_the_server_refuses_fails_its_own_caller_only(database: Database) -> None:
    """A stream with U+0000 passes every check of ours below the ledger; PostgreSQL refuses it."""
    with committing(database.dsn("writer")) as committer, ThreadPoolExecutor(6) as pool:
        with head_locked(database):
            first = pool.submit(committer.append, Draft([stored("case-0", 1)]))
            wait_for_a_lock(database)
            good = [
                pool.submit(committer.append, Draft([stored(f"case-{n}", 1)])) for n in (1, 2, 3)
            ]
            bad = [
                pool.submit(committer.append, Draft([event]))
                for event in (stored("case-\0", 1), StoredEvent("case-x", 1, "t", None))  # type: ignore[arg-type]  # the fault
            ]
        assert sorted(f.result().position for f in [first, *good]) == [1, 2, 3, 4]
        assert all(f.exception() for f in bad)


@pytest.mark.parametrize("cut", Cut)
def test_a_commit_without_an_answer_is_answered_once_and_rightly(
    cut: Cut, database: Database
) -> None:
    with proxied(database.dsn("writer")) as proxy, committing(proxy.dsn) as committer:
        committer.append(Draft([stored("case-0", 1)]))
        proxy.cuts.append(cut)
        request = Request("p", "r1", b"x")
        receipt = committer.append(Draft([stored("case-1", 1)], request))
        assert (receipt.position, receipt.replayed, proxy.made) == (2, False, [cut])
        again = committer.append(Draft([stored("case-1", 1)], request))
        assert (again.position, again.recorded_at, again.replayed) == (2, receipt.recorded_at, True)
    assert rows(database) == [(1, "case-0", 1), (2, "case-1", 1)]


def test_commits_lost_under_load_lose_and_double_nothing(database: Database) -> None:
    answers: dict[int, Future[Receipt]] = {}
    with proxied(database.dsn("writer")) as proxy, committing(proxy.dsn) as committer:
        with ThreadPoolExecutor(16) as pool:
            for n in range(400):
                if n % 40 == 20:
                    proxy.cuts.append(list(Cut)[n // 40 % 3])
                draft = Draft([stored(f"case-{n}", 1)], Request("p", str(n), b""))
                answers[n] = pool.submit(committer.append, draft)
        assert len(proxy.made) > 0
    found = rows(database)
    assert [position for position, _, _ in found] == list(range(1, 401))
    acknowledged = {(future.result().position, f"case-{n}", 1) for n, future in answers.items()}
    assert acknowledged == set(found)


def test_a_conflict_is_still_told_after_a_lost_commit(database: Database) -> None:
    """The group's outcomes were decided before its COMMIT was lost."""
    sql = appender()
    with proxied(database.dsn("writer")) as proxy:
        with psycopg.connect(proxy.dsn, autocommit=True) as connection:
            sql.append(Wire(connection), [Draft([stored("case-1", 1)])])
        outcomes = _lost(sql, proxy, [Draft([stored("case-1", 1)]), Draft([stored("case-2", 1)])])
    assert [type(outcome) for outcome in outcomes] == [VersionTaken, Receipt]


def _lost(sql: Appender, proxy: Proxy, drafts: list[Draft]) -> list[object]:
    proxy.cuts.append(Cut.AFTER)
    with committing(proxy.dsn, sql) as committer:
        return list(committer._durably(drafts))


def test_a_database_that_stays_away_is_told_and_nothing_hangs(database: Database) -> None:
    def refuse() -> Connection[tuple[object, ...]]:
        raise psycopg.OperationalError("no route")

    committer = Committer(appender(), refuse, patience=0.1)
    with pytest.raises(Unavailable, match="no route"):
        committer.append(Draft([stored("case-1", 1)]))
    committer.close()


class Noted:
    """An observer that keeps what it is told."""

    def __init__(self) -> None:
        self.groups: list[list[Pending]] = []
        self.turned_away = 0

    def answered(self, group: Sequence[Pending]) -> None:
        self.groups.append(list(group))

    def overloaded(self) -> None:
        self.turned_away += 1


def test_the_observer_is_told_of_every_group_and_of_who_was_turned_away(
    database: Database,
) -> None:
    noted = Noted()
    with committing(database.dsn("writer"), capacity=3) as committer, ThreadPoolExecutor(4) as pool:
        committer.observer = noted
        with head_locked(database):
            first = pool.submit(committer.append, Draft([stored("case-0", 1)]))
            wait_for_a_lock(database)
            taken = [
                pool.submit(committer.append, Draft([stored("case-1", version)]))
                for version in (1, 1, 9)
            ]
            while committer._queue.qsize() < 3:
                sleep(0.01)
            with pytest.raises(Overloaded):
                committer.append(Draft([stored("case-9", 1)]))
        assert first.result().position == 1
        assert len([f for f in taken if f.exception() is None]) == 1
    assert [len(group) for group in noted.groups] == [1, 3]
    outcomes = [type(pending.outcome) for pending in noted.groups[1]]
    assert sorted(one.__name__ for one in outcomes) == ["Receipt", "VersionTaken", "VersionsBroken"]
    assert noted.turned_away == 1
    assert noted.groups[0][0].since <= noted.groups[1][0].since
