"""A PostgreSQL server of the user's own: used when it fits, refused in one line when not."""

import shutil
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from mingcha.errors import ServerError, SettingsError
from mingcha.postgres.server import Server, server
from tests import homes
from tests.databases import Database


def refusal(home: Path, address: str) -> str:
    """What is said to a DATABASE_URL that cannot be used."""
    with (
        pytest.raises((ServerError, SettingsError)) as raised,
        server(homes.settings(home, DATABASE_URL=address)),
    ):
        pass
    assert "\n" not in str(raised.value)
    return str(raised.value)


def url(server: Server, role: str, database: str) -> str:
    """The URL of a database on the server of the test run."""
    parts = conninfo_to_dict(server.dsn(role, database))
    who = f"{parts['user']}:{quote(str(parts['password']))}"
    return f"postgresql://{who}@/{database}?host={quote(str(parts['host']))}&port={parts['port']}"


@pytest.fixture
def other_home(home: Path, cluster_home: Path) -> Path:
    """A second home that knows the passwords of the run's roles."""
    shutil.copy(cluster_home / "secrets.json", home)
    return home


def test_the_server_of_the_url_is_used_and_none_is_started(
    other_home: Path, database: Database
) -> None:
    mine = homes.settings(other_home, DATABASE_URL=url(database.server, "superuser", database.name))
    with server(mine) as served, psycopg.connect(served.dsn("owner")) as connection:
        assert connection.info.dbname == database.name
        assert connection.info.user == "mingcha_owner"
        connection.execute("CREATE SCHEMA allowed")
    assert not (other_home / "postgres").exists()


def test_roles_made_by_another_home_are_explained(home: Path, database: Database) -> None:
    said = refusal(home, url(database.server, "superuser", database.name))
    assert "another home made them: copy its secrets.json here" in said


def test_a_server_out_of_reach_is_one_line_without_the_password(home: Path) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # taken but not listening: nobody can answer there
        address = f"127.0.0.1:{bound.getsockname()[1]}"
        said = refusal(home, f"postgresql://me:geheim@{address}/mingcha")
    assert f"expected a PostgreSQL server at {address}/mingcha, but " in said
    assert "geheim" not in said


def test_an_unreadable_url_is_one_line_without_the_password(home: Path) -> None:
    said = refusal(home, "postgresql://me:ge%heim@host/mingcha")
    assert "percent-encode" in said
    assert "heim" not in said


def test_a_database_in_another_encoding_is_refused(other_home: Path, cluster: Server) -> None:
    with psycopg.connect(cluster.dsn("superuser", "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        said = refusal(other_home, url(cluster, "superuser", "latin"))
        assert "expected a UTF8 database at" in said
        assert "but it is LATIN1; make one with CREATE DATABASE" in said
        connection.execute("DROP DATABASE latin")


@pytest.fixture
def old_server() -> Iterator[str]:
    """The address of something that greets as PostgreSQL 15 does."""

    def text(name: str, value: str) -> bytes:
        body = f"{name}\0{value}\0".encode()
        return b"S" + struct.pack("!i", len(body) + 4) + body

    def greet(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            while connection.recv(8192)[4:8] != struct.pack("!i", 196608):
                connection.sendall(b"N")  # neither TLS nor GSSAPI
            connection.sendall(b"R" + struct.pack("!ii", 8, 0))
            connection.sendall(text("server_version", "15.18") + text("client_encoding", "UTF8"))
            connection.sendall(b"Z" + struct.pack("!i", 5) + b"I")
            connection.recv(8192)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=greet, args=(listening,), daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        thread.join(timeout=10)


def test_a_server_that_is_too_old_is_one_line(home: Path, old_server: str) -> None:
    said = refusal(home, f"postgresql://me:secret@{old_server}/mingcha")
    assert f"expected PostgreSQL 18 or later at {old_server}/mingcha, but it is 15; " in said
