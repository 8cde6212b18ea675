"""Legal lateness 超期: whole dates, the first day not counted, lawful until 24:00 of the last."""

# 民法典 201-203 for the counting, 行政许可法 45 for time that does not count, 82 for working days.
# Card lateness, to the second, is another notion and lives in domain/cards.py.

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.calendar import DAY, CalendarError, Deadline, WorkCalendar
from domain.decider import record


class Unit(StrEnum):
    """What a term counts: 工作日, 日 (natural days), or nothing where the source gives the end."""

    WORKING = "wd"
    NATURAL = "cd"
    GIVEN = "given"


@record
class Span:
    """Days 不计入期限, both ends included, and why."""

    first: date
    last: date
    reason: str

    def holds(self, day: date) -> bool:
        """Whether `day` is one of these."""
        return self.first <= day <= self.last


def local_date(instant: datetime, zone: str) -> date:
    """The date on which an aware instant falls in an IANA zone."""
    if instant.tzinfo is None:
        raise ValueError(f"expected an instant with an offset, came {instant.isoformat()}")
    return instant.astimezone(ZoneInfo(zone)).date()


def lawful_until(due: date, zone: str) -> datetime:
    """24:00 of the last lawful day in the clock's zone, in UTC; an end before it is in time."""
    return datetime.combine(due + DAY, time.min, ZoneInfo(zone)).astimezone(UTC)


def late_by_law(end: datetime, due: date, zone: str) -> bool:
    """Whether something that ended (or is still open) at `end` is late by whole dates."""
    return local_date(end, zone) > due


def late_by_instant(end: datetime, due_at: datetime) -> bool:
    """Card lateness of a deadline that the source gives to the instant."""
    return end > due_at


def reckon(
    start: date,
    length: int,
    unit: Unit,
    calendar: WorkCalendar,
    excluded: Sequence[Span] = (),
) -> Deadline:
    """The last lawful day of `length` days from `start`, which is not counted.

    Days in `excluded` do not count. A natural-day term whose last day is off ends on the next
    working day (民法典 203); a term of 0 days ends on `start` (即时). Raises CalendarError where
    the calendar cannot answer.
    """
    if length < 0:
        raise CalendarError(f"expected a term of 0 or more days, came {length}")
    if length == 0:
        return calendar.add_working_days(start, 0)
    if unit is Unit.WORKING and not excluded:
        return calendar.add_working_days(start, length)
    if not excluded:
        return _rolled(start, _natural(start, length), calendar, excluded)
    counted = _counted(start, unit, calendar, excluded)
    last = next(day for number, day in enumerate(counted, 1) if number == length)
    return _rolled(start, last, calendar, excluded)


def reckon_back(end: date, length: int, unit: Unit, calendar: WorkCalendar) -> Deadline:
    """The last lawful day for what must happen `length` days before `end` (许可法 48: 七日前)."""
    if unit is Unit.WORKING:
        return calendar.subtract_working_days(end, length)
    return Deadline(
        due=end - timedelta(days=length),
        provisional=False,
        calendar_version=calendar.version,
    )


def is_excluded(day: date, excluded: Iterable[Span]) -> bool:
    """Whether `day` lies in any of the spans."""
    return any(span.holds(day) for span in excluded)


def _natural(start: date, days: int) -> date:
    try:
        return start + timedelta(days=days)
    except OverflowError as error:
        raise CalendarError("expected a deadline before the year 10000; use fewer days") from error


def _counted(
    start: date, unit: Unit, calendar: WorkCalendar, excluded: Sequence[Span]
) -> Iterator[date]:
    day = start
    while True:
        day = _natural(day, 1)
        if is_excluded(day, excluded):
            continue
        if unit is Unit.NATURAL or calendar.presumed_working(day):
            yield day


def _rolled(start: date, last: date, calendar: WorkCalendar, excluded: Sequence[Span]) -> Deadline:
    """`last`, moved on while it is off or does not count."""
    due = last
    while not calendar.presumed_working(due) or is_excluded(due, excluded):
        due = _natural(due, 1)
    return Deadline(
        due=due,
        provisional=calendar.is_provisional(start, due),
        calendar_version=calendar.version,
    )
