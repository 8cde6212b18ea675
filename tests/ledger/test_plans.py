"""At a million rows an append still finds everything by index, though planned on empty tables."""

import psycopg

from ledger.append import Draft, Receipt, Request, RequestReused, VersionTaken
from ledger.names import schemas
from ledger.wire import Wire
from tests.databases import LOG, Database
from tests.ledger.opened import appender, open_recorder, stored

NAME = schemas(LOG).ledger
ROWS = 1_000_000
FILL = f"""
ALTER TABLE {NAME}.entries SET (autovacuum_enabled = off);
ALTER TABLE {NAME}.requests SET (autovacuum_enabled = off);
INSERT INTO {NAME}.entries
SELECT 'case-' || lpad(n::text, 7, '0'), 1, 't', 's', n, '2026-01-01', sha256('x')
FROM generate_series(2, {ROWS}) n;
INSERT INTO {NAME}.requests
SELECT 'p', lpad(n::text, 7, '0'), 'body', n, 1, '2026-01-01' FROM generate_series(2, {ROWS}) n;
UPDATE {NAME}.head SET size = {ROWS}, recorded_at = '2026-01-01'
"""
SCANS = f"""
SELECT relname, seq_scan FROM pg_stat_user_tables
WHERE schemaname = '{NAME}' AND relname IN ('entries', 'requests') ORDER BY 1
"""


def test_an_append_planned_on_empty_tables_uses_the_indexes_of_full_ones(
    database: Database,
) -> None:
    recorder, sql = open_recorder(database), appender()
    with (
        recorder._open() as connection,
        psycopg.connect(database.dsn("superuser"), autocommit=True) as other,
    ):
        # Statistics that say "empty", as a first ANALYZE finds the tables: the worst for a plan.
        other.execute(f"ANALYZE {NAME}.entries, {NAME}.requests")
        wire = Wire(connection)
        draft = Draft([stored("case-first", 1)], Request("p", "first", b"body"))
        assert isinstance(sql.append(wire, [draft])[0], Receipt)
        other.execute(FILL)
        before = _scans(other)
        outcomes = sql.append(
            wire,
            [
                Draft([stored("case-0777777", 1)]),
                Draft([stored("case-new", 1)], Request("p", "0123456", b"body")),
                Draft([stored("case-new", 1)], Request("p", "0654321", b"other")),
                Draft([stored("case-new", 1)], Request("p", "new", b"body")),
            ],
        )
        kinds = [type(outcome) for outcome in outcomes]
        assert kinds == [VersionTaken, Receipt, RequestReused, Receipt]
        connection.execute("SELECT pg_stat_force_next_flush()")
        assert _scans(other) == before
    recorder.close()


def _scans(connection: psycopg.Connection) -> list[tuple[str, int]]:
    connection.execute("SELECT pg_stat_force_next_flush()")
    connection.execute("SELECT pg_stat_clear_snapshot()")
    return connection.execute(SCANS).fetchall()
