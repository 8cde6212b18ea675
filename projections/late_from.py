"""The index of due instants: from when on a case may have a late clock, whatever the rules say."""

# An index may offer too many cases, never too few: projections/overdue.py judges each one that it
# offers. So a deadline that may still move (provisional, paused, extended) counts from its start,
# and an end before the start, which may or may not count, is none.

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from domain.lateness import lawful_until
from ledger.canonical import instant
from projections.marks import AT, DATA, TYPE, Mark

_MOVING = frozenset({"case.paused", "case.extended"})
_STARTING = frozenset(
    {"case.received", "case.accepted", "case.decided", "case.step_started", "case.step_finished"}
)
# Some of the events that end a clock in domain/case/timing.py; the others only end it earlier.
_VOIDED = frozenset({"case.voided"})
_ENDS = {
    "LIC.CORRECT_NOTICE": _VOIDED | {"case.accepted", "case.not_accepted", "case.closed"},
    "LIC.DELIVER": _VOIDED | {"case.delivered"},
    "SRC.GIVEN": _VOIDED | {"case.closed"},
}
_TERM_ENDS = _VOIDED | {"case.decided", "case.not_accepted", "case.closed"}
_ENDING = _TERM_ENDS.union(*_ENDS.values())
_CARD = ""


def late_from(marks: Sequence[Mark]) -> str | None:
    """The earliest instant from which any clock of the case may be late; None if none can be.

    At no time before it is the case overdue, by law or by card.
    """
    moving = any(mark[TYPE] in _MOVING for mark in marks)
    endings = [mark for mark in marks if mark[TYPE] in _ENDING]
    found = [
        bound
        for mark in marks
        if mark[TYPE] in _STARTING
        for clock, bound in _bounds(mark, moving)
        if (end := _end(endings, mark, clock)) is None or end >= bound
    ]
    return min(found, default=None)


def _bounds(mark: Mark, moving: bool) -> Iterator[tuple[str, str]]:
    """Each clock that a mark starts (the case's card is one), and when it may be late."""
    data = mark[DATA]
    for clock in data.get("clocks", ()):
        if "due_at" in clock:
            yield clock["clock"], clock["due_at"]
        elif moving or clock.get("provisional"):
            yield clock["clock"], mark[AT]
        else:
            yield clock["clock"], _midnight(clock["due"], clock["zone"])
    if mark[TYPE] == "case.accepted" and data.get("card_profile"):
        yield _CARD, _card(data.get("cards"), mark, moving)


def _card(cards: dict[str, Any] | None, mark: Mark, moving: bool) -> str:
    if cards is None or moving or cards.get("provisional"):
        return str(mark[AT])
    named = [str(cards[name]) for name in ("yellow_at", "red_at") if cards.get(name)]
    return min(named, default=str(mark[AT]))


def _end(endings: Sequence[Mark], mark: Mark, clock: str) -> str | None:
    began: str = mark[AT]
    if mark[TYPE] == "case.step_finished":
        return began
    ends = _VOIDED if mark[TYPE] == "case.step_started" else _ENDS.get(clock, _TERM_ENDS)
    for ending in endings:
        if ending[AT] >= began and ending[TYPE] in ends:
            return str(ending[AT])
    return None


@lru_cache(maxsize=8192)
def _midnight(due: str, zone: str) -> str:
    return instant(lawful_until(date.fromisoformat(due), zone))
