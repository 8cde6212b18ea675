"""Chinese working days 工作日: the yearly notices of the State Council office, laid in a row."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.decider import record

DAY = timedelta(days=1)
LAST_ORDINAL = date.max.toordinal()
# The first rules on holidays 全国年节及纪念日放假办法 are of 1949; a later end is a slip.
FIRST_YEAR, LAST_YEAR = 1949, 2199


class CalendarError(ValueError):
    """A question the calendar cannot answer, or a notice that cannot be read."""


class DayKind(StrEnum):
    """What a day is; a working day on a weekend is a make-up day."""

    WORKDAY = "workday"
    MAKEUP = "makeup"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@record
class NamedDay:
    """A day a notice moved, and the holiday it belongs to (春节)."""

    date: date
    name: str = ""


@record
class CalendarYear:
    """One notice: the weekdays it frees and the weekend days it has worked.

    It may reach into December of the year before (2005-12-31 is in the notice for 2006). A later
    notice for the same year replaces the earlier one whole; on one day the later year's notice
    prevails. `document` is the notice's number, None where it is not known.
    """

    year: int
    document: str | None = None
    off: tuple[NamedDay, ...] = ()
    work: tuple[NamedDay, ...] = ()

    def __post_init__(self) -> None:
        """Raise CalendarError for a year out of all use, a day outside the notice's reach, or one
        both off and worked.
        """
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise CalendarError(
                f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, came {self.year}; correct it"
            )
        for day in (*self.off, *self.work):
            if not date(self.year - 1, 12, 1) <= day.date <= date(self.year, 12, 31):
                raise CalendarError(
                    f"calendar {self.year}: expected days from December {self.year - 1} to "
                    f"the end of {self.year}, came {day.date}; put it in its own year's notice"
                )
        both = {day.date for day in self.off} & {day.date for day in self.work}
        if both:
            raise CalendarError(
                f"calendar {self.year}: {min(both)} is both off and worked; name it once"
            )


@record
class Deadline:
    """The last lawful day, until 24:00; provisional if it rests on an unpublished year."""

    due: date
    provisional: bool
    calendar_version: str


def _weekdays_up_to(ordinal: int) -> int:
    """How many Mondays to Fridays there are from ordinal 1 (a Monday) to this one."""
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


def _nth_weekday(n: int) -> int:
    weeks, rest = divmod(n - 1, 5)
    return 7 * weeks + rest + 1


def _is_weekday(ordinal: int) -> bool:
    return 1 <= ordinal % 7 <= 5


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WorkCalendar:
    """The working days of the published years as sorted ordinals; build it with `of`.

    Where no notice is out yet weekends are off, holidays are not guessed, and every answer that
    rests on such days is provisional. `version` is "first-last/notices": the same notices
    in the same order give the same version.
    """

    version: str
    years: frozenset[int]
    first: date
    last: date
    _off: Mapping[int, str] = field()
    _work: Mapping[int, str] = field()
    _ordinals: tuple[int, ...] = field()

    @classmethod
    def of(cls, notices: Iterable[CalendarYear]) -> "WorkCalendar":
        """The calendar after these notices, in the order they were published."""
        published = list(notices)
        if not published:
            raise CalendarError("expected at least one year's notice, came none; load calendars")
        newest = {notice.year: notice for notice in published}
        first, last = date(min(newest), 1, 1), date(max(newest), 12, 31)
        off: dict[int, str] = {}
        work: dict[int, str] = {}
        for year in sorted(newest):
            for moved, kept, other in (
                (newest[year].off, off, work),
                (newest[year].work, work, off),
            ):
                for day in moved:
                    kept[day.date.toordinal()] = day.name
                    other.pop(day.date.toordinal(), None)
        return cls(
            version=f"{first.year}-{last.year}/{len(published)}",
            years=frozenset(newest),
            first=first,
            last=last,
            _off=off,
            _work=work,
            _ordinals=tuple(
                o
                for o in range(first.toordinal(), last.toordinal() + 1)
                if o in work or (_is_weekday(o) and o not in off)
            ),
        )

    def is_working(self, day: date) -> bool | None:
        """Whether `day` is worked; None where its year is not published."""
        return self.presumed_working(day) if day.year in self.years else None

    def presumed_working(self, day: date) -> bool:
        """As `is_working`, but where nothing is published every weekday is taken as worked."""
        return self.kind(day) in (DayKind.WORKDAY, DayKind.MAKEUP)

    def kind(self, day: date) -> DayKind:
        """What `day` is, presumed where its year is not published."""
        ordinal = day.toordinal()
        if _is_weekday(ordinal):
            return DayKind.HOLIDAY if ordinal in self._off else DayKind.WORKDAY
        if ordinal in self._work:
            return DayKind.MAKEUP
        return DayKind.HOLIDAY if ordinal in self._off else DayKind.WEEKEND

    def holiday_name(self, day: date) -> str:
        """The holiday that made `day` off or made it up, else ""."""
        ordinal = day.toordinal()
        return self._off.get(ordinal) or self._work.get(ordinal, "")

    def is_provisional(self, after: date, until: date) -> bool:
        """Whether any day in (after, until] belongs to a year not published."""
        if after >= until:
            return until.year not in self.years
        years = range((after + DAY).year, until.year + 1)
        return not self.years.issuperset(years)

    def add_working_days(self, start: date, days: int) -> Deadline:
        """The day on which the n-th working day after `start` falls; `start` is not counted.

        0 gives `start` itself. Raises CalendarError for a negative count, a start before the
        calendar begins, or a result beyond the year 9999.
        """
        if days < 0:
            raise CalendarError(f"expected 0 or more working days, came {days}")
        if days == 0:
            return self._deadline(start, start)
        return self._deadline(start, self._nth(self._rank(start) + days))

    def subtract_working_days(self, end: date, days: int) -> Deadline:
        """The n-th working day before `end`, which is not counted; 0 gives `end` itself."""
        if days < 0:
            raise CalendarError(f"expected 0 or more working days, came {days}")
        if days == 0:
            return self._deadline(end, end)
        rank = self._rank(end - DAY) - days + 1
        if rank < 1:
            raise CalendarError(self._begins(end))
        due = self._nth(rank)
        return Deadline(
            due=due,
            provisional=self.is_provisional(due - DAY, end),
            calendar_version=self.version,
        )

    def working_days_between(self, start: date, end: date) -> int:
        """Working days in (start, end], counted as `add_working_days` does; negative if end
        is before start.
        """
        return self._rank(end) - self._rank(start)

    def roll_forward(self, day: date) -> Deadline:
        """`day`, or the next working day if it is off (民法典 203: 期间最后一日是法定休假日)."""
        if self.presumed_working(day):
            return self._deadline(day, day)
        return self._deadline(day - DAY, self._nth(self._rank(day) + 1))

    def _deadline(self, start: date, due: date) -> Deadline:
        return Deadline(
            due=due,
            provisional=self.is_provisional(start, due),
            calendar_version=self.version,
        )

    def _begins(self, came: date) -> str:
        return (
            f"the calendar begins on {self.first}; came a count that reaches before it from "
            f"{came}; load the notices of earlier years"
        )

    def _rank(self, day: date) -> int:
        """How many working days there are from the calendar's first day up to `day`."""
        ordinal, last = day.toordinal(), self.last.toordinal()
        if ordinal < self.first.toordinal() - 1:
            raise CalendarError(self._begins(day))
        if ordinal <= last:
            return bisect_right(self._ordinals, ordinal)
        return len(self._ordinals) + _weekdays_up_to(ordinal) - _weekdays_up_to(last)

    def _nth(self, rank: int) -> date:
        beyond = rank - len(self._ordinals)
        if beyond <= 0:
            return date.fromordinal(self._ordinals[rank - 1])
        ordinal = _nth_weekday(_weekdays_up_to(self.last.toordinal()) + beyond)
        if ordinal > LAST_ORDINAL:
            raise CalendarError("expected a deadline before the year 10000; use fewer days")
        return date.fromordinal(ordinal)
