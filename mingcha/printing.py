"""How answers are printed: one JSON object, CSV, or a table of 100 columns in Chinese."""

import csv
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO, TextIO
from zoneinfo import ZoneInfo

import orjson
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.case.events import CloseKind, Matter, Result
from domain.decider import Origin
from domain.labels import STATUSES, label
from domain.lateness import Unit
from ledger.canonical import instant
from projections import case_list, overdue
from projections.explanation import UNITS, lasting
from projections.fold import Row
from projections.read import Answer

Cell = Callable[[Row, ZoneInfo], str]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "cases": (*case_list.COLUMNS, "attributes"),
    "overdue": (*overdue.COLUMNS, "explanation", "attributes"),
}
# What the columns of a case are called.
TITLES: Mapping[str, str] = {
    "status": "状态", "item": "事项", "unit": "单位", "window": "窗口", "channel": "渠道",
    "origin": "来源", "subject": "当事人编号", "receipt_no": "收件编号", "matter": "办理依据",
    "result": "决定结果", "licence_no": "证件编号", "close_kind": "办结方式",
    "last_step": "最近环节",
    "received_at": "收件时间", "accepted_at": "受理时间", "not_accepted_at": "不予受理时间",
    "decided_at": "决定时间", "delivered_at": "送达时间", "closed_at": "办结时间",
    "voided_at": "作废时间", "correcting": "待补正", "paused": "停止计时",
    "duplicate": "重复件", "steps": "完成环节数",
}  # fmt: skip
_CODES: Mapping[str, type[StrEnum]] = {
    "origin": Origin, "matter": Matter, "result": Result, "close_kind": CloseKind,
}  # fmt: skip


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
    out.write(to_json(found))
    out.flush()


def write_csv(name: str, answer: Answer, out: TextIO) -> None:
    """A header and the rows; attributes as one JSON cell."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS[name])
    for row in answer.rows:
        writer.writerow([_csv_cell(row[column]) for column in COLUMNS[name]])


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str | int) and not isinstance(value, bool):
        return str(value)
    text = to_json(value).decode().strip()
    return text.strip('"') if isinstance(value, date) else text


def write_table(name: str, answer: Answer, zone: str, console: Console) -> None:
    """The rows as a table, then how many there are and what the answer rests on."""
    columns = _TABLES[name]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for title, right, _ in columns:
        table.add_column(title, justify="right" if right else "left", overflow="fold")
    local = ZoneInfo(zone)
    for row in answer.rows:
        table.add_row(*(escape(cell(row, local)) for _, _, cell in columns))
    console.print(table)
    console.print(
        f"共 {answer.total:,} 行；业务时间截至 {_moment(answer.as_of, local)}，"
        f"当时已知 {_moment(answer.known_at, local)}（第 {answer.position:,} 号记录）"
    )
    if answer.frozen:
        console.print(f"另有 {answer.frozen} 件因记录有误停在原处，所示可能不是最新")


def in_words(column: str, value: Any, zone: ZoneInfo) -> str:
    """A value of a case as a person reads it: codes by their names, times in the zone."""
    if isinstance(value, datetime):
        return _moment(value, zone)
    if isinstance(value, bool):
        return "是" if value else "否"
    if value and column == "status":
        return STATUSES[value].zh
    if value and column in _CODES:
        return label(_CODES[column](value)).zh
    return "" if value is None else str(value)


def _moment(value: datetime, zone: ZoneInfo) -> str:
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _text(column: str) -> Cell:
    return lambda row, zone: str(row[column])


def _day(*columns: str) -> Cell:
    """The local date of the first of these instants that is there."""

    def cell(row: Row, zone: ZoneInfo) -> str:
        found = next((row[column] for column in columns if row[column] is not None), None)
        return "" if found is None else f"{found.astimezone(zone):%Y-%m-%d}"

    return cell


def _status(row: Row, zone: ZoneInfo) -> str:
    return in_words("status", row["status"], zone)


def _number(row: Row, zone: ZoneInfo) -> str:
    return str(row["receipt_no"] or row["stream"])


def _over(row: Row, zone: ZoneInfo) -> str:
    if row["days_over"] is None:
        return lasting(row["seconds_over"])
    return f"{row['days_over']}{UNITS[Unit(row['counted_in'])]}"


_TABLES: Mapping[str, tuple[tuple[str, bool, Cell], ...]] = {
    "cases": (
        ("收件编号", False, _number),
        ("事项", False, _text("item")),
        ("单位", False, _text("unit")),
        ("状态", False, _status),
        ("收件、受理", False, _day("received_at", "accepted_at")),
        ("办结", False, _day("closed_at")),
        ("环节", True, _text("steps")),
    ),
    "overdue": (
        ("收件编号", False, _number),
        ("单位", False, _text("unit")),
        ("超期", False, _over),
        ("说明", False, _text("explanation")),
    ),
}
