"""Why a clock is late, in one line as an officer would write it into a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.calendar import WorkCalendar
from domain.case.events import PauseReason
from domain.case.timing import Running
from domain.clocks import Clock, explain_clock
from domain.explain import Day, summary
from domain.labels import clock_label, label
from domain.lateness import Unit
from projections.fold import Row

UNITS = {Unit.WORKING: "个工作日", Unit.NATURAL: "日", Unit.GIVEN: "日"}

Ending = tuple[tuple[str, str], ...]

# What a clock starts from and waits for; one that is not here is the term to decide.
_WORDS = {
    "LIC.CORRECT_NOTICE": ("收件", "告知补正"),
    "LIC.DELIVER": ("作出决定", "送达"),
}
_TERM = ("受理", "办结")
# What may have ended a clock: the slot of the case that says when, and how it is called.
_ENDINGS: Mapping[str, Ending] = {
    "LIC.CORRECT_NOTICE": (("accepted_at", "受理"), ("not_accepted_at", "不予受理")),
    "LIC.DELIVER": (),
    "SRC.GIVEN": (),
}
_TERM_ENDING: Ending = (("decided_at", "作出决定"), ("not_accepted_at", "不予受理"))
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Told:
    """What an explanation is about: a clock, the name of its step, its case, the time asked."""

    running: Running
    step: str
    case: Row
    as_of: datetime


def counted_days(running: Running, calendar: WorkCalendar | None) -> tuple[Day, ...]:
    """Every day of a clock with its standing, days not counted by the name of their reason."""
    if calendar is None:
        return ()
    spans = [replace(s, reason=label(PauseReason(s.reason)).zh) for s in running.spans]
    return explain_clock(running.clock, calendar, spans)


def explain_legal(told: Told, calendar: WorkCalendar | None, over: int) -> str:
    """By which article, from when, how many days, which counted, until when, what came."""
    clock = told.running.clock
    return (
        f"{_what(told)}，{_term(clock)}至{clock.due}{_counted(told.running, calendar)}，"
        f"{_came(told, '%Y-%m-%d')}，{_excess(clock, over)}"
    )


def explain_card(told: Told, due_at: datetime, over: int) -> str:
    """By which article, until which instant, what came, how many seconds after."""
    clock = told.running.clock
    until = "期限至" if clock.unit is Unit.GIVEN else f"{_term(clock)}应发牌时点"
    local = due_at.astimezone(ZoneInfo(clock.zone))
    return (
        f"{_what(told)}，{until}{local:%Y-%m-%d %H:%M:%S}，"
        f"{_came(told, '%Y-%m-%d %H:%M:%S')}，超{lasting(over)}"
    )


def _what(told: Told) -> str:
    """承诺时限（《优化营商环境条例》第三十六条第二款）：受理2020-03-02."""
    clock = told.running.clock
    name = clock_label(clock.clock).zh
    basis = "" if name == clock.article else f"（{clock.article}）"
    # A finished step carries its own deadline, so the day its clock begins says nothing.
    begun = f"{_words(clock)[0]}{clock.started_on}"
    return f"{name}{basis}：" + (f"环节“{told.step}”" if told.step else begun)


def _words(clock: Clock) -> tuple[str, str]:
    return _WORDS.get(clock.clock, _TERM)


def _term(clock: Clock) -> str:
    """20个工作日，延长10个工作日，."""
    if clock.unit is Unit.GIVEN:
        return ""
    unit = UNITS[clock.unit]
    longer = f"延长{clock.extended}{unit}，" if clock.extended else ""
    return f"{clock.length}{unit}，{longer}"


def _counted(running: Running, calendar: WorkCalendar | None) -> str:
    days = counted_days(running, calendar)
    return f"（{summary(days)}）" if days else ""


def _came(told: Told, form: str) -> str:
    zone = ZoneInfo(told.running.clock.zone)
    ended_at = told.running.ended_at
    if ended_at is None:
        awaited = "完成" if told.step else _words(told.running.clock)[1]
        return f"截至{told.as_of.astimezone(zone):{form}}尚未{awaited}"
    return f"{ended_at.astimezone(zone):{form}}{_ended(told)}"


def _ended(told: Told) -> str:
    """What happened when the clock ended."""
    if told.step:
        return "完成"
    clock = told.running.clock
    endings = (*_ENDINGS.get(clock.clock, _TERM_ENDING), ("closed_at", "办结"))
    named = (word for slot, word in endings if told.case[slot] == told.running.ended_at)
    return next(named, _words(clock)[1])


def _excess(clock: Clock, over: int) -> str:
    return f"超{over}{UNITS[clock.unit]}" if over else "期满后均为休息日，不足1个工作日"


def lasting(seconds: int) -> str:
    """A length of time as 2日3小时4分5秒, without the parts that are zero."""
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((days, "日"), (hours, "小时"), (minutes, "分"), (left, "秒"))
    return "".join(f"{n}{unit}" for n, unit in parts if n)
