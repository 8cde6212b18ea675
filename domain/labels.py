"""What every code is called, in Chinese as offices write it and in English."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from domain.calendar import DayKind
from domain.cards import Card, Measure, Term
from domain.case.events import CloseKind, Matter, PauseReason, Result
from domain.clock_codes import (
    ExclusionFault,
    ExtensionFault,
    Lapse,
    Level,
    Trigger,
    UnitStatus,
)
from domain.clocks import Basis
from domain.decider import Origin
from domain.explain import STANDING_LABELS, Standing
from domain.lateness import Unit
from domain.log import ClockKind
from domain.rank import Rank


class Label(NamedTuple):
    """One name in the two languages."""

    zh: str
    en: str


CODES: Mapping[type[StrEnum], Mapping[StrEnum, Label]] = {
    Origin: {
        Origin.HALL_WINDOW: Label("大厅窗口", "hall window"),
        Origin.DEPT_OFFICE: Label("单位办公室", "department's own office"),
        Origin.TOWN_CENTRE: Label("便民服务中心", "township centre"),
        Origin.VILLAGE_POINT: Label("村民服务中心", "village centre"),
        Origin.ONLINE: Label("网上", "online"),
        Origin.POST: Label("邮寄", "by post"),
        Origin.HOTLINE: Label("热线", "hotline"),
        Origin.SUPERVISOR: Label("特邀监督员", "invited supervisor"),
        Origin.SYSTEM: Label("系统", "system"),
        Origin.UNKNOWN: Label("来源不明", "unknown"),
    },
    Result: {
        Result.GRANTED: Label("准予", "granted"),
        Result.REFUSED: Label("不予", "refused"),
    },
    CloseKind: {
        CloseKind.LICENSED: Label("准予许可办结", "licensed"),
        CloseKind.REFUSED: Label("不予许可办结", "refused"),
        CloseKind.VOIDED: Label("作废办结", "voided"),
        CloseKind.DELETED: Label("删除办结", "deleted at the source"),
        CloseKind.FORWARDED: Label("转报办结", "forwarded"),
        CloseKind.RETURNED: Label("退回办结", "returned"),
        CloseKind.NOT_ACCEPTED: Label("不予受理办结", "not accepted"),
        CloseKind.DUPLICATE: Label("重复件办结", "duplicate"),
        CloseKind.WITHDRAWN: Label("申请人撤回", "withdrawn"),
        CloseKind.DONE: Label("办结", "done"),
    },
    PauseReason: {
        PauseReason.HEARING: Label("听证", "hearing"),
        PauseReason.TENDER: Label("招标", "tender"),
        PauseReason.AUCTION: Label("拍卖", "auction"),
        PauseReason.INSPECTION: Label("检验", "inspection"),
        PauseReason.TESTING: Label("检测", "testing"),
        PauseReason.QUARANTINE: Label("检疫", "quarantine"),
        PauseReason.APPRAISAL: Label("鉴定", "appraisal"),
        PauseReason.EXPERT_REVIEW: Label("专家评审", "expert review"),
        PauseReason.CORRECTION: Label("申请人补正", "correction by the applicant"),
        PauseReason.PUBLICITY: Label("公示", "public notice"),
        PauseReason.VERIFICATION: Label("核实", "verification"),
        PauseReason.OTHER: Label("其他（无法律依据）", "other, without basis in law"),
    },
    Matter: {
        Matter.LICENCE: Label("行政许可", "administrative licence"),
        Matter.LICENCE_JOINT: Label("行政许可（联合办理）", "joint administrative licence"),
        Matter.HUNAN: Label("其他行政事项", "other administrative matter"),
        Matter.HUNAN_JOINT: Label("其他行政事项（多部门）", "other matter of several organs"),
        Matter.OTHER: Label("其他", "other"),
    },
    Basis: {
        Basis.STATUTORY: Label("法定时限", "statutory term"),
        Basis.PROMISED: Label("承诺时限", "promised term"),
        Basis.GIVEN: Label("来源给出的期限", "deadline given by the source"),
    },
    Unit: {
        Unit.WORKING: Label("工作日", "working days"),
        Unit.NATURAL: Label("日", "days"),
        Unit.GIVEN: Label("日（来源给出）", "days, given by the source"),
    },
    Card: {
        Card.WARNING: Label("预警", "warning"),
        Card.YELLOW: Label("黄牌", "yellow card"),
        Card.RED: Label("红牌", "red card"),
    },
    Measure: {
        Measure.EXCESS_DAYS: Label("超出天数", "days beyond"),
        Measure.USED_PERCENT: Label("已用比例", "share used"),
        Measure.DAYS_LEFT: Label("剩余天数", "days left"),
    },
    Term: {
        Term.PROMISE: Label("承诺时限", "promised term"),
        Term.STATUTORY: Label("法定时限", "statutory term"),
        Term.APPLIED: Label("申请的时限", "term applied for"),
    },
    DayKind: {
        DayKind.WORKDAY: Label("工作日", "working day"),
        DayKind.MAKEUP: Label("调休上班日", "make-up working day"),
        DayKind.WEEKEND: Label("周末", "weekend"),
        DayKind.HOLIDAY: Label("节假日", "holiday"),
    },
    Standing: {code: Label(*names) for code, names in STANDING_LABELS.items()},
    Trigger: {
        Trigger.RECEIVED: Label("收到申请材料", "application received"),
        Trigger.ACCEPTED: Label("受理", "accepted"),
        Trigger.DECIDED: Label("作出决定", "decided"),
        Trigger.HEARING_TOLD: Label("告知听证权利", "told of the right to a hearing"),
        Trigger.HEARING_REQUESTED: Label("申请听证", "hearing requested"),
        Trigger.HEARING_HELD: Label("举行听证", "hearing held"),
        Trigger.EXPIRY: Label("有效期届满", "expiry"),
        Trigger.BEGUN: Label("程序启动", "procedure begun"),
        Trigger.ASKED: Label("收到请示、询问", "asked"),
        Trigger.GIVEN: Label("来源给出", "given by the source"),
    },
    Level: {
        Level.ORGAN_HEAD: Label("本行政机关负责人", "head of the organ"),
        Level.GOVERNMENT_HEAD: Label("本级人民政府负责人", "head of the government"),
    },
    Lapse: {
        Lapse.NONE: Label("无", "none"),
        Lapse.DEEMED_ACCEPTED: Label("视为受理", "deemed accepted"),
        Lapse.DEEMED_RENEWED: Label("视为准予延续", "deemed renewed"),
    },
    UnitStatus: {
        UnitStatus.SETTLED: Label("法条明确", "settled by the text"),
        UnitStatus.CONTESTED: Label("有争议", "contested"),
        UnitStatus.UNVERIFIED: Label("待核", "not verified"),
    },
    ExtensionFault: {
        ExtensionFault.NOT_ALLOWED: Label("依法不得延长", "extension not allowed"),
        ExtensionFault.TOO_LONG: Label("延长天数超过上限", "longer than allowed"),
        ExtensionFault.APPROVER_TOO_LOW: Label("批准人级别不够", "approver of too low a level"),
        ExtensionFault.SECOND_TIME: Label("再次延长", "extended a second time"),
        ExtensionFault.AFTER_DEADLINE: Label("期满后才批准", "approved after the deadline"),
        ExtensionFault.NOT_TOLD: Label("未将理由告知申请人", "applicant not told the reason"),
    },
    ExclusionFault: {
        ExclusionFault.REASON_NOT_IN_LAW: Label("事由不在法定之列", "reason not named by the law"),
        ExclusionFault.NOT_TOLD_IN_WRITING: Label("未书面告知", "not told in writing"),
        ExclusionFault.DAYS_NOT_TOLD: Label("未告知所需时间", "time needed not told"),
        ExclusionFault.BEGAN_AFTER_DEADLINE: Label("期满后才开始", "began after the deadline"),
        ExclusionFault.LONGER_THAN_TOLD: Label("超过告知的时间", "longer than told"),
    },
    ClockKind: {
        ClockKind.REAL: Label("真实", "real"),
        ClockKind.SIMULATED: Label("模拟", "simulated"),
    },
    Rank: {
        Rank.LAW: Label("法律", "law"),
        Rank.ADMINISTRATIVE_REGULATION: Label("行政法规", "administrative regulation"),
        Rank.LOCAL_REGULATION: Label("地方性法规", "local regulation"),
        Rank.GOVERNMENT_RULE: Label("规章", "government rule"),
        Rank.SUPERIOR_DOCUMENT: Label("上级规范性文件", "document of a superior organ"),
        Rank.OWN_DOCUMENT: Label("本级文件", "own document"),
        Rank.ELSEWHERE: Label("参照外地", "rule of another place"),
        Rank.SYSTEM: Label("系统设定", "set by the system"),
    },
}

EVENT_TYPES: Mapping[str, Label] = {
    "case.received": Label("收到申请材料", "application received"),
    "case.correction_notified": Label("补正告知", "correction asked for"),
    "case.correction_received": Label("收到补正材料", "correction received"),
    "case.accepted": Label("受理", "accepted"),
    "case.not_accepted": Label("不予受理", "not accepted"),
    "case.step_started": Label("环节开始", "step started"),
    "case.step_finished": Label("环节完成", "step finished"),
    "case.redirected": Label("要求到别处办理", "sent elsewhere"),
    "case.paused": Label("停止计时", "clock stopped"),
    "case.resumed": Label("恢复计时", "clock resumed"),
    "case.extended": Label("延长期限", "term extended"),
    "case.decided": Label("作出决定", "decided"),
    "case.licence_issued": Label("颁发许可证件", "licence issued"),
    "case.delivered": Label("送达", "delivered"),
    "case.closed": Label("办结", "closed"),
    "case.delay_explained": Label("公开说明超期理由", "delay explained in public"),
    "case.voided": Label("作废", "voided"),
    "case.corrected": Label("更正", "corrected"),
    "import.started": Label("导入历史数据", "import started"),
    "log.opened": Label("开立台账", "log opened"),
    "rules.calendar_published": Label("公布放假安排", "calendar published"),
    "rules.clock_published": Label("公布期限规则", "clock published"),
    "rules.card_profile_published": Label("公布发牌规则", "card profile published"),
    "rules.hours_published": Label("公布办公时间", "hours published"),
    "subject.erased": Label("删除个人信息", "personal data erased"),
}

CLOCKS: Mapping[str, Label] = {
    "LIC.NOT_ACCEPT_TELL": Label("不受理即时告知", "tell at once that it is not accepted"),
    "LIC.CORRECT_NOTICE": Label("一次告知补正", "ask for corrections, once"),
    "LIC.RECEIPT": Label("出具受理（不予受理）书面凭证", "written voucher of acceptance"),
    "LIC.DECIDE": Label("作出行政许可决定", "decide on the licence"),
    "LIC.DECIDE_JOINT": Label("统一、联合、集中办理", "decide jointly"),
    "LIC.PRELIM": Label("下级行政机关审查完毕", "examination by the lower organ"),
    "LIC.DELIVER": Label("颁发、送达行政许可证件", "issue and deliver the licence"),
    "LIC.INSPECT": Label("指派两名以上工作人员检验、检测、检疫", "assign two inspectors"),
    "LIC.HEARING_REQUEST": Label("申请人、利害关系人提出听证申请", "ask for a hearing"),
    "LIC.HEARING_HOLD": Label("组织听证", "hold the hearing"),
    "LIC.HEARING_NOTICE": Label("举行听证前通知", "notice of the hearing"),
    "LIC.RENEW_APPLY": Label("申请延续行政许可有效期", "apply for renewal"),
    "LIC.RENEW": Label("作出是否准予延续的决定", "decide on renewal"),
    "HN.ONE_ORGAN": Label("一个行政机关办结", "matter of one organ"),
    "HN.JOINT": Label("两个以上部门办结", "matter of several organs"),
    "HN.TWO_LEVELS": Label("下级审查、上级批准，各级办结", "matter of two levels"),
    "HN.EX_OFFICIO": Label("依职权启动的行政行为办结", "act begun ex officio"),
    "HN.INTERNAL": Label("机关之间请示、报告、询问、答复、商洽", "business between organs"),
    "HN.ON_THE_SPOT": Label("形式审查、材料齐全的当场办结", "form check, done on the spot"),
    "PROMISE.DECIDE": Label("承诺时限", "promised term"),
    "SRC.GIVEN": Label("来源系统给出的期限", "deadline given by the source system"),
}

STATUSES: Mapping[str, Label] = {
    "received": Label("已收件", "received"),
    "correcting": Label("待补正", "waiting for corrections"),
    "accepted": Label("办理中", "accepted, being handled"),
    "paused": Label("停止计时", "clock stopped"),
    "decided": Label("已作出决定", "decided"),
    "not_accepted": Label("不予受理", "not accepted"),
    "closed": Label("已办结", "closed"),
    "voided": Label("已作废", "voided"),
}

KINDS: Mapping[str, Label] = {
    "legal": Label("法定、承诺时限", "by law and promise"),
    "card": Label("发牌", "by card"),
}


def label(code: StrEnum) -> Label:
    """What a code of any enumeration is called; raises KeyError for one that is not listed."""
    return CODES[type(code)][code]


def event_label(type_: str) -> Label:
    """What an event of a stored type is called; the type itself where it is not listed."""
    return EVENT_TYPES.get(type_, Label(type_, type_))


def clock_label(clock: str) -> Label:
    """What a clock is called; its own code where it is not of the shipped register."""
    return CLOCKS.get(clock, Label(clock, clock))
