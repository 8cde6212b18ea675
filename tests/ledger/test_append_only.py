"""No role that the program uses can change, delete or empty what was written."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from ledger.ledger import Ledger
from ledger.names import schemas
from tests.databases import LOG, Database
from tests.ledger.opened import ASKED, CLOSED

NAMES = schemas(LOG)
ROLES = ("owner", "writer", "reader", "vault")
CHANGES = [
    "UPDATE {table} SET {column} = {column}",
    "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE false",
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
]
TABLES = {f"{NAMES.ledger}.entries": "state", f"{NAMES.ledger}.tree": "hash"}


@pytest.fixture
def written(database: Database, ledger: Ledger) -> Database:
    """A log with an entry and a node of the tree."""
    ledger.append("case-1", 0, [CLOSED], ASKED)
    with psycopg.connect(database.dsn("writer")) as connection:
        connection.execute(f"INSERT INTO {NAMES.ledger}.tree VALUES (1, 0, sha256('x'))")
    return database


def refused(database: Database, role: str, *statements: str) -> bool:
    """Whether the database forbids a role the last of some statements."""
    with psycopg.connect(database.dsn(role), autocommit=True) as connection:
        for statement in statements[:-1]:
            connection.execute(statement)
        try:
            connection.execute(statements[-1])
        except InsufficientPrivilege:
            return True
    return False


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", TABLES)
def test_what_was_written_stays_as_it_is(written: Database, role: str, table: str) -> None:
    for change in CHANGES:
        statement = change.format(table=table, column=TABLES[table])
        assert refused(written, role, statement), statement


@pytest.mark.parametrize("table", TABLES)
def test_a_session_that_pretends_to_be_a_replica_changes_nothing_either(
    written: Database, table: str
) -> None:
    """Only a superuser may pretend so; the trigger holds even for him."""
    for change in CHANGES:
        statement = change.format(table=table, column=TABLES[table])
        pretend = "SET session_replication_role = replica"
        assert refused(written, "superuser", pretend, statement), statement
    for role in ROLES:
        assert refused(written, role, "SET session_replication_role = replica")


@pytest.mark.parametrize("role", ROLES)
def test_the_head_cannot_be_deleted(written: Database, role: str) -> None:
    for statement in ("DELETE FROM {0}.head", "TRUNCATE {0}.head"):
        assert refused(written, role, statement.format(NAMES.ledger))


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("reader", "INSERT INTO {ledger}.entries SELECT * FROM {ledger}.entries"),
        ("reader", "INSERT INTO {ledger}.tree VALUES (1, 1, sha256('x'))"),
        ("reader", "UPDATE {ledger}.head SET size = 0"),
        ("reader", "SELECT FROM {ledger}.head FOR UPDATE"),
        ("reader", "SELECT * FROM {ledger}.requests"),
        ("reader", "SELECT * FROM {vault}.subject"),
        ("writer", "SELECT * FROM {vault}.subject"),
        ("writer", "DELETE FROM {vault}.subject"),
        ("writer", "INSERT INTO {ledger}.head VALUES (false, 0, now())"),
        ("writer", "CREATE TABLE {ledger}.mine ()"),
        ("writer", "CREATE TABLE public.mine ()"),
        ("writer", "ALTER TABLE {ledger}.entries DISABLE TRIGGER ALL"),
        ("writer", "DROP TABLE {ledger}.entries"),
        ("vault", "UPDATE {vault}.subject SET id = 'x'"),
        ("vault", "UPDATE {vault}.subject SET hmac = 'x'"),
        ("vault", "DROP TABLE {ledger}.entries"),
    ],
)
def test_a_role_has_no_more_than_its_work_needs(
    written: Database, role: str, statement: str
) -> None:
    words = {"ledger": NAMES.ledger, "vault": NAMES.vault}
    assert refused(written, role, statement.format(**words))


def test_a_new_entry_cannot_take_a_position_or_version_that_is_taken(written: Database) -> None:
    query = f"""INSERT INTO {NAMES.ledger}.entries VALUES
                ('case-{{0}}', 1, 't', 's', {{1}}, now(), sha256('x'))"""
    with psycopg.connect(written.dsn("writer"), autocommit=True) as connection:
        for stream, position in ((1, 2), (2, 1)):
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute(query.format(stream, position))
