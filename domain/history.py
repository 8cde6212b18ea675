"""The effective events of a stream: corrections applied, in the order things happened."""

from bisect import insort
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.decider import Happened, record


@record
class Correction:
    """What an event says that restates another: which one, when it happened, what it was."""

    corrects: str
    happened_at: datetime
    restated: object


def order(happened: Happened) -> tuple[datetime, int]:
    """Slots merge by when a thing happened, then by where it stands."""
    return happened.at, happened.position


def with_event(history: Sequence[Happened], happened: Happened) -> tuple[Happened, ...]:
    """The history after one more event that is no correction."""
    result = list(history)
    insort(result, happened, key=order)
    return tuple(result)


def with_correction(
    history: Sequence[Happened], correction: Correction, id_: str, position: int
) -> tuple[Happened, ...]:
    """The history after a correction.

    It replaces the event it names, keeps its id, and stands where the correction says it
    happened; it is no step of its own. One that names nothing known changes nothing.
    """
    old = next((h for h in history if h.id == correction.corrects), None)
    if old is None:
        return tuple(history)
    rest = [h for h in history if h.id != old.id]
    new = replace(old, at=correction.happened_at, position=position, event=correction.restated)
    insort(rest, new, key=order)
    return tuple(rest)


def until(history: Sequence[Happened], as_of: datetime) -> tuple[Happened, ...]:
    """What had happened by `as_of`."""
    return tuple(h for h in history if h.at <= as_of)
