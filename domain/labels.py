"""What every code is called, in Chinese as offices write it and in English."""

from collections.abc import Mapping
from enum import StrEnum

from domain.label import Label
from domain.labels_cards import CARD_CODES
from domain.labels_case import CASE_CODES
from domain.labels_district import DISTRICT_CODES

CODES: Mapping[type[StrEnum], Mapping[StrEnum, Label]] = {
    **CASE_CODES,
    **DISTRICT_CODES,
    **CARD_CODES,
}

EVENT_TYPES: Mapping[str, Label] = {
    "card.issued": Label("发牌", "card issued"),
    "card.reminded": Label("提醒窗口", "window reminded"),
    "card.lapsed": Label("发牌失效", "card lapsed"),
    "card.reinstated": Label("发牌恢复", "card reinstated"),
    "case.received": Label("收到申请材料", "application received"),
    "case.correction_notified": Label("补正告知", "correction asked for"),
    "case.correction_received": Label("收到补正材料", "correction received"),
    "case.material_returned": Label("退还材料", "material returned"),
    "case.pre_accepted": Label("网上预受理", "pre-accepted online"),
    "case.accepted": Label("受理", "accepted"),
    "case.not_accepted": Label("不予受理", "not accepted"),
    "case.step_started": Label("环节开始", "step started"),
    "case.step_finished": Label("环节完成", "step finished"),
    "case.follow_up_assigned": Label("确定窗口跟踪人", "follow-up assigned"),
    "case.follow_up_logged": Label("窗口跟踪督办", "followed up by the window"),
    "case.seal_used": Label("用印", "seal used"),
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
    "catalogue.item_listed": Label("事项列入清单", "item listed"),
    "catalogue.entry_planned": Label("计划事项进驻", "entry of an item planned"),
    "catalogue.entered": Label("事项进驻大厅", "item entered the hall"),
    "catalogue.exited": Label("事项撤出大厅", "item left the hall"),
    "catalogue.cancelled": Label("事项取消", "item cancelled"),
    "catalogue.delegated": Label("事项下放", "item delegated"),
    "catalogue.taken": Label("事项承接", "delegated item taken over"),
    "catalogue.exempted": Label("批准例外", "exception approved"),
    "disclosure.drafted": Label("拟制信息", "drafted for publication"),
    "disclosure.coordination_asked": Label("发布协调征求意见", "coordination asked for"),
    "disclosure.coordinated": Label("确认发布协调", "coordination confirmed"),
    "disclosure.secrecy_reviewed": Label("保密审查", "secrecy review"),
    "disclosure.published": Label("公开", "published"),
    "disclosure.changed": Label("信息变更", "changed"),
    "disclosure.withdrawn": Label("撤下", "withdrawn"),
    "disclosure.withheld": Label("决定不予公开", "withheld"),
    "feed.declared": Label("登记数据源", "feed declared"),
    "feed.heard": Label("数据源心跳", "feed heard"),
    "feed.zero_reported": Label("零报告", "nothing to report"),
    "import.started": Label("导入历史数据", "import started"),
    "log.opened": Label("开立台账", "log opened"),
    "organisation.unit_registered": Label("登记单位", "unit registered"),
    "organisation.hall_opened": Label("设立大厅（中心）", "hall opened"),
    "organisation.window_opened": Label("设立窗口", "window opened"),
    "organisation.posted": Label("派驻窗口人员", "staff posted"),
    "organisation.authorised": Label("窗口授权", "window authorised"),
    "organisation.account_listed": Label("登记系统账号", "account listed"),
    "organisation.responsible_named": Label("明确责任人", "responsible person named"),
    "organisation.approval_unit_established": Label("设立行政审批股", "approval unit established"),
    "organisation.entry_planned": Label("计划单位进驻", "entry of a unit planned"),
    "organisation.entered": Label("单位进驻大厅", "unit entered the hall"),
    "register.listed": Label("部门登记簿记载", "listed in a department's register"),
    "rules.calendar_published": Label("公布放假安排", "calendar published"),
    "rules.clock_published": Label("公布期限规则", "clock published"),
    "rules.card_profile_published": Label("公布发牌规则", "card profile published"),
    "rules.hours_published": Label("公布办公时间", "hours published"),
    "rules.detector_published": Label("公布检测规则", "detector published"),
    "rules.detector_set": Label("设定检测规则状态", "state of a detector set"),
    "rules.limit_published": Label("公布阈值", "threshold published"),
    "rules.disclosure_class_published": Label("公布应主动公开类别", "mandatory class published"),
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

DOCUMENT_STATUSES: Mapping[str, Label] = {
    "drafted": Label("已拟制", "drafted"),
    "reviewed": Label("已通过保密审查", "passed its secrecy review"),
    "published": Label("已公开", "published"),
    "changed": Label("已变更，待公开", "changed, not yet published again"),
    "withdrawn": Label("已撤下", "withdrawn"),
    "withheld": Label("不予公开", "withheld"),
}

# What a reminder is called where it stands among the kinds of cards (domain/cards.py).
REMINDER = Label("提醒", "reminder")

TODO_KINDS: Mapping[str, Label] = {
    "due_today": Label("今日到期", "due today"),
    "due_soon": Label("即将到期", "due soon"),
    "awaiting_correction": Label("待补正", "waiting for corrections"),
    "pause_ending": Label("停止计时将满", "excluded time about to end"),
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
