"""Which days a declared feed was silent 数据中断, by the rhythm it was declared with."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise, zip_longest
from typing import NamedTuple

from domain.calendar import CalendarError
from domain.facts import in_force
from domain.feed import Declared, Rhythm
from domain.reference import Rulebook
from domain.world import World

LIMITS = {
    Rhythm.REALTIME: "gap_realtime_working_days",
    Rhythm.NEXT_DAY: "gap_next_day_working_days",
    Rhythm.WEEKLY: "gap_weekly_working_days",
}
DAY = timedelta(days=1)


class Gap(NamedTuple):
    """Silence: from the first day without a word until the day on which the source was heard
    again or its declaration ended, None where it never was.

    `allowed` is the last day on which it should have spoken by its rhythm; None where its limit
    is not published or the calendar does not reach.
    """

    first: date
    until: date | None
    allowed: date | None


def gaps(world: World, source: str) -> list[Gap]:
    """The gaps of a source that are longer than its rhythm allows, or may be, in order.

    The last one is to come: it begins after the day on which the source was last heard.
    """
    versions = of_source(world, source)
    heard = world.heard.get(source, ())
    found: list[Gap] = []
    for declared, later in zip_longest(versions, versions[1:]):
        ends = [declared.in_force_to] if declared.in_force_to else []
        ends += [later.in_force_from - DAY] if later else []
        found += _within(world.book, declared, min(ends, default=None), heard)
    return found


def silent(world: World, source: str, day: date) -> bool:
    """Whether what a source had on a day may not be in yet: it is declared for that day, and was
    heard neither then nor later.

    A gap that is over is not silence: a source heard again has sent what it had.
    """
    days = world.heard.get(source, ())
    if days and days[-1] >= day:
        return False
    return any(in_force(each, day) for each in of_source(world, source))


def of_source(world: World, source: str) -> list[Declared]:
    """The declarations of a source, by the day from which they are in force."""
    found = [each for each in world.of(Declared) if each.source == source]
    return sorted(found, key=lambda each: each.in_force_from)


def rhythm_of(world: World, source: str, day: date) -> Rhythm | None:
    """The rhythm a source is declared with on a day, by the newest declaration in force."""
    found = [each.rhythm for each in of_source(world, source) if in_force(each, day)]
    return found[-1] if found else None


def working_days_after(book: Rulebook, day: date, days: int) -> date | None:
    """The n-th working day after a day; None where the calendar for it is not published."""
    if book.calendar is None:
        return None
    try:
        deadline = book.calendar.add_working_days(day, days)
    except CalendarError:
        return None
    return None if deadline.provisional else deadline.due


def _within(
    book: Rulebook, declared: Declared, end: date | None, heard: Sequence[date]
) -> Iterator[Gap]:
    """The gaps of one declaration, whose last day is `end`; before its first nothing was owed."""
    begins = declared.in_force_from
    spoken = [day for day in heard if begins <= day and (end is None or day <= end)]
    for last, again in pairwise([begins - DAY, *spoken, end]):
        assert last is not None, "only the end may be open"
        if again is not None and again - last <= DAY:
            continue
        days = book.limit(LIMITS[declared.rhythm], max(last, begins))
        allowed = None if days is None else working_days_after(book, last, days)
        if allowed is None or again is None or again > allowed:
            yield Gap(last + DAY, again, allowed)
