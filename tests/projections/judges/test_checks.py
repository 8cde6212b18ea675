"""未经审查作出决定, 审查与决定为同一人."""

from domain.case import commands as cmd
from domain.case.events import StepKind
from domain.feed import Rhythm
from domain.organisation import AccountKind, AccountListed
from projections.judges.checks import JUDGES
from tests.projections.judged import file, verdicts, world
from tests.projections.judges.recorded import (
    IMPORTER,
    OK,
    SINCE,
    SOURCE,
    UNDETERMINED,
    VIOLATION,
    accepted,
    decide,
    declared,
    item,
    local,
    reviewed,
)

CHECK, SAME = JUDGES


def test_a_decision_before_which_nobody_checked_is_a_sign() -> None:
    [verdict] = verdicts(CHECK, file(decide(accepted())), world(item()))

    assert verdict.decision is VIOLATION
    assert verdict.about == ("case-1.3",)
    assert verdict.positions == (3, 100_001)
    assert verdict.since == local("2016-09-07 09:00")
    assert "第三十四条" in verdict.explanation


def test_a_review_after_the_decision_is_none_before_it() -> None:
    case = decide(reviewed(at="2016-09-08 09:00"))

    assert [one.decision for one in verdicts(CHECK, file(case), world(item()))] == [VIOLATION]


def test_a_review_or_an_on_site_check_before_the_decision_is_enough() -> None:
    checked = accepted()
    step = cmd.FinishStep(step="现场", checkers=("一", "二"))
    checked.tell(local("2016-09-06 09:00"), step)

    for case in (decide(reviewed()), decide(checked)):
        assert [one.decision for one in verdicts(CHECK, file(case), world(item()))] == [OK]


def test_an_item_that_needs_no_check_is_not_asked_about() -> None:
    case = decide(accepted())

    assert verdicts(CHECK, file(case), world(item(needs_check=False))) == []


def test_a_case_without_a_decision_is_not_asked_about() -> None:
    assert verdicts(CHECK, file(accepted()), world(item())) == []


def test_of_an_item_not_catalogued_it_is_unknown_whether_a_check_is_needed() -> None:
    [verdict] = verdicts(CHECK, file(decide(accepted())), world())

    assert verdict.decision is UNDETERMINED
    assert "未编入目录" in verdict.explanation


def test_a_step_whose_nature_is_not_told_may_have_been_the_check() -> None:
    case = accepted()
    case.tell(local("2016-09-06 09:00"), cmd.FinishStep(step="环节2"))

    said = verdicts(CHECK, file(decide(case)), world(item()))

    assert [one.decision for one in said] == [UNDETERMINED]


def test_a_check_of_a_day_without_hour_may_have_been_before_the_decision() -> None:
    case = decide(reviewed(at="2016-09-07 15:00"), "2016-09-07 00:00")

    assert [one.decision for one in verdicts(CHECK, file(case), world(item()))] == [UNDETERMINED]


def test_while_the_source_is_silent_its_steps_are_awaited() -> None:
    case = decide(accepted(actor=IMPORTER), actor=IMPORTER)

    [verdict] = verdicts(CHECK, file(case), world(item(), declared(Rhythm.WEEKLY)))

    assert (verdict.decision, verdict.waits) == (UNDETERMINED, (SOURCE,))


def test_whoever_reviewed_and_decided_the_same_case_is_a_sign() -> None:
    [verdict] = verdicts(SAME, file(decide(reviewed(by="批"))), world(item()))

    assert verdict.decision is VIOLATION
    assert verdict.positions == (3, 4)
    assert verdict.dims == {"person": "批"}


def test_two_persons_are_in_order() -> None:
    assert [one.decision for one in verdicts(SAME, file(decide(reviewed())), world())] == [OK]


def test_where_no_check_is_needed_one_person_may_do_it_all() -> None:
    case = decide(reviewed(by="批"))

    assert verdicts(SAME, file(case), world(item(needs_check=False))) == []


def test_who_is_not_named_may_be_the_same_person() -> None:
    by_import = accepted(actor=IMPORTER)
    step = cmd.FinishStep(step="审核", kind=StepKind.REVIEW)
    by_import.tell(local("2016-09-06 09:00"), step, actor=IMPORTER)
    system = AccountListed(account="批", kind=AccountKind.SYSTEM, in_force_from=SINCE)

    [unnamed] = verdicts(SAME, file(decide(by_import)), world(item()))
    [machine] = verdicts(SAME, file(decide(reviewed(by="批"))), world(item(), system))

    assert unnamed.decision is UNDETERMINED
    assert machine.decision is UNDETERMINED


def test_without_a_check_there_is_nobody_to_compare() -> None:
    assert verdicts(SAME, file(decide(accepted())), world(item())) == []
