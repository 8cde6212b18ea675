"""The calendar of a clock: every day where it belongs, every deadline framed."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from application.calendars import load_calendar
from domain.explain import explain
from domain.lateness import Span, Unit, reckon
from web.months import Cell, Marks, Month, is_cut, months

CALENDAR = load_calendar()
DATES = st.dates(date(2010, 1, 1), date(2023, 12, 31))


def cells(shown: tuple[Month, ...]) -> list[Cell]:
    """Every day of the months that has something to say."""
    return [c for m in shown for week in m.weeks for c in week if c is not None and c.words]


@given(DATES, st.integers(1, 60), st.integers(0, 90))
def test_every_counted_day_is_shown_once_with_its_number(
    start: date, length: int, later: int
) -> None:
    due = reckon(start, length, Unit.WORKING, CALENDAR).due
    days = explain(start, due, length, Unit.WORKING, CALENDAR)
    end = date.fromordinal(start.toordinal() + later)
    shown = cells(months(days, start, Marks(due=due, end=end, ended=False)))
    assert [c.number for c in shown if c.number] == list(range(1, length + 1))
    assert [c.date for c in shown] == sorted({c.date for c in shown})
    assert [c.date for c in shown if "due" in c.classes.split()] == [due]


@given(DATES, st.integers(1, 30))
def test_a_month_is_laid_out_from_monday(start: date, length: int) -> None:
    due = reckon(start, length, Unit.WORKING, CALENDAR).due
    days = explain(start, due, length, Unit.WORKING, CALENDAR)
    for month in months(days, start, Marks(due=due, end=due, ended=True)):
        assert all(len(week) == 7 for week in month.weeks)
        assert all(
            cell is None or cell.date.weekday() == place
            for week in month.weeks
            for place, cell in enumerate(week)
        )


def test_time_not_counted_is_hatched_with_its_reason() -> None:
    start, stop = date(2016, 9, 20), Span(
        first=date(2016, 9, 28), last=date(2016, 10, 12), reason="hearing"
    )  # fmt: skip
    due = reckon(start, 20, Unit.WORKING, CALENDAR, [stop]).due
    days = explain(start, due, 20, Unit.WORKING, CALENDAR, excluded=[stop])
    marks = Marks(due=due, end=due, ended=True, reasons={"hearing": "听证"})
    day = next(c for c in cells(months(days, start, marks)) if c.date == date(2016, 9, 28))
    assert "excluded" in day.classes
    assert "听证" in day.words


def test_days_after_the_deadline_are_shown_for_a_while_only() -> None:
    start, due = date(2016, 3, 1), date(2016, 3, 10)
    marks = Marks(due=due, end=date(2018, 1, 1), ended=False)
    shown = cells(months((), start, marks))
    assert is_cut(marks)
    assert shown[-1].date < date(2016, 5, 1)
    assert "past-due" in shown[-1].classes
