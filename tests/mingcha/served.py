"""`mingcha serve` as a program of its own, killed and started again."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.mingcha.postgres.commands import environment, stream

MINGCHA = [sys.executable, "-c", "from mingcha.cli import app; app()"]
KEY = "a-key-for-the-tests"
PATIENCE = 10.0


class Answer(NamedTuple):
    """What the API said."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(home: Path, port: int, **more: str) -> subprocess.Popen[str]:
    """Start `mingcha serve`, which is not ready yet."""
    return subprocess.Popen(
        [*MINGCHA, "serve", "--port", str(port)],
        env=environment(home) | {"MINGCHA_API_KEY": KEY, "PYTHONUTF8": "1"} | more,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_ready(program: subprocess.Popen[str]) -> str:
    """Wait until it says how to stop it; what it said before. Fails with what it said instead."""
    said = ""
    for line in stream(program.stdout):
        said += line
        if "Ctrl-C" in line:
            return said
    raise AssertionError(stream(program.stderr).read())


@contextmanager
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """`mingcha serve` for as long as the block takes."""
    program = start(home, port)
    try:
        wait_ready(program)
        yield program
    finally:
        program.terminate()
        program.communicate(timeout=60)


def post(port: int, address: str, body: Any, key: str) -> Answer:
    """One command; raises OSError or HTTPException where no whole answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(
            "POST",
            f"/v1/{address}",
            json.dumps(body),
            {
                "Authorization": f"Bearer {KEY}",
                "Content-Type": "application/json",
                "Idempotency-Key": key,
            },
        )
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, json.loads(response.read()))
    finally:
        connection.close()
