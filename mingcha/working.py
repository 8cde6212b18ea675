"""Jobs beside the main thread, and how a service that is told to stop ends."""

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Thread
from time import monotonic
from types import FrameType

PATIENCE = 15.0  # seconds for all jobs to finish what they are at


@contextmanager
def working(*jobs: Callable[[Event], None]) -> Iterator[None]:
    """Jobs that go on in threads of their own until told to stop; each finishes what it is at.

    One that takes too long is left behind: all they write is in transactions.
    """
    stop = Event()
    # Daemons, because SIGTERM may come between two starts: what is not joined must not stay.
    threads = [Thread(target=job, args=(stop,), name=job.__qualname__, daemon=True) for job in jobs]
    try:
        for thread in threads:
            thread.start()
        yield
    finally:
        stop.set()
        until = monotonic() + PATIENCE
        for thread in threads:
            if thread.is_alive():
                thread.join(max(0.0, until - monotonic()))


@contextmanager
def ending_with(code: int) -> Iterator[None]:
    """Let SIGTERM unwind what is inside, so that it stops what it started, with an exit code."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(code)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def stopped_well() -> AbstractContextManager[None]:
    """SIGTERM ends what is inside with exit 0: that is how a service is told to stop."""
    return ending_with(0)
