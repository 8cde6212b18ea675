"""The view `registers` 部门登记簿: one row per entry of a department's own register."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from domain.register import EntryKind
from ledger.canonical import instant, parse_instant
from ledger.entry import Entry
from projections import marks
from projections.fold import Fold, Row, row_table

TEXTS = ("source", "kind", "number", "unit", "item", "case_no", "subject")
TIMES = ("recorded_at", "first_at", "last_at")
AT, POSITION, RECORDED, DATA = range(4)
# What no verdict needs; the ledger has it.
_LEFT_OUT = ("holder", "imported")


def keys(entry: Entry) -> Sequence[str]:
    """The entry of a register, which is a stream of its own."""
    stream: str = entry.raw["stream"]
    return (stream,) if stream.startswith("register-") else ()


def fold(row: Row | None, entry: Entry) -> Row:
    """The row after the register said it once more: every wording, in order of happening."""
    data = entry.data
    kept = {name: value for name, value in data.items() if name not in _LEFT_OUT}
    said = [entry.raw["occurred_at"], entry.position, marks.recorded(data, entry), kept]
    return {"said": sorted([*(row["said"] if row else ()), said])}


def until(row: Row, as_of: datetime) -> Row | None:
    """The row of what had been said by a time; None if nothing had."""
    moment = instant(as_of)
    said = [each for each in row["said"] if each[AT] <= moment]
    return {"said": said} if said else None


def at(row: Row, as_of: datetime) -> Row | None:
    """The entry as it was last worded by a time: TEXTS, `on` (a date), `position`, and TIMES.

    Times are aware datetimes in UTC; `recorded_at` is None where the source does not say.
    """
    told = until(row, as_of)
    if told is None:
        return None
    slots = _slots(told)
    for name in TIMES:
        slots[name] = parse_instant(slots[name]) if slots[name] else None
    slots["on"] = date.fromisoformat(slots["on"])
    return slots


def columns(row: Row) -> Sequence[Any]:
    """The entry as it is worded last, and its groups."""
    slots = _slots(row)
    texts = (slots[name] for name in TEXTS)
    times = (slots[name] or None for name in TIMES)
    return (*texts, slots["on"], slots["position"], *times, groups(row))


def groups(row: Row) -> Sequence[str]:
    """What the entry is judged with: its unit and item, the cases of its number or its case's."""
    slots = _slots(row)
    numbers = {slots["number"], slots["case_no"]} - {""}
    named = [f"{name}:{slots[name]}" for name in ("unit", "item") if slots[name]]
    return [*named, *(f"no:{number}" for number in sorted(numbers))]


def _slots(row: Row) -> Row:
    said = row["said"]
    moment, position, recorded, data = said[-1]
    slots: Row = dict.fromkeys(TEXTS, "") | {"kind": EntryKind.CERTIFICATE.value} | data
    return slots | {
        "position": position,
        "recorded_at": recorded,
        "first_at": said[0][AT],
        "last_at": moment,
    }


TABLE = row_table(
    "registers",
    *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    *(sa.Column(name, sa.DateTime(timezone=True)) for name in TIMES),
    sa.Column("groups", sa.ARRAY(sa.Text), nullable=False),
)
FOLD = Fold("registers", 1, TABLE, keys, fold, columns, groups)
