"""要点（十三）: intake, redirection and seals outside the hall."""

from dataclasses import replace
from datetime import date

from domain.case import commands as cmd
from domain.catalogue import ExemptionKind, ItemDelegated, ItemEntered, ItemExited
from domain.decider import Origin
from projections.judges.offhall import JUDGES
from tests.projections.judged import decisions, file, verdicts, world
from tests.projections.judges.district import (
    ENTERED,
    ITEM,
    OFFICE,
    OK,
    UNDETERMINED,
    UNIT,
    UNKNOWN,
    VIOLATION,
    YEAR,
    accepted,
    exempted,
    listed,
    local,
    received,
)
from tests.projections.told import Case

INTAKE, RETURN, SEAL = JUDGES
HALL_ITEM = world(listed(), ENTERED)


def offhall(case: Case, facts: object = HALL_ITEM) -> list[object]:
    return decisions(verdicts(INTAKE, file(case), facts), "DT_OFFHALL_INTAKE")


def test_intake_at_the_office_of_an_item_in_the_hall_is_a_sign_with_its_records() -> None:
    case = accepted(received(Case(), "2016-09-05 09:00", OFFICE), "2016-09-05 10:00", OFFICE)
    [said] = verdicts(INTAKE, file(case), HALL_ITEM)
    assert said.decision is VIOLATION
    assert said.since == local("2016-09-05 09:00")
    assert said.positions == (1, 2, HALL_ITEM.position_of(ENTERED))
    assert "第 1 号记录（2016年9月5日 09:00 收到申请材料，单位办公室）" in said.explanation
    assert "疑似大厅外受理" in said.explanation


def test_the_window_the_net_the_post_and_the_hotline_are_doors_of_the_hall() -> None:
    for origin in (Origin.HALL_WINDOW, Origin.ONLINE, Origin.POST, Origin.HOTLINE):
        assert offhall(received(Case(), "2016-09-05 09:00", origin)) == []


def test_an_exemption_in_force_that_day_clears_it_and_one_of_another_day_does_not() -> None:
    case = received(Case(), "2016-09-05 09:00", OFFICE)
    in_time = exempted(in_force_to=date(2016, 9, 5))
    assert offhall(case, world(listed(), ENTERED, in_time)) == [OK]
    assert offhall(
        case, world(listed(), ENTERED, replace(in_time, in_force_to=date(2016, 9, 4)))
    ) == [VIOLATION]
    other = exempted(ExemptionKind.SEAL)
    assert offhall(case, world(listed(), ENTERED, other)) == [VIOLATION]


def test_it_is_the_local_day_on_which_the_item_entered_or_left_that_counts() -> None:
    late = world(listed(), ItemEntered(item="0117001", hall="大厅", on=date(2016, 9, 6)))
    left = world(listed(), ENTERED, ItemExited(item="0117001", on=date(2016, 9, 6)))
    before, after = "2016-09-05 23:59", "2016-09-06 00:00"
    assert offhall(received(Case(), before, OFFICE), late) == [OK]
    assert offhall(received(Case(), after, OFFICE), late) == [VIOLATION]
    assert offhall(received(Case(), before, OFFICE), left) == [VIOLATION]
    assert offhall(received(Case(), after, OFFICE), left) == [OK]


def test_an_unknown_place_or_an_item_that_is_not_catalogued_leaves_it_open() -> None:
    assert offhall(received(Case(), "2016-09-05 09:00", UNKNOWN)) == [UNDETERMINED]
    assert offhall(received(Case(), "2016-09-05 09:00", OFFICE), world()) == [UNDETERMINED]
    elsewhere = world(listed())
    assert offhall(received(Case(), "2016-09-05 09:00", UNKNOWN), elsewhere) == [OK]


def test_a_township_centre_may_take_in_what_was_handed_down() -> None:
    handed = ItemDelegated(
        item="0117001", from_unit=UNIT, to_unit="各乡镇", on=YEAR, take_by=date(2016, 3, 1)
    )
    case = received(Case(), "2016-09-05 09:00", Origin.TOWN_CENTRE)
    assert offhall(case, world(listed(), ENTERED, handed)) == [OK]
    assert offhall(case) == [UNDETERMINED]


def redirected(to_origin: str) -> Case:
    case = received(Case(), "2016-09-05 09:00")
    case.tell(local("2016-09-06 09:00"), cmd.Redirect(to_origin=to_origin))
    return case


def test_sending_the_applicant_back_to_the_office_is_a_sign() -> None:
    [said] = verdicts(RETURN, file(redirected("dept_office")), HALL_ITEM)
    assert (said.decision, said.since) == (VIOLATION, local("2016-09-06 09:00"))
    assert "要求回原单位办" in said.explanation


def test_sending_him_elsewhere_or_with_an_exemption_is_none() -> None:
    assert verdicts(RETURN, file(redirected("online")), HALL_ITEM) == []
    allowed = world(listed(), ENTERED, exempted())
    assert decisions(
        verdicts(RETURN, file(redirected("dept_office")), allowed), "DT_RETURN_TO_DEPT"
    ) == [OK]


def test_where_he_was_sent_must_be_said() -> None:
    [said] = verdicts(RETURN, file(redirected("unknown")), HALL_ITEM)
    assert said.decision is UNDETERMINED


def sealed(origin: Origin) -> Case:
    case = received(Case(), "2016-09-05 09:00")
    case.tell(local("2016-09-06 09:00"), cmd.UseSeal(seal="审批专用章"), origin)
    return case


def test_the_seal_of_what_the_window_decides_is_used_at_the_window() -> None:
    decides = world(listed(window_decides=True), ENTERED)
    for origin, said in (
        (Origin.HALL_WINDOW, []),
        (OFFICE, [VIOLATION]),
        (UNKNOWN, [UNDETERMINED]),
    ):
        assert decisions(verdicts(SEAL, file(sealed(origin)), decides), "DT_SEAL_OUTSIDE") == said


def test_a_seal_elsewhere_is_no_sign_where_the_window_does_not_decide_or_it_is_allowed() -> None:
    assert verdicts(SEAL, file(sealed(OFFICE)), HALL_ITEM) == []
    allowed = world(listed(window_decides=True), ENTERED, exempted(ExemptionKind.SEAL))
    assert decisions(verdicts(SEAL, file(sealed(OFFICE)), allowed), "DT_SEAL_OUTSIDE") == [OK]
    [said] = verdicts(SEAL, file(sealed(OFFICE)), world())
    assert said.decision is UNDETERMINED
    assert ITEM in said.explanation
