"""Keeps the embedded server up while a long-lived command needs it, whoever ended it."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from mingcha.errors import ExplainedError
from mingcha.postgres import cluster, locks, process
from mingcha.postgres.layout import Layout, find_layout
from mingcha.settings import Settings

EVERY = 0.5  # seconds between two looks; a look reads two small files
AGAIN = 5.0  # seconds until a start that failed is tried again


@contextmanager
def kept_up(settings: Settings) -> Iterator[None]:
    """Start the embedded server again when it has ended, until the block is left.

    `mingcha stop` is meant: then this program is told to end as by SIGTERM. A server of the
    user's own is his business.
    """
    if settings.database_url is not None:
        yield
        return
    layout, over = find_layout(settings.home), Event()
    watch = Thread(target=_watch, args=(layout, settings.shared_buffers, over), daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()


def _watch(layout: Layout, shared_buffers: str, over: Event) -> None:
    pause = EVERY
    while not over.wait(pause):
        pause = EVERY
        if process.find(layout) is not None:
            continue
        if layout.stopped.exists():
            os.kill(os.getpid(), signal.SIGTERM)
            return
        print("mingcha: PostgreSQL ended; it is started again", file=sys.stderr)
        try:
            _start(layout, shared_buffers, over)
        except ExplainedError as problem:
            print(f"mingcha: {problem}", file=sys.stderr)
            pause = AGAIN


def _start(layout: Layout, shared_buffers: str, over: Event) -> None:
    with locks.exclusive(layout.starting):
        if not (over.is_set() or layout.stopped.exists()):
            cluster.ensure(layout, shared_buffers)
