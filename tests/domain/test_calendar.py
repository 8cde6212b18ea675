"""Working days: golden vectors, real notices, and the laws of counting."""

import csv
import gzip
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.calendars import load_calendar
from domain.calendar import CalendarError, CalendarYear, DayKind, NamedDay, WorkCalendar
from tests.shared import shared

CALENDAR = load_calendar()
YEARS = (2010, 2011, 2012, 2015, 2016, 2017, 2018, 2024)
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))
ANY_DAYS = st.dates(date(2004, 1, 1), date(2040, 12, 31))
COUNTS = st.integers(0, 400)

# domain rules register §1.7: start, working days, due.
GOLDEN = [
    ("2016-09-20", 20, "2016-10-21"),
    ("2016-09-20", 30, "2016-11-04"),
    ("2016-01-20", 45, "2016-03-28"),
    ("2016-01-20", 60, "2016-04-19"),
    ("2016-02-05", 5, "2016-02-17"),
    ("2016-09-30", 5, "2016-10-12"),
    ("2016-09-28", 10, "2016-10-17"),
    ("2016-04-29", 15, "2016-05-23"),
    ("2016-04-29", 30, "2016-06-14"),
    ("2016-04-29", 20, "2016-05-30"),
    ("2019-09-20", 20, "2019-10-23"),
    ("2020-01-20", 20, "2020-02-25"),
    ("2020-01-21", 7, "2020-02-07"),
    ("2005-12-28", 5, "2006-01-05"),
    ("2016-06-03", 20, "2016-07-04"),
]


def named(*days: date) -> tuple[NamedDay, ...]:
    return tuple(NamedDay(date=day) for day in days)


@pytest.mark.parametrize(("start", "days", "due"), GOLDEN)
def test_working_day_deadlines_of_the_law_are_met(start: str, days: int, due: str) -> None:
    deadline = CALENDAR.add_working_days(date.fromisoformat(start), days)
    assert (deadline.due.isoformat(), deadline.provisional) == (due, False)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_a_real_notice_names_is_what_it_says(year: int) -> None:
    notice = json.loads(shared(f"holidays_cn/{year}.json").read_text(encoding="utf-8"))
    wrong = [
        day["date"]
        for day in notice["days"]
        if CALENDAR.is_working(date.fromisoformat(day["date"])) is day["isOffDay"]
    ]
    assert wrong == []


def test_ten_thousand_deadlines_computed_elsewhere_agree() -> None:
    path = shared("holidays_cn/workday_deadline_vectors_2015_2017.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    wrong = [
        row
        for row in rows
        if CALENDAR.add_working_days(
            date.fromisoformat(row["start"]), int(row["workdays"])
        ).due.isoformat()
        != row["due"]
    ]
    assert (len(rows), wrong) == (9864, [])


def test_the_last_day_of_2005_is_a_worked_saturday() -> None:
    assert CALENDAR.is_working(date(2005, 12, 31)) is True
    assert CALENDAR.kind(date(2005, 12, 31)) is DayKind.MAKEUP


@pytest.mark.parametrize(
    ("year", "days"), [(2004, 252), (2005, 251), (2016, 250), (2025, 248), (2026, 248)]
)
def test_a_year_has_its_known_number_of_working_days(year: int, days: int) -> None:
    start, end = date(year - 1, 12, 31), date(year, 12, 31)
    assert CALENDAR.working_days_between(start, end) == days


def test_nobody_knows_the_working_days_of_an_unpublished_year() -> None:
    assert CALENDAR.is_working(date(2027, 1, 4)) is None
    assert CALENDAR.is_working(date(2003, 12, 31)) is None


@pytest.mark.parametrize(
    ("start", "days", "due", "provisional"),
    [
        ("2026-12-30", 1, "2026-12-31", False),
        ("2026-12-30", 2, "2027-01-01", True),
        ("2026-12-31", 5, "2027-01-07", True),
        ("2027-10-01", 1, "2027-10-04", True),
        ("2027-03-01", 0, "2027-03-01", True),
    ],
)
def test_a_deadline_beyond_the_published_years_is_provisional_and_skips_weekends_only(
    start: str, days: int, due: str, provisional: bool
) -> None:
    deadline = CALENDAR.add_working_days(date.fromisoformat(start), days)
    assert (deadline.due.isoformat(), deadline.provisional) == (due, provisional)


def test_a_count_before_the_calendar_begins_is_refused_with_its_first_day() -> None:
    assert CALENDAR.add_working_days(date(2003, 12, 31), 1).due == date(2004, 1, 2)
    with pytest.raises(CalendarError, match="begins on 2004-01-01"):
        CALENDAR.add_working_days(date(2003, 12, 30), 1)
    with pytest.raises(CalendarError, match="begins on 2004-01-01"):
        CALENDAR.subtract_working_days(date(2004, 1, 6), 9)


