"""The shipped calendars: whole, cross-checked, and readable as events."""

from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pytest

from application.calendars import (
    calendar_events,
    calendar_from_events,
    calendar_year,
    load_calendar,
)
from application.tables import DataError
from domain.calendar import CalendarError


def test_an_independent_calendar_agrees_on_every_day_but_one() -> None:
    # The last day of 2005 was worked by 国办发明电〔2005〕35号; that package misses it.
    first = date(2004, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(2027, 1, 1) - first).days)]
    calendar = load_calendar()
    wrong = [d for d in days if calendar.is_working(d) is not chinese_calendar.is_workday(d)]
    assert (len(days), wrong) == (8401, [date(2005, 12, 31)])


def test_every_year_from_2004_to_2026_has_its_notice() -> None:
    assert [event["year"] for event in calendar_events()] == list(range(2004, 2027))


def test_an_event_holds_what_the_ledger_stores_and_nothing_else() -> None:
    events = calendar_events()
    assert {key for event in events for key in event} == {"year", "document", "off", "work"}
    assert {key for event in events for day in event["off"] for key in day} == {"date", "name"}


def test_the_events_make_the_shipped_calendar() -> None:
    assert calendar_from_events(calendar_events()).version == load_calendar().version


def test_a_republished_year_replaces_the_earlier_notice() -> None:
    again: dict[str, Any] = {"year": 2026, "document": None, "off": [], "work": []}
    calendar = calendar_from_events([*calendar_events(), again])
    assert calendar.is_working(date(2026, 10, 1)) is True
    assert calendar.version == "2004-2026/24"


def test_days_off_in_the_files_are_weekdays_and_days_worked_are_weekend_days() -> None:
    off = [day["date"] for event in calendar_events() for day in event["off"]]
    work = [day["date"] for event in calendar_events() for day in event["work"]]
    assert all(date.fromisoformat(day).isoweekday() <= 5 for day in off)
    assert all(date.fromisoformat(day).isoweekday() > 5 for day in work)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"year": "2027"}, "whole number"),
        ({"off": [{"date": "2027-02-30"}]}, "date YYYY-MM-DD"),
        ({"off": [{"date": "2027-01-01", "nmae": "x"}]}, "unknown field nmae"),
        ({"work": "2027-01-03"}, "list of tables"),
        ({"extra": 1}, "unknown field extra"),
    ],
)
def test_a_notice_that_cannot_be_read_says_where(changes: dict[str, object], message: str) -> None:
    notice = {"year": 2027, "document": None, "off": [], "work": [], **changes}
    with pytest.raises(DataError, match=message):
        calendar_year(notice)


def test_a_notice_for_days_of_another_year_is_refused() -> None:
    notice = {"year": 2027, "document": None, "off": [{"date": "2026-05-01"}], "work": []}
    with pytest.raises(CalendarError, match="its own year's notice"):
        calendar_year(notice)
