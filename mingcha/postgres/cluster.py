"""The embedded server as a whole: made at first run, started when needed, made ready for use."""

import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from mingcha import home
from mingcha.errors import HomeError, ServerError
from mingcha.postgres import process, roles
from mingcha.postgres.binaries import programs
from mingcha.postgres.layout import Layout

SUPERUSER = "postgres"
DATABASE = "mingcha"
START_PATIENCE = 60.0  # seconds; recovery after a crash replays the log first
OLD_SERVER_PATIENCE = 20.0  # seconds until the processes of a killed server have gone
STILL_IN_USE = "shared memory block"


def ensure(layout: Layout, shared_buffers: str) -> dict[str, str]:
    """Have the server running and its roles and database made; returns all passwords.

    Call it with the starting lock held. Raises HomeError or ServerError.
    """
    layout.base.mkdir(parents=True, exist_ok=True)
    if layout.data.exists() and not (layout.home / home.SECRETS).exists():
        raise HomeError(
            f"the passwords of the database roles in {layout.home / home.SECRETS}",
            "the file is missing",
            f"restore it from a backup; without it the data in {layout.data} cannot be opened",
        )
    passwords = dict(home.passwords(layout.home, ("superuser", *roles.ROLES)))
    if not layout.data.exists():
        _initialise(layout, passwords["superuser"])
    superuser = address(layout, passwords, "superuser", "postgres")
    pid = process.find(layout)
    if pid is None:
        _start(layout, shared_buffers, superuser)
    else:
        _wait(layout, superuser, pid, layout.log.stat().st_size)
    with psycopg.connect(superuser, autocommit=True) as connection:
        roles.create_missing(connection, passwords)
        roles.create_database(connection, DATABASE)
    return passwords


def address(layout: Layout, passwords: Mapping[str, str], role: str, database: str | None) -> str:
    """Connection string of the server's socket for a role, in the program's database or another."""
    superuser = role == "superuser"
    return make_conninfo(
        host=str(layout.sockets),
        port=5432,
        user=SUPERUSER if superuser else roles.user(role),
        password=passwords[role],
        dbname=database or DATABASE,
    )


def _initialise(layout: Layout, password: str) -> None:
    """Run initdb beside the final place and move it there whole."""
    new = layout.base / "postgres.new"
    shutil.rmtree(new, ignore_errors=True)
    layout.account.make_folder(new)
    word = new.with_suffix(".password")
    word.touch(mode=0o600)
    layout.account.take(word)
    word.write_text(password)
    command = [
        str(programs(layout) / "initdb"),
        "--locale=C",
        "--encoding=UTF8",
        "--auth=scram-sha-256",
        f"--username={SUPERUSER}",
        f"--pwfile={word}",
        f"--pgdata={new}",
        "--no-instructions",
    ]
    made = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env=process.ENVIRONMENT,
        **layout.account.identity(),
    )
    word.unlink()
    if made.returncode != 0:
        shutil.rmtree(new, ignore_errors=True)
        said = made.stderr.strip().splitlines() or ["nothing"]
        raise ServerError(
            f"initdb to make {layout.data}", f"it said: {said[-1]}", "check the disk and try again"
        )
    new.rename(layout.data)


def _options(layout: Layout, shared_buffers: str) -> dict[str, str]:
    """Server settings; durability is never traded (fsync, synchronous_commit)."""
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(layout.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": shared_buffers,
        "fsync": "on",
        "synchronous_commit": "on",
        "wal_compression": "on",
        "max_wal_size": "2GB",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u@%d ",
    }


def _start(layout: Layout, shared_buffers: str, superuser: str) -> None:
    """Start the server, again while the processes of a killed one still hold its memory."""
    until = time.monotonic() + OLD_SERVER_PATIENCE
    while True:
        said_before = layout.log.stat().st_size if layout.log.exists() else 0
        pid = process.start(layout, programs(layout), _options(layout, shared_buffers))
        try:
            _wait(layout, superuser, pid, said_before)
        except ServerError as problem:
            if STILL_IN_USE not in str(problem) or time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _wait(layout: Layout, superuser: str, pid: int, said_before: int) -> None:
    """Wait until the server answers; raises ServerError with its last words if it ends first."""
    until = time.monotonic() + START_PATIENCE
    while True:
        alive = process.serves(pid, layout.data)
        try:
            psycopg.connect(superuser, connect_timeout=5).close()
        except psycopg.OperationalError as problem:
            refused = "authentication failed" in str(problem)
            if refused or not alive or time.monotonic() > until:
                raise ServerError(
                    "PostgreSQL to start",
                    _last_words(layout.log, said_before) or str(problem).splitlines()[-1],
                    f"see {layout.log}",
                ) from None
            time.sleep(0.02)
        else:
            return


def _last_words(log: Path, start: int) -> str:
    """The last thing the server complained of since byte `start` of its log."""
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode(errors="replace").splitlines()
    complaints = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    return f"it said: {complaints[-1].split(':  ', 1)[-1]}" if complaints else ""
