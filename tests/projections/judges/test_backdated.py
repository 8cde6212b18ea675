"""事后补录: what was written down later than its feed may."""

from datetime import date, timedelta

import pytest

from domain.case import commands as cmd
from domain.feed import Rhythm
from domain.verdict import Severity
from projections.judges.backdated import CODE, JUDGES
from tests.projections.judged import decisions, file, verdicts, world
from tests.projections.judges.recorded import (
    IMPORTER,
    OK,
    UNDETERMINED,
    VIOLATION,
    accepted,
    decide,
    declared,
    imported,
    local,
    received,
)
from tests.projections.told import Case

[JUDGE] = JUDGES


def of(case: Case, *facts: object) -> list[object]:
    """The decisions on a case."""
    return list(decisions(verdicts(JUDGE, file(case), world(*facts)), CODE))


def test_recorded_on_the_next_working_day_is_in_time() -> None:
    case = received("2016-09-02 17:00", recorded_at=local("2016-09-05 17:00"))

    assert of(case) == [OK]


def test_recorded_after_the_next_working_day_is_a_sign_from_the_first_late_instant() -> None:
    case = received("2016-09-02 17:00", recorded_at=local("2016-09-06 08:00"))

    [verdict] = verdicts(JUDGE, file(case), world())

    assert verdict.decision is VIOLATION
    assert verdict.since == local("2016-09-06 00:00")
    assert verdict.about == ("case-1.1",)
    assert verdict.positions == (1,)
    assert verdict.severity is None
    assert "第 1 号记录" in verdict.explanation
    assert "2016年9月5日" in verdict.explanation
    assert "疑似" in verdict.explanation


def test_each_late_event_is_found_by_itself() -> None:
    case = accepted(recorded_at=local("2016-09-12 08:00"))

    assert of(case) == [VIOLATION, VIOLATION]


def test_an_event_that_ends_no_term_is_not_asked_about() -> None:
    case = received()
    step = cmd.FinishStep(step="审核")
    case.tell(local("2016-09-05 11:00"), step, recorded_at=local("2016-09-30 11:00"))

    assert of(case) == [OK]


def test_a_late_entry_that_turns_an_overdue_term_into_a_kept_one_is_red() -> None:
    case = accepted()
    decide(case, "2016-09-12 09:00", recorded_at=local("2016-09-20 09:00"))

    [verdict] = verdicts(JUDGE, file(case), world())

    assert verdict.severity is Severity.RED
    assert "2016年9月12日" in verdict.explanation


def test_a_late_entry_recorded_before_the_term_ran_out_is_not_red() -> None:
    case = accepted()
    decide(case, "2016-09-05 11:00", recorded_at=local("2016-09-08 09:00"))

    [verdict] = verdicts(JUDGE, file(case), world())

    assert (verdict.decision, verdict.severity) == (VIOLATION, None)


@pytest.mark.parametrize(
    ("rhythm", "last"),
    [
        (Rhythm.REALTIME, "2016-09-06 23:59"),
        (Rhythm.NEXT_DAY, "2016-09-07 23:59"),
        # The week ends on Sunday the 11th.
        (Rhythm.WEEKLY, "2016-09-12 23:59"),
    ],
)
def test_a_feed_may_lag_as_its_rhythm_says(rhythm: Rhythm, last: str) -> None:
    in_time = local(last)

    assert of(imported(received(actor=IMPORTER), in_time), declared(rhythm)) == [OK]
    late = in_time + timedelta(minutes=1)
    assert of(imported(received(actor=IMPORTER), late), declared(rhythm)) == [VIOLATION]


def test_a_source_without_declared_rhythm_has_the_limit_alone() -> None:
    case = imported(received(actor=IMPORTER), local("2016-09-07 09:00"))

    assert of(case) == [VIOLATION]
    assert of(case, declared(Rhythm.WEEKLY)) == [OK]
    assert of(case, declared(Rhythm.WEEKLY, in_force_to=date(2016, 9, 4))) == [VIOLATION]


def test_a_source_that_does_not_say_when_it_recorded_cannot_be_judged() -> None:
    case = imported(received(actor=IMPORTER), None)

    [verdict] = verdicts(JUDGE, file(case), world())

    assert verdict.decision is UNDETERMINED
    assert "入账时间" in verdict.explanation


def test_before_any_limit_is_in_force_nothing_can_be_judged() -> None:
    case = Case()
    receive = cmd.Receive(item="甲", unit="局")
    case.tell(local("2004-03-01 09:00"), receive, recorded_at=local("2004-03-30 09:00"))

    [verdict] = verdicts(JUDGE, file(case), world())

    assert verdict.decision is UNDETERMINED
    assert "record_backdated_working_days" in verdict.explanation


def test_a_corrected_event_is_left_to_the_count_of_corrections() -> None:
    case = received("2016-09-02 17:00", recorded_at=local("2016-09-12 08:00"))
    restated = cmd.Receive(item="甲", unit="局")
    correct = cmd.Correct(
        corrects="case-1.1", happened_at=local("2016-09-02 16:00"), restated=restated
    )
    case.tell(local("2016-09-12 09:00"), correct)

    assert of(case) == []


def test_a_voided_case_counts_no_more() -> None:
    case = received("2016-09-02 17:00", recorded_at=local("2016-09-12 08:00"))
    case.tell(local("2016-09-12 09:00"), cmd.Void(reason="重复"))

    assert of(case) == []
