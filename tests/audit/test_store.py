"""The tree grows in steps, by any number of processes, beside appends that never wait for it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from audit.store import StoredHashes, grow, size_of
from audit.tiles import TiledTree
from audit.tree import leaf_hash, root_of
from tests.audit.hall import ENTRIES, SCHEMA, Hall
from tests.databases import Database


def put_leaves(database: Database, start: int, end: int) -> None:
    """Rows that hold nothing but their leaf; enough for a tree."""
    with psycopg.connect(database.dsn("writer")) as connection:
        connection.execute(
            f"INSERT INTO {ENTRIES} SELECT 'x-1', n, 'x', '', n, now(), sha256(int8send(n)) "
            "FROM generate_series(%s::int8, %s::int8) AS n",
            (start, end),
        )
        connection.execute(f"UPDATE {SCHEMA}.head SET size = %s", (end,))


def root(database: Database, size: int) -> bytes:
    with psycopg.connect(database.dsn("reader")) as connection:
        return TiledTree(StoredHashes(connection, SCHEMA), size).root()


def leaves(database: Database) -> bytes:
    with psycopg.connect(database.dsn("reader")) as connection:
        query = f"SELECT leaf FROM {ENTRIES} ORDER BY notification_id"
        return b"".join(leaf for (leaf,) in connection.execute(query))


@pytest.mark.parametrize("step", [256, 512, 3 * 256])
def test_growing_in_steps_gives_the_root_of_all_leaves(database: Database, step: int) -> None:
    for start, end in ((1, 100), (101, 256), (257, 1100), (1101, 1700)):
        put_leaves(database, start, end)
        assert grow(database.dsn("writer"), SCHEMA, step) == end
        assert root(database, end) == root_of(leaves(database))


def test_two_levels_grow_together(database: Database) -> None:
    put_leaves(database, 1, 70_000)
    dsn = database.dsn("writer")
    with ThreadPoolExecutor(4) as pool:
        sizes = list(pool.map(lambda _: grow(dsn, SCHEMA, 20 * 256), range(4)))
    assert sizes == [70_000] * 4
    with psycopg.connect(database.dsn("reader")) as connection:
        query = f"SELECT level, count(*) FROM {SCHEMA}.tree GROUP BY level ORDER BY level"
        assert connection.execute(query).fetchall() == [(1, 273), (2, 1)]
    assert root(database, 70_000) == root_of(leaves(database))


def test_appending_does_not_wait_for_the_tree(database: Database, tmp_path: Path) -> None:
    hall = Hall(database, tmp_path)
    hall.fill(300)
    with psycopg.connect(database.dsn("writer")) as growing:
        growing.execute(
            "SELECT pg_advisory_xact_lock(hashtext('mingcha.tree'), hashtext(%s))", (SCHEMA,)
        )
        late = threading.Thread(target=grow, args=(database.dsn("writer"), SCHEMA))
        late.start()
        hall.fill(40, first="meanwhile")
        assert size_of(growing, SCHEMA) == 340
        assert late.is_alive()
        growing.rollback()
        late.join(30)
    assert root(database, 340) == root_of(leaves(database))


def test_a_leaf_is_the_hash_of_its_entry(database: Database, tmp_path: Path) -> None:
    hall = Hall(database, tmp_path)
    hall.fill(20)
    with hall.ledger() as ledger:
        for entry in ledger.reader.entries():
            assert ledger.reader.leaves(entry.position - 1, entry.position) == leaf_hash(
                entry.bytes
            )
