"""Writer processes for tests, and what they were told."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from mingcha.postgres.server import Server

ROOT = Path(__file__).parents[2]
ROLES = ("writer", "reader", "vault")


def start(
    server: Server, database: str | None, name: str, requests: int, threads: int = 8
) -> subprocess.Popen[str]:
    """A process that appends `requests` requests."""
    access = {role: server.dsn(role, database) for role in ROLES}
    task = {"access": access, "name": name, "threads": threads, "requests": requests}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.writer", json.dumps(task)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def answers(
    process: subprocess.Popen[str], kill_after: int | None = None
) -> dict[str, dict[str, Any]]:
    """What the process was told, by request, until it ended or was killed after so many answers.

    A line cut off was not told.
    """
    assert process.stdout is not None
    found = {}
    for line in process.stdout:
        if line.endswith("\n"):
            answer = json.loads(line)
            found[answer["request"]] = answer
        if len(found) == kill_after:
            process.kill()
    process.wait()
    return found
