"""Tampering as a superuser would do it, and what verification says to it."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection

from audit.heads import HeadsDamaged
from audit.parallel import parallel
from audit.rows import StoredRows, snapshot
from audit.tree import root_of
from audit.verify import verify
from tests.audit.hall import COLUMNS, ENTRIES, LOG, SCHEMA, Hall, change_word, rehash
from tests.databases import Database

SIZE = 600
Tamper = Callable[[Connection], None]


@pytest.fixture
def hall(database: Database, tmp_path: Path) -> Hall:
    hall = Hall(database, tmp_path)
    hall.fill(SIZE)
    return hall


@pytest.fixture
def sealed(hall: Hall) -> Hall:
    hall.office.seal()
    return hall


def sql(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(statement.replace("entries", ENTRIES).replace("head", f"{SCHEMA}.head"))


def exchange(
    connection: Connection, one: int, other: int, columns: str = "notification_id"
) -> None:
    """Two rows change places, or what is in some of their columns does."""
    assignments = ", ".join(f"{column} = b.{column}" for column in columns.split(", "))
    connection.execute(
        f"UPDATE {ENTRIES} a SET {assignments} FROM {ENTRIES} b "
        "WHERE (a.notification_id, b.notification_id) IN ((%(p)s, %(q)s), (%(q)s, %(p)s))",
        {"p": one, "q": other},
    )


def shift(connection: Connection, since: int, by: int) -> None:
    """Every row from a position on moves."""
    connection.execute(
        f"UPDATE {ENTRIES} SET notification_id = notification_id + %s WHERE notification_id >= %s",
        (by, since),
    )


def copy_row(connection: Connection, source: int, to: int) -> None:
    """A row like another, at another place, with a version of its own."""
    connection.execute(
        f"INSERT INTO {ENTRIES} ({COLUMNS}) SELECT originator_id, originator_version + 1000, "
        f"topic, state, %s, recorded_at, leaf FROM {ENTRIES} WHERE notification_id = %s",
        (to, source),
    )


def spoil(connection: Connection, position: int, old: str, new: str) -> None:
    """Another text in a state, and a leaf that agrees with it."""
    connection.execute(
        f"UPDATE {ENTRIES} SET state = convert_to(replace(convert_from(state, 'UTF8'), %s, %s), "
        "'UTF8') WHERE notification_id = %s",
        (old, new, position),
    )
    rehash(connection, position)


def test_a_sound_log_verifies_without_any_key(hall: Hall) -> None:
    verdict = hall.verify()
    with psycopg.connect(hall.database.dsn("reader")) as connection:
        query = f"SELECT leaf FROM {ENTRIES} ORDER BY notification_id"
        leaves = b"".join(leaf for (leaf,) in connection.execute(query))
    assert (verdict.ok, verdict.entries, verdict.root) == (True, SIZE, root_of(leaves))
    hall.office.seal()
    verdict = hall.verify()
    assert (verdict.ok, verdict.signed) == (True, SIZE)
    assert verdict.root == hall.office.last().root


def test_an_empty_log_verifies(database: Database, tmp_path: Path) -> None:
    verdict = Hall(database, tmp_path).verify()
    assert (verdict.ok, verdict.entries) == (True, 0)


def test_several_processes_find_what_one_finds(sealed: Hall) -> None:
    dsn = sealed.database.dsn("superuser")
    with sealed.tampering() as connection:
        sql(connection, "DELETE FROM entries WHERE notification_id = 257")
        change_word(connection, 300)
        connection.commit()
    with (
        snapshot(dsn) as connection,
        parallel(connection, dsn, SCHEMA, LOG, 2) as scans,
    ):
        rows = StoredRows(connection, SCHEMA)
        alone, together = verify(rows, LOG), verify(rows, LOG, scans=scans)
    assert alone == together
    assert [tuple(fault) for fault in together.faults] == [("deleted", 257), ("changed", 300)]


# What a superuser does, and the only faults that verification then tells.
DRILLS: dict[str, tuple[Tamper, list[tuple[str, int]]]] = {
    "a word changed": (lambda c: change_word(c, 300), [("changed", 300)]),
    "two words changed": (
        lambda c: (change_word(c, 30), change_word(c, 599)),
        [("changed", 30), ("changed", 599)],
    ),
    "an entry deleted": (
        lambda c: sql(c, "DELETE FROM entries WHERE notification_id = 300"),
        [("deleted", 300)],
    ),
    "the first entry deleted": (
        lambda c: sql(c, "DELETE FROM entries WHERE notification_id = 1"),
        [("deleted", 1)],
    ),
    "an entry deleted and the gap closed": (
        lambda c: (sql(c, "DELETE FROM entries WHERE notification_id = 300"), shift(c, 300, -1)),
        [("deleted", 300)],
    ),
    "an entry put in between": (
        lambda c: (shift(c, 300, 1), copy_row(c, 299, 300)),
        [("inserted", 300)],
    ),
    "an entry put in between and the head adjusted": (
        lambda c: (
            shift(c, 300, 1),
            copy_row(c, 299, 300),
            rehash(c, 300),
            sql(c, f"UPDATE head SET size = {SIZE + 1}"),
        ),
        [("inserted", 300)],
    ),
    "an entry put at a place that is taken": (
        lambda c: copy_row(c, 299, 300),
        [("inserted", 300)],
    ),
    "an entry put behind the end": (
        lambda c: copy_row(c, SIZE, SIZE + 1),
        [("inserted", SIZE + 1)],
    ),
    "two entries exchanged": (lambda c: exchange(c, 20, 300), [("swapped", 20)]),
    "two neighbours exchanged": (lambda c: exchange(c, 299, 300), [("swapped", 299)]),
    "the content of two entries exchanged": (
        lambda c: exchange(c, 20, 300, "state, leaf"),
        [("swapped", 20)],
    ),
    "the tail cut": (
        lambda c: sql(c, "DELETE FROM entries WHERE notification_id > 590"),
        [("truncated", 591)],
    ),
    "an entry moved to the end": (
        lambda c: sql(c, "UPDATE entries SET notification_id = 601 WHERE notification_id = 300"),
        [("changed", 300)],
    ),
}


@pytest.mark.parametrize("drill", DRILLS)
def test_tampering_is_found_before_anything_is_signed(hall: Hall, drill: str) -> None:
    tamper, expected = DRILLS[drill]
    with hall.tampering() as connection:
        tamper(connection)
        assert hall.faults(connection) == expected


@pytest.mark.parametrize("drill", DRILLS)
def test_tampering_is_found_after_signing(sealed: Hall, drill: str) -> None:
    tamper, expected = DRILLS[drill]
    with sealed.tampering() as connection:
        tamper(connection)
        assert sealed.faults(connection) == expected


# Forgeries whose leaves all agree with their bytes: only what was signed gives them away.
FORGERIES: dict[str, tuple[Tamper, list[tuple[str, int]]]] = {
    "a word changed": (lambda c: change_word(c, 300), [("changed", 300)]),
    "a word changed in the ragged last tile": (lambda c: change_word(c, 590), [("changed", 590)]),
    "words changed in every tile": (
        lambda c: [change_word(c, position) for position in (7, 300, 590)],
        [("changed", 7), ("changed", 300), ("changed", 590)],
    ),
    "two entries exchanged": (lambda c: exchange(c, 20, 300), [("swapped", 20)]),
    "an entry deleted and the gap closed": (
        lambda c: (
            sql(c, "DELETE FROM entries WHERE notification_id = 300"),
            shift(c, 300, -1),
            sql(c, f"UPDATE head SET size = {SIZE - 1}"),
        ),
        [("deleted", 300), ("truncated", SIZE)],
    ),
    "an entry put in between": (
        lambda c: (
            shift(c, 300, 1),
            copy_row(c, 299, 300),
            sql(c, f"UPDATE head SET size = {SIZE + 1}"),
        ),
        [("changed", 300)],
    ),
}


@pytest.mark.parametrize("drill", FORGERIES)
def test_a_forgery_that_agrees_with_itself_is_found_at_its_position(
    sealed: Hall, drill: str
) -> None:
    tamper, expected = FORGERIES[drill]
    with sealed.tampering() as connection:
        tamper(connection)
        rehash(connection)
        assert sealed.faults(connection)[0][1] == expected[0][1]


def test_a_forgery_without_published_files_is_found_by_its_tile(sealed: Hall) -> None:
    (sealed.folder / "published").rename(sealed.folder / "elsewhere")
    with sealed.tampering() as connection:
        change_word(connection, 300)
        rehash(connection, 300)
        assert sealed.faults(connection) == [("changed", 257)]


def test_a_forgery_in_the_ragged_tile_without_published_tiles_is_a_fork(sealed: Hall) -> None:
    (sealed.folder / "published" / "tile").rename(sealed.folder / "elsewhere")
    with sealed.tampering() as connection:
        change_word(connection, 590)
        rehash(connection, 590)
        assert sealed.faults(connection)[0][0] in ("forked", "changed")


def test_a_forgery_of_what_was_never_signed_is_found_by_stored_tiles(hall: Hall) -> None:
    hall.office.seal()
    for path in (hall.folder / "signed", hall.folder / "key"):
        path.unlink()
    (hall.folder / "published").rename(hall.folder / "elsewhere")
    with hall.tampering() as connection:
        change_word(connection, 300)
        rehash(connection, 300)
        assert hall.faults(connection) == [("changed", 257)]


def test_a_changed_tree_hash_is_found(sealed: Hall) -> None:
    with sealed.tampering() as connection:
        connection.execute(f"UPDATE {SCHEMA}.tree SET hash = sha256('x') WHERE index = 1")
        assert sealed.faults(connection) == [("changed", 257)]


def test_a_log_cut_with_its_head_is_truncated(sealed: Hall) -> None:
    with sealed.tampering() as connection:
        sql(
            connection,
            "DELETE FROM entries WHERE notification_id > 590",
            "UPDATE head SET size = 590",
        )
        assert sealed.faults(connection) == [("truncated", 591)]


def test_a_head_set_back_is_truncated(sealed: Hall) -> None:
    with sealed.tampering() as connection:
        sql(connection, "UPDATE head SET size = 590")
        assert sealed.faults(connection) == [("truncated", 591)]


def test_a_tail_cut_after_the_last_checkpoint_cannot_be_seen(sealed: Hall) -> None:
    sealed.fill(20, first="late")
    with sealed.tampering() as connection:
        sql(
            connection,
            "DELETE FROM entries WHERE notification_id > 610",
            "UPDATE head SET size = 610",
        )
        assert sealed.faults(connection) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"step":"', '"stap":"'),
        ('"v":1,', '"v":2,'),
        ('"v":1,', '"v":1.0,'),
        ('"schema":1,', '"schema":7,'),
        ('"origin":"', '"origin": "'),
        ('"causation":null', '"causation":"\\u0000"'),
        (f'"log":"{LOG}"', '"log":"430904"'),
    ],
)
def test_an_entry_its_schema_does_not_take_is_schema_invalid(
    hall: Hall, old: str, new: str
) -> None:
    with hall.tampering() as connection:
        spoil(connection, 550, old, new)
        assert hall.faults(connection) == [("schema-invalid", 550)]


def test_an_unknown_type_is_schema_invalid(hall: Hall) -> None:
    with hall.tampering() as connection:
        sql(connection, "UPDATE entries SET topic = 'case.vanished' WHERE notification_id = 550")
        spoil(connection, 550, "case.step_finished", "case.vanished")
        assert hall.faults(connection) == [("schema-invalid", 550)]


def test_an_entry_recorded_before_the_one_in_front_is_out_of_time_order(hall: Hall) -> None:
    with hall.tampering() as connection:
        sql(
            connection,
            "UPDATE entries SET recorded_at = '2001-01-01 00:00:00Z' WHERE notification_id = 550",
        )
        rehash(connection, 550)
        assert hall.faults(connection) == [("out-of-time-order", 550)]


def test_a_stream_that_skips_a_version_lacks_an_entry(hall: Hall) -> None:
    with hall.tampering() as connection:
        sql(
            connection,
            "DELETE FROM entries WHERE notification_id = 550",
            f"UPDATE head SET size = {SIZE - 1}",
        )
        shift(connection, 550, -1)
        rehash(connection)
        (fault,) = hall.faults(connection)
        assert fault[0] == "deleted"
        assert fault[1] >= 550


def test_a_stream_that_counts_a_version_twice_has_an_entry_too_many(hall: Hall) -> None:
    with hall.tampering() as connection:
        query = f"SELECT notification_id FROM {ENTRIES} WHERE originator_id = %s"
        stream = f"{query} AND originator_version = ANY(%s) ORDER BY notification_id"
        found = connection.execute(stream, ("case-case-3", [40, 41])).fetchall()
        position, following = (position for (position,) in found)
        sql(
            connection,
            f"UPDATE entries SET originator_version = 39 WHERE notification_id = {position}",
        )
        spoil(connection, position, '"version":40}', '"version":39}')
        assert hall.faults(connection) == [("inserted", position), ("deleted", following)]


@pytest.mark.parametrize(
    "column", ["originator_id", "originator_version", "topic", "state", "recorded_at", "leaf"]
)
def test_a_null_is_a_change(hall: Hall, column: str) -> None:
    with hall.tampering() as connection:
        sql(
            connection,
            f"ALTER TABLE entries ALTER {column} DROP NOT NULL",
            f"UPDATE entries SET {column} = NULL WHERE notification_id = 300",
        )
        assert hall.faults(connection) == [("changed", 300)]


def test_a_fork_is_found_where_it_begins(sealed: Hall) -> None:
    sealed.fill(40, first="one")
    sealed.office.seal()
    with sealed.tampering() as connection:
        sql(
            connection,
            f"DELETE FROM entries WHERE notification_id > {SIZE + 10}",
            f"UPDATE head SET size = {SIZE + 10}",
        )
        connection.commit()
    sealed.fill(50, first="two")
    verdict = sealed.verify()
    assert [tuple(fault) for fault in verdict.faults] == [("forked", SIZE + 11)]


def test_a_damaged_signed_head_is_explained(sealed: Hall) -> None:
    path = sealed.folder / "signed"
    path.write_bytes(path.read_bytes().replace(b"600", b"500"))
    with pytest.raises(HeadsDamaged, match="restore the file"):
        sealed.verify()


def test_a_damaged_published_tile_is_no_fault_of_the_log(sealed: Hall) -> None:
    path = sealed.folder / "published" / "tile" / "0" / "001"
    path.write_bytes(path.read_bytes()[::-1])
    assert sealed.verify().ok
