"""数据中断 of declared feeds."""

from datetime import date

import pytest

from domain.feed import Rhythm
from domain.reference import Reference, Rulebook
from domain.world import World
from projections.judges.gaps import CODE, JUDGES
from tests.projections.judged import decisions, verdicts, world
from tests.projections.judges.recorded import (
    OK,
    SOURCE,
    UNDETERMINED,
    VIOLATION,
    declared,
    local,
)
from tests.projections.told import ZONE

[JUDGE] = JUDGES
FRIDAY, MONDAY, TUESDAY, THURSDAY = (date(2016, 9, day) for day in (2, 5, 6, 8))


def feed(rhythm: Rhythm, *heard: date, until: date | None = None) -> World:
    """A world in which the feed, declared from Friday on, was heard on these days."""
    return world(declared(rhythm, in_force_from=FRIDAY, in_force_to=until), heard={SOURCE: heard})


def test_a_feed_heard_in_its_rhythm_is_well_until_it_would_be_silent() -> None:
    facts = feed(Rhythm.REALTIME, FRIDAY, MONDAY)

    [well] = verdicts(JUDGE, SOURCE, facts, local("2016-09-06 23:00"))
    [silent] = verdicts(JUDGE, SOURCE, facts, local("2016-09-07 00:00"))

    assert well.decision is OK
    assert silent.decision is VIOLATION
    assert silent.about == ("2016-09-06",)
    assert silent.until is None


def test_a_gap_holds_until_the_feed_is_heard_again() -> None:
    said = verdicts(
        JUDGE, SOURCE, feed(Rhythm.REALTIME, FRIDAY, THURSDAY), local("2016-09-06 09:00")
    )

    [gap] = said
    assert gap.decision is VIOLATION
    assert gap.about == ("2016-09-03",)
    assert gap.since == local("2016-09-06 00:00")
    assert gap.until == local("2016-09-09 00:00")
    assert gap.positions == (100_001,)
    assert "2016年9月5日" in gap.explanation


@pytest.mark.parametrize(
    ("rhythm", "first_late"),
    [
        (Rhythm.REALTIME, "2016-09-06 00:00"),
        (Rhythm.NEXT_DAY, "2016-09-07 00:00"),
        (Rhythm.WEEKLY, "2016-09-13 00:00"),
    ],
)
def test_each_rhythm_has_its_own_patience(rhythm: Rhythm, first_late: str) -> None:
    said = list(JUDGE.judge(SOURCE, feed(rhythm, FRIDAY)))

    assert [one.since for one in said if one.decision is VIOLATION] == [local(first_late)]


def test_a_feed_that_never_spoke_is_silent_from_its_first_day() -> None:
    [verdict] = verdicts(JUDGE, SOURCE, feed(Rhythm.REALTIME))

    assert verdict.about == ("2016-09-02",)
    assert verdict.since == local("2016-09-03 00:00")


def test_after_its_last_day_a_feed_may_be_silent() -> None:
    facts = feed(Rhythm.REALTIME, FRIDAY, until=MONDAY)

    assert decisions(verdicts(JUDGE, SOURCE, facts), CODE) == [OK]


def test_a_source_that_is_not_declared_is_not_asked_about() -> None:
    assert verdicts(JUDGE, SOURCE, world(heard={SOURCE: [FRIDAY]})) == []


def test_without_limit_or_calendar_a_gap_cannot_be_told() -> None:
    nothing = World(Rulebook(Reference()), [(1, declared(Rhythm.WEEKLY))], {}, ZONE)
    unpublished = world(declared(Rhythm.REALTIME), heard={SOURCE: [date(2090, 5, 5)]})

    [no_rules] = verdicts(JUDGE, SOURCE, nothing)
    last = list(JUDGE.judge(SOURCE, unpublished))[-1]

    assert no_rules.decision is UNDETERMINED
    assert last.decision is UNDETERMINED
    assert last.about == ("2090-05-06",)
