"""The embedded server: how it is made, shared by commands, and survives their end and its own."""

import os
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest

from mingcha.errors import HomeError, ServerError
from mingcha.postgres import process, roles
from mingcha.postgres.layout import LONGEST_SOCKET_PATH, SOCKET, find_layout
from mingcha.postgres.server import Server, server, stop
from tests import homes
from tests.mingcha.postgres.commands import finish, hold, wait_up


def running(home: Path) -> int | None:
    return process.find(find_layout(home))


def ask(server: Server, role: str, query: str) -> object:
    with psycopg.connect(server.dsn(role)) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def test_a_server_is_made_at_first_use_and_stopped_at_the_end(home: Path) -> None:
    with server(homes.settings(home)):
        assert running(home) is not None
    assert running(home) is None


def test_data_survives_from_one_command_to_the_next(home: Path) -> None:
    with server(homes.settings(home)) as first, psycopg.connect(first.dsn("owner")) as connection:
        connection.execute("CREATE SCHEMA kept")
    with server(homes.settings(home)) as second:
        assert ask(second, "owner", "SELECT 1 FROM pg_namespace WHERE nspname = 'kept'") == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("server_encoding", "UTF8"),
        ("lc_messages", "C"),
        ("lc_monetary", "C"),
        ("TimeZone", "UTC"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("listen_addresses", ""),
        ("data_checksums", "on"),
    ],
)
def test_the_server_is_durable_and_the_same_everywhere(
    cluster: Server, setting: str, value: str
) -> None:
    assert ask(cluster, "writer", f"SELECT current_setting('{setting}')") == value


def test_the_locale_and_zone_of_the_environment_do_not_reach_the_server(home: Path) -> None:
    command = hold(home)  # runs under zh_CN.GBK and Asia/Shanghai
    wait_up(command)
    with server(homes.settings(home)) as served:
        assert ask(served, "superuser", "SHOW lc_messages") == "C"
        assert ask(served, "superuser", "SHOW timezone") == "UTC"
    finish(command)


def test_text_sorts_by_code_point(cluster: Server) -> None:
    query = "SELECT datcollate FROM pg_database WHERE datname = current_database()"
    assert ask(cluster, "reader", query) == "C"


@pytest.mark.parametrize("role", roles.ROLES)
def test_each_role_is_nobody_special_and_needs_its_password(cluster: Server, role: str) -> None:
    query = "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = user"
    assert ask(cluster, role, query) is False
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.dsn(role), password="guessed")


def test_two_commands_share_one_server_and_the_last_one_stops_it(home: Path) -> None:
    first, second = hold(home), hold(home)
    wait_up(first)
    wait_up(second)
    pid = running(home)
    assert finish(first) == 0
    assert running(home) == pid is not None
    assert finish(second) == 0
    assert running(home) is None


def test_the_next_command_takes_over_the_server_of_a_killed_one(home: Path) -> None:
    command = hold(home)
    wait_up(command)
    command.kill()
    finish(command)
    left = running(home)
    assert left is not None
    with server(homes.settings(home)):
        assert running(home) == left
    assert running(home) is None


def test_a_killed_server_comes_back_with_what_was_committed(home: Path) -> None:
    with server(homes.settings(home)) as first:
        with psycopg.connect(first.dsn("owner")) as connection:
            connection.execute("CREATE SCHEMA committed")
        pid = running(home)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    with server(homes.settings(home)) as second:
        assert ask(second, "owner", "SELECT 1 FROM pg_namespace WHERE nspname = 'committed'") == 1


def test_a_process_number_that_now_belongs_to_a_stranger_is_no_server(home: Path) -> None:
    with server(homes.settings(home)):
        pass
    layout = find_layout(home)
    stranger = subprocess.Popen(["sleep", "60"], **layout.account.identity())
    layout.account.make_folder(layout.sockets)
    for lock in (layout.data / "postmaster.pid", layout.sockets / f"{SOCKET}.lock"):
        lock.write_text(f"{stranger.pid}\n{layout.data}\n1\n5432\n{layout.sockets}\n\n")
    with server(homes.settings(home)) as again:
        assert ask(again, "reader", "SELECT 1") == 1
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_socket_in_a_deep_home_has_a_short_path_of_its_own(home: Path) -> None:
    deep = home / ("d" * 60) / ("e" * 60)
    with server(homes.settings(deep)) as served:
        assert ask(served, "reader", "SELECT 1") == 1
        assert len(str(find_layout(deep).sockets / SOCKET)) <= LONGEST_SOCKET_PATH
    homes.remove(deep)


def test_modes_of_folders_that_were_there_are_left_alone(home: Path) -> None:
    home.chmod(0o755)
    with server(homes.settings(home)):
        pass
    assert home.stat().st_mode & 0o777 == 0o755
    assert find_layout(home).data.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another user")
def test_as_root_the_server_runs_as_another_user_even_from_a_closed_home(home: Path) -> None:
    home.chmod(0o700)
    with server(homes.settings(home)) as served:
        layout = find_layout(home)
        pid = running(home)
        assert Path(f"/proc/{pid}").stat().st_uid == layout.account.uid != 0
        assert layout.base.parent == Path("/var/lib/mingcha")
        assert ask(served, "reader", "SELECT 1") == 1
    assert home.stat().st_mode & 0o777 == 0o700


def test_lost_passwords_are_explained_and_not_made_anew(home: Path) -> None:
    with server(homes.settings(home)):
        pass
    secrets = home / "secrets.json"
    secrets.rename(home / "kept")
    with pytest.raises(HomeError, match="restore it from a backup"), server(homes.settings(home)):
        pass
    assert not secrets.exists()


def test_a_server_that_cannot_start_says_why_in_one_line(home: Path) -> None:
    greedy = homes.settings(home, MINGCHA_SHARED_BUFFERS="900000GB")
    with pytest.raises(ServerError, match="start, but it said: ") as raised, server(greedy):
        pass
    assert "\n" not in str(raised.value)
    assert running(home) is None


def test_stop_ends_the_server_whoever_uses_it(home: Path) -> None:
    command = hold(home)
    wait_up(command)
    assert stop(homes.settings(home))
    assert running(home) is None
    assert not stop(homes.settings(home))
    assert finish(command) == 0
