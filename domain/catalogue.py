"""Catalogue 事项清单: items with their terms by date, where they are handled, and exceptions.

Streams are catalogue-<item> and catalogue-<exemption>. The effective date decides, not the news;
a fact recorded again under the same key replaces the earlier one.
"""

from datetime import date
from enum import StrEnum
from typing import get_args

from domain.decider import Chapter, Command, Event, by_name, by_type, record
from domain.facts import announce, count


class ItemType(StrEnum):
    """事项类型 (国家政务服务事项基本目录)."""

    LICENCE = "licence"
    CONFIRMATION = "confirmation"
    PAYMENT = "payment"
    REWARD = "reward"
    RULING = "ruling"
    LEVY = "levy"
    OTHER_POWER = "other_power"
    PUBLIC_SERVICE = "public_service"


class CaseType(StrEnum):
    """办件类型: 即办件, 承诺件, 联办件, 上报件."""

    IMMEDIATE = "immediate"
    PROMISED = "promised"
    JOINT = "joint"
    FORWARDED = "forwarded"


class ExemptionKind(StrEnum):
    """例外 of which kind: 经批准不进驻, 场外受理, 场外用印, 撤出."""

    ENTRY = "entry"
    OFFHALL = "offhall"
    SEAL = "seal"
    EXIT = "exit"


class ApproverLevel(StrEnum):
    """批准层级."""

    UNIT = "unit"
    GOVERNMENT = "government"
    SUPERIOR = "superior"


@record
class ItemListed(Event):
    """政务服务事项: one version of one item, which restates all of it.

    `item` is its implementing code 实施编码, `unit` who exercises it. Terms are working days,
    0 where none is set. `must_enter`: 应进必进; `window_decides`: 窗口办结事项; `trivial`: handled
    on the spot in great numbers; `publish_grants`: 双公示 applies to what it grants.
    """

    TYPE = "catalogue.item_listed"
    item: str
    name: str
    unit: str
    basic_code: str = ""
    type: ItemType = ItemType.LICENCE
    case_type: CaseType = CaseType.PROMISED
    statutory_days: int = 0
    promised_days: int = 0
    must_enter: bool = False
    window_decides: bool = False
    trivial: bool = False
    publish_grants: bool = False
    needs_check: bool = True
    materials: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    basis: str = ""
    fee: str = ""
    contact: str = ""
    in_force_from: date
    in_force_to: date | None = None


@record
class ItemEntryPlanned(Event):
    """事项进驻计划: by when it is to be handled in the hall."""

    TYPE = "catalogue.entry_planned"
    item: str
    due: date
    document: str = ""


@record
class ItemEntered(Event):
    """事项进驻大厅."""

    TYPE = "catalogue.entered"
    item: str
    hall: str
    on: date
    document: str = ""


@record
class ItemExited(Event):
    """事项撤出大厅."""

    TYPE = "catalogue.exited"
    item: str
    on: date
    document: str = ""


@record
class ItemCancelled(Event):
    """事项取消 (优化营商环境条例 40)."""

    TYPE = "catalogue.cancelled"
    item: str
    on: date
    document: str = ""


@record
class ItemDelegated(Event):
    """事项下放: from a day on the new holder handles it, who takes it over by `take_by`."""

    TYPE = "catalogue.delegated"
    item: str
    from_unit: str
    to_unit: str
    on: date
    take_by: date
    document: str = ""


@record
class ItemTaken(Event):
    """事项承接: the new holder has a window for it."""

    TYPE = "catalogue.taken"
    item: str
    unit: str
    window: str = ""
    on: date


@record
class Exempted(Event):
    """例外（经批准）. Empty `item` is every item of the unit, empty `unit` every unit's."""

    TYPE = "catalogue.exempted"
    exemption: str
    kind: ExemptionKind
    unit: str = ""
    item: str = ""
    approver: str
    approver_level: ApproverLevel
    document: str
    reason: str = ""
    in_force_from: date
    in_force_to: date | None = None


Fact = (
    ItemListed
    | ItemEntryPlanned
    | ItemEntered
    | ItemExited
    | ItemCancelled
    | ItemDelegated
    | ItemTaken
    | Exempted
)


@record
class Record(Command):
    """登记事项事实."""

    NAME = "record"
    OPENS = True
    fact: Fact


CHAPTER: Chapter[int] = Chapter(
    "catalogue", 0, announce, count, by_name(Record), by_type(*get_args(Fact))
)
