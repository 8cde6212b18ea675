"""Clocks 期限: the rule of law in force for a trigger, and the term it becomes."""

# The rule in force on the trigger's date is chosen and frozen into the `Clock` that an event
# carries. Later law does not move an open clock; an amended calendar moves only a provisional
# one (`redate`); anything else is a rebase event's business.

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from domain.calendar import DAY, Deadline, WorkCalendar
from domain.clock_codes import Lapse, Level, Trigger, UnitStatus
from domain.decider import record
from domain.explain import Day, explain
from domain.lateness import Span, Unit, local_date, reckon, reckon_back
from domain.rank import Rank

# A hundred years; what is longer is no term, and would be counted day by day.
MAX_DAYS = 36_500


class ClockError(ValueError):
    """A clock that cannot be started or moved as asked."""


class Basis(StrEnum):
    """Who set the term: the law 法定时限, the unit 承诺时限, or the source 来源系统给出."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    GIVEN = "given"


@record
class ExtensionRule:
    """Who may extend, by how many days at most, and whether the applicant is told why."""

    max_days: int
    approver: Level
    once: bool = True
    told: bool = True


@record
class ClockRule:
    """One version of one clock. `id` is "clock@in force from"; `length` None means that the item
    or the unit sets it; `backwards` counts back from the trigger.

    `not_counted` holds the reason codes of time that does not count; with `written_notice` such
    time counts all the same unless the applicant was told it in writing, with its length.
    """

    id: str
    clock: str
    name: str
    law: str
    article: str
    rank: Rank
    trigger: Trigger
    unit: Unit
    length: int | None
    in_force_from: date
    in_force_to: date | None = None
    backwards: bool = False
    other_law_may_set: bool = False
    extension: ExtensionRule | None = None
    not_counted: tuple[str, ...] = ()
    written_notice: bool = False
    lapse: Lapse = Lapse.NONE
    unit_status: UnitStatus = UnitStatus.SETTLED
    note: str = ""

    @property
    def citation(self) -> str:
        """《行政许可法》第四十二条第一款; the bare article where no law is behind it."""
        return f"《{self.law}》{self.article}" if self.law else self.article

    def in_force(self, on: date) -> bool:
        """Whether this version governs a trigger on that date."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


@record
class ClockRules:
    """The register of clock rules; a version ends where the clock's next one begins."""

    rules: tuple[ClockRule, ...]

    def in_force(self, clock: str, on: date) -> ClockRule | None:
        """The version of a clock that governs a trigger on that date; None where no rule does."""
        found = (r for r in self.rules if r.clock == clock and r.in_force(on))
        return max(found, key=lambda rule: rule.in_force_from, default=None)

    def by_id(self, rule: str) -> ClockRule | None:
        """The rule a stored clock names."""
        return next((r for r in self.rules if r.id == rule), None)


@record
class Clock:
    """A running term as an event keeps it: every answer it rests on, all plain values.

    `started_on` is not counted; `due` is lawful until 24:00 in `zone`. `length` is the term
    without `extended`, both in `unit`; `not_counted` are the days that moved `due` further.
    `due_at` is the instant where the source gave one; `calendar_version` is "" there.
    """

    clock: str
    rule: str
    article: str
    basis: Basis
    unit: Unit
    length: int
    started_on: date
    due: date
    zone: str
    calendar_version: str = ""
    provisional: bool = False
    extended: int = 0
    not_counted: int = 0
    backwards: bool = False
    due_at: datetime | None = None


def start_clock(
    rule: ClockRule,
    on: date,
    calendar: WorkCalendar,
    zone: str,
    *,
    days: int | None = None,
    basis: Basis = Basis.STATUTORY,
) -> Clock:
    """The clock of `rule` for a trigger on a local date.

    `days` replaces the rule's own length: a term that another law sets for the item, or a promise
    (basis PROMISED). Raises ClockError where nobody gives a length, CalendarError where the
    calendar does not reach.
    """
    length = rule.length if days is None else days
    if length is None:
        raise ClockError(f"{rule.id} has no length of its own; give the item's term in days")
    clock = Clock(
        clock=rule.clock,
        rule=rule.id,
        article=rule.citation,
        basis=basis,
        unit=rule.unit,
        length=length,
        started_on=on,
        due=on,
        zone=zone,
        backwards=rule.backwards,
    )
    return reset(clock, calendar)


def given_clock(rule: ClockRule, on: date, due_at: datetime, zone: str) -> Clock:
    """The clock of a deadline that the source gives to the instant; no calendar is asked.

    By law its local date counts, for the card the instant (domain/lateness.py).
    """
    due = local_date(due_at, zone)
    return Clock(
        clock=rule.clock,
        rule=rule.id,
        article=rule.citation,
        basis=Basis.GIVEN,
        unit=Unit.GIVEN,
        length=(due - on).days,
        started_on=on,
        due=due,
        zone=zone,
        due_at=due_at,
    )


def reset(clock: Clock, calendar: WorkCalendar, excluded: Sequence[Span] = ()) -> Clock:
    """The clock with its deadline reckoned anew: its term, its extension, and days not counted."""
    if clock.unit is Unit.GIVEN:
        return clock
    deadline = _deadline(clock, calendar, excluded)
    return replace(
        clock,
        due=deadline.due,
        provisional=deadline.provisional,
        calendar_version=deadline.calendar_version,
        not_counted=_days_lost(clock, deadline.due, calendar, excluded),
    )


def redate(clock: Clock, calendar: WorkCalendar, excluded: Sequence[Span] = ()) -> Clock:
    """The clock under a newer calendar: only a provisional deadline moves."""
    return reset(clock, calendar, excluded) if clock.provisional else clock


def extend(clock: Clock, days: int, calendar: WorkCalendar, excluded: Sequence[Span] = ()) -> Clock:
    """The clock with `days` more; whether they are lawful, `extension_faults` says."""
    return reset(replace(clock, extended=clock.extended + days), calendar, excluded)


def deemed_accepted_on(
    rule: ClockRule, clock: Clock, told_on: date | None, as_of: date
) -> date | None:
    """The day an application counts as accepted because nobody spoke in time, else None.

    许可法 32(4): 逾期不告知的，自收到申请材料之日起即为受理, so the day of receipt.
    """
    if rule.lapse is not Lapse.DEEMED_ACCEPTED:
        return None
    return clock.started_on if (told_on or as_of) > clock.due else None


def explain_clock(
    clock: Clock, calendar: WorkCalendar, excluded: Sequence[Span] = ()
) -> tuple[Day, ...]:
    """Every day from the clock's start to its deadline and why it counts or not."""
    if clock.unit is Unit.GIVEN:
        return ()
    length = clock.length + clock.extended
    return explain(clock.started_on, clock.due, length, clock.unit, calendar, excluded=excluded)


def _deadline(clock: Clock, calendar: WorkCalendar, excluded: Sequence[Span]) -> Deadline:
    if clock.backwards:
        return reckon_back(clock.started_on, clock.length, clock.unit, calendar)
    return reckon(clock.started_on, clock.length + clock.extended, clock.unit, calendar, excluded)


def _days_lost(clock: Clock, due: date, calendar: WorkCalendar, excluded: Sequence[Span]) -> int:
    """Days in the clock's unit that the spans took out before `due`."""
    days = {
        day
        for span in excluded
        for day in _days(max(span.first, clock.started_on + DAY), min(span.last, due))
    }
    if clock.unit is Unit.NATURAL:
        return len(days)
    return sum(calendar.presumed_working(day) for day in days)


def _days(first: date, last: date) -> Sequence[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]
