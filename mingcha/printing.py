"""How answers are printed: one JSON object, CSV, or a table of 100 columns in Chinese."""

import csv
from datetime import date, datetime
from typing import Any, BinaryIO, TextIO
from zoneinfo import ZoneInfo

import orjson
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ledger.canonical import instant
from mingcha.tables import COLUMNS, TABLES, count_table, moment
from projections.read import Answer


def plain(value: Any) -> Any:
    """A value as JSON has it: instants in UTC with microseconds, dates as they are."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def to_json(value: Any) -> bytes:
    """One line of JSON."""
    options = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(value, default=plain, option=options)


def write_json(answer: Answer, out: BinaryIO) -> None:
    """The answer as one object."""
    found = {
        "total": answer.total,
        "position": answer.position,
        "known_at": answer.known_at,
        "as_of": answer.as_of,
        "frozen": answer.frozen,
        "rows": answer.rows,
    }
    out.write(to_json(found | {"registers": answer.registers} if answer.registers else found))
    out.flush()


def write_csv(name: str, answer: Answer, out: TextIO) -> None:
    """A header and the rows; what is no single value as one JSON cell."""
    columns = COLUMNS.get(name) or tuple(answer.rows[0] if answer.rows else ())
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in answer.rows:
        writer.writerow([_csv_cell(row[column]) for column in columns])


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    text = to_json(value).decode().strip()
    return text.strip('"') if isinstance(value, date) else text


def write_table(name: str, answer: Answer, zone: str, console: Console) -> None:
    """The rows as a table, then how many there are and what the answer rests on."""
    columns = TABLES.get(name) or count_table(name)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for title, right, _ in columns:
        table.add_column(title, justify="right" if right else "left", overflow="fold")
    local = ZoneInfo(zone)
    for row in answer.rows:
        table.add_row(*(escape(cell(row, local)) for _, _, cell in columns))
    console.print(table)
    console.print(
        f"共 {answer.total:,} 行；业务时间截至 {moment(answer.as_of, local)}，"
        f"当时已知 {moment(answer.known_at, local)}（第 {answer.position:,} 号记录）"
    )
    if answer.registers:
        console.print(
            "两册比对：同一事项 {pairs:,} 对，其中同时在办 {overlapping:,} 对；"
            "仅大厅有 {hall_only:,} 件，仅部门有 {dept_only:,} 件".format(**answer.registers)
        )
    if answer.frozen:
        console.print(f"另有 {answer.frozen} 件因记录有误停在原处，所示可能不是最新")
