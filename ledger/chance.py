"""Random bytes without a system call each.

`os.urandom` lets go of the interpreter, and with many callers every such moment is a switch of
threads, which costs more than the bytes. A thread takes 8 kB at a time and hands them out once.
"""

import os
from threading import local

_BUFFER = 8192


class _Store(local):
    """What one thread has left."""

    left = b""
    at = 0


_store = _Store()


def _forget() -> None:
    """A forked child must not hand out again what its parent has."""
    _store.left = b""


os.register_at_fork(after_in_child=_forget)


def random_bytes(count: int) -> bytes:
    """`count` (at most 8192) bytes of the system's randomness, never handed out before."""
    store = _store
    at = store.at
    end = at + count
    if end > len(store.left):
        store.left, at, end = os.urandom(_BUFFER), 0, count
    store.at = end
    return store.left[at:end]
