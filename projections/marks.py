"""Marks: the effective history of a case as its row keeps it, slim and in order of happening."""

# A mark is [occurred_at, position, id, type, data, origin, actor, recorded_at, corrected]. Instants
# in the ledger's form sort as text, so marks sort as they are, by (occurred_at, position), as
# domain/history.py orders events. `recorded_at` is the source's own where it was imported, "" where
# the source does not say; `corrected` is the position of the correction that restated it, else 0.

from collections.abc import Sequence
from typing import Any

from domain.chapters import EVENTS
from domain.decider import Happened
from ledger.canonical import instant, parse_instant
from ledger.codec import from_plain
from ledger.entry import Entry

Mark = list[Any]
AT, POSITION, ID, TYPE, DATA, ORIGIN, ACTOR, RECORDED, CORRECTION = range(9)

_NEWEST = {name: event.SCHEMA for name, event in EVENTS.items()}
STEPS = ("case.step_started", "case.step_finished")
CORRECTED = "case.corrected"
_LEFT_OUT = frozenset({"private", "note", "applicant", "imported"})
_OF_A_STEP = _LEFT_OUT | {"attributes"}
# These say again how the clocks stood after them, which is reckoned from what started them.
_MOVED = _LEFT_OUT | {"clocks", "cards"}
_LEFT_OUT_OF = dict.fromkeys(STEPS, _OF_A_STEP) | dict.fromkeys(
    ("case.paused", "case.resumed", "case.extended"), _MOVED
)


def after(marks: Sequence[Mark], entry: Entry) -> list[Mark]:
    """The marks after one more entry of the case, a correction or not."""
    raw = entry.raw
    type_ = raw["type"]
    if type_ == CORRECTED:
        return _corrected(marks, entry)
    data = raw["data"] if raw["schema"] == _NEWEST.get(type_) else entry.data
    return _with(
        marks,
        [
            raw["occurred_at"],
            entry.position,
            raw["id"],
            type_,
            slim(type_, data),
            raw["origin"],
            raw["actor"]["id"],
            recorded(data, entry),
            0,
        ],
    )


def until(marks: list[Mark], as_of: str) -> list[Mark]:
    """The marks of what had happened by an instant in the ledger's form."""
    if not marks or marks[-1][AT] <= as_of:
        return marks
    return [mark for mark in marks if mark[AT] <= as_of]


def names(marks: Sequence[Mark], id_: str) -> bool:
    """Whether an event of this id is among the marks."""
    return any(mark[ID] == id_ for mark in marks)


def slim(type_: str, data: dict[str, Any]) -> dict[str, Any]:
    """An event's data without what no answer about the case needs; the ledger has the rest."""
    left_out = _LEFT_OUT_OF.get(type_, _LEFT_OUT)
    return {name: value for name, value in data.items() if name not in left_out}


def history(marks: Sequence[Mark]) -> tuple[Happened, ...]:
    """The events behind marks, without the fields that a mark leaves out."""
    return tuple(
        Happened(
            id=mark[ID],
            at=parse_instant(mark[AT]),
            position=mark[POSITION],
            event=from_plain(EVENTS[mark[TYPE]], mark[DATA]),
        )
        for mark in marks
    )


def recorded(data: dict[str, Any], entry: Entry) -> str:
    """When the event was first written down, by the ledger or by the source it came from."""
    imported = data.get("imported")
    if imported is None:
        return instant(entry.recorded_at)
    return str(imported.get("recorded_at", ""))


def _with(marks: Sequence[Mark], mark: Mark) -> list[Mark]:
    result = [*marks, mark]
    if marks and mark < marks[-1]:
        result.sort()
    return result


def _corrected(marks: Sequence[Mark], entry: Entry) -> list[Mark]:
    """As domain/history.py: the event named is replaced, keeps its id, moves to its new time."""
    data = entry.data
    old = next((mark for mark in marks if mark[ID] == data["corrects"]), None)
    if old is None:
        return list(marks)
    type_, restated = data["restated"]["type"], data["restated"]["data"]
    new = [
        data["happened_at"],
        entry.position,
        old[ID],
        type_,
        slim(type_, restated),
        *old[ORIGIN:CORRECTION],
        entry.position,
    ]
    return _with([mark for mark in marks if mark is not old], new)
