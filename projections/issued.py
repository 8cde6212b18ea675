"""The view `cards` 预警、黄牌、红牌、提醒: one row per act of the steward, standing or lapsed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.card_acts import REMINDER, Act, Issued, Lapsed, Reminded, State
from ledger.canonical import instant, parse_instant
from ledger.codec import from_plain
from ledger.entry import Entry
from projections.fold import Fold, Row, row_table

TEXTS = ("unit", "item", "window", "channel", "person", "kind", "matter", "case")
TIMES = ("due_at", "issued_at", "lapsed_at", "first_at", "last_at")
AT, POSITION, RECORDED, TYPE, DATA = range(5)
_GIVEN = {Issued.TYPE: Issued, Reminded.TYPE: Reminded}
_BLANK: Row = dict.fromkeys((*TEXTS, "clock", "profile"), "") | {"unwarned": False, "rests_on": []}


def keys(entry: Entry) -> Sequence[str]:
    """The card, which is a stream of its own."""
    stream: str = entry.raw["stream"]
    return (stream,) if stream.startswith("card-") else ()


def fold(row: Row | None, entry: Entry) -> Row:
    """The row after one more act on the card, in order of happening; first it is given."""
    raw = entry.raw
    if row is None and raw["type"] not in _GIVEN:
        raise ValueError(f"expected a card to be given first, got {raw['type']}")
    done = [
        raw["occurred_at"],
        entry.position,
        instant(entry.recorded_at),
        raw["type"],
        entry.data,
    ]
    return {"acts": sorted([*(row["acts"] if row else ()), done])}


def at(row: Row, as_of: datetime) -> Row | None:
    """The card as it stood: TEXTS, `clock`, `profile`, `unwarned`, `rests_on`, TIMES, `status`,
    `lapse_reason`, `position`; None before it was due.

    Times are aware datetimes in UTC. `issued_at` is when it was recorded, `lapsed_at` None where
    it stands; `position` is that of the entry by which it was given.
    """
    moment = instant(as_of)
    done = [act for act in row["acts"] if act[AT] <= moment]
    if not done:
        return None
    slots = _slots(done)
    for name in TIMES:
        slots[name] = parse_instant(slots[name]) if slots[name] else None
    return slots


def columns(row: Row) -> Sequence[Any]:
    """The card as it will stand when everything recorded has happened."""
    slots = _slots(row["acts"])
    texts = (slots[name] for name in TEXTS)
    due_at, issued_at, lapsed_at, *span = (slots[name] for name in TIMES)
    return (*texts, due_at, issued_at, lapsed_at, slots["unwarned"], *span)


def act(row: Row) -> Act:
    """The card or reminder as it was given."""
    given = _given(row["acts"])
    made: Act = from_plain(_GIVEN[given[TYPE]], given[DATA])
    return made


def state(row: Row) -> State:
    """Whether it stands, by everything recorded."""
    return State.LAPSED if row["acts"][-1][TYPE] == Lapsed.TYPE else State.STANDING


def given_at(row: Row) -> str:
    """When it was recorded, in the ledger's form."""
    recorded: str = _given(row["acts"])[RECORDED]
    return recorded


def times_given(row: Row) -> int:
    """How often it was given: once, unless the ledger was written to past its rules."""
    return sum(act[TYPE] in _GIVEN for act in row["acts"])


def _given(done: Sequence[Any]) -> Any:
    return next(act for act in done if act[TYPE] in _GIVEN)


def _slots(done: Sequence[Any]) -> Row:
    given, last = _given(done), done[-1]
    data = given[DATA]
    lapsed = last[TYPE] == Lapsed.TYPE
    slots: Row = _BLANK | data
    if given[TYPE] == Reminded.TYPE:
        slots |= {"kind": REMINDER, "matter": slots.pop("about")}
    return slots | {
        "issued_at": given[RECORDED],
        "lapsed_at": last[AT] if lapsed else None,
        "lapse_reason": last[DATA]["reason"] if lapsed else "",
        "status": (State.LAPSED if lapsed else State.STANDING).value,
        "position": given[POSITION],
        "first_at": done[0][AT],
        "last_at": last[AT],
    }


TABLE = row_table(
    "cards",
    *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("lapsed_at", sa.DateTime(timezone=True)),
    sa.Column("unwarned", sa.Boolean, nullable=False),
    sa.Column("first_at", sa.DateTime(timezone=True)),
    sa.Column("last_at", sa.DateTime(timezone=True)),
)
FOLD = Fold("cards", 1, TABLE, keys, fold, columns)
