"""What can be asked of a case. Every command is a fact: it is recorded, also when unlawful."""

from datetime import datetime
from typing import get_args

from domain.case.events import CloseKind, Matter, PauseReason, Result, StepKind
from domain.decider import Command, by_name, record
from domain.values import Attribute, Person


@record
class CaseCommand(Command):
    """What every command may carry: public attributes, and free text that will be sealed."""

    attributes: tuple[Attribute, ...] = ()
    note: str = ""


@record
class Receive(CaseCommand):
    """登记收件."""

    NAME = "receive"
    OPENS = True
    item: str
    unit: str
    window: str = ""
    channel: str = ""
    receipt_no: str = ""
    shared_no: str = ""
    applicant: Person | None = None
    materials: tuple[str, ...] = ()
    matter: Matter = Matter.LICENCE


@record
class NotifyCorrection(CaseCommand):
    """告知补正."""

    NAME = "notify-correction"
    materials: tuple[str, ...]
    notice_no: str = ""


@record
class ReceiveCorrection(CaseCommand):
    """登记补正材料."""

    NAME = "receive-correction"
    materials: tuple[str, ...] = ()


@record
class ReturnMaterial(CaseCommand):
    """退还材料."""

    NAME = "return-material"
    materials: tuple[str, ...]


@record
class PreAccept(CaseCommand):
    """网上预受理."""

    NAME = "pre-accept"
    passed: bool = True


@record
class Accept(CaseCommand):
    """受理; terms in working days, 0 where the law's own term applies."""

    NAME = "accept"
    receipt_no: str = ""
    item: str = ""
    unit: str = ""
    window: str = ""
    channel: str = ""
    shared_no: str = ""
    applicant: Person | None = None
    sealed_voucher: bool = False
    matter: Matter = Matter.LICENCE
    statutory_days: int = 0
    promised_days: int = 0


@record
class NotAccept(CaseCommand):
    """不予受理."""

    NAME = "not-accept"
    reason: str = ""
    remedy: str = ""


@record
class StartStep(CaseCommand):
    """环节开始."""

    NAME = "start-step"
    step: str
    key: str = ""
    unit: str = ""
    by: str = ""


@record
class FinishStep(CaseCommand):
    """环节完成."""

    NAME = "finish-step"
    step: str
    kind: StepKind = StepKind.OTHER
    key: str = ""
    unit: str = ""
    by: str = ""
    outcome: str = ""
    checkers: tuple[str, ...] = ()


@record
class AssignFollowUp(CaseCommand):
    """确定窗口跟踪人."""

    NAME = "assign-follow-up"
    staff: str


@record
class LogFollowUp(CaseCommand):
    """登记窗口跟踪督办."""

    NAME = "log-follow-up"
    staff: str


@record
class UseSeal(CaseCommand):
    """用印."""

    NAME = "use-seal"
    seal: str = ""
    by: str = ""


@record
class Redirect(CaseCommand):
    """要求申请人到别处办理."""

    NAME = "redirect"
    to_origin: str
    to_unit: str = ""
    reason: str = ""


@record
class Pause(CaseCommand):
    """停止计时: time that does not count (许可法 45)."""

    NAME = "pause"
    reason: PauseReason
    basis: str = ""
    notice_no: str = ""
    days_told: int = 0


@record
class Resume(CaseCommand):
    """恢复计时."""

    NAME = "resume"


@record
class Extend(CaseCommand):
    """延长期限."""

    NAME = "extend"
    days: int
    approver: str = ""
    approver_level: str = ""
    reason: str = ""
    told_at: datetime | None = None


@record
class Decide(CaseCommand):
    """作出决定."""

    NAME = "decide"
    result: Result
    decision_no: str = ""
    by: str = ""
    reason: str = ""
    remedy: str = ""


@record
class IssueLicence(CaseCommand):
    """颁发许可证件."""

    NAME = "issue-licence"
    licence_no: str


@record
class Deliver(CaseCommand):
    """送达."""

    NAME = "deliver"
    mode: str = ""


@record
class Close(CaseCommand):
    """办结."""

    NAME = "close"
    kind: CloseKind = CloseKind.DONE


@record
class ExplainDelay(CaseCommand):
    """公开说明超期理由."""

    NAME = "explain-delay"
    reason: str
    published_at: str = ""


@record
class Void(CaseCommand):
    """作废."""

    NAME = "void"
    reason: str
    approver: str = ""


Restating = (
    Receive
    | NotifyCorrection
    | ReceiveCorrection
    | ReturnMaterial
    | PreAccept
    | Accept
    | NotAccept
    | StartStep
    | FinishStep
    | AssignFollowUp
    | LogFollowUp
    | UseSeal
    | Redirect
    | Pause
    | Resume
    | Extend
    | Decide
    | IssueLicence
    | Deliver
    | Close
    | ExplainDelay
    | Void
)


@record
class Correct(CaseCommand):
    """更正: restates all of an event of this case, named by its id."""

    NAME = "correct"
    corrects: str
    happened_at: datetime
    restated: Restating
    reason: str = ""


COMMANDS = by_name(*get_args(Restating), Correct)
