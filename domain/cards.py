"""Cards 预警、黄牌、红牌: a signal to the second, no sanction; thresholds are data."""

# u = ⌈(worked seconds from acceptance to the end, without pauses) / seconds of a standard working
# day⌉ (the vendor's 小数进1). So a card is due from the first second beyond a whole number of
# days: 10:00:01 办结的，也算超期.

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from domain.decider import record
from domain.hours import SECOND, WorkTime
from domain.rank import Rank


class Card(StrEnum):
    """The three signals, in rising order."""

    WARNING = "warning"
    YELLOW = "yellow"
    RED = "red"


class Measure(StrEnum):
    """How a threshold compares the time used with its term (in days)."""

    EXCESS_DAYS = "excess_days"
    USED_PERCENT = "used_percent"
    DAYS_LEFT = "days_left"


class Term(StrEnum):
    """The term a threshold compares with."""

    PROMISE = "promise"
    STATUTORY = "statutory"
    APPLIED = "applied"


@record
class Threshold:
    """excess_days: u - term >= value. used_percent: used >= value % of the term.
    days_left: the term less the time used <= value days.
    """

    term: Term
    measure: Measure
    value: int

    def seconds(self, days: int, standard_day: int) -> int:
        """Worked seconds from which the card is due, for a term of `days`."""
        if self.measure is Measure.USED_PERCENT:
            return -(-days * standard_day * self.value // 100)
        if self.measure is Measure.DAYS_LEFT:
            return max(0, (days - self.value) * standard_day)
        u = days + self.value
        return (u - 1) * standard_day + 1 if u >= 1 else 0


@record
class CardProfile:
    """One place's rules for one matter (`case`, `special_procedure`, ...).

    A card without threshold is not given; those in `left_to_person` are given by a person,
    because the source names no figure. `default_days` is the term where none is promised.
    """

    id: str
    matter: str
    source: str
    rank: Rank
    warning: Threshold | None = None
    yellow: Threshold | None = None
    red: Threshold | None = None
    left_to_person: tuple[Card, ...] = ()
    default_days: int | None = None
    note: str = ""


@record
class CardTerms:
    """The terms of a case in working days; None where it has none."""

    promise: int | None = None
    statutory: int | None = None
    applied: int | None = None

    def of(self, term: Term, default: int | None) -> int | None:
        """The days of one term, or the default where the case has none."""
        days = {
            Term.PROMISE: self.promise,
            Term.STATUTORY: self.statutory,
            Term.APPLIED: self.applied,
        }[term]
        return default if days is None else days


@record
class Pause:
    """Time in which the card clock stands still; `ended_at` None while it does."""

    began_at: datetime
    ended_at: datetime | None = None


@record
class CardTimes:
    """The first instants (UTC) at which each card is due; None where none will be."""

    warn_at: datetime | None = None
    yellow_at: datetime | None = None
    red_at: datetime | None = None
    provisional: bool = False

    @property
    def late_at(self) -> datetime | None:
        """From when the case is late by card: the earlier of yellow and red."""
        return min((at for at in (self.yellow_at, self.red_at) if at), default=None)


def card_times(
    profile: CardProfile,
    accepted_at: datetime,
    terms: CardTerms,
    work: WorkTime,
    pauses: Sequence[Pause] = (),
) -> CardTimes:
    """When each card falls due. Pauses are disjoint; an open one stops every later card.

    Raises HoursError where the hall's hours do not reach.
    """
    standard_day = work.standard_day(accepted_at)

    def due(threshold: Threshold | None) -> datetime | None:
        days = None if threshold is None else terms.of(threshold.term, profile.default_days)
        if threshold is None or days is None:
            return None
        return _after(accepted_at, threshold.seconds(days, standard_day) * SECOND, work, pauses)

    times = [due(threshold) for threshold in (profile.warning, profile.yellow, profile.red)]
    return CardTimes(
        warn_at=times[0],
        yellow_at=times[1],
        red_at=times[2],
        provisional=any(at is not None and work.is_provisional(at) for at in times),
    )


def given_card_times(due_at: datetime) -> CardTimes:
    """The card of a deadline the source gives to the instant: late if the end is after it."""
    return CardTimes(yellow_at=due_at + timedelta(microseconds=1))


def card_at(
    times: CardTimes, at: datetime, closed_at: datetime | None = None, voided: bool = False
) -> Card | None:
    """The card of a case at an instant. A closed case gets no warning, a voided one none."""
    if voided:
        return None
    closed = closed_at is not None and closed_at <= at
    end = closed_at if closed_at is not None and closed else at
    if times.red_at is not None and end >= times.red_at:
        return Card.RED
    if times.yellow_at is not None and end >= times.yellow_at:
        return Card.YELLOW
    warned = times.warn_at is not None and end >= times.warn_at
    return Card.WARNING if warned and not closed else None


def days_used(
    work: WorkTime, accepted_at: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> int:
    """u: standard working days used from acceptance to `end`, a part counting as a whole."""
    used = work.worked(accepted_at, end)
    for pause in pauses:
        stopped = min(pause.ended_at or end, end)
        used -= work.worked(max(pause.began_at, accepted_at), stopped)
    return -(-(used // SECOND) // work.standard_day(accepted_at))


def _after(
    start: datetime, micros: int, work: WorkTime, pauses: Sequence[Pause]
) -> datetime | None:
    """The first instant at which so many microseconds are worked outside the pauses."""
    cursor, left = start, micros
    for pause in sorted(pauses, key=lambda pause: pause.began_at):
        worked = work.worked(cursor, max(pause.began_at, cursor))
        if worked >= left:
            break
        if pause.ended_at is None:
            return None
        left -= worked
        cursor = max(pause.ended_at, cursor)
    return work.after(cursor, left)
