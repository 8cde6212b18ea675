"""Random bytes without a system call each.

`os.urandom` lets go of the interpreter, and with many callers every such moment is a switch of
threads, which costs more than the bytes. A thread takes 8 kB at a time and hands them out once.
"""

import os
from threading import local

_BUFFER = 8192


class _Store(local):
    """What one thread has left."""

    def __init__(self) -> None:
        self.left = b""
        self.at = 0
        self.pid = 0


_store = _Store()


def random_bytes(count: int) -> bytes:
    """`count` (at most 8192) bytes of the system's randomness, never handed out before."""
    at = _store.at
    end = at + count
    if end > len(_store.left) or _store.pid != os.getpid():
        # A forked child must not hand out again what its parent has.
        _store.left, _store.pid, at, end = os.urandom(_BUFFER), os.getpid(), 0, count
    _store.at = end
    return _store.left[at:end]
