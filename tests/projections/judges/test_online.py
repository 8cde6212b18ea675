"""网上预受理超期."""

import pytest

from domain.case import commands as cmd
from domain.decider import Origin
from projections.judges.online import JUDGES, LATE
from tests.projections.judges.licences import (
    OK,
    UNDETERMINED,
    VIOLATION,
    at,
    decided,
    received,
    said,
    world_without,
)

[ANSWERED] = JUDGES
ONLINE = Origin.ONLINE


@pytest.mark.parametrize(
    "answer", [cmd.PreAccept(passed=False), cmd.Accept(), cmd.NotAccept(reason="不属于职权范围")]
)
def test_any_answer_within_two_working_days_is_in_time(answer: cmd.CaseCommand) -> None:
    case = received("2016-09-20 09:00", origin=ONLINE)
    case.tell(at("2016-09-22 23:59"), answer)
    assert decided(ANSWERED, case, LATE) == [OK]


def test_a_later_answer_is_late_for_ever() -> None:
    case = received("2016-09-20 09:00", origin=ONLINE)
    case.tell(at("2016-09-23 09:00"), cmd.PreAccept())
    [verdict] = said(ANSWERED, case, LATE)
    assert verdict.decision is VIOLATION
    assert verdict.since == at("2016-09-23 00:00")
    assert "网上预受理期限2个工作日，届满日2016年9月22日" in verdict.explanation


def test_no_answer_is_late_from_the_end_of_the_second_working_day() -> None:
    case = received("2016-09-20 09:00", origin=ONLINE)
    assert decided(ANSWERED, case, LATE, when=at("2016-09-22 23:59")) == [OK]
    assert decided(ANSWERED, case, LATE) == [VIOLATION]


@pytest.mark.parametrize("missing", ["limits", "notices"])
def test_without_a_limit_or_a_calendar_it_cannot_be_told(missing: str) -> None:
    case = received("2016-09-20 09:00", origin=ONLINE)
    assert decided(ANSWERED, case, LATE, world_without(missing)) == [UNDETERMINED]


def test_what_came_to_a_window_has_no_such_limit() -> None:
    assert not said(ANSWERED, received("2016-09-20 09:00"), LATE)
