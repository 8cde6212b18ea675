"""Terms in working days are never shorter than the terms they come from."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exchange.terms import CODES, TermUnit, working_days


@given(st.integers(0, 400), st.dates(date(2016, 1, 1), date(2017, 12, 31)))
def test_calendar_days_have_at_most_so_many_weekdays(amount: int, start: date) -> None:
    days = (start + timedelta(days=n) for n in range(1, amount + 1))
    weekdays = sum(day.weekday() < 5 for day in days)
    assert weekdays <= working_days(amount, TermUnit.CALENDAR_DAY) <= amount


def test_hours_and_minutes_make_whole_days_and_months_thirty_days() -> None:
    assert [working_days(n, TermUnit.HOUR) for n in (0, 1, 8, 9)] == [0, 1, 1, 2]
    assert working_days(481, TermUnit.MINUTE) == 2
    assert working_days(1, TermUnit.MONTH) == working_days(30, TermUnit.CALENDAR_DAY) == 22
    assert working_days(1, TermUnit.YEAR) == 261
    assert working_days(20, TermUnit.WORKING_DAY) == 20


def test_every_unit_is_written_in_some_way() -> None:
    assert set(CODES.values()) == set(TermUnit)
