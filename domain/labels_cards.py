"""What the codes of cards and reminders are called."""

from collections.abc import Mapping
from enum import StrEnum

from domain.card_acts import CardMatter, LapseReason, Reminder, State
from domain.label import Label

CARD_CODES: Mapping[type[StrEnum], Mapping[StrEnum, Label]] = {
    CardMatter: {
        CardMatter.CASE: Label("办件时限", "term of the case"),
        CardMatter.SPECIAL_PROCEDURE: Label("特别程序（不计入期限的时间）", "excluded time"),
        CardMatter.ONLINE_PRE_ACCEPTANCE: Label("网上预受理", "pre-acceptance online"),
        CardMatter.LICENCE_ISSUE: Label("电子证照签发", "issue of the e-licence"),
        CardMatter.ENQUIRY: Label("咨询", "enquiry"),
        CardMatter.COMPLAINT: Label("投诉", "complaint"),
    },
    Reminder: {
        Reminder.PAUSE_ENDING: Label("停止计时将满", "excluded time about to end"),
        Reminder.AWAITING_CORRECTION: Label("久未收到补正材料", "corrections long awaited"),
    },
    LapseReason: {
        LapseReason.CLOSED_BEFORE: Label("此前已办结、恢复或者答复", "had ended before"),
        LapseReason.MOVED: Label("应发牌时点已变动", "the instant due has moved"),
        LapseReason.VOIDED: Label("办件已作废、删除或撤回", "voided, deleted or withdrawn"),
        LapseReason.CORRECTED: Label("所依据的记录已更正", "what it rested on was corrected"),
    },
    State: {
        State.NONE: Label("未发", "not given"),
        State.STANDING: Label("有效", "standing"),
        State.LAPSED: Label("已失效", "lapsed"),
    },
}
