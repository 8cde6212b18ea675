"""Databases for tests: one migrated template per run, and copies of it."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from migrations.upgrade import upgrade
from mingcha.postgres.roles import user
from mingcha.postgres.server import Server

LOG = "430903"
TEMPLATE = "template_mingcha"


@dataclass(frozen=True, slots=True)
class Database:
    """One database of a test, on the run's server."""

    server: Server
    name: str

    def dsn(self, role: str) -> str:
        """Connection string for `owner`, `writer`, `reader`, `vault` or `superuser`."""
        return self.server.dsn(role, self.name)


def make_template(server: Server) -> None:
    """Build the database that every test gets a copy of, once per run."""
    with psycopg.connect(server.dsn("superuser"), autocommit=True) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [TEMPLATE]).fetchone():
            return
        create(connection, "building", "template0")
        upgrade(server.dsn("owner", "building"), LOG)
        rename = sql.SQL("ALTER DATABASE building RENAME TO {}")
        connection.execute(rename.format(sql.Identifier(TEMPLATE)))


def create(connection: psycopg.Connection, name: str, template: str) -> None:
    """Make a database of the owner's from a template."""
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8' LOCALE 'C'")
    names = (name, user("owner"), template)
    connection.execute(statement.format(*map(sql.Identifier, names)))


def drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database, whoever is still connected to it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(statement.format(sql.Identifier(name)))
