"""The server process: found by its data folder, started apart from us, stopped in order."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from mingcha.errors import ServerError
from mingcha.postgres.layout import SOCKET, Layout

FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT  # what pg_ctl sends for `-m fast`, `-m immediate`
PATIENCE = 60.0  # seconds for a checkpoint at shutdown on a slow disk
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def find(layout: Layout) -> int | None:
    """The process number of the running server of this data folder, or None."""
    pid = _named(layout.data / "postmaster.pid")
    return pid if pid and serves(pid, layout.data) else None


def _named(lock: Path) -> int | None:
    """The process number in one of the server's lock files; None without a file."""
    try:
        return int(lock.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def serves(pid: int, data: Path) -> bool:
    """Whether that process is a server of this folder: after a crash the number is reused."""
    if sys.platform != "linux":
        return _lives(pid)
    try:
        # A zombie's command line is empty, so a dead server that nobody reaped is not found.
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return os.fsencode(data) in arguments


def start(layout: Layout, bin_folder: Path, options: dict[str, str]) -> int:
    """Start the server in a session of its own, so that Ctrl-C at the terminal spares it.

    Returns its process number at once, before it is ready.
    """
    _disown(layout)
    layout.account.make_folder(layout.sockets)
    arguments = [str(bin_folder / "postgres"), "-D", str(layout.data)]
    for name, value in options.items():
        arguments += ["-c", f"{name}={value}"]
    _rotate(layout.log)
    with os.fdopen(os.open(layout.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
        # The shell leaves at once, so that init and not this command reaps the server.
        shell = subprocess.run(
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *arguments],
            check=True,
            cwd="/",
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            **layout.account.identity(),
        )
    return int(shell.stdout)


def stop(layout: Layout, how: signal.Signals = FAST) -> bool:
    """Stop the server and wait for its end; False if none ran. Raises ServerError."""
    pid = find(layout)
    if pid is None:
        return False
    for sent in (how, IMMEDIATE):
        os.kill(pid, sent)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if not serves(pid, layout.data):
                with contextlib.suppress(OSError):
                    layout.sockets.rmdir()
                return True
            time.sleep(0.02)
    raise ServerError(
        f"the PostgreSQL process {pid} to end", "it goes on", f"see {layout.log}, then kill it"
    )


def _disown(layout: Layout) -> None:
    """Delete lock files whose process number now belongs to a stranger.

    PostgreSQL would take the stranger for its server. It handles those of a dead process itself,
    and better: it waits until the last of its old processes has let go of the shared memory.
    """
    for lock in (layout.data / "postmaster.pid", layout.sockets / f"{SOCKET}.lock"):
        pid = _named(lock)
        if pid and _lives(pid):
            lock.unlink()


def _rotate(log: Path, limit: int = 10_000_000) -> None:
    """Keep one older log once it passes `limit` bytes."""
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_suffix(".log.1"))
