"""The view `feeds`: one row per source, the hours in which it was heard."""

# A source is heard when it speaks, not when what it tells of happened. So an imported event counts
# at the time at which its source wrote it down, at that of happening only where the source does not
# say; the ledger's own time would be that of a late import of history. Heartbeats and zero reports
# count when they were sent; a zero report counts for the day it is about as well.
#
# A fold knows no zone, so a row keeps UTC hours, from which the days of any zone at whole hours
# from UTC can be had: {"hours": {day: bitmask of 24 hours}, "zero": {day: first instant told}}.

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from domain.feed import Heard, ZeroReported
from ledger.canonical import instant
from ledger.entry import Entry
from projections.fold import Fold, Row, row_table

_SPEAKING = (Heard.TYPE, ZeroReported.TYPE)
_DAY, _HOUR = slice(0, 10), slice(11, 13)
_NEW: Row = {"hours": {}, "zero": {}}


def keys(entry: Entry) -> Sequence[str]:
    """The source an entry was imported from, or that sent a heartbeat or a zero report."""
    raw = entry.raw
    imported = raw["data"].get("imported")
    if imported is not None:
        return (imported["source"],)
    return (raw["data"]["source"],) if raw["type"] in _SPEAKING else ()


def fold(row: Row | None, entry: Entry) -> Row:
    """The row after one more entry; the very same one where nothing new was heard."""
    before = row or _NEW
    raw = entry.raw
    imported = raw["data"].get("imported")
    spoke = (imported and imported.get("recorded_at")) or raw["occurred_at"]
    after = _with_hour(before, spoke)
    if raw["type"] == ZeroReported.TYPE:
        after = _with_zero(after, raw["data"]["day"], spoke)
    return after


def _with_hour(row: Row, spoke: str) -> Row:
    day, bit = spoke[_DAY], 1 << int(spoke[_HOUR])
    hours = row["hours"]
    mask = hours.get(day, 0)
    return row if mask & bit else {**row, "hours": {**hours, day: mask | bit}}


def _with_zero(row: Row, day: str, spoke: str) -> Row:
    zero = row["zero"]
    return row if zero.get(day, "~") <= spoke else {**row, "zero": {**zero, day: spoke}}


def at(row: Row, as_of: datetime) -> Row | None:
    """The row of what had been heard by a time, to the hour; None if nothing had."""
    until = instant(as_of)
    today, begun = until[_DAY], (2 << int(until[_HOUR])) - 1
    hours = {day: mask for day, mask in row["hours"].items() if day < today}
    if mask := row["hours"].get(today, 0) & begun:
        hours[today] = mask
    zero = {day: told for day, told in row["zero"].items() if told <= until}
    return {"hours": hours, "zero": zero} if hours else None


def heard(row: Row, zone: str) -> list[date]:
    """The local days on which the source was heard, in order."""
    local = ZoneInfo(zone)
    days = {date.fromisoformat(day) for day in row["zero"]}
    for day, mask in row["hours"].items():
        midnight = datetime.combine(date.fromisoformat(day), time.min, UTC)
        # The hours of a UTC day fall on two local days at most.
        for hour in ((mask & -mask).bit_length() - 1, mask.bit_length() - 1):
            days.add((midnight + timedelta(hours=hour)).astimezone(local).date())
    return sorted(days)


def columns(row: Row) -> Sequence[Any]:
    """None: sources are few."""
    return ()


TABLE = row_table("feeds")
FOLD = Fold("feeds", 1, TABLE, keys, fold, columns)
