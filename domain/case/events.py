"""What can happen to a case 办件 (行政许可法 chapter 4; life cycle of the EA_JC tables)."""

from datetime import datetime
from enum import StrEnum
from typing import get_args

from domain.cards import CardTimes
from domain.clocks import Clock
from domain.decider import Event, by_type, record
from domain.values import Attribute, Imported, Personal


class PauseReason(StrEnum):
    """Time not counted 不计入期限的时间 (行政许可法 45); `other` has no basis in law."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"
    CORRECTION = "correction"
    PUBLICITY = "publicity"
    VERIFICATION = "verification"
    OTHER = "other"


class Result(StrEnum):
    """作出决定的结果."""

    GRANTED = "granted"
    REFUSED = "refused"


class CloseKind(StrEnum):
    """How a case ended 办结方式 (EA_JC_STEP_DONE)."""

    LICENSED = "licensed"
    REFUSED = "refused"
    VOIDED = "voided"
    DELETED = "deleted"
    FORWARDED = "forwarded"
    RETURNED = "returned"
    NOT_ACCEPTED = "not_accepted"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    DONE = "done"


class StepKind(StrEnum):
    """环节的性质: 受理, 核查, 审核, 决定, 制证, 其他."""

    ACCEPT = "accept"
    CHECK = "check"
    REVIEW = "review"
    DECIDE = "decide"
    ISSUE = "issue"
    OTHER = "other"


class Matter(StrEnum):
    """By which law a case's term is reckoned: 许可法 42, else 湖南省行政程序规定 81."""

    LICENCE = "licence"
    LICENCE_JOINT = "licence_joint"
    HUNAN = "hunan"
    HUNAN_JOINT = "hunan_joint"
    OTHER = "other"


@record
class CaseEvent(Event):
    """What every event of a case may carry besides its own fields."""

    attributes: tuple[Attribute, ...] = ()
    private: Personal | None = None
    note: Personal | None = None
    imported: Imported | None = None


@record
class Received(CaseEvent):
    """收到申请材料: the day the five days of 许可法 32(4) start; not yet 受理.

    `shared_no` is a number of the matter that another register knows it by as well.
    """

    TYPE = "case.received"
    item: str = ""
    unit: str = ""
    window: str = ""
    channel: str = ""
    receipt_no: str = ""
    shared_no: str = ""
    subject: str = ""
    applicant: Personal | None = None
    materials: tuple[str, ...] = ()
    matter: Matter = Matter.OTHER
    clocks: tuple[Clock, ...] = ()


@record
class CorrectionNotified(CaseEvent):
    """补正告知: once, all that is missing (许可法 32(4))."""

    TYPE = "case.correction_notified"
    materials: tuple[str, ...]
    notice_no: str = ""


@record
class CorrectionReceived(CaseEvent):
    """补正材料收到."""

    TYPE = "case.correction_received"
    materials: tuple[str, ...] = ()


@record
class MaterialReturned(CaseEvent):
    """材料退还: given back, so that they may be asked for again."""

    TYPE = "case.material_returned"
    materials: tuple[str, ...]


@record
class PreAccepted(CaseEvent):
    """网上预受理: the answer to an application made online."""

    TYPE = "case.pre_accepted"
    passed: bool = True


@record
class Accepted(CaseEvent):
    """受理, with a dated and sealed voucher (许可法 32 last paragraph)."""

    TYPE = "case.accepted"
    receipt_no: str = ""
    item: str = ""
    unit: str = ""
    window: str = ""
    channel: str = ""
    shared_no: str = ""
    subject: str = ""
    applicant: Personal | None = None
    sealed_voucher: bool = False
    matter: Matter = Matter.OTHER
    clocks: tuple[Clock, ...] = ()
    card_profile: str = ""
    cards: CardTimes | None = None


@record
class NotAccepted(CaseEvent):
    """不予受理: reason and remedy are owed (许可法 32, 72)."""

    TYPE = "case.not_accepted"
    reason: str = ""
    remedy: str = ""


@record
class StepStarted(CaseEvent):
    """环节开始."""

    TYPE = "case.step_started"
    step: str
    key: str = ""
    unit: str = ""
    by: str = ""
    clocks: tuple[Clock, ...] = ()


