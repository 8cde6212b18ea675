"""What decisions rest on, read from the log itself: its rules and its zone."""

from collections.abc import Callable
from threading import Lock
from time import monotonic

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
        if self._book is not None and self._now() - self._checked < FRESH:
            return self._book
        with self._lock:
            news = self._ledger.reader.chapter("rules", self._reference.position)
            for entry in news:
                self._reference = self._reference.after(entry.event, entry.position)  # type: ignore[arg-type]
            if self._book is None or news:
                self._book = Rulebook(self._reference)
            self._checked = self._now()
            return self._book
