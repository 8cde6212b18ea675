"""What the codes of cases, their clocks, cards and grounds are called."""

from collections.abc import Mapping
from enum import StrEnum

from domain.calendar import DayKind
from domain.cards import Card, Measure, Term
from domain.case.events import CloseKind, Matter, PauseReason, Result, StepKind
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
from domain.label import Label
from domain.lateness import Unit
from domain.log import ClockKind
from domain.rank import Rank

CASE_CODES: Mapping[type[StrEnum], Mapping[StrEnum, Label]] = {
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
    StepKind: {
        StepKind.ACCEPT: Label("受理", "acceptance"),
        StepKind.CHECK: Label("核查", "check"),
        StepKind.REVIEW: Label("审核", "review"),
        StepKind.DECIDE: Label("决定", "decision"),
        StepKind.ISSUE: Label("制证", "making of the certificate"),
        StepKind.OTHER: Label("其他", "other"),
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