@record
class StepFinished(CaseEvent):
    """环节完成. `by` is a staff id; `checkers` are those of an on-site check (许可法 34)."""

    TYPE = "case.step_finished"
    step: str
    kind: StepKind = StepKind.OTHER
    key: str = ""
    unit: str = ""
    by: str = ""
    outcome: str = ""
    checkers: tuple[str, ...] = ()
    clocks: tuple[Clock, ...] = ()


@record
class FollowUpAssigned(CaseEvent):
    """窗口跟踪人确定: who follows a case that has left the window (要点 (十三))."""

    TYPE = "case.follow_up_assigned"
    staff: str


@record
class FollowUpLogged(CaseEvent):
    """窗口跟踪督办记录."""

    TYPE = "case.follow_up_logged"
    staff: str


@record
class SealUsed(CaseEvent):
    """用印; where is the event's origin."""

    TYPE = "case.seal_used"
    seal: str = ""
    by: str = ""


@record
class Redirected(CaseEvent):
    """申请人被要求到别处办理."""

    TYPE = "case.redirected"
    to_origin: str
    to_unit: str = ""
    reason: str = ""


@record
class Paused(CaseEvent):
    """不计入期限的时间开始; the time it will take is told in writing (许可法 45)."""

    TYPE = "case.paused"
    reason: PauseReason
    basis: str = ""
    notice_no: str = ""
    days_told: int = 0
    clocks: tuple[Clock, ...] = ()
    cards: CardTimes | None = None


@record
class Resumed(CaseEvent):
    """不计入期限的时间结束; carries the clocks with their new deadlines."""

    TYPE = "case.resumed"
    clocks: tuple[Clock, ...] = ()
    cards: CardTimes | None = None


@record
class Extended(CaseEvent):
    """延长期限 (许可法 42): once, by the approver the article names, reason told."""

    TYPE = "case.extended"
    days: int
    approver: str = ""
    approver_level: str = ""
    reason: str = ""
    told_at: datetime | None = None
    clocks: tuple[Clock, ...] = ()
    cards: CardTimes | None = None


@record
class Decided(CaseEvent):
    """作出决定 (许可法 34, 38); starts the ten days of 44."""

    TYPE = "case.decided"
    result: Result
    decision_no: str = ""
    by: str = ""
    reason: str = ""
    remedy: str = ""
    clocks: tuple[Clock, ...] = ()


@record
class LicenceIssued(CaseEvent):
    """颁发许可证件 (许可法 39, 44)."""

    TYPE = "case.licence_issued"
    licence_no: str


@record
class Delivered(CaseEvent):
    """送达 (许可法 44)."""

    TYPE = "case.delivered"
    mode: str = ""


@record
class Closed(CaseEvent):
    """办结: the case is closed; not the decision itself."""

    TYPE = "case.closed"
    kind: CloseKind = CloseKind.DONE


@record
class DelayExplained(CaseEvent):
    """超期公开说明理由 (优化营商环境条例 36 paragraph 2)."""

    TYPE = "case.delay_explained"
    reason: str
    published_at: str = ""


@record
class Voided(CaseEvent):
    """作废: the case stays in the ledger and counts no more."""

    TYPE = "case.voided"
    reason: str
    approver: str = ""


Restated = (
    Received
    | CorrectionNotified
    | CorrectionReceived
    | MaterialReturned
    | PreAccepted
    | Accepted
    | NotAccepted
    | StepStarted
    | StepFinished
    | FollowUpAssigned
    | FollowUpLogged
    | SealUsed
    | Redirected
    | Paused
    | Resumed
    | Extended
    | Decided
    | LicenceIssued
    | Delivered
    | Closed
    | DelayExplained
    | Voided
)


@record
class Corrected(CaseEvent):
    """更正: restates all of an earlier event, which it replaces from its own position on."""

    TYPE = "case.corrected"
    corrects: str
    happened_at: datetime
    restated: Restated
    reason: str = ""


EVENTS = by_type(*get_args(Restated), Corrected)
