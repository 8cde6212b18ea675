"""Two registers made of one real log, and what a plain reading of their files counts."""

import csv
import gzip
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

HEAD = ("id", "number", "person", "name", "item", "start", "end", "task", "activity", "at")
ITEM = "omgevingsvergunning"
LONG = timedelta(days=1000)

MAPPING = """
[source]
name = "{name}"
zone = "Europe/Amsterdam"
case = "case:id"
activity = "activity"
time = "at"
key = "task"

[fields]
item = "case:item"
shared_no = "case:number"

[applicant]
name = "case:name"
id_kind = {{ value = "bsn" }}
id_number = "case:person"

[origins]
default = "{origin}"

[[rule]]
event = "case.accepted"
once = true
time = "case:start"

[[rule]]
event = "case.closed"
once = true
time = "case:end"
"""

Row = dict[str, str]


class Case(NamedTuple):
    """A case as a register tells it."""

    id: str
    number: str
    person: str
    item: str
    first: datetime
    last: datetime


class Pair(NamedTuple):
    """Two cases of one matter, by their ids."""

    hall: str
    dept: str
    overlap: bool


class Counted(NamedTuple):
    """What two registers have in common, and what each has alone."""

    pairs: set[Pair]
    hall_only: set[str]
    dept_only: set[str]


def split(log: Path, folder: Path) -> tuple[Path, Path]:
    """The registers of the hall and of a department: each has some of the cases of the log."""
    with gzip.open(log, "rt", encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["case:concept:name"])
    cases = [list(told) for _, told in groupby(rows, key=lambda row: row["case:concept:name"])]
    hall = (row for n, told in enumerate(cases) if n % 10 < 7 for row in _of_hall(n, told))
    dept = (row for n, told in enumerate(cases) if n % 10 > 2 for row in _of_dept(n, told))
    return _written(folder / "hall.csv", hall), _written(folder / "dept.csv", dept)


def _of_hall(n: int, told: list[Row]) -> Iterator[Row]:
    """Cases 3 of ten have no number; each applicant has two such cases among twenty."""
    number = "" if n % 10 == 3 else f"N{n // 2 if n % 70 == 6 else n}"
    return _rows(f"H{n:04}", number, n, told, timedelta())


def _of_dept(n: int, told: list[Row]) -> Iterator[Row]:
    """Cases 3 and 6 of ten are matched by their applicant; every fifth 4 has another number;
    cases 5 are years later, and of cases 3 every second.
    """
    numbered = n % 10 not in (3, 6)
    number = f"N{n + 5000 if n % 50 == 4 else n}" if numbered else ""
    late = n % 10 == 5 or n % 20 == 13
    return _rows(f"afd/{9000 - n}", number, n, told, LONG if late else timedelta(hours=n % 90))


def _rows(id_: str, number: str, n: int, told: list[Row], by: timedelta) -> Iterator[Row]:
    person = n // 20 if n % 10 == 3 else n + 1000
    for row in told:
        values = (
            id_,
            number,
            f"{person:09}",
            f"Aanvrager {person % 7}",
            ITEM if n % 3 else f"{ITEM}, klein",
            _shifted(row["case:startdate"], by),
            _shifted(row["case:enddate"], by),
            row["concept:instance"],
            row["concept:name"],
            _shifted(row["time:timestamp"], by),
        )
        yield dict(zip(HEAD, values, strict=True))


def _shifted(moment: str, by: timedelta) -> str:
    return (datetime.fromisoformat(moment) + by).isoformat() if moment else ""


def _written(path: Path, rows: Iterator[Row]) -> Path:
    of_case = {"id", "number", "person", "name", "item", "start", "end"}
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([f"case:{name}" if name in of_case else name for name in HEAD])
        out.writerows(row.values() for row in rows)
    return path


def counted(hall: Path, dept: Path) -> Counted:
    """Every case of one file against every case of the other."""
    ours, theirs = _cases(hall), _cases(dept)
    pairs = {
        Pair(one.id, other.id, one.first <= other.last and other.first <= one.last)
        for one in ours
        for other in theirs
        if _same(one, other)
    }
    return Counted(
        pairs,
        {case.id for case in ours} - {pair.hall for pair in pairs},
        {case.id for case in theirs} - {pair.dept for pair in pairs},
    )


def _same(one: Case, other: Case) -> bool:
    if one.number and other.number:
        return one.number == other.number
    return (one.person, one.item) == (other.person, other.item)


def _cases(path: Path) -> list[Case]:
    told: dict[str, list[Row]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            row = {name.removeprefix("case:"): cell for name, cell in cells.items()}
            told.setdefault(row["id"], []).append(row)
    return [_case(id_, rows) for id_, rows in told.items()]


def _case(id_: str, rows: list[Row]) -> Case:
    head = rows[0]
    said = (head["start"], head["end"], *(row["at"] for row in rows))
    moments = [datetime.fromisoformat(moment) for moment in said if moment]
    return Case(id_, head["number"], head["person"], head["item"], min(moments), max(moments))
