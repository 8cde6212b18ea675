"""The command line: one clear line for what goes wrong, and nothing left running."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mingcha.cli import app
from mingcha.postgres import process
from mingcha.postgres.layout import find_layout
from tests import homes
from tests.mingcha.postgres.commands import finish, hold, stream, wait_up


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home; whatever the test starts in it is stopped and removed."""
    path = homes.make()
    yield path
    homes.remove(path)


def test_stop_says_when_nothing_was_running(home: Path) -> None:
    result = CliRunner().invoke(app, ["stop"], env={"MINGCHA_HOME": str(home)})
    assert (result.exit_code, result.stdout) == (0, "nothing was running\n")


def test_stop_stops_what_a_killed_command_left(home: Path) -> None:
    command = hold(home)
    wait_up(command)
    command.kill()
    finish(command)
    result = CliRunner().invoke(app, ["stop"], env={"MINGCHA_HOME": str(home)})
    assert (result.exit_code, result.stdout) == (0, "stopped\n")
    assert process.find(find_layout(home)) is None


def test_a_wrong_setting_is_one_line_on_stderr_and_exit_1() -> None:
    result = CliRunner().invoke(app, ["stop"], env={"MINGCHA_PORT": "http"})
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("mingcha: expected a port from 1 to 65535 in MINGCHA_PORT")
    assert result.stderr.count("\n") == 1


def test_a_home_that_cannot_be_written_is_one_line_and_exit_1() -> None:
    command = hold(Path("/proc/mingcha"))
    assert finish_with_error(command) == (1, 1)


def finish_with_error(command: subprocess.Popen[str]) -> tuple[int, int]:
    """Exit status and number of lines on stderr."""
    _, error = command.communicate(timeout=60)
    return command.returncode, error.count("\n")


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_command_stops_what_it_started(
    home: Path, sent: signal.Signals, status: int
) -> None:
    command = hold(home)
    wait_up(command)
    command.send_signal(sent)
    assert command.wait(timeout=60) == status
    assert process.find(find_layout(home)) is None
    assert stream(command.stderr).read() == ""
    finish(command)
