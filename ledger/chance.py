"""Random bytes without a system call each.

`os.urandom` lets go of the interpreter, and with many callers every such moment is a switch of
threads, which costs more than the bytes. So 8 kB are taken at a time and handed out in blocks.
"""

import os

_BUFFER = 8192
_BLOCK = 16

_blocks: list[bytes] = []
# A forked child must not hand out again what its parent has.
os.register_at_fork(after_in_child=_blocks.clear)


def random_bytes(count: int) -> bytes:
    """`count` (at most 16) bytes of the system's randomness, never handed out before."""
    while True:
        try:
            return _blocks.pop()[:count]  # one step: no two threads get the same block
        except IndexError:
            drawn = os.urandom(_BUFFER)
            _blocks.extend([drawn[n : n + _BLOCK] for n in range(0, _BUFFER, _BLOCK)])
