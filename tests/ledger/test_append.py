"""One group, many callers: dense positions, answers by request id, conflicts that stay alone."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from time import sleep

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.append import (
    BadRequestId,
    Draft,
    Receipt,
    Request,
    RequestReused,
    VersionsBroken,
    VersionTaken,
)
from ledger.names import schemas
from ledger.wire import Wire
from tests.databases import LOG, Database
from tests.ledger.opened import appender, stored

R1 = Request("p", "r1", b"body")


def kinds(outcomes: list[object]) -> list[type]:
    return [type(outcome) for outcome in outcomes]


def rows(database: Database) -> list[tuple[int, str, int]]:
    query = f"""SELECT notification_id, originator_id, originator_version
                FROM {schemas(LOG).ledger}.entries ORDER BY notification_id"""
    with psycopg.connect(database.dsn("reader")) as connection:
        return connection.execute(query).fetchall()


def test_positions_are_dense_and_versions_contiguous(wire: Wire, database: Database) -> None:
    drafts = [Draft([stored("case-1", 1), stored("case-1", 2)]), Draft([stored("case-2", 1)])]
    first, second = appender().append(wire, drafts)
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert [(r.position, r.entries, r.replayed) for r in (first, second)] == [
        (1, 2, False),
        (3, 1, False),
    ]
    assert rows(database) == [(1, "case-1", 1), (2, "case-1", 2), (3, "case-2", 1)]


def test_a_conflict_in_a_group_fails_nobody_else(wire: Wire, database: Database) -> None:
    sql = appender()
    sql.append(wire, [Draft([stored("case-1", 1)], R1)])
    outcomes = sql.append(
        wire,
        [
            Draft([stored("case-2", 1)]),
            Draft([stored("case-1", 1)]),
            Draft([stored("case-3", 1)], Request("p", "r1", b"other")),
            Draft([stored("case-4", 1)], R1),
            Draft([stored("case-2", 2)], Request("p", "r2", b"")),
            Draft([stored("case-2", 2)]),
            Draft([stored("case-5", 1), stored("case-5", 1)]),
            Draft([stored("case-5", 1), stored("case-1", 1)]),
            Draft([stored("case-5", 1), stored("case-5", 3)]),
            Draft([stored("case-6", 2)]),
            Draft([stored("case-1", 3)]),
            Draft([stored("case-7", 1)]),
        ],
    )
    assert kinds(outcomes) == [
        Receipt,
        VersionTaken,
        RequestReused,
        Receipt,
        Receipt,
        VersionTaken,
        VersionsBroken,
        VersionTaken,
        VersionsBroken,
        VersionsBroken,
        VersionsBroken,
        Receipt,
    ]
    assert outcomes[3].position == 1  # type: ignore[union-attr]  # a Receipt, as asserted
    assert rows(database)[1:] == [(2, "case-2", 1), (3, "case-2", 2), (4, "case-7", 1)]


def test_a_request_repeated_in_its_own_group_gets_the_first_answer(
    wire: Wire, database: Database
) -> None:
    drafts = [Draft([stored("case-1", 1)], R1), Draft([stored("case-1", 1)], R1)]
    first, again = appender().append(wire, drafts)
    assert isinstance(first, Receipt)
    assert isinstance(again, Receipt)
    assert (first.replayed, again.replayed, again.position) == (False, True, first.position)
    assert again.recorded_at == first.recorded_at
    assert len(rows(database)) == 1


def test_a_request_id_belongs_to_its_principal(wire: Wire) -> None:
    drafts = [
        Draft([stored("case-1", 1)], Request("p", "r1", b"a")),
        Draft([stored("case-2", 1)], Request("q", "r1", b"b")),
    ]
    assert kinds(appender().append(wire, drafts)) == [Receipt, Receipt]


def test_a_refused_draft_leaves_its_request_id_free(wire: Wire) -> None:
    sql = appender()
    sql.append(wire, [Draft([stored("case-1", 1)])])
    [refused] = sql.append(wire, [Draft([stored("case-1", 1)], R1)])
    [taken] = sql.append(wire, [Draft([stored("case-1", 2)], Request("p", "r1", b"new"))])
    assert kinds([refused, taken]) == [VersionTaken, Receipt]


@pytest.mark.parametrize("what", ["stream", "request", "request with another body"])
def test_what_was_committed_while_the_lock_was_awaited_is_seen(
    what: str, database: Database, wire: Wire
) -> None:
    """The waiting statement's snapshot is older than what it waits for."""
    sql, outcomes = appender(), []
    body = b"other" if what.endswith("body") else R1.body
    mine = Draft([stored("case-1", 1)], None if what == "stream" else Request("p", "r1", body))
    with psycopg.connect(database.dsn("writer"), autocommit=True) as connection:
        holder = Wire(connection)
        holder.command(b"BEGIN")
        holder.command(f"SELECT FROM {schemas(LOG).ledger}.head FOR UPDATE".encode())
        waiting = Thread(target=lambda: outcomes.extend(sql.append(wire, [mine])))
        waiting.start()
        wait_for_a_lock(database)
        holder.command(
            f"""INSERT INTO {schemas(LOG).ledger}.entries VALUES
                ('case-1', 1, 't', 's', 1, now(), sha256('x'))""".encode()
        )
        holder.command(
            f"""INSERT INTO {schemas(LOG).ledger}.requests VALUES
                ('p', 'r1', 'body', 1, 1, now())""".encode()
        )
        holder.command(f"UPDATE {schemas(LOG).ledger}.head SET size = 1".encode())
        holder.command(b"COMMIT")
        waiting.join()
    expected = {"stream": VersionTaken, "request": Receipt}.get(what, RequestReused)
    assert kinds(outcomes) == [expected]
    assert len(rows(database)) == 1


