"""The view `cases` 办件: one row per case; its state at any time is computed from its marks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from domain.case.events import CloseKind, Matter
from domain.decider import Origin
from ledger.canonical import instant, parse_instant
from ledger.entry import Entry
from projections import marks
from projections.fold import Fold, Row, row_table
from projections.late_from import late_from
from projections.marks import ACTOR, AT, CORRECTED, DATA, ORIGIN, STEPS, TYPE, Mark

TEXTS = (
    "item",
    "unit",
    "window",
    "channel",
    "origin",
    "source",
    "subject",
    "receipt_no",
    "shared_no",
    "clerk",
    "matter",
    "result",
    "decision_no",
    "licence_no",
    "close_kind",
    "last_step",
)
TIMES = (
    "received_at",
    "accepted_at",
    "not_accepted_at",
    "decided_at",
    "delivered_at",
    "closed_at",
    "voided_at",
    "first_at",
    "last_at",
)
FLAGS = ("correcting", "paused", "duplicate")
COUNTS = ("steps", "events")

# The state in words (domain/labels.py): the first of these that holds.
STATUS = (
    ("voided", "voided_at"),
    ("closed", "closed_at"),
    ("not_accepted", "not_accepted_at"),
    ("paused", "paused"),
    ("decided", "decided_at"),
    ("accepted", "accepted_at"),
    ("correcting", "correcting"),
)
RECEIVED = "received"

_OPENING = ("item", "unit", "window", "channel", "subject", "receipt_no", "shared_no", "matter")
_SLOT_OF = {
    "case.received": "received_at",
    "case.accepted": "accepted_at",
    "case.not_accepted": "not_accepted_at",
    "case.decided": "decided_at",
    "case.delivered": "delivered_at",
    "case.closed": "closed_at",
    "case.voided": "voided_at",
}
# Fields of an event that become a column; a default is not stored, so it stands here.
_CARRIED = {
    "case.decided": (("result", "result", ""), ("decision_no", "decision_no", "")),
    "case.closed": (("kind", "close_kind", CloseKind.DONE.value),),
    "case.licence_issued": (("licence_no", "licence_no", ""),),
}
_CORRECTING = {
    "case.correction_notified": True,
    "case.correction_received": False,
    "case.received": False,
}
# 重复件: closed as one, or voided for being one.
DUPLICATE = CloseKind.DUPLICATE.value
_PAUSED = {"case.paused": True, "case.resumed": False}
_BLANK: Row = (
    dict.fromkeys(TEXTS, "")
    | dict.fromkeys(TIMES)
    | dict.fromkeys(FLAGS, False)
    | dict.fromkeys(COUNTS, 0)
)
SLOTS = tuple(_BLANK)
OFFICE = Origin.DEPT_OFFICE.value
_INTAKES = ("case.received", "case.accepted")
# By these a publication or a department's register means the case.
_NUMBERS = ("receipt_no", "shared_no", "decision_no", "licence_no")
# No zone is further from UTC.
_OFFSET = timedelta(hours=14)
_NEW: Row = {"marks": (), "corrections": [], "source": ""}


def keys(entry: Entry) -> Sequence[str]:
    """The case an entry belongs to."""
    stream: str = entry.raw["stream"]
    return (stream,) if stream.startswith("case-") else ()


def fold(row: Row | None, entry: Entry) -> Row:
    """The row after one more entry of its case."""
    before = row or _NEW
    made = before["corrections"]
    if entry.raw["type"] == CORRECTED and marks.names(before["marks"], entry.data["corrects"]):
        restated = entry.data["restated"]["type"]
        made = [*made, [entry.raw["occurred_at"], entry.position, restated]]
    imported = entry.raw["data"].get("imported")
    source = before["source"] or (imported["source"] if imported else "")
    return {
        "marks": marks.after(before["marks"], entry),
        "corrections": made,
        "source": source,
    }


def at(row: Row, as_of: datetime) -> Row | None:
    """The case as it stood: every slot, `status`, `attributes`; None if nothing had happened.

    Times are aware datetimes in UTC.
    """
    happened = marks.until(row["marks"], instant(as_of))
    if not happened:
        return None
    slots = _slots(happened, row["source"])
    attributes = slots.pop("attributes")
    slots["status"] = next((word for word, slot in STATUS if slots[slot]), RECEIVED)
    for name in TIMES:
        if slots[name] is not None:
            slots[name] = parse_instant(slots[name])
    slots["attributes"] = attributes
    return slots


def columns(row: Row) -> Sequence[Any]:
    """The slots as they will stand when everything recorded has happened, and the index."""
    slots = _slots(row["marks"], row["source"])
    attributes = orjson.dumps(slots.pop("attributes")).decode()
    return (*slots.values(), late_from(row["marks"]), attributes, _groups(slots, row))


def groups(row: Row) -> Sequence[str]:
    """What is judged together with the case: see projections/dockets.py."""
    return _groups(_slots(row["marks"], row["source"]), row)


def until(row: Row, as_of: datetime) -> Row | None:
    """The row of what had happened by a time; None if nothing had."""
    moment = instant(as_of)
    told = marks.until(row["marks"], moment)
    if not told:
        return None
    made = [each for each in row["corrections"] if each[0] <= moment]
    return row | {"marks": told, "corrections": made}


def _groups(slots: Row, row: Row) -> list[str]:
    item, unit = slots["item"], slots["unit"]
    offered = f"{unit}|{item}"
    found = [f"item:{item}", f"unit:{unit}"]
    if slots["voided_at"] is None:
        if slots["subject"]:
            found.append(f"m:{slots['subject']}|{item}")
        if slots["shared_no"]:
            found.append(f"n:{slots['shared_no']}")
        taken_at = slots["accepted_at"] or slots["received_at"]
        if taken_at is not None:
            found.append(f"in:{offered}")
            found.append(f"desk:{slots['clerk']}|{item}|{taken_at[:7]}")
        if any(mark[ORIGIN] == OFFICE and mark[TYPE] in _INTAKES for mark in row["marks"]):
            found.append(f"off:{offered}")
        if slots["closed_at"] is not None:
            found += (f"q:{unit}|{quarter}" for quarter in quarters(slots["closed_at"]))
    if row["corrections"]:
        found.append(f"fix:{unit}")
    numbers = {slots[name] for name in _NUMBERS} - {""}
    return found + [f"no:{number}" for number in sorted(numbers)]


def quarters(moment: str) -> list[str]:
    """The quarters, such as 2016-Q2, that an instant may belong to in any zone: one or two."""
    at = parse_instant(moment)
    return sorted({f"{day.year}-Q{(day.month + 2) // 3}" for day in (at - _OFFSET, at + _OFFSET)})


def _slots(happened: Sequence[Mark], source: str) -> Row:
    """Slots merge in order of happening: the first of its kind sets a time."""
    slots = _BLANK.copy()
    slots["source"] = source
    attributes: dict[str, str] = {}
    steps = 0
    for mark in happened:
        type_, data = mark[TYPE], mark[DATA]
        if type_ in STEPS:
            slots["last_step"] = data["step"]
            steps += type_ == "case.step_finished"
            continue
        _place(slots, type_, mark)
        for attribute in data.get("attributes", ()):
            attributes[attribute["name"]] = attribute["value"]
    if happened:
        slots["first_at"], slots["last_at"] = happened[0][AT], happened[-1][AT]
    slots["steps"], slots["events"] = steps, len(happened)
    slots["attributes"] = attributes
    return slots


def _place(slots: Row, type_: str, mark: Mark) -> None:
    data = mark[DATA]
    if type_ in _INTAKES:
        for name in _OPENING:
            if value := data.get(name):
                slots[name] = value
        slots["matter"] = slots["matter"] or Matter.OTHER.value
        slots["origin"] = slots["origin"] or mark[ORIGIN]
        slots["clerk"] = slots["clerk"] or mark[ACTOR]
    slot = _SLOT_OF.get(type_)
    if slot is not None and slots[slot] is None:
        slots[slot] = mark[AT]
    for field, name, default in _CARRIED.get(type_, ()):
        slots[name] = slots[name] or data.get(field, default)
    if DUPLICATE in (data.get("kind"), data.get("reason")):
        slots["duplicate"] = True
    if type_ in _CORRECTING:
        slots["correcting"] = _CORRECTING[type_]
    elif type_ in _PAUSED:
        slots["paused"] = _PAUSED[type_]


TABLE = row_table(
    "cases",
    *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
    *(sa.Column(name, sa.DateTime(timezone=True)) for name in TIMES),
    *(sa.Column(name, sa.Boolean, nullable=False) for name in FLAGS),
    *(sa.Column(name, sa.Integer, nullable=False) for name in COUNTS),
    sa.Column("late_from", sa.DateTime(timezone=True)),
    sa.Column("attributes", JSONB, nullable=False),
    sa.Column("groups", sa.ARRAY(sa.Text), nullable=False),
)
STATUS_SQL = sa.case(
    *(
        (TABLE.c[slot] if slot in FLAGS else TABLE.c[slot].is_not(None), word)
        for word, slot in STATUS
    ),
    else_=RECEIVED,
)
FOLD = Fold("cases", 2, TABLE, keys, fold, columns, groups)
