"""明进暗不进: cases close in the hall, and nobody of the hall reviews or decides them."""

from dataclasses import replace

from domain.case import commands as cmd
from domain.case.events import StepKind
from domain.organisation import Authorised, Posted, Power
from domain.verdict import Verdict
from domain.world import World
from projections.judges.nominal import JUDGES
from tests.projections.judged import verdicts, world
from tests.projections.judges.district import (
    OFFICE,
    OK,
    REGISTERED,
    UNDETERMINED,
    UNIT,
    VIOLATION,
    YEAR,
    closed,
    decided,
    group,
    listed,
    local,
    received,
)
from tests.projections.told import Case

[JUDGE] = JUDGES
POSTED = Posted(staff="w-07", unit=UNIT, window="大厅/07", in_force_from=YEAR)
KNOWN = (REGISTERED, POSTED)
KEY = f"{UNIT}|2016-Q3"


def case(number: int, decider: str, reviewer: str = "", end: str = "2016-09-30 23:00") -> Case:
    told = received(Case(f"case-{number:02}", first=10 * number), "2016-09-05 09:00")
    if reviewer:
        step = cmd.FinishStep(step="审核", kind=StepKind.REVIEW, by=reviewer)
        told.tell(local("2016-09-06 09:00"), step)
    return closed(decided(told, "2016-09-08 09:00", by=decider), end)


def quarter(*cases: Case, facts: World) -> list[Verdict]:
    return verdicts(JUDGE, group(KEY, *cases), facts)


def ten(decider: str = "局长", reviewer: str = "科员") -> list[Case]:
    return [case(number, decider, reviewer) for number in range(1, 11)]


def test_a_quarter_of_which_the_hall_reviewed_and_decided_nothing_is_a_sign_at_its_end() -> None:
    [said] = quarter(*ten(), facts=world(*KNOWN))
    assert (said.decision, said.about) == (VIOLATION, ("2016-Q3",))
    assert said.since == local("2016-10-01 00:00")
    assert said.dims == {"unit": UNIT}
    assert len(said.positions) == 20
    assert "在大厅办结10件" in said.explanation


def test_one_step_by_somebody_posted_to_the_hall_clears_it() -> None:
    [said] = quarter(*ten()[1:], case(1, "局长", "w-07"), facts=world(*KNOWN))
    assert said.decision is OK


def test_fewer_cases_than_the_threshold_say_nothing() -> None:
    assert quarter(*ten()[1:], facts=world(*KNOWN)) == []


def test_only_cases_of_the_hall_closed_in_the_local_quarter_count() -> None:
    later = case(10, "局长", end="2016-10-01 00:00")
    assert quarter(*ten()[:9], later, facts=world(*KNOWN)) == []
    office = closed(received(Case("case-10"), "2016-09-05 09:00", OFFICE), "2016-09-09 09:00")
    assert quarter(*ten()[:9], office, facts=world(*KNOWN)) == []


def test_it_stays_open_where_nobody_is_named_or_the_unit_is_not_registered() -> None:
    [said] = quarter(*ten(decider=""), facts=world(*KNOWN))
    assert said.decision is UNDETERMINED
    [said] = quarter(*ten(), facts=world(POSTED))
    assert said.decision is UNDETERMINED


def test_what_the_window_decides_needs_somebody_there_who_may_decide() -> None:
    decides = listed(window_decides=True)
    given = Authorised(
        unit=UNIT, window="大厅/07", powers=frozenset({Power.ACCEPT}), in_force_from=YEAR
    )
    [said] = quarter(*ten("w-07"), facts=world(*KNOWN, decides, given))
    assert said.decision is VIOLATION
    assert "没有有效的决定授权" in said.explanation
    enough = replace(given, powers=frozenset({Power.ACCEPT, Power.DECIDE}))
    [said] = quarter(*ten("w-07"), facts=world(*KNOWN, decides, enough))
    assert said.decision is OK
