"""What an event says, in words: its fields by their names, codes by their labels."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.clock_codes import Level
from domain.decider import Event, Origin
from domain.labels import event_label, label
from domain.values import Sealed
from web.formats import zh_date, zh_time
from web.templating import text as _

SEALED = "〔密封〕"

# The fields of every case event that a reader is shown, in this order. Clocks, cards and what
# the source said stand elsewhere on the page.
CASE_NAMES = {
    "item": _("事项"),
    "unit": _("单位"),
    "window": _("窗口"),
    "channel": _("渠道"),
    "receipt_no": _("收件编号"),
    "shared_no": _("共同编号"),
    "applicant": _("申请人"),
    "matter": _("事项类别"),
    "step": _("环节"),
    "staff": _("跟踪人"),
    "seal": _("印章"),
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

# The same of every other event: organisation, catalogue, feeds, registers, documents, cards.
FACT_NAMES = {
    "title": _("标题"),
    "name": _("名称"),
    "full_name": _("全称"),
    "code": _("规则代码"),
    "state": _("状态"),
    "item": _("事项"),
    "unit": _("单位"),
    "hall": _("大厅（中心）"),
    "window": _("窗口"),
    "staff": _("人员"),
    "account": _("账号"),
    "post": _("岗位"),
    "role": _("责任"),
    "powers": _("权限"),
    "kind": _("种类"),
    "level": _("层级"),
    "register": _("登记簿"),
    "source": _("数据源"),
    "rhythm": _("报送频率"),
    "number": _("编号"),
    "case_no": _("所记办件编号"),
    "holder": _("持有人"),
    "day": _("所报日期"),
    "on": _("日期"),
    "due": _("期限"),
    "concentrate_by": _("两集中期限"),
    "from_unit": _("原实施单位"),
    "to_unit": _("承接单位"),
    "take_by": _("承接期限"),
    "exemption": _("例外编号"),
    "category": _("公开类别"),
    "about": _("所公开的文号"),
    "matter": _("发牌对象"),
    "due_at": _("到点时间"),
    "formed_on": _("形成日期"),
    "changed_on": _("变更日期"),
    "author": _("拟制人"),
    "sources": _("涉及单位"),
    "units": _("征求单位"),
    "stage": _("审查环节"),
    "reviewer": _("审查人"),
    "result": _("结果"),
    "column": _("栏目"),
    "url": _("网址"),
    "by": _("经办人"),
    "digest": _("文本摘要"),
    "basis": _("依据"),
    "approver": _("批准人"),
    "approver_level": _("批准人级别"),
    "document": _("文号"),
    "reason": _("理由"),
    "in_force_from": _("生效日期"),
    "in_force_to": _("终止日期"),
}
# Fields that an event means otherwise than the rest.
OWN_NAMES = {
    "case.step_finished": {"kind": _("环节性质")},
    "card.reminded": {"about": _("提醒事由")},
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
    names = CASE_NAMES if event.TYPE.startswith("case.") else FACT_NAMES
    own = OWN_NAMES.get(event.TYPE, {})
    values = {name: _coded(name, getattr(event, name, None)) for name in names}
    attributes = getattr(event, "attributes", ())
    return Said(
        event_label(event.TYPE).zh,
        tuple(
            Field(own.get(name, names[name]), words, isinstance(value, Sealed))
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
        case frozenset():
            return "、".join(sorted(_words(each, zone) for each in value))
        case datetime():
            return zh_time(value, zone)
        case date():
            return zh_date(value)
        case None | 0 | "":
            return ""
        case _ if is_dataclass(value):
            return "、".join(_words(getattr(value, f.name), zone) for f in fields(value))
    return str(value)
