"""File locks between commands; the kernel drops them whatever ends a command."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock alone, waiting for it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def shared(path: Path) -> Iterator[IO[str]]:
    """Hold the lock with others; yields what `is_last` asks with."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield file


def is_last(held: IO[str]) -> bool:
    """Give up a shared lock; True if nobody else holds it, and then it is held alone."""
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
