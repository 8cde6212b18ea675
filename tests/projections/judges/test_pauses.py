"""违规挂起, by each of its faults."""

from typing import Any

import pytest

from domain.case import commands as cmd
from domain.case.events import Matter, PauseReason
from domain.clocks import MAX_DAYS
from projections.judges.pauses import ABUSE, JUDGES
from tests.projections.judges.licences import (
    OK,
    UNDETERMINED,
    VIOLATION,
    accepted,
    at,
    decided,
    granted,
    said,
)
from tests.projections.told import Case

[PAUSES] = JUDGES


def paused(case: Case, when: str = "2016-10-10 09:00", **changed: Any) -> Case:
    """A pause as article 45 has it, but for what is changed."""
    lawful: dict[str, Any] = {
        "reason": PauseReason.HEARING,
        "notice_no": "告知1号",
        "days_told": 5,
    }
    case.tell(at(when), cmd.Pause(**(lawful | changed)))
    return case


def test_a_hearing_told_in_writing_that_ends_in_time_is_lawful() -> None:
    case = paused(accepted("2016-09-20 09:00"))
    case.tell(at("2016-10-17 09:00"), cmd.Resume())
    assert decided(PAUSES, case, ABUSE) == [OK]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"reason": PauseReason.OTHER}, "事由不在法定之列"),
        ({"notice_no": ""}, "未书面告知"),
        ({"days_told": 0}, "未告知所需时间"),
        ({"when": "2016-10-24 09:00"}, "期满后才开始"),
    ],
)
def test_what_was_wrong_from_the_start_is_a_sign_at_once(
    changed: dict[str, Any], told: str
) -> None:
    case = paused(accepted("2016-09-20 09:00"), **changed)
    [verdict] = said(PAUSES, case, ABUSE)
    assert verdict.decision is VIOLATION
    assert verdict.since == case.state[1].at
    assert told in verdict.explanation
    assert "第四十五条" in verdict.explanation


def test_a_pause_longer_than_told_is_a_sign_from_the_day_after() -> None:
    case = paused(accepted("2016-09-20 09:00"))
    assert decided(PAUSES, case, ABUSE, when=at("2016-10-17 23:59")) == [OK]
    [verdict] = said(PAUSES, case, ABUSE)
    assert verdict.since == at("2016-10-18 00:00")
    assert "超过告知的时间（至2016年10月17日）" in verdict.explanation


def test_a_pause_still_open_at_the_decision_is_a_sign() -> None:
    case = granted(paused(accepted("2016-09-20 09:00")), "2016-10-12 09:00")
    [verdict] = said(PAUSES, case, ABUSE)
    assert verdict.decision is VIOLATION
    assert verdict.since == at("2016-10-12 09:00")
    assert "仍未恢复计时" in verdict.explanation
    assert "超过告知" not in verdict.explanation


def test_each_pause_is_judged_by_the_deadline_before_it() -> None:
    case = paused(accepted("2016-09-20 09:00"))
    case.tell(at("2016-10-17 09:00"), cmd.Resume())
    paused(case, "2016-10-24 09:00")
    case.tell(at("2016-10-26 09:00"), cmd.Resume())
    assert decided(PAUSES, case, ABUSE) == [OK, OK]


@pytest.mark.parametrize(
    "case",
    [
        paused(accepted("2016-09-20 09:00", Matter.OTHER)),
        paused(accepted("2016-09-20 09:00"), days_told=MAX_DAYS + 1),
    ],
)
def test_a_pause_of_no_known_term_or_beyond_all_counting_cannot_be_told(case: Case) -> None:
    assert decided(PAUSES, case, ABUSE) == [UNDETERMINED]
