"""Opening hours: worked time by hall, season and make-up day."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.calendars import load_calendar
from application.rules import load_hours
from domain.hours import HallHours, HoursError, Season, Shift, WorkTime
from domain.rank import Rank

CALENDAR = load_calendar()
WORK = WorkTime.of(load_hours()["*"], CALENDAR)
CHINA = timezone(timedelta(hours=8))
HOUR = 3600 * 1_000_000
INSTANTS = st.integers(0, 23 * 366 * 86_400 * 1_000_000).map(
    lambda micros: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def hall(
    begins: date, ends: date | None, opens: int, seasons: tuple[Season, ...] = ()
) -> HallHours:
    shift = Shift(weekdays=frozenset(range(1, 6)), intervals=((time(opens), time(opens + 8)),))
    return HallHours(
        hall="h",
        zone="Asia/Shanghai",
        document="d",
        rank=Rank.OWN_DOCUMENT,
        in_force_from=begins,
        in_force_to=ends,
        standard_day=8 * 3600,
        makeup_weekday=5,
        seasons=seasons or (Season(name="all", first=(1, 1), last=(12, 31), shifts=(shift,)),),
    )


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2018-10-15T10:00", "2018-10-15T12:00", 2),
        ("2018-10-15T12:00", "2018-10-15T14:30", 0),
        ("2018-10-15T10:00", "2018-10-16T10:00", 7),
        ("2018-09-28T17:00", "2018-09-29T09:00", 2),
        ("2018-09-30T08:00", "2018-10-08T17:30", 14),
        ("2016-07-01T14:30", "2016-07-01T15:30", 0.5),
        ("2018-10-16T10:00", "2018-10-15T10:00", 0),
    ],
)
def test_time_is_worked_while_the_hall_is_open_on_working_days(
    start: str, end: str, hours: float
) -> None:
    assert WORK.worked(at(start), at(end)) == hours * HOUR


@given(INSTANTS, INSTANTS, INSTANTS)
def test_worked_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, second, third = sorted((one, two, three))
    assert WORK.worked(first, third) == WORK.worked(first, second) + WORK.worked(second, third)


@given(INSTANTS, st.integers(1, 100 * 7 * HOUR))
def test_the_instant_after_some_work_is_the_first_one(start: datetime, micros: int) -> None:
    found = WORK.after(start, micros)
    assert WORK.worked(start, found) == micros
    assert WORK.worked(start, found - timedelta(microseconds=1)) == micros - 1


def test_no_work_is_done_at_once() -> None:
    saturday = at("2018-10-20T10:00")
    assert WORK.after(saturday, 0) == saturday


def test_a_make_up_day_keeps_the_hours_of_the_day_named_for_it() -> None:
    weekday = Shift(weekdays=frozenset({1, 2, 3, 4}), intervals=((time(9), time(17)),))
    friday = Shift(weekdays=frozenset({5}), intervals=((time(9), time(12)),))
    season = Season(name="all", first=(1, 1), last=(12, 31), shifts=(weekday, friday))
    work = WorkTime.of([hall(date(2016, 1, 1), None, 9, (season,))], CALENDAR)
    assert work.worked(at("2016-10-08T00:00"), at("2016-10-09T00:00")) == 3 * HOUR


def test_hours_change_with_their_version_in_force() -> None:
    versions = [hall(date(2017, 1, 1), None, 8), hall(date(2016, 1, 1), None, 9)]
    work = WorkTime.of(versions, CALENDAR)
    assert work.worked(at("2016-12-30T08:00"), at("2016-12-30T10:00")) == HOUR
    assert work.worked(at("2017-01-03T08:00"), at("2017-01-03T10:00")) == 2 * HOUR


def test_hours_that_leave_a_gap_are_refused() -> None:
    versions = [hall(date(2016, 1, 1), date(2016, 12, 31), 9), hall(date(2018, 1, 1), None, 8)]
    with pytest.raises(HoursError, match="in force on 2017-01-03, came none"):
        WorkTime.of(versions, CALENDAR)


def test_a_hall_without_hours_is_refused() -> None:
    with pytest.raises(HoursError, match="came none"):
        WorkTime.of([], CALENDAR)
    shift = Shift(weekdays=frozenset({1, 2, 3, 4}), intervals=((time(9), time(17)),))
    season = Season(name="all", first=(1, 1), last=(12, 31), shifts=(shift,))
    with pytest.raises(HoursError, match="weekday 5"):
        hall(date(2016, 1, 1), None, 9, (season,))
    with pytest.raises(HoursError, match="cover the year once"):
        hall(date(2016, 1, 1), None, 9, (Season(name="s", first=(7, 1), last=(9, 30), shifts=()),))


def test_an_instant_beyond_the_hours_is_refused_with_their_reach() -> None:
    with pytest.raises(HoursError, match="reach from 2004-01-02"):
        WORK.worked(at("2003-06-01T10:00"), at("2016-01-04T10:00"))
    with pytest.raises(HoursError, match="do not reach"):
        WORK.after(at("2029-12-03T10:00"), 1000 * HOUR)


def test_the_years_without_a_notice_are_provisional() -> None:
    assert WORK.is_provisional(at("2027-01-01T00:00")) is True
    assert WORK.is_provisional(at("2026-12-31T23:59")) is False
