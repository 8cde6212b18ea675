"""What the tables of views show in a terminal, and what their CSV columns are."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from domain.cards import Card
from domain.case.events import CloseKind, Matter, Result
from domain.decider import Origin
from domain.detectors import Family
from domain.labels import DOCUMENT_STATUSES, REMINDER, STATUSES, TODO_KINDS, label
from domain.lateness import Unit
from domain.verdict import Decision, Severity
from projections import (
    card_list,
    case_list,
    document_list,
    overdue,
    register_list,
    sign_list,
    today,
)
from projections.explanation import UNITS, lasting
from projections.fold import Row

Cell = Callable[[Row, ZoneInfo], str]
Columns = tuple[tuple[str, bool, Cell], ...]
"""Title, whether it is set to the right, and the text of a row's cell."""

_SIGNS = (*sign_list.COLUMNS, "bases", "positions", "explanation")
SIGN_VIEWS = ("signs", *(family.value for family in Family))
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "cases": (*case_list.COLUMNS, "attributes"),
    "overdue": (*overdue.COLUMNS, "explanation", "attributes"),
    "registers": tuple(register_list.COLUMNS),
    "cards": tuple(card_list.COLUMNS),
    "today": tuple(today.COLUMNS),
    "documents": tuple(document_list.COLUMNS),
} | dict.fromkeys(SIGN_VIEWS, _SIGNS)
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


def in_words(column: str, value: Any, zone: ZoneInfo) -> str:
    """A value of a case as a person reads it: codes by their names, times in the zone."""
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, bool):
        return "是" if value else "否"
    if value and column == "status":
        return STATUSES[value].zh
    if value and column in _CODES:
        return label(_CODES[column](value)).zh
    return "" if value is None else str(value)


def moment(value: datetime, zone: ZoneInfo) -> str:
    """An instant in a zone, to the second."""
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


def _sign(row: Row, zone: ZoneInfo) -> str:
    name = f"{row['name']} {row['code']}"
    return name if row["decision"] == Decision.VIOLATION else f"{name}（不能判定）"


def _severity(row: Row, zone: ZoneInfo) -> str:
    return label(Severity(row["severity"])).zh


def _side(name: str) -> Cell:
    return lambda row, zone: row[name] or "—"


def _card(row: Row, zone: ZoneInfo) -> str:
    kind = Card(row["kind"]) if row["kind"] in set(Card) else None
    name = label(kind).zh if kind else REMINDER.zh
    return f"{name}（未预警）" if row["unwarned"] else name


def count_table(by: str) -> Columns:
    """The table of counts by a dimension."""
    return ((DIMENSIONS[by], False, _text(by)), ("疑似问题", True, _text("signs")))


DIMENSIONS: Mapping[str, str] = {
    "unit": "单位",
    "item": "事项",
    "window": "窗口",
    "channel": "渠道",
    "person": "人员",
    "period": "月份",
    "code": "检测规则",
}
_SIGN_TABLE: Columns = (
    ("检测规则", False, _sign),
    ("程度", False, _severity),
    ("单位", False, _text("unit")),
    ("起始", False, _day("since")),
    ("说明", False, _text("explanation")),
)
TABLES: Mapping[str, Columns] = dict.fromkeys(SIGN_VIEWS, _SIGN_TABLE) | {
    "cards": (
        ("发牌", False, _card),
        ("单位", False, _text("unit")),
        ("事项", False, _text("item")),
        ("应发时间", False, _day("due_at")),
        ("办件", False, _text("case")),
    ),
    "today": (
        ("待办", False, lambda row, zone: TODO_KINDS[row["kind"]].zh),
        ("单位", False, _text("unit")),
        ("窗口", False, _text("window")),
        ("说明", False, _text("explanation")),
    ),
    "documents": (
        ("信息", False, _text("title")),
        ("单位", False, _text("unit")),
        ("状态", False, lambda row, zone: DOCUMENT_STATUSES[row["status"]].zh),
        ("公开", False, _day("published_at")),
    ),
    "registers": (
        ("事项", False, _text("item")),
        ("大厅办件", False, _side("hall")),
        ("部门办件", False, _side("dept")),
        ("同时在办", False, lambda row, zone: "是" if row["overlap"] else "否"),
    ),
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
