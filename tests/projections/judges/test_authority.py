"""越权或者无授权办理 at the hall's window."""

from datetime import date

import pytest

from domain.case import commands as cmd
from domain.case.events import StepKind
from domain.decider import Origin
from domain.organisation import AccountKind, AccountListed, Power
from projections.judges.authority import CODE, JUDGES
from tests.projections.judged import decisions, file, verdicts, world
from tests.projections.judges.recorded import (
    IMPORTER,
    OK,
    SINCE,
    UNDETERMINED,
    VIOLATION,
    accepted,
    authorised,
    decide,
    item,
    local,
    posted,
    received,
    reviewed,
)

[JUDGE] = JUDGES
ACCEPT, DECIDE = authorised(Power.ACCEPT), authorised(Power.ACCEPT, Power.DECIDE)


def test_a_power_that_the_window_was_given_may_be_used() -> None:
    facts = world(item(), posted("w"), posted("批"), DECIDE)

    assert decisions(verdicts(JUDGE, file(decide(accepted())), facts), CODE) == [OK]


def test_a_decision_at_a_window_that_may_only_accept_is_a_sign() -> None:
    facts = world(item(), posted("w"), posted("批"), ACCEPT)

    [verdict] = verdicts(JUDGE, file(decide(accepted())), facts)

    assert verdict.decision is VIOLATION
    assert verdict.about == ("case-1.3", "decide")
    assert verdict.positions == (3, 100_003)
    assert verdict.dims == {"person": "批", "window": "大厅/1"}
    assert "授权" in verdict.explanation


@pytest.mark.parametrize(
    "authority",
    [
        authorised(Power.ACCEPT, item="乙"),
        authorised(Power.ACCEPT, window="大厅/9"),
        authorised(Power.ACCEPT, staff="别人"),
        authorised(Power.ACCEPT, in_force_to=date(2016, 9, 4)),
    ],
)
def test_an_authority_for_another_item_window_person_or_time_is_none(authority: object) -> None:
    facts = world(item(), posted("w"), authority)

    assert decisions(verdicts(JUDGE, file(accepted()), facts), CODE) == [VIOLATION]


def test_an_authority_at_any_of_the_windows_somebody_is_posted_at_is_enough() -> None:
    facts = world(item(), posted("w", "大厅/9"), posted("w"), ACCEPT)

    assert decisions(verdicts(JUDGE, file(accepted()), facts), CODE) == [OK]


def test_staff_posted_at_no_window_act_without_authority() -> None:
    [verdict] = verdicts(JUDGE, file(accepted()), world(item(), ACCEPT))

    assert verdict.decision is VIOLATION
    assert verdict.dims == {"person": "w"}
    assert "未派驻" in verdict.explanation


def test_a_review_at_the_window_takes_the_power_to_review() -> None:
    facts = world(item(), posted("w"), posted("审"), ACCEPT)

    assert [one.about for one in verdicts(JUDGE, file(reviewed()), facts)] == [
        ("case-1.3", "review")
    ]


def test_what_happens_elsewhere_is_no_matter_of_the_window() -> None:
    case = received()
    case.tell(local("2016-09-05 10:00"), cmd.UseSeal(by="批"), origin=Origin.DEPT_OFFICE)
    case.tell(local("2016-09-05 11:00"), cmd.FinishStep(step="转办", kind=StepKind.OTHER))

    assert verdicts(JUDGE, file(case), world(item(), ACCEPT)) == []


@pytest.mark.parametrize("facts", [(ACCEPT,), (item(),)])
def test_without_the_item_or_any_authority_of_the_unit_nothing_can_be_told(
    facts: tuple[object, ...],
) -> None:
    [verdict] = verdicts(JUDGE, file(decide(accepted())), world(*facts))

    assert verdict.decision is UNDETERMINED
    assert verdict.positions == (2, 3)


def test_a_step_of_another_unit_is_held_against_the_authorities_of_that_unit() -> None:
    case = accepted()
    step = cmd.FinishStep(step="联审", kind=StepKind.REVIEW, by="w", unit="另一局")
    case.tell(local("2016-09-06 09:00"), step)
    facts = (item(), posted("w"), ACCEPT)

    unknown = verdicts(JUDGE, file(case), world(*facts))
    refused = verdicts(JUDGE, file(case), world(*facts, authorised(Power.ACCEPT, unit="另一局")))

    assert decisions(unknown, CODE) == [UNDETERMINED]
    assert decisions(refused, CODE) == [VIOLATION]


def test_who_is_not_named_cannot_be_held_to_an_authority() -> None:
    system = AccountListed(account="w", kind=AccountKind.SYSTEM, in_force_from=SINCE)

    by_import = verdicts(JUDGE, file(accepted(actor=IMPORTER)), world(item(), ACCEPT))
    by_system = verdicts(JUDGE, file(accepted()), world(item(), ACCEPT, system))

    assert decisions(by_import, CODE) == decisions(by_system, CODE) == [UNDETERMINED]
