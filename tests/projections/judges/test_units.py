"""要点（十）、（十二）: units that are to be in the hall and to concentrate their approvals."""

from datetime import date
from typing import Any

from domain.catalogue import ApproverLevel, ExemptionKind
from domain.organisation import (
    ApprovalUnitEstablished,
    Authorised,
    Entered,
    EntryPlanned,
    Power,
)
from projections.judge import Judge
from projections.judges.units import JUDGES
from tests.projections.judged import world
from tests.projections.judges.district import (
    OK,
    REGISTERED,
    UNDETERMINED,
    UNIT,
    VIOLATION,
    YEAR,
    exempted,
    local,
)

NOT_ENTERED, NO_SECTION, NO_AUTHORITY = JUDGES
PLANNED = EntryPlanned(
    unit=UNIT, hall="大厅", due=date(2016, 6, 30), concentrate_by=date(2016, 7, 31)
)
AUTUMN = date(2016, 9, 1)


def spans(judge: Judge, *facts: Any) -> list[tuple[Any, Any, Any]]:
    """What is said of the unit from when until when."""
    said = judge.judge(UNIT, world(*facts))
    return [(one.decision, one.since, one.until) for one in said]


def at(day: str) -> Any:
    return local(f"{day} 00:00")


def test_a_unit_that_is_not_in_its_hall_after_its_day_is_a_sign_until_it_is() -> None:
    entered = Entered(unit=UNIT, hall="大厅", in_force_from=AUTUMN)
    assert spans(NOT_ENTERED, REGISTERED, PLANNED) == [(VIOLATION, at("2016-07-01"), None)]
    assert spans(NOT_ENTERED, REGISTERED, PLANNED, entered) == [
        (VIOLATION, at("2016-07-01"), at("2016-09-01")),
        (OK, at("2016-09-01"), None),
    ]
    elsewhere = Entered(unit=UNIT, hall="分厅", in_force_from=YEAR)
    assert spans(NOT_ENTERED, REGISTERED, PLANNED, elsewhere)[0][0] is VIOLATION


def test_the_government_may_excuse_it_and_the_unit_may_not_excuse_itself() -> None:
    allowed = exempted(ExemptionKind.ENTRY)
    assert spans(NOT_ENTERED, REGISTERED, PLANNED, allowed) == [(OK, at("2016-07-01"), None)]
    own = exempted(ExemptionKind.ENTRY, approver_level=ApproverLevel.UNIT)
    [said] = NOT_ENTERED.judge(UNIT, world(REGISTERED, PLANNED, own))
    assert said.decision is VIOLATION
    assert "未经本级人民政府以上批准" in said.explanation
    of_one_item = exempted(ExemptionKind.ENTRY, item="0117001")
    assert spans(NOT_ENTERED, REGISTERED, PLANNED, of_one_item)[0][0] is VIOLATION


def test_a_unit_that_nobody_registered_leaves_it_open() -> None:
    for judge, since in zip(JUDGES, ("2016-07-01", "2016-08-01", "2016-08-01"), strict=True):
        assert spans(judge, PLANNED) == [(UNDETERMINED, at(since), None)]


def test_a_unit_without_a_plan_owes_nothing_by_it() -> None:
    for judge in JUDGES:
        assert spans(judge, REGISTERED) == []


def test_approvals_are_to_be_in_one_section_by_their_day() -> None:
    section = ApprovalUnitEstablished(unit=UNIT, name="政务服务股", in_force_from=AUTUMN)
    assert spans(NO_SECTION, REGISTERED, PLANNED, section) == [
        (VIOLATION, at("2016-08-01"), at("2016-09-01")),
        (OK, at("2016-09-01"), None),
    ]


def test_the_windows_are_to_have_authority_to_accept_and_to_decide() -> None:
    def given(*powers: Power, **fields: Any) -> Authorised:
        held = {"unit": UNIT, "window": "大厅/07", "powers": frozenset(powers)}
        return Authorised(**held | {"in_force_from": YEAR} | fields)

    [said] = NO_AUTHORITY.judge(UNIT, world(REGISTERED, PLANNED, given(Power.ACCEPT)))
    assert said.decision is VIOLATION
    assert "没有有效的决定授权" in said.explanation
    both = given(Power.ACCEPT, Power.DECIDE, in_force_to=date(2016, 8, 31))
    assert spans(NO_AUTHORITY, REGISTERED, PLANNED, both) == [
        (OK, at("2016-08-01"), at("2016-09-01")),
        (VIOLATION, at("2016-09-01"), None),
    ]


def test_without_a_day_for_it_nobody_can_tell_whether_it_is_late() -> None:
    planned = EntryPlanned(unit=UNIT, hall="大厅", due=date(2016, 6, 30))
    for judge in (NO_SECTION, NO_AUTHORITY):
        assert spans(judge, REGISTERED, planned) == [(UNDETERMINED, at("2016-07-01"), None)]
