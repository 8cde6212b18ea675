"""Acts: what happened in the demo year, and when the ledger was told of it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from application.opening import CHINA
from domain.decider import Actor, Command, Event, Origin, record
from domain.values import Person

ZONE = ZoneInfo(CHINA)
EXCHANGE = 30 * 60
"""Seconds between two exchanges: every system hands its records over each half hour."""

OFFICE = Actor(id="QZFB", post="政务公开工作人员", unit="区人民政府")
"""Who writes down what the district announces about units, items and feeds."""

OPENED_AT = datetime(2022, 12, 30, 1, tzinfo=UTC)
"""When the log is opened, at nine in the morning of its own time."""


@record
class Act:
    """One thing that happened. `says` is a command of the stream's chapter, or the event itself
    where it comes from a source that gives deadlines or was copied over.

    `number` orders the acts of a stream; `corrects` is the number of the act that it restates, 0
    for all but corrections, whose command learns the event's id when it is loaded. `person` is
    whose data it holds.
    """

    stream: str
    number: int
    occurred_at: datetime
    recorded_at: datetime
    says: Command | Event
    actor: Actor
    origin: Origin
    person: Person | None = None
    corrects: int = 0


def next_exchange(at: datetime) -> datetime:
    """The exchange at which what happened is handed over; never later than half an hour."""
    slots = -(-int(at.timestamp()) // EXCHANGE)
    return datetime.fromtimestamp(slots * EXCHANGE, UTC)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A local time of a day, in UTC."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """The local day of an instant."""
    return moment.astimezone(ZONE).date()
