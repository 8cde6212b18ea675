"""体外循环: a decision against the intakes before it."""

from domain.case import commands as cmd
from projections.judges.shadow import JUDGES
from tests.projections.judged import file, verdicts, world
from tests.projections.judges.district import (
    ENTERED,
    OFFICE,
    OK,
    UNDETERMINED,
    VIOLATION,
    decided,
    exempted,
    imported,
    listed,
    local,
    received,
)
from tests.projections.told import Case

[JUDGE] = JUDGES
HALL_ITEM = world(listed(), ENTERED)
ASKED, DECIDED = "2016-09-05 09:00", "2016-09-08 15:00"


def late_intake() -> Case:
    """Decided on the 8th; that it was received on the 5th was written down on the 12th."""
    case = Case()
    received(case, ASKED, recorded_at=local("2016-09-12 09:00"))
    return decided(case, DECIDED)


def test_a_decision_without_any_intake_before_it_is_a_sign() -> None:
    case = received(decided(Case(), DECIDED), "2016-09-09 09:00")
    [said] = verdicts(JUDGE, file(case), HALL_ITEM)
    assert (said.decision, said.since) == (VIOLATION, local(DECIDED))
    assert said.positions == (1, HALL_ITEM.position_of(ENTERED))
    assert "此前没有收件或者受理记录" in said.explanation


def test_a_licence_counts_as_a_decision() -> None:
    case = Case()
    case.tell(local(DECIDED), cmd.IssueLicence(licence_no="水许1"))
    received(case, "2016-09-09 09:00")
    [said] = verdicts(JUDGE, file(case), HALL_ITEM)
    assert said.decision is VIOLATION


def test_an_intake_written_down_after_the_decision_is_a_sign() -> None:
    [said] = verdicts(JUDGE, file(late_intake()), HALL_ITEM)
    assert said.decision is VIOLATION
    assert said.positions == (2, 1, HALL_ITEM.position_of(ENTERED))
    assert "2016年9月12日 09:00才入账" in said.explanation


def test_an_intake_written_down_in_time_is_none_wherever_it_was() -> None:
    assert verdicts(JUDGE, file(decided(received(Case(), ASKED), DECIDED)), HALL_ITEM) == []
    assert verdicts(JUDGE, file(decided(received(Case(), ASKED, OFFICE), DECIDED)), HALL_ITEM) == []


def test_an_exemption_in_force_clears_it() -> None:
    [said] = verdicts(JUDGE, file(late_intake()), world(listed(), ENTERED, exempted()))
    assert said.decision is OK
    assert "赫政函〔2016〕3号" in said.explanation


def test_it_stays_open_where_nobody_says_when_the_intake_was_written_down() -> None:
    case = imported(decided(received(Case(), ASKED), DECIDED), "旧系统")
    [said] = verdicts(JUDGE, file(case), HALL_ITEM)
    assert said.decision is UNDETERMINED
    assert "没有入账时间" in said.explanation


def test_it_stays_open_where_the_item_is_not_catalogued() -> None:
    [said] = verdicts(JUDGE, file(late_intake()), world())
    assert said.decision is UNDETERMINED


def test_a_case_that_was_not_decided_is_none_of_it() -> None:
    assert verdicts(JUDGE, file(received(Case(), ASKED)), HALL_ITEM) == []
