"""What an event says, in words: its fields by their names, codes by their labels."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.clock_codes import Level
from domain.decider import Event, Origin
from domain.labels import EVENT_TYPES, label
from domain.values import Sealed
from web.formats import zh_date, zh_time
from web.templating import text as _

SEALED = "〔密封〕"

# The fields of every case event that a reader is shown, in this order. Clocks, cards and what
# the source said stand elsewhere on the page.
NAMES = {
    "item": _("事项"),
    "unit": _("单位"),
    "window": _("窗口"),
    "channel": _("渠道"),
    "receipt_no": _("收件编号"),
    "applicant": _("申请人"),
    "matter": _("事项类别"),
    "step": _("环节"),
    "outcome": _("环节结果"),
    "by": _("经办人"),
    "checkers": _("核查人员"),
    "result": _("结果"),
    "decision_no": _("决定文号"),
    "licence_no": _("证件编号"),
    "kind": _("办结方式"),
    "materials": _("材料"),
    "notice_no": _("告知书编号"),
    "basis": _("依据"),
    "days": _("延长天数"),
    "days_told": _("告知天数"),
    "approver": _("批准人"),
    "approver_level": _("批准人级别"),
    "told_at": _("告知时间"),
    "to_origin": _("去向"),
    "to_unit": _("去往单位"),
    "reason": _("理由"),
    "remedy": _("救济途径"),
    "mode": _("送达方式"),
    "published_at": _("公开于"),
    "document": _("文号"),
    "note": _("备注"),
}

CODED: dict[str, type[StrEnum]] = {"approver_level": Level, "to_origin": Origin}


@dataclass(frozen=True, slots=True)
class Field:
    """A field by its name; `sealed` where its value is personal and stays closed."""

    name: str
    value: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """An event in words: what happened, its fields, and what the source said beyond them."""

    what: str
    fields: tuple[Field, ...]
    source: tuple[Field, ...] = ()


def said(event: Event, zone: str) -> Said:
    """An event in words; empty fields are left out."""
    values = {name: _coded(name, getattr(event, name, None)) for name in NAMES}
    attributes = getattr(event, "attributes", ())
    return Said(
        EVENT_TYPES[event.TYPE].zh,
        tuple(
            Field(NAMES[name], words, isinstance(value, Sealed))
            for name, value in values.items()
            if (words := _words(value, zone))
        ),
        tuple(Field(a.name, a.value) for a in attributes) + _private(event),
    )


def _private(event: Event) -> tuple[Field, ...]:
    """The source's columns that may tell of a person are sealed together."""
    private = getattr(event, "private", None)
    return (Field(_("其他来源字段"), SEALED, sealed=True),) if private else ()


def _coded(name: str, value: Any) -> Any:
    """A code that an event keeps as plain text, since a source may say something else there."""
    codes = CODED.get(name)
    return codes(value) if codes and value in [code.value for code in codes] else value


def _words(value: Any, zone: str) -> str:
    match value:
        case Sealed():
            return SEALED
        case StrEnum():
            return label(value).zh
        case tuple():
            return "、".join(value)
        case datetime():
            return zh_time(value, zone)
        case date():
            return zh_date(value)
        case None | 0 | "":
            return ""
        case _ if is_dataclass(value):
            return "、".join(_words(getattr(value, f.name), zone) for f in fields(value))
    return str(value)
