"""What the codes of the district around a case are called: units, items, feeds, detectors."""

from collections.abc import Mapping
from enum import StrEnum

from domain.catalogue import ApproverLevel, CaseType, ExemptionKind, ItemType
from domain.detectors import DetectorState, Family
from domain.disclosure.events import ReviewResult, ReviewStage
from domain.feed import Register, Rhythm
from domain.label import Label
from domain.leaks import LeakKind
from domain.organisation import AccountKind, HallLevel, Power, Role, UnitKind
from domain.register import EntryKind
from domain.verdict import Decision, Severity

DISTRICT_CODES: Mapping[type[StrEnum], Mapping[StrEnum, Label]] = {
    UnitKind: {
        UnitKind.DEPARTMENT: Label("区直单位", "department of the district"),
        UnitKind.TOWNSHIP: Label("乡镇（街道）", "township or sub-district"),
        UnitKind.PARK: Label("园区管委会", "park administration"),
        UnitKind.RESIDENT: Label("中央省市驻区单位", "resident unit of a higher level"),
        UnitKind.GOVERNMENT: Label("区人民政府", "district government"),
        UnitKind.PUBLIC_ENTERPRISE: Label("公共企事业单位", "public enterprise or institution"),
        UnitKind.INTERMEDIARY: Label("中介服务机构", "intermediary"),
    },
    HallLevel: {
        HallLevel.HALL: Label("政务服务中心", "government service hall"),
        HallLevel.TOWNSHIP_CENTRE: Label("便民服务中心", "township centre"),
        HallLevel.VILLAGE_CENTRE: Label("村民服务中心", "village centre"),
    },
    Power: {
        Power.ACCEPT: Label("受理", "accept"),
        Power.REVIEW: Label("审查", "review"),
        Power.DECIDE: Label("决定", "decide"),
        Power.SEAL: Label("用印", "seal"),
        Power.ISSUE: Label("颁证", "issue"),
    },
    Role: {
        Role.CHIEF: Label("第一责任人（单位主要负责人）", "chief responsible"),
        Role.LEAD: Label("直接负责人（分管负责人）", "lead in charge"),
    },
    AccountKind: {
        AccountKind.TEST: Label("测试账号", "test account"),
        AccountKind.ADMIN: Label("管理账号", "administrator's account"),
        AccountKind.SYSTEM: Label("系统账号", "system account"),
    },
    ItemType: {
        ItemType.LICENCE: Label("行政许可", "administrative licence"),
        ItemType.CONFIRMATION: Label("行政确认", "administrative confirmation"),
        ItemType.PAYMENT: Label("行政给付", "administrative payment"),
        ItemType.REWARD: Label("行政奖励", "administrative reward"),
        ItemType.RULING: Label("行政裁决", "administrative ruling"),
        ItemType.LEVY: Label("行政征收", "administrative levy"),
        ItemType.OTHER_POWER: Label("其他行政权力", "other administrative power"),
        ItemType.PUBLIC_SERVICE: Label("公共服务", "public service"),
    },
    CaseType: {
        CaseType.IMMEDIATE: Label("即办件", "done on the spot"),
        CaseType.PROMISED: Label("承诺件", "done within the promise"),
        CaseType.JOINT: Label("联办件", "done jointly"),
        CaseType.FORWARDED: Label("上报件", "forwarded to a higher organ"),
    },
    ExemptionKind: {
        ExemptionKind.ENTRY: Label("不进驻大厅", "not to enter the hall"),
        ExemptionKind.OFFHALL: Label("场外受理", "intake outside the hall"),
        ExemptionKind.SEAL: Label("场外用印", "seal used outside the hall"),
        ExemptionKind.EXIT: Label("撤出大厅", "to leave the hall"),
    },
    ApproverLevel: {
        ApproverLevel.UNIT: Label("本单位", "the unit itself"),
        ApproverLevel.GOVERNMENT: Label("本级人民政府", "government of the same level"),
        ApproverLevel.SUPERIOR: Label("上级机关", "superior organ"),
    },
    Rhythm: {
        Rhythm.REALTIME: Label("实时", "in real time"),
        Rhythm.NEXT_DAY: Label("次日（T+1）", "the next day"),
        Rhythm.WEEKLY: Label("每周", "weekly"),
    },
    Register: {
        Register.HALL: Label("大厅办件", "cases of the hall"),
        Register.DEPARTMENT: Label("部门业务系统办件", "cases of a department's system"),
        Register.CERTIFICATES: Label("部门证照登记", "department's register of certificates"),
        Register.SEALS: Label("部门用印登记", "department's register of seals"),
    },
    EntryKind: {
        EntryKind.CERTIFICATE: Label("证照", "certificate"),
        EntryKind.SEAL: Label("用印", "use of a seal"),
    },
    ReviewStage: {
        ReviewStage.SELF: Label("自审", "review by the drafter's office"),
        ReviewStage.SPECIALIST: Label("专审", "review by the secrecy office"),
        ReviewStage.LEADER: Label("领导审", "review by the leader in charge"),
    },
    ReviewResult: {
        ReviewResult.PASS: Label("可以公开", "may be published"),
        ReviewResult.FAIL: Label("不予公开", "may not be published"),
    },
    LeakKind: {
        LeakKind.ID_NUMBER: Label("公民身份号码", "citizen's identity number"),
        LeakKind.MOBILE: Label("手机号码", "mobile number"),
        LeakKind.BANK_CARD: Label("银行卡号", "bank card number"),
    },
    Decision: {
        Decision.VIOLATION: Label("疑似问题", "sign of a violation"),
        Decision.OK: Label("未发现问题", "nothing found"),
        Decision.UNDETERMINED: Label("不能判定", "undetermined"),
    },
    Severity: {
        Severity.NOTICE: Label("提示", "notice"),
        Severity.YELLOW: Label("黄", "yellow"),
        Severity.RED: Label("红", "red"),
    },
    Family: {
        Family.DOUBLE_TRACK: Label("双轨运行", "double track"),
        Family.ENTRY: Label("进驻与清单", "entry and catalogue"),
        Family.TIMELINESS: Label("时限", "time limits"),
        Family.RECORD_QUALITY: Label("记录质量", "quality of records"),
        Family.DISCLOSURE: Label("政务公开", "disclosure"),
    },
    DetectorState: {
        DetectorState.OFF: Label("停用", "off"),
        DetectorState.TRIAL: Label("试运行", "on trial"),
        DetectorState.ON: Label("启用", "on"),
    },
}
