"""Gaps of feeds: what no day-by-day count could tell otherwise."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.feed import Rhythm
from domain.world import World
from projections.silence import LIMITS, gaps, silent
from tests.projections.judged import world
from tests.projections.judges.recorded import SOURCE, declared
from tests.projections.told import BOOK

FIRST = date(2016, 9, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(60)]
heard_days = st.sets(st.sampled_from(DAYS)).map(sorted)
rhythms = st.sampled_from(list(Rhythm))


def feed(rhythm: Rhythm, heard: list[date]) -> World:
    """A world with one feed, declared from the first day on."""
    return world(declared(rhythm, in_force_from=FIRST), heard={SOURCE: heard})


def overdue(rhythm: Rhythm, heard: list[date], day: date) -> bool:
    """Whether more working days than allowed have passed without a word, the day included."""
    last = max((d for d in heard if d <= day), default=FIRST - timedelta(days=1))
    limit = BOOK.limit(LIMITS[rhythm], FIRST)
    assert BOOK.calendar is not None
    assert limit is not None
    passed = 0
    while last < day:
        last += timedelta(days=1)
        passed += BOOK.calendar.presumed_working(last)
    # A day off just after the last one allowed is beyond it, though it adds nothing.
    return passed > limit or (passed == limit and not BOOK.calendar.presumed_working(day))


@given(rhythms, heard_days)
def test_a_day_is_in_a_gap_beyond_its_allowed_day_as_counted_day_by_day(
    rhythm: Rhythm, heard: list[date]
) -> None:
    found = gaps(feed(rhythm, heard), SOURCE)

    for day in DAYS:
        late = [
            gap
            for gap in found
            if gap.allowed and gap.allowed < day and (gap.until is None or day < gap.until)
        ]
        assert bool(late) == (day not in heard and overdue(rhythm, heard, day))
        assert len(late) <= 1


@given(rhythms, heard_days)
def test_gaps_are_in_order_apart_and_the_last_is_to_come(rhythm: Rhythm, heard: list[date]) -> None:
    found = gaps(feed(rhythm, heard), SOURCE)

    assert found[-1].until is None
    assert found[-1].first == (heard[-1] + timedelta(days=1) if heard else FIRST)
    for one, two in pairwise(found):
        assert one.until is not None
        assert one.until < two.first
    assert all(not (gap.first <= day < (gap.until or day)) for gap in found for day in heard)


@given(rhythms, heard_days, st.sampled_from(DAYS))
def test_a_feed_is_silent_of_a_day_until_it_is_heard_then_or_later(
    rhythm: Rhythm, heard: list[date], day: date
) -> None:
    assert silent(feed(rhythm, heard), SOURCE, day) == all(other < day for other in heard)


def test_a_source_is_silent_only_while_it_is_declared() -> None:
    facts = world(declared(Rhythm.REALTIME, in_force_from=FIRST, in_force_to=FIRST))

    assert silent(facts, SOURCE, FIRST)
    assert not silent(facts, SOURCE, FIRST + timedelta(days=1))
    assert not silent(facts, "another", FIRST)


def test_a_new_rhythm_has_its_patience_from_its_first_day() -> None:
    again = FIRST + timedelta(days=4)
    facts = world(
        declared(Rhythm.WEEKLY, in_force_from=FIRST),
        declared(Rhythm.REALTIME, in_force_from=again),
        heard={SOURCE: [FIRST]},
    )

    assert [(gap.first, gap.until) for gap in gaps(facts, SOURCE)] == [(again, None)]
