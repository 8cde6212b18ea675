"""Rules as data 规则: calendars, clocks, card profiles and hours, published with their dates.

What is published later replaces what it names; what was decided before keeps its own answers.
"""

from datetime import date
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

from domain.calendar import CalendarYear
from domain.cards import CardProfile
from domain.clocks import MAX_DAYS, ClockRule
from domain.decider import (
    Asked,
    Chapter,
    Command,
    Event,
    Happened,
    Refused,
    by_name,
    by_type,
    record,
)
from domain.detectors import Detector, DetectorState, DisclosureClass, LimitRule
from domain.hours import HallHours, Season

DAY_SECONDS = 86_400
LEAP_YEAR = 2024


@record
class CalendarPublished(Event):
    """放假安排通知 of one year."""

    TYPE = "rules.calendar_published"
    notice: CalendarYear


@record
class ClockRulePublished(Event):
    """One version of one clock 期限规则."""

    TYPE = "rules.clock_published"
    rule: ClockRule


@record
class CardProfilePublished(Event):
    """One card profile 发牌规则."""

    TYPE = "rules.card_profile_published"
    profile: CardProfile


@record
class HoursPublished(Event):
    """One version of a hall's hours 办公时间."""

    TYPE = "rules.hours_published"
    hours: HallHours


@record
class DetectorPublished(Event):
    """One detector 检测规则, with the state it starts in."""

    TYPE = "rules.detector_published"
    detector: Detector


@record
class DetectorSet(Event):
    """检测规则停用、试运行、启用, by a document of the jurisdiction."""

    TYPE = "rules.detector_set"
    code: str
    state: DetectorState
    document: str


@record
class LimitPublished(Event):
    """One version of one threshold 阈值."""

    TYPE = "rules.limit_published"
    limit: LimitRule


@record
class DisclosureClassPublished(Event):
    """One mandatory class 应主动公开类别."""

    TYPE = "rules.disclosure_class_published"
    published: DisclosureClass


Published = (
    CalendarPublished
    | ClockRulePublished
    | CardProfilePublished
    | HoursPublished
    | DetectorPublished
    | DetectorSet
    | LimitPublished
    | DisclosureClassPublished
)


@record
class PublishCalendar(Command):
    """公布放假安排."""

    NAME = "publish-calendar"
    notice: CalendarYear


@record
class PublishClock(Command):
    """公布期限规则."""

    NAME = "publish-clock"
    rule: ClockRule


@record
class PublishCardProfile(Command):
    """公布发牌规则."""

    NAME = "publish-card-profile"
    profile: CardProfile


@record
class PublishHours(Command):
    """公布办公时间."""

    NAME = "publish-hours"
    hours: HallHours


@record
class PublishDetector(Command):
    """公布检测规则."""

    NAME = "publish-detector"
    detector: Detector


@record
class SetDetector(Command):
    """设定检测规则状态."""

    NAME = "set-detector"
    code: str
    state: DetectorState
    document: str


@record
class PublishLimit(Command):
    """公布阈值."""

    NAME = "publish-limit"
    limit: LimitRule


@record
class PublishDisclosureClass(Command):
    """公布应主动公开类别."""

    NAME = "publish-disclosure-class"
    published: DisclosureClass


Publish = (
    PublishCalendar
    | PublishClock
    | PublishCardProfile
    | PublishHours
    | PublishDetector
    | SetDetector
    | PublishLimit
    | PublishDisclosureClass
)


def decide(
    state: int,
    command: Publish,
    asked: Asked,
    facts: None,
) -> list[Event]:
    """What an authorised office publishes is recorded, if it can be reckoned with at all.

    Refused is what no day could be counted by: every later decision would stumble over it.
    """
    match command:
        case PublishCalendar():
            return [CalendarPublished(notice=command.notice)]
        case PublishClock():
            _check(_clock_fault(command.rule))
            return [ClockRulePublished(rule=command.rule)]
        case PublishCardProfile():
            _check(_profile_fault(command.profile))
            return [CardProfilePublished(profile=command.profile)]
        case PublishHours():
            _check(_hours_fault(command.hours))
            return [HoursPublished(hours=command.hours)]
        case PublishDetector():
            return [DetectorPublished(detector=command.detector)]
        case SetDetector():
            return [DetectorSet(code=command.code, state=command.state, document=command.document)]
        case PublishLimit():
            return [LimitPublished(limit=command.limit)]
        case PublishDisclosureClass():
            _check(_day_fault(command.published))
            return [DisclosureClassPublished(published=command.published)]


def _check(fault: str) -> None:
    if fault:
        raise Refused("rules.publish.unusable", fault)


def _clock_fault(rule: ClockRule) -> str:
    days = [rule.length, rule.extension.max_days if rule.extension else None]
    if not all(map(_is_term, days)):
        return f"expected terms of 0 to {MAX_DAYS} days, got {days}"
    if rule.id != f"{rule.clock}@{rule.in_force_from}":
        return f"expected the id {rule.clock}@{rule.in_force_from}, got {rule.id}"
    return ""


def _profile_fault(profile: CardProfile) -> str:
    thresholds = (profile.warning, profile.yellow, profile.red)
    days = [profile.default_days, *(abs(t.value) for t in thresholds if t)]
    if not all(map(_is_term, days)):
        return f"expected a term and thresholds of at most {MAX_DAYS}, got {days}"
    return ""


def _day_fault(published: DisclosureClass) -> str:
    try:
        date(LEAP_YEAR - 1, published.due_month, published.due_day)
    except (ValueError, OverflowError):
        return f"expected a day of every year, got {published.due_month}-{published.due_day}"
    return ""


def _is_term(days: int | None) -> bool:
    return days is None or 0 <= days <= MAX_DAYS


def _hours_fault(hours: HallHours) -> str:
    if hours.standard_day > DAY_SECONDS:
        return f"expected a standard day within {DAY_SECONDS} seconds, got {hours.standard_day}"
    try:
        ZoneInfo(hours.zone)
    except (LookupError, ValueError, OSError):
        return f"expected an IANA zone such as Asia/Shanghai, got {hours.zone!r}"
    return next(filter(None, map(_season_fault, hours.seasons)), "")


def _season_fault(season: Season) -> str:
    try:
        for month, day in (season.first, season.last):
            date(LEAP_YEAR, month, day)
    except (ValueError, OverflowError):
        return f"expected months and days of a year, got {season.first} to {season.last}"
    for shift in season.shifts:
        ends = [at for interval in shift.intervals for at in interval]
        if any(one >= two for one, two in pairwise(ends)):
            return f"expected intervals in rising order in season {season.name!r}"
    return ""


def evolve(state: int, happened: Happened) -> int:
    """How many versions the stream holds."""
    return state + 1


CHAPTER: Chapter[int] = Chapter(
    "rules",
    0,
    decide,
    evolve,
    by_name(*get_args(Publish)),
    by_type(*get_args(Published)),
)