def wait_for_a_lock(database: Database) -> None:
    """Until some session of the database waits for a lock."""
    query = """SELECT count(*) FROM pg_stat_activity
               WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    with psycopg.connect(database.dsn("superuser"), autocommit=True) as connection:
        while connection.execute(query).fetchone() == (0,):
            sleep(0.01)


def test_recorded_at_never_goes_back_when_the_clock_does(wire: Wire, database: Database) -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    times = iter([noon, noon - timedelta(hours=1), noon + timedelta(microseconds=1)])
    sql = appender(clock=lambda: next(times))
    receipts = [sql.append(wire, [Draft([stored(f"case-{n}", 1)])])[0] for n in range(3)]
    assert [r.recorded_at for r in receipts if isinstance(r, Receipt)] == [
        noon,
        noon,
        noon + timedelta(microseconds=1),
    ]
    with psycopg.connect(database.dsn("reader")) as connection:
        head = connection.execute(f"SELECT recorded_at FROM {schemas(LOG).ledger}.head").fetchone()
    assert head == (noon + timedelta(microseconds=1),)


def test_the_leaf_is_made_of_the_state_at_its_own_place(wire: Wire, database: Database) -> None:
    seen = []

    def leaf(state: bytes, position: int, recorded_at: datetime) -> bytes:
        seen.append((state, position, recorded_at))
        return position.to_bytes(32)

    [receipt] = appender(leaf).append(
        wire, [Draft([stored("a-1", 1, b"x"), stored("a-1", 2, b"y")])]
    )
    assert isinstance(receipt, Receipt)
    assert seen == [(b"x", 1, receipt.recorded_at), (b"y", 2, receipt.recorded_at)]
    with psycopg.connect(database.dsn("reader")) as connection:
        kept = connection.execute(
            f"SELECT state, leaf, recorded_at FROM {schemas(LOG).ledger}.entries ORDER BY 2"
        ).fetchall()
    assert kept == [
        (b"x", (1).to_bytes(32), receipt.recorded_at),
        (b"y", (2).to_bytes(32), receipt.recorded_at),
    ]


@pytest.mark.parametrize("id_", ["", "x" * 256, "a\0b", "\ud800"])
def test_a_request_id_that_cannot_be_kept_is_refused_at_once(id_: str) -> None:
    with pytest.raises(BadRequestId):
        Request("p", id_, b"")


def test_a_request_id_of_255_characters_of_any_script_is_kept(wire: Wire) -> None:
    request = Request("p", "😀" * 255, b"x")
    drafts = [Draft([stored("case-1", 1)], request), Draft([stored("case-2", 1)], request)]
    first, again = appender().append(wire, drafts)
    assert first != again
    assert isinstance(again, Receipt)


DRAFTS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), min_size=1, max_size=3),
        st.none()
        | st.tuples(st.sampled_from(["p", "q"]), st.integers(1, 3), st.binary(max_size=1)),
    ),
    max_size=8,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(groups=st.lists(DRAFTS, max_size=4))
def test_any_groups_give_what_the_same_drafts_one_by_one_would(
    groups: list[list[tuple[list[tuple[str, int]], tuple[str, int, bytes] | None]]],
    wire: Wire,
) -> None:
    """A model in memory answers each draft alone; the database answers them in groups."""
    sql = appender()
    run = stored("x", 1).state.decode()  # streams of this example's own
    versions: dict[str, int] = {}
    requests: dict[tuple[str, int], tuple[bytes, int]] = {}
    base = None
    size = 0
    for group in groups:
        drafts = [
            Draft(
                [stored(f"case-{run}{stream}", version) for stream, version in events],
                None if key is None else Request(f"{key[0]}{run}", f"r{key[1]}", key[2]),
            )
            for events, key in group
        ]
        for outcome, (events, key) in zip(sql.append(wire, drafts), group, strict=True):
            if key is not None and key[:2] in requests:
                body, position = requests[key[:2]]
                if body != key[2]:
                    assert isinstance(outcome, RequestReused)
                    continue
                assert isinstance(outcome, Receipt)
                assert (outcome.replayed, outcome.position - (base or 0)) == (True, position)
                continue
            after = dict(versions)
            for stream, version in events:
                if version != after.get(stream, 0) + 1:
                    assert isinstance(outcome, VersionTaken | VersionsBroken)
                    break
                after[stream] = version
            else:
                assert isinstance(outcome, Receipt)
                base = outcome.position - 1 if base is None else base
                assert (outcome.position - base, outcome.entries) == (size + 1, len(events))
                versions = after
                if key is not None:
                    requests[key[:2]] = (key[2], size + 1)
                size += len(events)
