"""Why a clock is late, in one line as an officer would write it into a file."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.calendar import WorkCalendar
from domain.case.events import PauseReason
from domain.case.timing import Running
from domain.clocks import Clock, explain_clock
from domain.explain import Day, summary
from domain.labels import clock_label, label
from domain.lateness import Unit

UNITS = {Unit.WORKING: "个工作日", Unit.NATURAL: "日", Unit.GIVEN: "日"}

# What starts a clock and what it waits for; a clock that is not here runs from 受理 to 办结.
_WORDS = {
    "LIC.CORRECT_NOTICE": ("收件", "告知或者受理"),
    "LIC.DELIVER": ("作出决定", "送达"),
}
_TERM = ("受理", "办结")
_DAY = 86_400


def counted_days(running: Running, calendar: WorkCalendar | None) -> tuple[Day, ...]:
    """Every day of a clock with its standing, days not counted by the name of their reason."""
    if calendar is None:
        return ()
    spans = [replace(s, reason=label(PauseReason(s.reason)).zh) for s in running.spans]
    return explain_clock(running.clock, calendar, spans)


def explain_legal(
    running: Running, step: str, calendar: WorkCalendar | None, as_of: datetime, over: int
) -> str:
    """By which article, from when, how many days, which counted, until when, what came."""
    clock = running.clock
    return (
        f"{_what(running, step)}，{_term(clock)}至{clock.due}"
        f"{_counted(running, calendar)}，{_came(running, as_of, '%Y-%m-%d')}，"
        f"{_excess(clock, over)}"
    )


def explain_card(
    running: Running, step: str, due_at: datetime, as_of: datetime, over: int
) -> str:
    """By which article, until which instant, what came, how long after."""
    clock = running.clock
    until = "期限至" if clock.unit is Unit.GIVEN else f"{_term(clock)}应发牌时点"
    local = due_at.astimezone(ZoneInfo(clock.zone))
    return (
        f"{_what(running, step)}，{until}{local:%Y-%m-%d %H:%M:%S}，"
        f"{_came(running, as_of, '%Y-%m-%d %H:%M:%S')}，超{lasting(over)}"
    )


def _what(running: Running, step: str) -> str:
    """承诺时限（《优化营商环境条例》第三十六条第二款）：受理."""
    clock = running.clock
    name = clock_label(clock.clock).zh
    basis = "" if name == clock.article else f"（{clock.article}）"
    # A finished step carries its own deadline, so the day its clock begins says nothing.
    begun = f"{_words(clock)[0]}{clock.started_on}"
    return f"{name}{basis}：" + (f"环节“{step}”" if running.step else begun)


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


def _came(running: Running, as_of: datetime, form: str) -> str:
    zone = ZoneInfo(running.clock.zone)
    what = "完成" if running.step else _words(running.clock)[1]
    if running.ended_at is None:
        return f"截至{as_of.astimezone(zone):{form}}尚未{what}"
    return f"{running.ended_at.astimezone(zone):{form}}{what}"


def _excess(clock: Clock, over: int) -> str:
    return f"超{over}{UNITS[clock.unit]}" if over else "期满后均为休息日，不足1个工作日"


def lasting(seconds: int) -> str:
    """A length of time as 2日3小时4分5秒, without the parts that are zero."""
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((days, "日"), (hours, "小时"), (minutes, "分"), (left, "秒"))
    return "".join(f"{n}{unit}" for n, unit in parts if n)
