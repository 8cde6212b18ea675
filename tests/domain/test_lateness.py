"""Legal lateness: whole dates in the clock's zone, rolled ends, days that do not count."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.calendars import load_calendar
from domain.calendar import CalendarError
from domain.explain import Standing, explain, summary
from domain.lateness import (
    Span,
    Unit,
    late_by_instant,
    late_by_law,
    lawful_until,
    local_date,
    reckon,
    reckon_back,
)

CALENDAR = load_calendar()
SHANGHAI, AMSTERDAM = "Asia/Shanghai", "Europe/Amsterdam"
CHINA = timezone(timedelta(hours=8))
DAYS = st.dates(date(2004, 1, 1), date(2026, 6, 30))


def spans(start: date) -> st.SearchStrategy[list[Span]]:
    one = st.tuples(st.integers(0, 60), st.integers(0, 20)).map(
        lambda at: Span(
            first=start + timedelta(days=at[0]),
            last=start + timedelta(days=at[0] + at[1]),
            reason="hearing",
        )
    )
    return st.lists(one, max_size=3)


TERMS = DAYS.flatmap(
    lambda day: st.tuples(
        st.just(day), st.integers(1, 60), st.sampled_from([Unit.WORKING, Unit.NATURAL]), spans(day)
    )
)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2016-04-29", 60, "2016-06-28"),
        ("2016-09-20", 15, "2016-10-08"),
        ("2016-09-20", 0, "2016-09-20"),
        ("2016-10-01", 0, "2016-10-01"),
    ],
)
def test_natural_days_end_on_a_working_day(start: str, days: int, due: str) -> None:
    found = reckon(date.fromisoformat(start), days, Unit.NATURAL, CALENDAR)
    assert (found.due.isoformat(), found.provisional) == (due, False)


def test_natural_days_that_end_in_an_unpublished_year_are_provisional() -> None:
    assert reckon(date(2026, 12, 1), 60, Unit.NATURAL, CALENDAR).provisional is True


def test_it_is_lawful_until_midnight_of_the_last_day() -> None:
    due = date(2018, 10, 24)
    assert lawful_until(due, SHANGHAI) == datetime(2018, 10, 24, 16, tzinfo=UTC)
    assert late_by_law(datetime(2018, 10, 24, 23, 59, 59, tzinfo=CHINA), due, SHANGHAI) is False
    assert late_by_law(datetime(2018, 10, 25, tzinfo=CHINA), due, SHANGHAI) is True


@given(DAYS, st.integers(-3 * 86_400, 3 * 86_400))
def test_late_by_law_is_not_before_the_lawful_end(due: date, seconds: int) -> None:
    end = lawful_until(due, SHANGHAI) + timedelta(seconds=seconds)
    assert late_by_law(end, due, SHANGHAI) == (end >= lawful_until(due, SHANGHAI))


def test_law_compares_local_dates_and_the_card_instants() -> None:
    due_at = datetime(2011, 3, 1, 9, 0, tzinfo=UTC)
    end = datetime(2011, 3, 1, 22, 30, tzinfo=UTC)
    assert late_by_instant(end, due_at) is True
    assert late_by_law(end, local_date(due_at, AMSTERDAM), AMSTERDAM) is False
    assert late_by_law(end, local_date(due_at, SHANGHAI), SHANGHAI) is True
    assert late_by_instant(due_at, due_at) is False


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        local_date(datetime(2016, 1, 1), SHANGHAI)  # noqa: DTZ001 - it is the case under test


def test_a_pause_moves_the_deadline_by_its_working_days() -> None:
    # 许可法 45: inspection from 12 to 19 October 2016, five working days after the first.
    pause = Span(first=date(2016, 10, 13), last=date(2016, 10, 19), reason="inspection")
    found = reckon(date(2016, 9, 20), 20, Unit.WORKING, CALENDAR, [pause])
    assert found.due == CALENDAR.add_working_days(date(2016, 9, 20), 25).due


@given(TERMS)
def test_as_many_days_count_as_the_term_has(term: tuple[date, int, Unit, list[Span]]) -> None:
    start, length, unit, excluded = term
    due = reckon(start, length, unit, CALENDAR, excluded).due
    days = explain(start, due, length, unit, CALENDAR, excluded=excluded)
    assert [day.number for day in days if day.number] == list(range(1, length + 1))
    assert (days[0].date, days[-1].date) == (start, due)
    assert CALENDAR.presumed_working(due)


@given(TERMS)
def test_time_not_counted_never_brings_a_deadline_forward(
    term: tuple[date, int, Unit, list[Span]],
) -> None:
    start, length, unit, excluded = term
    plain = reckon(start, length, unit, CALENDAR)
    assert reckon(start, length, unit, CALENDAR, excluded).due >= plain.due


@given(DAYS, st.integers(1, 60), st.integers(0, 40))
def test_a_pause_of_days_off_changes_no_working_day_term(
    start: date, length: int, after: int
) -> None:
    plain = reckon(start, length, Unit.WORKING, CALENDAR).due
    off = start + timedelta(days=after)
    if CALENDAR.presumed_working(off):
        return
    pause = Span(first=off, last=off, reason="hearing")
    assert reckon(start, length, Unit.WORKING, CALENDAR, [pause]).due == plain


def test_seven_working_days_before_a_hearing() -> None:
    # 许可法 48(1); the National Day week lies between.
    assert reckon_back(date(2016, 10, 12), 7, Unit.WORKING, CALENDAR).due == date(2016, 9, 28)
    assert reckon_back(date(2016, 10, 31), 30, Unit.NATURAL, CALENDAR).due == date(2016, 10, 1)


def test_a_negative_or_endless_term_is_refused() -> None:
    with pytest.raises(CalendarError, match="0 or more"):
        reckon(date(2016, 1, 4), -1, Unit.NATURAL, CALENDAR)
    with pytest.raises(CalendarError, match="10000"):
        reckon(date(2016, 1, 4), 9_999_999, Unit.NATURAL, CALENDAR)


def test_every_day_of_a_term_says_why_it_counts_or_not() -> None:
    start, due = date(2016, 9, 20), date(2016, 10, 21)
    days = {d.date: d for d in explain(start, due, 20, Unit.WORKING, CALENDAR)}
    assert days[start].standing is Standing.START
    assert days[date(2016, 9, 24)].standing is Standing.WEEKEND
    assert (days[date(2016, 10, 3)].standing, days[date(2016, 10, 3)].name) == (
        Standing.HOLIDAY,
        "国庆节",
    )
    assert days[date(2016, 10, 8)].standing is Standing.MAKEUP
    assert days[due].number == 20


def test_an_explanation_reads_as_one_line() -> None:
    start, due = date(2016, 9, 20), date(2016, 10, 21)
    line = summary(explain(start, due, 20, Unit.WORKING, CALENDAR))
    assert line == (
        "2016-09-20 至 2016-10-21，计 20 日；周末 6 日不计；节假日（国庆节） 5 日不计；"
        "调休上班 10-08、10-09 计入"
    )


def test_an_explanation_says_when_it_is_provisional_rolled_or_interrupted() -> None:
    pause = Span(first=date(2026, 12, 2), last=date(2026, 12, 3), reason="hearing")
    start = date(2026, 12, 1)
    due = reckon(start, 30, Unit.NATURAL, CALENDAR, [pause]).due
    line = summary(explain(start, due, 30, Unit.NATURAL, CALENDAR, excluded=[pause]))
    assert due == date(2027, 1, 4)
    assert "不计入期限（hearing） 2 日不计" in line
    assert "顺延" in line
    assert "暂定" in line
