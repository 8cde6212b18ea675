"""A PostgreSQL server of the user's own, named by DATABASE_URL."""

from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mingcha import home
from mingcha.errors import ServerError, SettingsError
from mingcha.postgres import roles

OLDEST = 180000  # PostgreSQL 18, as `server_version_num` writes it


def attach(url: str, folder: Path) -> dict[str, str]:
    """Check the server and see to its roles; returns the passwords, kept in the home folder.

    Raises SettingsError for a malformed URL and ServerError for a server that cannot be used.
    """
    passwords = dict(home.passwords(folder, roles.ROLES))
    where = place(url)
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            _check(connection, where)
            _prepare(connection, passwords)
    except psycopg.OperationalError as problem:
        raise ServerError(
            f"a PostgreSQL server at {where}",
            str(problem).strip().splitlines()[-1].strip(),
            "start it, correct DATABASE_URL, or unset it to use the embedded server",
        ) from None
    _try_owner(url, passwords, folder)
    return passwords


def parts(url: str) -> Mapping[str, object]:
    """The parts of the URL; the error never repeats it, since it may hold a password."""
    try:
        return conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise SettingsError(
            "DATABASE_URL like postgresql://user:password@host:5432/database",
            "PostgreSQL's client library cannot read it",
            "percent-encode special characters in its password",
        ) from None


def place(url: str) -> str:
    """Host, port and database, without the password."""
    found = parts(url)
    host, port = found.get("host", "localhost"), found.get("port", 5432)
    return f"{host}:{port}/{found.get('dbname', '')}"


def address(url: str, passwords: Mapping[str, str], role: str, database: str | None) -> str:
    """The URL's server as a role (`superuser`: as its own user), in its database or another."""
    changes = {} if database is None else {"dbname": database}
    if role != "superuser":
        changes |= {"user": roles.user(role), "password": passwords[role]}
    return make_conninfo(url, **changes)


def _check(connection: psycopg.Connection, where: str) -> None:
    version = connection.info.server_version
    if version < OLDEST:
        raise ServerError(
            f"PostgreSQL 18 or later at {where}",
            f"it is {version // 10000}",
            "upgrade it, or unset DATABASE_URL to use the embedded server",
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ServerError(
            f"a UTF8 database at {where}",
            f"it is {encoding}",
            "make one with CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'",
        )


def _prepare(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Create the roles and let the owner make schemas, as far as the URL's user may."""
    try:
        roles.create_missing(connection, passwords)
        grant = sql.SQL("GRANT CREATE, CONNECT, TEMPORARY ON DATABASE {} TO {}")
        database = sql.Identifier(connection.info.dbname)
        connection.execute(grant.format(database, sql.Identifier(roles.user("owner"))))
    except psycopg.errors.InsufficientPrivilege as problem:
        raise ServerError(
            "a DATABASE_URL whose user may create roles and owns the database",
            str(problem).strip().splitlines()[0],
            "name such a user (it is needed at the first run only to make the roles mingcha_*)",
        ) from None


def _try_owner(url: str, passwords: Mapping[str, str], folder: Path) -> None:
    try:
        psycopg.connect(address(url, passwords, "owner", None), connect_timeout=10).close()
    except psycopg.OperationalError as problem:
        raise ServerError(
            f"the roles mingcha_* to have the passwords of {folder / home.SECRETS}",
            str(problem).strip().splitlines()[-1].strip(),
            "another home made them: copy its secrets.json here, or set the passwords anew",
        ) from None
