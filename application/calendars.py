"""The working-day notices that ship with Mingcha, and the calendar that published ones make."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from application.tables import DataError, Table
from domain.calendar import CalendarYear, NamedDay, WorkCalendar

FOLDER = Path(__file__).parent / "calendars"


def calendar_events() -> list[dict[str, Any]]:
    """The shipped notices as data of `calendar.published`, oldest first.

    {"year": int, "document": str | None, "off": [{"date", "name"}], "work": [{"date", "name"}]}
    """
    return [_notice_file(path) for path in sorted(FOLDER.glob("*.json"))]


def calendar_year(data: Mapping[str, Any]) -> CalendarYear:
    """One notice from the data of its event; DataError or CalendarError says what is wrong."""
    table = Table(f"calendar {data.get('year', '?')}", data)
    document = None if data.get("document") is None else table.text("document")
    table.seen.add("document")
    year = CalendarYear(
        year=table.number("year"),
        document=document,
        off=_days(table, "off"),
        work=_days(table, "work"),
    )
    table.done()
    return year


def calendar_from_events(published: Iterable[Mapping[str, Any]]) -> WorkCalendar:
    """The calendar after these events, in ledger order; a later notice replaces its year's."""
    return WorkCalendar.of(calendar_year(data) for data in published)


def calendar_years() -> list[CalendarYear]:
    """The shipped notices, oldest first."""
    return [calendar_year(data) for data in calendar_events()]


@cache
def load_calendar() -> WorkCalendar:
    """The calendar of the shipped notices."""
    return WorkCalendar.of(calendar_years())


def _notice_file(path: Path) -> dict[str, Any]:
    try:
        notice = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise DataError(f"{path.name}: expected JSON, came {error}") from error
    return {key: notice[key] for key in ("year", "document", "off", "work")}


def _days(table: Table, key: str) -> tuple[NamedDay, ...]:
    days = []
    for row in table.tables(key):
        days.append(NamedDay(date=row.day("date"), name=row.text("name", "")))
        row.done()
    return tuple(days)
