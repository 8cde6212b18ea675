"""What the thresholds of detectors are called, how they are measured, and which rules use them."""

from collections.abc import Mapping
from dataclasses import dataclass

from web.templating import text as _


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold in words, and the codes of the rules that judge by it; none for the steward's."""

    name: str
    codes: tuple[str, ...]


THRESHOLDS: Mapping[str, Threshold] = {
    "exchange_working_days": Threshold(
        _("部门系统与大厅对账的时限"), ("DT_UNEXCHANGED", "DT_SHADOW_DECISION")
    ),
    "nominal_entry_count": Threshold(_("一个季度办结的最低件数"), ("DT_NOMINAL_ENTRY",)),
    "record_backdated_working_days": Threshold(_("入账晚于业务时间"), ("REC_BACKDATED",)),
    "corrected_often_count": Threshold(_("一个单位一个月的更正"), ("REC_CORRECTED_OFTEN",)),
    "fabricated_hour_count": Threshold(_("一人一小时内同一小事项的办件"), ("REC_FABRICATED",)),
    "online_preaccept_working_days": Threshold(_("网上预受理"), ("ONLINE_PREACCEPT_LATE",)),
    "follow_up_assign_working_days": Threshold(_("确定窗口跟踪人"), ("FOLLOWUP_ABSENT",)),
    "follow_up_log_working_days": Threshold(_("两次跟踪督办之间"), ("FOLLOWUP_ABSENT",)),
    "publish_working_days": Threshold(_("主动公开的期限"), ("DISC_LATE", "LIC_GRANT_UNPUBLISHED")),
    "publish_grant_working_days": Threshold(_("双公示的期限"), ("LIC_GRANT_UNPUBLISHED",)),
    "today_soon_working_days": Threshold(_("即将到期、停止计时将满的提示"), ()),
    "correction_reminder_working_days": Threshold(_("久未收到补正材料的提醒"), ()),
    "gap_realtime_working_days": Threshold(_("实时报送的数据源容许静默"), ("DATA_GAP",)),
    "gap_next_day_working_days": Threshold(_("次日报送的数据源容许静默"), ("DATA_GAP",)),
    "gap_weekly_working_days": Threshold(_("每周报送的数据源容许静默"), ("DATA_GAP",)),
}
# The longer ending first, for one ends in the other.
_UNITS = {
    "_working_days": _("个工作日"),
    "_days": _("日"),
    "_count": _("次（件）"),
    "_percent": _("％"),
}


def named(limit: str) -> str:
    """What a threshold is called; its own name where it is not of the shipped ones."""
    return THRESHOLDS[limit].name if limit in THRESHOLDS else limit


def measured(limit: str, value: int) -> str:
    """A value with its unit, which is the end of the threshold's name."""
    return f"{value}{next((words for end, words in _UNITS.items() if limit.endswith(end)), '')}"


def of_rule(code: str) -> tuple[str, ...]:
    """The thresholds a rule judges by."""
    return tuple(name for name, each in THRESHOLDS.items() if code in each.codes)
