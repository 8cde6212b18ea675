"""Opening hours 办公时间 by hall and season, and worked time between two instants."""

# The card clock (电子监察) runs only while a hall is open on a working day. A hall without hours
# would silently give no cards, so gaps are refused where the line of worked time is built.

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import DAY, DayKind, WorkCalendar
from domain.decider import record
from domain.rank import Rank

SECOND = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
WORKDAYS = range(1, 6)
PROVISIONAL_YEARS = 3
MAX_SEASONS = 12

Interval = tuple[time, time]
MonthDay = tuple[int, int]


class HoursError(ValueError):
    """Opening hours that leave a gap, overlap, or are asked beyond their reach."""


@record
class Shift:
    """The intervals of some weekdays, 1 Monday to 7 Sunday, in the hall's zone."""

    weekdays: frozenset[int]
    intervals: tuple[Interval, ...]


@record
class Season:
    """A part of the year (夏令 07-01 to 09-30), both days included; it may wrap around."""

    name: str
    first: MonthDay
    last: MonthDay
    shifts: tuple[Shift, ...]

    def holds(self, day: date) -> bool:
        """Whether `day` is in this season."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@record
class HallHours:
    """One version of a hall's hours; `hall` "*" holds for every hall without its own.

    `standard_day` is the seconds of a standard working day, `makeup_weekday` the weekday whose
    hours a make-up day 调休上班日 keeps.
    """

    hall: str
    zone: str
    document: str
    rank: Rank
    in_force_from: date
    in_force_to: date | None
    standard_day: int
    makeup_weekday: int
    seasons: tuple[Season, ...]

    def __post_init__(self) -> None:
        """Raise HoursError unless every day of a leap year has hours on every weekday 1-5."""
        if self.standard_day <= 0:
            raise HoursError(f"hours of {self.hall}: expected a standard day above 0 seconds")
        if len(self.seasons) > MAX_SEASONS or any(len(s.shifts) > 7 for s in self.seasons):
            raise HoursError(
                f"hours of {self.hall}: expected at most {MAX_SEASONS} seasons of 7 shifts"
            )
        for n in range(366):
            day = date(2024, 1, 1) + n * DAY
            for weekday in {*WORKDAYS, self.makeup_weekday}:
                self._of(day, weekday)

    def in_force(self, on: date) -> bool:
        """Whether this version holds on that day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    def intervals(self, day: date, kind: DayKind) -> tuple[Interval, ...]:
        """The intervals in which time is worked on a day of this kind."""
        if kind is DayKind.MAKEUP:
            return self._of(day, self.makeup_weekday)
        return self._of(day, day.isoweekday()) if kind is DayKind.WORKDAY else ()

    def _of(self, day: date, weekday: int) -> tuple[Interval, ...]:
        found = [
            shift
            for season in self.seasons
            if season.holds(day)
            for shift in season.shifts
            if weekday in shift.weekdays
        ]
        if len(found) != 1:
            raise HoursError(
                f"hours of {self.hall}: expected one shift for weekday {weekday} on "
                f"{day:%m-%d}, came {len(found)}; let the seasons cover the year once"
            )
        return found[0].intervals


def _micros(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def _opening(day: date, interval: Interval, zone: ZoneInfo) -> tuple[int, int]:
    opens, closes = (_micros(datetime.combine(day, at, zone)) for at in interval)
    return opens, closes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WorkTime:
    """The worked time of one hall as a line: every open interval, and what was worked before it.

    Build it once per hall and calendar version with `of`; questions cost a binary search. It
    reaches three years beyond the calendar, where answers are provisional.
    """

    calendar: WorkCalendar
    hours: tuple[HallHours, ...]
    _opens: tuple[int, ...] = field()
    _closes: tuple[int, ...] = field()
    _before: tuple[int, ...] = field()

    @classmethod
    def of(cls, hours: Sequence[HallHours], calendar: WorkCalendar) -> "WorkTime":
        """The line of one hall's hours, all versions together.

        Raises HoursError for a working day, from the first version on, without one.
        """
        versions = tuple(sorted(hours, key=lambda version: version.in_force_from))
        if not versions:
            raise HoursError("expected the opening hours of a hall, came none; load its hours")
        opens: list[int] = []
        closes: list[int] = []
        before = [0]
        day = max(calendar.first, versions[0].in_force_from)
        until = date(calendar.last.year + PROVISIONAL_YEARS, 12, 31)
        while day <= until:
            if calendar.presumed_working(day):
                version = _in_force(versions, day)
                for interval in version.intervals(day, calendar.kind(day)):
                    start, end = _opening(day, interval, ZoneInfo(version.zone))
                    opens.append(start)
                    closes.append(end)
                    before.append(before[-1] + end - start)
            day += DAY
        return cls(calendar, versions, tuple(opens), tuple(closes), tuple(before))

    def standard_day(self, at: datetime) -> int:
        """Seconds of a standard working day under the hours in force at that instant."""
        zone = ZoneInfo(self.hours[0].zone)
        return _in_force(self.hours, at.astimezone(zone).date()).standard_day

    def worked(self, start: datetime, end: datetime) -> int:
        """Microseconds worked from `start` to `end`; 0 if end is not after start."""
        return self._worked(end) - self._worked(start) if end > start else 0

    def after(self, start: datetime, micros: int) -> datetime:
        """The first instant, in UTC, at which so many microseconds are worked since `start`.

        None are worked at `start` itself.
        """
        if micros <= 0:
            return start.astimezone(UTC)
        target = self._worked(start) + micros
        # The last interval before which less than the target was worked holds the instant.
        index = bisect_right(self._before, target - 1) - 1
        if index >= len(self._opens):
            raise HoursError(
                f"the opening hours do not reach {micros // SECOND} worked seconds beyond {start}"
            )
        return EPOCH + (self._opens[index] + target - self._before[index]) * MICROSECOND

    def is_provisional(self, instant: datetime) -> bool:
        """Whether the instant lies in a year whose calendar is not published."""
        zone = ZoneInfo(self.hours[0].zone)
        return instant.astimezone(zone).year not in self.calendar.years

    def _worked(self, instant: datetime) -> int:
        """Microseconds worked from the line's beginning to `instant`."""
        at = _micros(instant)
        index = bisect_right(self._opens, at) - 1
        if index < 0 or at > self._closes[-1]:
            raise HoursError(
                f"the opening hours reach from {self._edge(self._opens[0])} to "
                f"{self._edge(self._closes[-1])}; came {instant.isoformat()}"
            )
        return self._before[index] + min(at, self._closes[index]) - self._opens[index]

    @staticmethod
    def _edge(micros: int) -> str:
        return (EPOCH + micros * MICROSECOND).isoformat()


def _in_force(versions: Sequence[HallHours], day: date) -> HallHours:
    """The version that began last; it ends the earlier ones without a word."""
    found = [version for version in versions if version.in_force(day)]
    if not found:
        raise HoursError(
            f"expected opening hours in force on {day}, came none; publish the missing version"
        )
    return found[-1]
