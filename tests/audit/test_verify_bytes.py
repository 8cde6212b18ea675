"""A thousand random single-byte changes in any column are each found at the right position."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from psycopg import Connection

from audit.verify import Verdict
from tests.audit.hall import ENTRIES, Hall
from tests.databases import Database

SIZE = 300
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# PostgreSQL's times go from 4713 BC to 294276 AD.
FIRST, LAST = -211_813_488_000_000_000, 9_223_371_331_200_000_000
TEXTS = ("originator_id", "topic")
NUMBERS = ("originator_version", "notification_id")
BYTES = ("state", "leaf")
TO_TIME = (
    "timestamptz '2000-01-01 00:00:00Z' + (%(v)s::int8 / 86400000000) * interval '1 day' "
    "+ (%(v)s::int8 %% 86400000000) * interval '1 microsecond'"
)


def change_byte(connection: Connection, rng: random.Random, column: str, position: int) -> int:
    """Changes one byte of a column; answers the first position that is then wrong."""
    where = "WHERE notification_id = %(p)s"
    row = connection.execute(f"SELECT {column} FROM {ENTRIES} {where}", {"p": position}).fetchone()
    assert row is not None
    value, target, expected = row[0], "%(v)s", position
    if column in BYTES:
        at = rng.randrange(len(value))
        value = value[:at] + bytes([value[at] ^ rng.randrange(1, 256)]) + value[at + 1 :]
    elif column in TEXTS:
        at = rng.randrange(len(value))
        other = rng.choice([chr(each) for each in range(1, 127) if chr(each) != value[at]])
        value = value[:at] + other + value[at + 1 :]
    elif column in NUMBERS:
        value = flipped(rng, value)
        if column == "notification_id" and 0 < value < position:
            expected = value
    else:
        target, before = TO_TIME, (value - EPOCH) // MICROSECOND
        value = flipped(rng, before)
        while not FIRST <= value <= LAST:
            value = flipped(rng, before)
    connection.execute(
        f"UPDATE {ENTRIES} SET {column} = {target} {where}", {"v": value, "p": position}
    )
    return expected


def flipped(rng: random.Random, value: int) -> int:
    """A 64-bit number with one of its bytes changed."""
    changed = value ^ (rng.randrange(1, 256) << 8 * rng.randrange(8))
    return changed - 2**64 if changed >= 2**63 else changed


@pytest.fixture
def hall(database: Database, tmp_path: Path) -> Hall:
    hall = Hall(database, tmp_path)
    hall.fill(SIZE)
    hall.office.seal()
    return hall


def test_every_single_byte_change_is_found_at_its_first_position(hall: Hall) -> None:
    rng = random.Random(20181015)
    columns = (*TEXTS, *NUMBERS, *BYTES, "recorded_at")
    with hall.tampering() as connection:
        for number in range(1000):
            column, position = columns[number % len(columns)], rng.randint(1, SIZE)
            connection.execute("SAVEPOINT before")
            expected = change_byte(connection, rng, column, position)
            verdict: Verdict = hall.verify_over(connection)
            found = [tuple(fault) for fault in verdict.faults]
            assert found == [("changed", expected)], (number, column, position)
            connection.execute("ROLLBACK TO before")
        assert hall.verify_over(connection).ok
