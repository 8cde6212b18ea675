"""Organisation 机构: units, halls, windows, staff at them, who may do what and who answers.

Streams are organisation-<unit or hall>. Intervals include both their days; a fact recorded again
under the same key replaces the earlier one.
"""

from datetime import date
from enum import StrEnum
from typing import get_args

from domain.decider import Chapter, Command, Event, by_name, by_type, record
from domain.facts import announce, count


class UnitKind(StrEnum):
    """单位类别: it decides who may discipline its people (要点 (二)(八)(三十五))."""

    DEPARTMENT = "department"
    TOWNSHIP = "township"
    PARK = "park"
    RESIDENT = "resident"
    GOVERNMENT = "government"
    PUBLIC_ENTERPRISE = "public_enterprise"
    INTERMEDIARY = "intermediary"


class HallLevel(StrEnum):
    """政务服务中心, 便民服务中心, 村民服务中心."""

    HALL = "hall"
    TOWNSHIP_CENTRE = "township_centre"
    VILLAGE_CENTRE = "village_centre"


class Power(StrEnum):
    """What a window may be authorised to do: five separate powers (要点 (十)(十三))."""

    ACCEPT = "accept"
    REVIEW = "review"
    DECIDE = "decide"
    SEAL = "seal"
    ISSUE = "issue"


class Role(StrEnum):
    """要点 (三十五): 第一责任人 and 直接负责人; standing duties, not guilt."""

    CHIEF = "chief"
    LEAD = "lead"


class AccountKind(StrEnum):
    """What an actor id stands for where it is no member of staff."""

    TEST = "test"
    ADMIN = "admin"
    SYSTEM = "system"


@record
class UnitRegistered(Event):
    """单位. `unit` is the name by which every other event of the log means it."""

    TYPE = "organisation.unit_registered"
    unit: str
    kind: UnitKind
    uscc: str = ""
    full_name: str = ""
    parent: str = ""
    region: str = ""
    in_force_from: date
    in_force_to: date | None = None


@record
class HallOpened(Event):
    """政务大厅、便民服务中心、村民服务中心. `region` by GB/T 2260 or twelve digits."""

    TYPE = "organisation.hall_opened"
    hall: str
    name: str
    level: HallLevel = HallLevel.HALL
    region: str = ""
    unit: str = ""
    in_force_from: date
    in_force_to: date | None = None


@record
class WindowOpened(Event):
    """窗口. `window` is `hall/number`, as cases name it."""

    TYPE = "organisation.window_opened"
    window: str
    name: str = ""
    unit: str = ""
    in_force_from: date
    in_force_to: date | None = None


@record
class Posted(Event):
    """进驻人员派驻: a person at a window in time, not his employment (要点 (三十一))."""

    TYPE = "organisation.posted"
    staff: str
    unit: str
    window: str
    post: str = ""
    document: str = ""
    in_force_from: date
    in_force_to: date | None = None


@record
class Authorised(Event):
    """窗口授权书: powers of a unit at a window. Empty `item` is all its items, empty `staff`
    all who are posted there.
    """

    TYPE = "organisation.authorised"
    unit: str
    window: str
    powers: frozenset[Power]
    item: str = ""
    staff: str = ""
    document: str = ""
    in_force_from: date
    in_force_to: date | None = None


@record
class AccountListed(Event):
    """Actor ids that are test, administrator or system accounts."""

    TYPE = "organisation.account_listed"
    account: str
    kind: AccountKind
    in_force_from: date
    in_force_to: date | None = None


@record
class ResponsibleNamed(Event):
    """责任人明确 (要点 (三十五))."""

    TYPE = "organisation.responsible_named"
    unit: str
    role: Role
    staff: str
    document: str = ""
    in_force_from: date
    in_force_to: date | None = None


@record
class ApprovalUnitEstablished(Event):
    """行政审批股（政务公开政务服务股）设立 (要点 (十) 两集中)."""

    TYPE = "organisation.approval_unit_established"
    unit: str
    name: str
    document: str = ""
    in_force_from: date
    in_force_to: date | None = None


@record
class EntryPlanned(Event):
    """单位进驻计划 (要点 (十二)); `concentrate` by when two concentrations are owed."""

    TYPE = "organisation.entry_planned"
    unit: str
    hall: str
    due: date
    concentrate_by: date | None = None
    document: str = ""


@record
class Entered(Event):
    """单位进驻大厅."""

    TYPE = "organisation.entered"
    unit: str
    hall: str
    in_force_from: date
    in_force_to: date | None = None
    document: str = ""


Fact = (
    UnitRegistered
    | HallOpened
    | WindowOpened
    | Posted
    | Authorised
    | AccountListed
    | ResponsibleNamed
    | ApprovalUnitEstablished
    | EntryPlanned
    | Entered
)


@record
class Record(Command):
    """登记机构事实."""

    NAME = "record"
    OPENS = True
    fact: Fact


CHAPTER: Chapter[int] = Chapter(
    "organisation", 0, announce, count, by_name(Record), by_type(*get_args(Fact))
)
