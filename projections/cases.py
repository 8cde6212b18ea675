"""The view `cases` 办件: one row per case; its state at any time is computed from its marks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from domain.case.events import CloseKind, Matter
from ledger.canonical import instant, parse_instant
from ledger.entry import Entry
from projections import marks
from projections.fold import Fold, Row, row_table
from projections.late_from import late_from
from projections.marks import AT, DATA, ORIGIN, STEPS, TYPE, Mark

TEXTS = (
    "item",
    "unit",
    "window",
    "channel",
    "origin",
    "subject",
    "receipt_no",
    "matter",
    "result",
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

_OPENING = ("item", "unit", "window", "channel", "subject", "receipt_no", "matter")
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
    "case.decided": (("result", "result", ""),),
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


def keys(entry: Entry) -> Sequence[str]:
    """The case an entry belongs to."""
    stream: str = entry.raw["stream"]
    return (stream,) if stream.startswith("case-") else ()


def fold(row: Row | None, entry: Entry) -> Row:
    """The row after one more entry of its case."""
    return {"marks": marks.after(row["marks"] if row else (), entry)}


def at(row: Row, as_of: datetime) -> Row | None:
    """The case as it stood: every slot, `status`, `attributes`; None if nothing had happened.

    Times are aware datetimes in UTC.
    """
    happened = marks.until(row["marks"], instant(as_of))
    if not happened:
        return None
    slots = _slots(happened)
    attributes = slots.pop("attributes")
    slots["status"] = next((word for word, slot in STATUS if slots[slot]), RECEIVED)
    for name in TIMES:
        if slots[name] is not None:
            slots[name] = parse_instant(slots[name])
    slots["attributes"] = attributes
    return slots


def columns(row: Row) -> Sequence[Any]:
    """The slots as they will stand when everything recorded has happened, and the index."""
    slots = _slots(row["marks"])
    attributes = orjson.dumps(slots.pop("attributes")).decode()
    return (*slots.values(), late_from(row["marks"]), attributes)


def _slots(happened: Sequence[Mark]) -> Row:
    """Slots merge in order of happening: the first of its kind sets a time."""
    slots = _BLANK.copy()
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
    if type_ in ("case.received", "case.accepted"):
        for name in _OPENING:
            if value := data.get(name):
                slots[name] = value
        slots["matter"] = slots["matter"] or Matter.OTHER.value
        slots["origin"] = slots["origin"] or mark[ORIGIN]
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
)
STATUS_SQL = sa.case(
    *(
        (TABLE.c[slot] if slot in FLAGS else TABLE.c[slot].is_not(None), word)
        for word, slot in STATUS
    ),
    else_=RECEIVED,
)
FOLD = Fold("cases", 1, TABLE, keys, fold, columns)
