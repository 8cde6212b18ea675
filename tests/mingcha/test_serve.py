"""`mingcha serve`: one clear line for what goes wrong, and nothing left when it ends."""

import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from mingcha.postgres import process
from mingcha.postgres.layout import find_layout
from tests import homes
from tests.mingcha.postgres.commands import environment
from tests.mingcha.served import MINGCHA, free_port, post, serving, start, wait_ready

RECEIPT = {"item": "食品经营许可", "unit": "市监局"}


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home for all tests here, since making one takes seconds; each leaves it stopped."""
    path = homes.make()
    yield path
    homes.remove(path)


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_says_where_it_is_and_stops_all_it_started(
    home: Path, sent: signal.Signals, status: int
) -> None:
    port, layout = free_port(), find_layout(home)
    program = start(home, port)
    said = wait_ready(program)
    assert f"http://127.0.0.1:{port}/" in said
    assert "a-key-for-the-tests" in said
    assert post(port, "case/%2541/receive", RECEIPT, "k").body["stream"] == "case-%2541"
    program.send_signal(sent)
    _, error = program.communicate(timeout=60)
    assert (program.returncode, error) == (status, "")
    assert process.find(layout) is None
    assert not layout.sockets.exists()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_can_be_stopped_while_it_starts(home: Path, sent: signal.Signals) -> None:
    program, layout = start(home, free_port()), find_layout(home)
    while process.find(layout) is None:
        assert program.poll() is None, program.communicate()
        sleep(0.01)
    program.send_signal(sent)
    _, error = program.communicate(timeout=60)
    assert (program.returncode, error) == ({signal.SIGINT: 130, signal.SIGTERM: 143}[sent], "")
    assert process.find(layout) is None


def test_it_waits_for_no_idle_caller_when_it_is_stopped(home: Path) -> None:
    port = free_port()
    with serving(home, port) as program, socket.create_connection(("127.0.0.1", port)) as idle:
        idle.sendall(b"POST /v1/case/1/receive HTTP/1.1\r\nHost: localhost\r\n")
        program.terminate()
        assert program.wait(timeout=60) == 0


def complaint(program: subprocess.Popen[str]) -> str:
    """The one line that a program ends with."""
    said, error = program.communicate(timeout=60)
    assert (program.returncode, said) == (1, ""), error
    assert error.count("\n") == 1
    assert error.startswith("mingcha: expected ")
    return error


def test_a_port_in_use_is_one_line_and_starts_nothing(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"127.0.0.1:{port}" in complaint(start(home, port))
    assert process.find(find_layout(home)) is None


def test_a_host_that_is_not_ours_is_one_line(home: Path) -> None:
    for host in ("203.0.113.7", "no-such-host.invalid"):
        assert host in complaint(start(home, free_port(), MINGCHA_HOST=host))


def test_a_home_that_cannot_be_written_is_one_line() -> None:
    assert "/proc/mingcha" in complaint(start(Path("/proc/mingcha"), free_port()))


def test_a_database_out_of_reach_is_one_line(home: Path) -> None:
    url = f"postgresql://u:secret@127.0.0.1:{free_port()}/d"
    assert "secret" not in complaint(start(home, free_port(), DATABASE_URL=url))


def test_a_log_without_a_name_is_one_line(home: Path) -> None:
    assert "MINGCHA_LOG" in complaint(start(home, free_port(), MINGCHA_LOG="No Log"))


def answered(port: int, name: str) -> int:
    """The status of a request that is sent until it is no 503."""
    until = monotonic() + 60
    while True:
        status = post(port, f"case/{name}/receive", RECEIPT, name).status
        if status != 503 or monotonic() > until:
            return status


def test_it_starts_its_server_again_when_that_has_ended(home: Path) -> None:
    port, layout = free_port(), find_layout(home)
    with serving(home, port):
        for n, how in enumerate((signal.SIGKILL, process.IMMEDIATE, process.FAST)):
            process.stop(layout, how)
            assert answered(port, f"after-{n}") == 201


def test_mingcha_stop_ends_it_too(home: Path) -> None:
    port = free_port()
    with serving(home, port) as program:
        done = subprocess.run(
            [*MINGCHA, "stop"],
            env=environment(home),
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.stdout == "stopped\n"
        assert program.wait(timeout=60) == 0
    assert process.find(find_layout(home)) is None
    with serving(home, port):
        assert answered(port, "again") == 201


def test_two_commands_of_one_home_may_serve_two_ports(home: Path) -> None:
    one, two = free_port(), free_port()
    with serving(home, one), serving(home, two):
        for n, port in enumerate((one, two, one, two), 1):
            answer = post(port, "case/shared/close", {}, f"k{n}")
            assert (answer.status, answer.body["version"]) == (201, n)


def test_without_a_key_of_his_own_one_is_made(home: Path) -> None:
    program = start(home, free_port(), MINGCHA_API_KEY="")
    said = wait_ready(program)
    program.terminate()
    program.communicate(timeout=60)
    assert re.search(r"Bearer [A-Za-z0-9_-]{32}\n", said)
