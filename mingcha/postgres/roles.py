"""The database roles of the program: each may do its own work and no more."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

ROLES = ("owner", "writer", "reader", "vault")


def user(role: str) -> str:
    """The name of a role in PostgreSQL."""
    return f"mingcha_{role}"


def create_missing(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Create the roles that are not there yet, with sessions in UTC."""
    names = [user(role) for role in ROLES]
    found = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [names])
    existing = {name for (name,) in found}
    for role in ROLES:
        if user(role) not in existing:
            _create(connection, role, passwords[role])


def _create(connection: psycopg.Connection, role: str, password: str) -> None:
    """Create one role; the server is sent the SCRAM verifier, so no log holds the password."""
    name = user(role)
    verifier = connection.pgconn.encrypt_password(
        password.encode(), name.encode(), b"scram-sha-256"
    )
    who = sql.Identifier(name)
    connection.execute(
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(who, sql.Literal(verifier.decode()))
    )
    connection.execute(sql.SQL("ALTER ROLE {} SET timezone = 'UTC'").format(who))


def create_database(connection: psycopg.Connection, name: str) -> None:
    """Create the program's database, in UTF8 and sorted by code point, unless it is there."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    connection.execute(statement.format(sql.Identifier(name), sql.Identifier(user("owner"))))
