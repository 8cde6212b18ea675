"""Commands of the tests, run as programs of their own: what a signal does is seen from outside."""

import subprocess
import sys
from pathlib import Path
from typing import IO

from tests import homes

HOLD = """
import sys
from mingcha import cli
from mingcha.postgres.server import server
from mingcha.settings import Settings

def hold():
    with server(Settings.read()):
        print("up", flush=True)
        sys.stdin.read()

cli.COMMANDS["hold"] = "__main__:hold"
cli.app()
"""


def hold(home: Path) -> subprocess.Popen[str]:
    """A command that uses the server of the home until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, "hold"],
        env=environment(home),
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def environment(home: Path) -> dict[str, str]:
    """The environment of such a command, with a foreign locale that must not matter."""
    return {
        "MINGCHA_HOME": str(home),
        "MINGCHA_SHARED_BUFFERS": homes.settings(home).shared_buffers,
        "MINGCHA_LOG_LEVEL": "error",
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "zh_CN.GBK",
        "TZ": "Asia/Shanghai",
    }


def wait_up(command: subprocess.Popen[str]) -> None:
    """Wait until the command has its server; fails with what it said instead."""
    assert stream(command.stdout).readline() == "up\n", stream(command.stderr).read()


def finish(command: subprocess.Popen[str]) -> int:
    """End the command's input (or see how it ended); returns its exit status."""
    command.communicate(timeout=60)
    return command.returncode


def stream(pipe: IO[str] | None) -> IO[str]:
    """A pipe that was asked for."""
    assert pipe is not None
    return pipe
