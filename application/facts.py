"""What decisions rest on, read from the log itself: its rules and its zone."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

from application.opening import opened
from domain.reference import Reference, Rulebook
from ledger.ledger import Ledger

FRESH = 1.0


class NotOpened(LookupError):
    """Nobody has written to the log yet, so nobody said what it is."""


class Rules:
    """The rulebook of a log as of its last publication, looked up again every second."""

    def __init__(self, ledger: Ledger, now: Callable[[], float] = monotonic) -> None:
        self._ledger = ledger
        self._now = now
        self._lock = Lock()
        self._reference = Reference()
        self._book: Rulebook | None = None
        self._checked = 0.0
        self._zone: str | None = None

    @property
    def zone(self) -> str:
        """The log's time zone; raises NotOpened."""
        if self._zone is None:
            opening = opened(self._ledger.reader)
            if opening is None:
                raise NotOpened(f"log {self._ledger.log} is not opened; run mingcha log open")
            self._zone = opening.time_zone
        return self._zone

    def book(self) -> Rulebook:
        """The rules in force; its `position` is that of the last publication it knows."""
        book = self._book
        if book is None:
            return self.renewed()
        if self._now() - self._checked < FRESH or not self._lock.acquire(blocking=False):
            return book  # another thread is looking; what held a moment ago holds for this one
        try:
            return self._look()
        finally:
            self._lock.release()

    def renewed(self) -> Rulebook:
        """The rules in force now, whenever they were looked up last: one may just be published."""
        with self._lock:
            return self._look()

    def _look(self) -> Rulebook:
        """Read what was published since; the lock is held."""
        asked = self._now()
        news = self._ledger.reader.chapter("rules", self._reference.position)
        for entry in news:
            event: Any = entry.event  # of the chapter, so it is one of `Published`
            self._reference = self._reference.after(event, entry.position)
        if self._book is None or news:
            self._book = Rulebook(self._reference)
        self._checked = asked
        return self._book
