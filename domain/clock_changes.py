"""What is said to move a clock 延长期限、不计入期限的时间, judged by the rule it ran under."""

from datetime import date

from domain.calendar import DAY, WorkCalendar
from domain.clock_codes import ExclusionFault, ExtensionFault, Level
from domain.clocks import Clock, ClockRule
from domain.decider import record
from domain.lateness import Span, Unit


@record
class Extension:
    """An extension as it was approved; dates in the clock's zone, `told_on` None if untold."""

    days: int
    approver: str
    approved_on: date
    told_on: date | None = None


@record
class ExcludedTime:
    """Time said not to count: from the day it began (itself counted) to the day it ended.

    `ended_on` None while it runs; `days_told` is what the applicant was told, in the clock's
    unit, 0 if nothing.
    """

    reason: str
    began_on: date
    ended_on: date | None = None
    days_told: int = 0
    told_in_writing: bool = False


def extension_faults(
    rule: ClockRule, clock: Clock, extension: Extension
) -> tuple[ExtensionFault, ...]:
    """Why an extension of `clock` as it stood before is not valid; empty if it is.

    许可法 42: by the approver the article names, at most so many days, the reason told.
    """
    allowed = rule.extension
    if allowed is None:
        return (ExtensionFault.NOT_ALLOWED,)
    ranks = {Level.ORGAN_HEAD.value: 1, Level.GOVERNMENT_HEAD.value: 2}
    told_late = extension.told_on is None or extension.told_on > clock.due
    found = {
        ExtensionFault.TOO_LONG: extension.days > allowed.max_days,
        ExtensionFault.APPROVER_TOO_LOW: ranks.get(extension.approver, 0) < ranks[allowed.approver],
        ExtensionFault.SECOND_TIME: allowed.once and clock.extended > 0,
        ExtensionFault.AFTER_DEADLINE: extension.approved_on > clock.due,
        ExtensionFault.NOT_TOLD: allowed.told and told_late,
    }
    return tuple(fault for fault, there in found.items() if there)


def exclusion_faults(
    rule: ClockRule, clock: Clock, time: ExcludedTime, calendar: WorkCalendar
) -> tuple[ExclusionFault, ...]:
    """What is wrong with time said not to count, judged against the deadline before it."""
    told = time.days_told > 0
    too_long = (
        told and time.ended_on is not None and time.ended_on > told_end(clock, time, calendar)
    )
    found = {
        ExclusionFault.REASON_NOT_IN_LAW: time.reason not in rule.not_counted,
        ExclusionFault.NOT_TOLD_IN_WRITING: rule.written_notice and not time.told_in_writing,
        ExclusionFault.DAYS_NOT_TOLD: rule.written_notice and not told,
        ExclusionFault.BEGAN_AFTER_DEADLINE: time.began_on > clock.due,
        ExclusionFault.LONGER_THAN_TOLD: too_long,
    }
    return tuple(fault for fault, there in found.items() if there)


def excluded_span(
    rule: ClockRule, clock: Clock, time: ExcludedTime, calendar: WorkCalendar
) -> Span | None:
    """The days that do not count, or None where they all count.

    The first day counts, the day it ended does not, so that stopping and going on within one day
    changes nothing. Days beyond those told count again; while it runs, those told are taken; a
    running time of untold length does not count out anything until it ends.
    """
    faults = set(exclusion_faults(rule, clock, time, calendar))
    if faults - {ExclusionFault.LONGER_THAN_TOLD}:
        return None
    ends = [] if time.ended_on is None else [time.ended_on]
    if time.days_told > 0:
        ends.append(told_end(clock, time, calendar))
    if not ends or min(ends) <= time.began_on:
        return None
    return Span(first=time.began_on + DAY, last=min(ends), reason=time.reason)


def told_end(clock: Clock, time: ExcludedTime, calendar: WorkCalendar) -> date:
    """The last of the days that the applicant was told; CalendarError beyond the calendar."""
    if clock.unit is Unit.NATURAL:
        return time.began_on + time.days_told * DAY
    return calendar.add_working_days(time.began_on, time.days_told).due
