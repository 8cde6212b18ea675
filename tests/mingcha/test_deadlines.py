"""`mingcha deadlines`: a CSV in, a CSV out, bad rows explained."""

import csv
import gzip
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner, Result

from mingcha.commands.deadlines import deadlines
from tests.shared import shared

APP = typer.Typer()
APP.command()(deadlines)


def run(text: str | bytes) -> Result:
    return CliRunner().invoke(APP, input=text)


def test_each_row_gets_its_deadline() -> None:
    result = run("start,workdays\n2016-09-20,20\n2026-12-28,5\n")
    assert result.exit_code == 0
    assert result.stdout == (
        "start,workdays,due,provisional\n"
        "2016-09-20,20,2016-10-21,false\n"
        "2026-12-28,5,2027-01-04,true\n"
    )


def test_zero_working_days_give_the_start_itself() -> None:
    assert "2016-10-01,0,2016-10-01,false" in run("start,workdays\n2016-10-01,0\n").stdout


def test_a_byte_order_mark_crlf_quotes_and_empty_lines_are_read() -> None:
    result = run(b'\xef\xbb\xbfstart,workdays\r\n\r\n"2016-09-20","20"\r\n 2016-09-30 , 5 ')
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == [
        "2016-09-20,20,2016-10-21,false",
        "2016-09-30,5,2016-10-12,false",
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2016-02-30,5", "line 2: expected a date YYYY-MM-DD in start, came '2016-02-30'"),
        ("20160101,5", "line 2: expected a date"),
        ("2016-01-01,-1", "line 2: expected a whole number of 0 or more in workdays, came '-1'"),
        ("2016-01-01,5.0", "line 2: expected a whole number"),
        ("2016-01-01,٥", "line 2: expected a whole number"),
        ("2016-01-01", "line 2: expected 2 fields start,workdays, came 1"),
        ("2016-01-01,5,x", "line 2: expected 2 fields start,workdays, came 3"),
        ('"2016-01-01,5', "line 2: expected a row start,workdays"),
        ("1999-01-01,5", "line 2: the calendar begins on 2004-01-01"),
        ("2016-01-01,9999999", "line 2: expected a deadline before the year 10000"),
    ],
)
def test_a_bad_row_is_explained_and_the_good_ones_are_answered(row: str, message: str) -> None:
    result = run(f"start,workdays\n{row}\n2016-09-20,20\n")
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stdout.splitlines()[1:] == ["2016-09-20,20,2016-10-21,false"]


@pytest.mark.parametrize("text", ["", "workdays,start\n", "start;workdays\n2016-01-01;5\n"])
def test_another_header_is_refused_in_one_line(text: str) -> None:
    result = run(text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("line 1: expected the header start,workdays")
    assert len(result.stderr.splitlines()) == 1


def test_bytes_that_are_no_text_are_a_bad_row() -> None:
    result = run(b"start,workdays\n\xff\xfe,5\n2016-09-20,20\n")
    assert result.exit_code == 1
    assert result.stdout.endswith("2016-10-21,false\n")


def test_thirty_thousand_rows_are_answered() -> None:
    path = shared("holidays_cn/workday_deadline_vectors_2015_2017.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines)) * 3
    asked = "".join(f"{row['start']},{row['workdays']}\n" for row in rows)
    result = run("start,workdays\n" + asked)
    answered = [line.split(",")[2] for line in result.stdout.splitlines()[1:]]
    assert answered == [row["due"] for row in rows]


def test_it_needs_no_database() -> None:
    code = (
        "import sys, mingcha.commands.deadlines; "
        "print({'sqlalchemy', 'fastapi', 'psycopg', 'eventsourcing'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
