"""窗口未联系督办."""

from datetime import date

import pytest

from domain.case import commands as cmd
from domain.decider import Origin
from domain.organisation import Posted
from domain.world import World
from projections.judges.follow_up import ABSENT, JUDGES
from tests.projections.judged import world
from tests.projections.judges.licences import (
    OK,
    UNDETERMINED,
    VIOLATION,
    accepted,
    at,
    decided,
    granted,
    received,
    said,
    world_without,
)
from tests.projections.told import Case

[FOLLOWED] = JUDGES
POSTED = Posted(staff="w", unit="u1", window="h/1", in_force_from=date(2016, 1, 1))
LEFT = "2016-09-20 10:00"


@pytest.fixture
def posted() -> World:
    """A world in which the one who took the case in is posted at its window."""
    return world(POSTED)


def left() -> Case:
    """A case whose second step is somebody's in the back office."""
    case = accepted("2016-09-20 09:00")
    case.tell(at("2016-09-20 09:30"), cmd.FinishStep(step="受理", by="w"))
    case.tell(at(LEFT), cmd.StartStep(step="审核", by="back"))
    return case


def assigned(when: str) -> Case:
    """The same with somebody named to follow it."""
    case = left()
    case.tell(at(when), cmd.AssignFollowUp(staff="w"))
    return case


def test_somebody_named_and_an_entry_every_three_days_is_in_order(posted: World) -> None:
    case = assigned("2016-09-21 17:00")
    case.tell(at("2016-09-26 17:00"), cmd.LogFollowUp(staff="w"))
    granted(case, "2016-09-29 09:00")
    assert decided(FOLLOWED, case, ABSENT, posted) == [OK]


def test_nobody_named_within_a_working_day_is_a_sign(posted: World) -> None:
    case = granted(left(), "2016-09-29 09:00")
    [verdict] = said(FOLLOWED, case, ABSENT, posted)
    assert verdict.decision is VIOLATION
    assert verdict.since == at("2016-09-22 00:00")
    assert "应在1个工作日内确定窗口跟踪人" in verdict.explanation
    assert decided(FOLLOWED, left(), ABSENT, posted, at("2016-09-21 23:59")) == [OK]


def test_three_working_days_without_an_entry_are_a_sign(posted: World) -> None:
    case = assigned("2016-09-21 17:00")
    [verdict] = said(FOLLOWED, case, ABSENT, posted)
    assert verdict.decision is VIOLATION
    assert verdict.since == at("2016-09-27 00:00")
    assert "应至少每3个工作日登记一次" in verdict.explanation


def test_a_case_over_before_anything_was_due_needed_no_following(posted: World) -> None:
    assert decided(FOLLOWED, granted(left(), "2016-09-20 15:00"), ABSENT, posted) == [OK]


def test_a_case_that_stayed_at_the_window_is_not_judged(posted: World) -> None:
    case = accepted("2016-09-20 09:00")
    case.tell(at(LEFT), cmd.StartStep(step="审核", by="w"))
    assert not said(FOLLOWED, case, ABSENT, posted)


def test_a_case_that_came_online_left_no_window(posted: World) -> None:
    case = received("2016-09-20 09:00", origin=Origin.ONLINE)
    case.tell(at(LEFT), cmd.StartStep(step="审核", by="back"))
    assert not said(FOLLOWED, case, ABSENT, posted)


def test_where_nobody_knows_who_is_posted_it_cannot_be_told() -> None:
    assert decided(FOLLOWED, left(), ABSENT) == [UNDETERMINED]


@pytest.mark.parametrize(
    ("missing", "told"), [("limits", "窗口跟踪督办的间隔未公布"), ("notices", "未公布工作日历")]
)
def test_without_limits_or_a_calendar_it_cannot_be_told(missing: str, told: str) -> None:
    [verdict] = said(FOLLOWED, left(), ABSENT, world_without(missing, facts=[POSTED]))
    assert verdict.decision is UNDETERMINED
    assert told in verdict.explanation
