"""环节超时. Nothing is undetermined: a clock has its deadline, a step without one has no limit."""

from dataclasses import replace
from datetime import date

from domain.case import commands as cmd
from domain.case.events import StepStarted
from domain.clocks import Clock, given_clock
from projections.judges.steps import JUDGES, STEP
from tests.projections.judges.licences import OK, VIOLATION, accepted, at, decided, said
from tests.projections.told import BOOK, ZONE, Case, entry

[STEPS] = JUDGES


def stepped(*finished: str) -> Case:
    """A step that was to be finished on 2016-09-22, and when it was."""
    case = accepted("2016-09-20 09:00")
    begun = at("2016-09-20 10:00")
    case.tell(begun, cmd.StartStep(step="审核"))
    started = replace(case.state[1].event, clocks=(clock(),))
    assert isinstance(started, StepStarted)
    case.entries[1] = entry(2, case.stream, started, begun, case.entries[1].raw["id"])
    for when in finished:
        case.tell(at(when), cmd.FinishStep(step="审核"))
    return case


def clock() -> Clock:
    """A deadline that the source gave."""
    rule = BOOK.clock_rules.by_id("SRC.GIVEN@1970-01-01")
    assert rule is not None
    return given_clock(rule, date(2016, 9, 20), at("2016-09-22 12:00"), ZONE)


def test_a_step_finished_on_its_last_day_is_in_time() -> None:
    assert decided(STEPS, stepped("2016-09-22 18:00"), STEP) == [OK]


def test_a_step_finished_a_day_late_is_a_sign_though_the_case_is_in_time() -> None:
    [verdict] = said(STEPS, stepped("2016-09-23 09:00"), STEP)
    assert verdict.decision is VIOLATION
    assert "环节“审核”疑似超时" in verdict.explanation
    assert "超1日" in verdict.explanation


def test_an_open_step_is_in_time_until_its_last_day_has_passed() -> None:
    case = stepped()
    assert decided(STEPS, case, STEP, when=at("2016-09-22 23:00")) == [OK]
    assert decided(STEPS, case, STEP, when=at("2016-09-23 00:00")) == [VIOLATION]


def test_a_step_without_a_clock_of_its_own_is_not_judged() -> None:
    case = accepted("2016-09-20 09:00")
    case.tell(at("2016-09-20 10:00"), cmd.StartStep(step="审核"))
    assert not said(STEPS, case, STEP)
