"""频繁更正 of what terms rest on, by unit and month."""

from datetime import timedelta

from domain.case import commands as cmd
from projections.group import Group
from projections.judges.corrections import CODE, JUDGES
from tests.projections.judged import decisions, file, verdicts, world
from tests.projections.judges.recorded import OK, UNDETERMINED, VIOLATION, local, received
from tests.projections.told import BOOK, Case

[JUDGE] = JUDGES
LIMIT = BOOK.limit("corrected_often_count", local("2016-09-05 09:00").date()) or 0


def corrected(times: int, month: str = "2016-09", case: Case | None = None) -> Case:
    """A case of which the acceptance was corrected so often, once a day from the 6th on."""
    told = case or received()
    happened = local("2016-09-05 09:00")
    for number in range(times):
        restated = cmd.Receive(item="甲", unit="局")
        correct = cmd.Correct(corrects="case-1.1", happened_at=happened, restated=restated)
        told.tell(local(f"{month}-06 09:00") + timedelta(days=number), correct)
    return told


def group(*cases: Case) -> Group:
    """The corrected cases of a unit."""
    return Group("局", tuple(file(case) for case in cases))


def test_as_many_corrections_in_a_month_as_the_limit_are_not_too_many() -> None:
    said = verdicts(JUDGE, group(corrected(LIMIT)), world())

    assert decisions(said, CODE) == [OK]


def test_one_more_is_a_sign_of_its_month_from_then_on() -> None:
    [verdict] = verdicts(JUDGE, group(corrected(LIMIT + 1)), world())

    assert verdict.decision is VIOLATION
    assert verdict.about == ("2016-09",)
    assert verdict.since == local("2016-09-06 09:00") + timedelta(days=LIMIT)
    assert len(verdict.positions) == LIMIT + 1
    assert "2016年9月" in verdict.explanation


def test_the_cases_of_a_unit_count_together() -> None:
    other = corrected(1)

    assert decisions(verdicts(JUDGE, group(corrected(LIMIT), other), world()), CODE) == [VIOLATION]


def test_each_month_counts_by_itself() -> None:
    case = corrected(LIMIT, "2016-10", corrected(LIMIT))

    assert decisions(verdicts(JUDGE, group(case), world()), CODE) == [OK, OK]


def test_a_correction_of_a_step_is_none_of_what_terms_rest_on() -> None:
    case = received()
    case.tell(local("2016-09-05 11:00"), cmd.FinishStep(step="审核"))
    restated = cmd.FinishStep(step="核查")
    correct = cmd.Correct(
        corrects="case-1.2", happened_at=local("2016-09-05 11:00"), restated=restated
    )
    case.tell(local("2016-09-05 12:00"), correct)

    assert verdicts(JUDGE, group(case), world()) == []


def test_before_any_limit_is_in_force_it_is_unknown_what_is_too_often() -> None:
    case = Case()
    case.tell(local("2004-03-01 09:00"), cmd.Receive(item="甲", unit="局"))
    restated = cmd.Receive(item="乙", unit="局")
    at = local("2004-03-01 09:00")
    case.tell(
        local("2004-03-02 09:00"),
        cmd.Correct(corrects="case-1.1", happened_at=at, restated=restated),
    )

    assert decisions(verdicts(JUDGE, group(case), world()), CODE) == [UNDETERMINED]
