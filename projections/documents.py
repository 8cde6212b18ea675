"""The view `documents` 主动公开: one row per document; its state is computed from its marks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.disclosure.events import ReviewResult
from ledger.canonical import instant, parse_instant
from ledger.entry import Entry
from projections import marks
from projections.fold import Fold, Row, row_table
from projections.marks import AT, DATA, TYPE, Mark

TEXTS = ("title", "unit", "category", "about", "column", "url", "digest", "author")
DATES = ("formed_on", "changed_on")
TIMES = (
    "drafted_at",
    "coordinated_at",
    "reviewed_at",
    "published_at",
    "changed_at",
    "withdrawn_at",
    "withheld_at",
    "first_at",
    "last_at",
)
COUNTS = ("events",)

# The state in words (domain/labels.py DOCUMENT_STATUSES): the first of these whose time is set.
STATUS = (
    ("withheld", "withheld_at"),
    ("withdrawn", "withdrawn_at"),
    ("changed", "changed_at"),
    ("published", "published_at"),
    ("reviewed", "reviewed_at"),
)
DRAFTED = "drafted"

_DRAFTED = ("title", "unit", "category", "about", "formed_on", "digest", "author")
# What each event says of the document.
_CARRIED = {
    "disclosure.drafted": _DRAFTED,
    "disclosure.published": ("column", "url", "digest"),
    "disclosure.changed": ("changed_on", "digest", "author"),
}
_SLOT_OF = {
    "disclosure.drafted": "drafted_at",
    "disclosure.coordinated": "coordinated_at",
    "disclosure.secrecy_reviewed": "reviewed_at",
    "disclosure.published": "published_at",
    "disclosure.changed": "changed_at",
    "disclosure.withdrawn": "withdrawn_at",
    "disclosure.withheld": "withheld_at",
}
# A publication ends what stood against it; a change before it is no change of what is public.
_ENDED_BY_PUBLICATION = ("changed_at", "withdrawn_at", "withheld_at")
# The last of these counts, of the others the first.
_LAST = frozenset({"changed_at", "withdrawn_at", "withheld_at", "coordinated_at"})
_BLANK: Row = (
    dict.fromkeys(TEXTS, "")
    | dict.fromkeys(DATES)
    | dict.fromkeys(TIMES)
    | dict.fromkeys(COUNTS, 0)
)
SLOTS = tuple(_BLANK)


def keys(entry: Entry) -> Sequence[str]:
    """The document an entry belongs to."""
    stream: str = entry.raw["stream"]
    return (stream,) if stream.startswith("disclosure-") else ()


def fold(row: Row | None, entry: Entry) -> Row:
    """The row after one more entry of its document."""
    return {"marks": marks.after(row["marks"] if row else (), entry)}


def until(row: Row, as_of: datetime) -> Row | None:
    """The row of what had happened by then; None if nothing had."""
    happened = marks.until(row["marks"], instant(as_of))
    return {"marks": happened} if happened else None


def at(row: Row, as_of: datetime) -> Row | None:
    """The document as it stood: every slot and `status`; None if nothing had happened.

    Times are aware datetimes in UTC, `formed_on` and `changed_on` dates. `published_at` is the
    first publication, `withdrawn_at`, `withheld_at` and `changed_at` are set while they stand.
    """
    happened = until(row, as_of)
    if happened is None:
        return None
    slots = _slots(happened["marks"])
    slots["status"] = next((word for word, slot in STATUS if slots[slot]), DRAFTED)
    for name in TIMES:
        if slots[name] is not None:
            slots[name] = parse_instant(slots[name])
    for name in DATES:
        if slots[name] is not None:
            slots[name] = date.fromisoformat(slots[name])
    return slots


def columns(row: Row) -> Sequence[Any]:
    """The slots as they will stand when everything recorded has happened, and its groups."""
    slots = _slots(row["marks"])
    return (*slots.values(), _groups(slots))


def groups(row: Row) -> list[str]:
    """The groups that the document is judged with: its unit's, its class's, its grant's."""
    return _groups(_slots(row["marks"]))


def _groups(slots: Row) -> list[str]:
    unit, category, about = slots["unit"], slots["category"], slots["about"]
    found = [f"unit:{unit}"] if unit else []
    if about:
        found.append(f"no:{about}")
    if unit and category:
        found.append(f"class:{unit}|{category}")
    return found


def _slots(happened: Sequence[Mark]) -> Row:
    """Slots merge in order of happening."""
    slots = _BLANK.copy()
    for mark in happened:
        _place(slots, mark[TYPE], mark)
    if happened:
        slots["first_at"], slots["last_at"] = happened[0][AT], happened[-1][AT]
    slots["events"] = len(happened)
    return slots


def _place(slots: Row, type_: str, mark: Mark) -> None:
    data = mark[DATA]
    for name in _CARRIED.get(type_, ()):
        if value := data.get(name):
            slots[name] = value
    slot = _SLOT_OF.get(type_)
    if slot is None or not _counts(slots, slot, data):
        return
    if slots[slot] is None or slot in _LAST:
        slots[slot] = mark[AT]
    if slot == "published_at":
        slots |= dict.fromkeys(_ENDED_BY_PUBLICATION)


def _counts(slots: Row, slot: str, data: dict[str, Any]) -> bool:
    """Whether an event sets its time: a failed review or a change of a draft does not."""
    if slot == "reviewed_at":
        return bool(data["result"] == ReviewResult.PASS)
    return slot != "changed_at" or slots["published_at"] is not None


TABLE = row_table(
    "documents",
    *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
    *(sa.Column(name, sa.Date) for name in DATES),
    *(sa.Column(name, sa.DateTime(timezone=True)) for name in TIMES),
    *(sa.Column(name, sa.Integer, nullable=False) for name in COUNTS),
    sa.Column("groups", sa.ARRAY(sa.Text), nullable=False),
)
STATUS_SQL = sa.case(
    *((TABLE.c[slot].is_not(None), word) for word, slot in STATUS),
    else_=DRAFTED,
)
FOLD = Fold("documents", 1, TABLE, keys, fold, columns, groups)