def test_negative_and_endless_counts_are_refused() -> None:
    with pytest.raises(CalendarError, match="0 or more"):
        CALENDAR.add_working_days(date(2016, 1, 4), -1)
    with pytest.raises(CalendarError, match="0 or more"):
        CALENDAR.subtract_working_days(date(2016, 1, 4), -1)
    with pytest.raises(CalendarError, match="10000"):
        CALENDAR.add_working_days(date(2016, 1, 4), 9_999_999)


@given(ANY_DAYS, COUNTS)
def test_counting_the_days_up_to_a_deadline_gives_its_length(start: date, days: int) -> None:
    due = CALENDAR.add_working_days(start, days).due
    assert CALENDAR.working_days_between(start, due) == days


@given(ANY_DAYS, COUNTS, COUNTS)
def test_two_terms_one_after_the_other_are_one_term(start: date, one: int, two: int) -> None:
    middle = CALENDAR.add_working_days(start, one).due
    assert (
        CALENDAR.add_working_days(middle, two).due
        == CALENDAR.add_working_days(start, one + two).due
    )


@given(ANY_DAYS, st.integers(0, 40), st.integers(1, 400))
def test_a_later_start_never_gives_an_earlier_deadline(start: date, later: int, days: int) -> None:
    moved = start + timedelta(days=later)
    assert CALENDAR.add_working_days(start, days).due <= CALENDAR.add_working_days(moved, days).due


@given(ANY_DAYS, st.integers(1, 400))
def test_counting_back_from_a_working_day_undoes_counting_on(start: date, days: int) -> None:
    start = CALENDAR.roll_forward(start).due
    due = CALENDAR.add_working_days(start, days).due
    assert CALENDAR.subtract_working_days(due, days).due == start


@given(DAYS, st.integers(1, 60))
def test_a_deadline_is_found_by_walking_day_by_day(start: date, days: int) -> None:
    day = start
    for _ in range(days):
        day += timedelta(days=1)
        while not CALENDAR.presumed_working(day):
            day += timedelta(days=1)
    assert CALENDAR.add_working_days(start, days).due == day


@given(ANY_DAYS, ANY_DAYS)
def test_days_between_are_negative_the_other_way_round(one: date, two: date) -> None:
    assert CALENDAR.working_days_between(one, two) == -CALENDAR.working_days_between(two, one)


def test_a_later_notice_replaces_the_whole_earlier_one_and_makes_a_new_version() -> None:
    # 国办发明电〔2020〕1号: the Spring Festival of 2020 prolonged to 2 February.
    first = CalendarYear(year=2020, off=named(date(2020, 1, 30)), work=named(date(2020, 2, 1)))
    longer = CalendarYear(year=2020, off=named(date(2020, 1, 30), date(2020, 1, 31)))
    before, after = WorkCalendar.of([first]), WorkCalendar.of([first, longer])
    assert (before.version, after.version) == ("2020-2020/1", "2020-2020/2")
    assert before.add_working_days(date(2020, 1, 29), 1).due == date(2020, 1, 31)
    assert after.add_working_days(date(2020, 1, 29), 1).due == date(2020, 2, 3)


def test_the_next_notice_may_move_december_days_of_a_year_already_published() -> None:
    notices = [CalendarYear(year=2005), CalendarYear(year=2006, work=named(date(2005, 12, 31)))]
    assert WorkCalendar.of(notices[:1]).is_working(date(2005, 12, 31)) is False
    assert WorkCalendar.of(notices).is_working(date(2005, 12, 31)) is True


def test_a_year_left_out_between_published_ones_is_provisional() -> None:
    calendar = WorkCalendar.of([CalendarYear(year=2020), CalendarYear(year=2022)])
    assert calendar.is_working(date(2021, 6, 1)) is None
    assert calendar.add_working_days(date(2020, 12, 31), 1).provisional is True
    assert calendar.add_working_days(date(2021, 12, 31), 1).provisional is False


def test_a_notice_out_of_its_year_or_against_itself_is_refused() -> None:
    with pytest.raises(CalendarError, match="2015"):
        CalendarYear(year=2017, off=named(date(2015, 1, 1)))
    with pytest.raises(CalendarError, match="both off and worked"):
        CalendarYear(year=2016, off=named(date(2016, 1, 1)), work=named(date(2016, 1, 1)))
    with pytest.raises(CalendarError, match="at least one"):
        WorkCalendar.of([])


def test_a_day_off_says_its_holiday() -> None:
    assert CALENDAR.holiday_name(date(2016, 2, 11)) == "春节"
    assert CALENDAR.holiday_name(date(2016, 2, 14)) == "春节"
    assert CALENDAR.holiday_name(date(2016, 3, 1)) == ""
