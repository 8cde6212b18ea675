"""Rules as data 规则: calendars, clocks, card profiles and hours, published with their dates.

What is published later replaces what it names; what was decided before keeps its own answers.
"""

from domain.calendar import CalendarYear
from domain.cards import CardProfile
from domain.clocks import ClockRule
from domain.decider import Asked, Chapter, Command, Event, Happened, by_name, by_type, record
from domain.hours import HallHours


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


Published = CalendarPublished | ClockRulePublished | CardProfilePublished | HoursPublished


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


def decide(
    state: int,
    command: PublishCalendar | PublishClock | PublishCardProfile | PublishHours,
    asked: Asked,
    facts: None,
) -> list[Event]:
    """A fact: what an authorised office publishes is recorded."""
    match command:
        case PublishCalendar():
            return [CalendarPublished(notice=command.notice)]
        case PublishClock():
            return [ClockRulePublished(rule=command.rule)]
        case PublishCardProfile():
            return [CardProfilePublished(profile=command.profile)]
        case PublishHours():
            return [HoursPublished(hours=command.hours)]


def evolve(state: int, happened: Happened) -> int:
    """How many versions the stream holds."""
    return state + 1


CHAPTER: Chapter[int] = Chapter(
    "rules",
    0,
    decide,
    evolve,
    by_name(PublishCalendar, PublishClock, PublishCardProfile, PublishHours),
    by_type(CalendarPublished, ClockRulePublished, CardProfilePublished, HoursPublished),
)
