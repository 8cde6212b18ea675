"""`mingcha deadlines`: working-day deadlines for a CSV, from the shipped calendar, no database."""

import csv
import re
import sys
from datetime import date

import typer

from application.calendars import load_calendar
from domain.calendar import CalendarError, WorkCalendar

HEADER = ["start", "workdays"]
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
COUNT = re.compile(r"\d{1,7}", re.ASCII)
BAD_ROWS = 1
BAD_HEADER = 2


class BadRowError(ValueError):
    """A row without a deadline: what was expected and what came."""


def deadlines() -> None:
    """Read CSV `start,workdays` on stdin, write CSV `start,workdays,due,provisional` on stdout.

    The start day is not counted; 0 working days give the start day itself. `provisional` is true
    where the count reaches into a year whose holidays are not published yet. A row that cannot be
    read is explained on stderr with its line number and left out; the others are still answered.
    Exit code: 0 every row answered, 1 some row was not, 2 the header is not `start,workdays`.
    """
    lines = (raw.decode("utf-8", "replace").rstrip("\r\n") for raw in sys.stdin.buffer)
    header = next(lines, "").removeprefix("\ufeff")
    if [name.strip() for name in header.split(",")] != HEADER:
        _explain(1, f"expected the header start,workdays, came {header[:80]!r}; put it first")
        raise typer.Exit(BAD_HEADER)
    calendar = load_calendar()
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([*HEADER, "due", "provisional"])
    bad = 0
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        try:
            out.writerow(_answer(line, calendar))
        except (BadRowError, CalendarError) as problem:
            bad += 1
            _explain(number, str(problem))
    if bad:
        raise typer.Exit(BAD_ROWS)


def _answer(line: str, calendar: WorkCalendar) -> list[object]:
    try:
        # Each line alone: a stray quote must not swallow the rows that follow it.
        fields = [field.strip() for field in next(csv.reader([line], strict=True))]
    except csv.Error:
        raise BadRowError(f"expected a row start,workdays, came {line[:80]!r}") from None
    if len(fields) != len(HEADER):
        raise BadRowError(f"expected 2 fields start,workdays, came {len(fields)}")
    start, days = _date(fields[0]), _count(fields[1])
    deadline = calendar.add_working_days(start, days)
    return [start, days, deadline.due, "true" if deadline.provisional else "false"]


def _date(text: str) -> date:
    if DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise BadRowError(f"expected a date YYYY-MM-DD in start, came {text[:40]!r}")


def _count(text: str) -> int:
    if COUNT.fullmatch(text):
        return int(text)
    raise BadRowError(f"expected a whole number of 0 or more in workdays, came {text[:40]!r}")


def _explain(line: int, problem: str) -> None:
    typer.echo(f"line {line}: {problem}", err=True)
