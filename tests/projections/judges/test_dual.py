"""一事两头收: which two cases are one matter open at two doors, or twice at one."""

from domain.case.events import CloseKind
from domain.feed import Register
from projections.judges.dual import JUDGES
from tests.projections.judged import decisions, verdicts, world
from tests.projections.judges.district import (
    HALL,
    ITEM,
    OFFICE,
    OK,
    UNDETERMINED,
    UNKNOWN,
    VIOLATION,
    closed,
    decided,
    declared,
    exempted,
    group,
    imported,
    local,
    received,
)
from tests.projections.told import Case

[JUDGE] = JUDGES
KEY = f"s1|{ITEM}"
EMPTY = world()


def hall(**fields: str) -> Case:
    case = received(Case("case-1"), "2016-09-05 09:00", HALL, **fields)
    return closed(case, "2016-09-09 09:00")


def office(at: str = "2016-09-07 09:00", origin: object = OFFICE, **fields: str) -> Case:
    return received(Case("case-2", first=11), at, origin, **fields)


def test_one_matter_open_at_the_hall_and_at_the_office_is_one_sign() -> None:
    [said] = verdicts(JUDGE, group(KEY, hall(), office()), EMPTY)
    assert (said.code, said.decision) == ("DT_DUAL_CASE", VIOLATION)
    assert said.since == local("2016-09-07 09:00")
    assert said.about == ("case-1", "case-2")
    assert said.positions == (1, 11)
    assert "疑似一事两头收（要点（十三））" in said.explanation


def test_one_that_began_after_the_other_was_over_is_none() -> None:
    assert verdicts(JUDGE, group(KEY, hall(), office("2016-09-09 09:01")), EMPTY) == []


def test_a_case_that_nothing_ended_is_still_open() -> None:
    waiting = received(Case("case-1"), "2016-09-05 09:00")
    late = office("2017-03-01 09:00")
    assert decisions(verdicts(JUDGE, group(KEY, waiting, late), EMPTY), "DT_DUAL_CASE") == [
        VIOLATION
    ]


def test_an_exemption_of_the_office_clears_it() -> None:
    [said] = verdicts(JUDGE, group(KEY, hall(), office()), world(exempted()))
    assert said.decision is OK


def test_an_unknown_door_leaves_it_open() -> None:
    [said] = verdicts(JUDGE, group(KEY, hall(), office(origin=UNKNOWN)), EMPTY)
    assert (said.code, said.decision) == ("DT_DUAL_CASE", UNDETERMINED)


def test_the_register_a_source_keeps_says_which_door_it_was() -> None:
    there = imported(office(origin=UNKNOWN), "局系统")
    facts = world(declared("局系统", Register.DEPARTMENT))
    [said] = verdicts(JUDGE, group(KEY, hall(), there), facts)
    assert said.decision is VIOLATION


def test_two_cases_through_one_door_are_a_notice_unless_one_is_closed_as_a_double() -> None:
    [said] = verdicts(JUDGE, group(KEY, hall(), office(origin=HALL)), EMPTY)
    assert (said.code, said.decision) == ("DUP_CASE", VIOLATION)
    double = closed(office(origin=HALL), "2016-09-08 09:00", kind=CloseKind.DUPLICATE)
    assert decisions(verdicts(JUDGE, group(KEY, hall(), double), EMPTY), "DUP_CASE") == [OK]


def test_a_shared_number_decides_alone_and_its_pair_is_told_once() -> None:
    here, there = (
        hall(shared_no="区2016-1"),
        office(shared_no="区2016-1", item="别的", subject="s2"),
    )
    assert len(verdicts(JUDGE, group("区2016-1", here, there), EMPTY)) == 1
    same = office(shared_no="区2016-1")
    assert verdicts(JUDGE, group(KEY, here, same), EMPTY) == []
    assert verdicts(JUDGE, group(KEY, here, office(shared_no="区2016-2")), EMPTY) == []


def test_the_applicant_and_the_item_match_where_one_of_them_names_no_number() -> None:
    assert len(verdicts(JUDGE, group(KEY, hall(shared_no="区2016-1"), office()), EMPTY)) == 1


def test_every_pair_of_three_is_told_once() -> None:
    third = received(Case("case-3", first=21), "2016-09-06 09:00", OFFICE)
    said = verdicts(JUDGE, group(KEY, hall(), office(), third), EMPTY)
    assert sorted((one.code, one.about) for one in said) == [
        ("DT_DUAL_CASE", ("case-1", "case-2")),
        ("DT_DUAL_CASE", ("case-1", "case-3")),
        ("DUP_CASE", ("case-2", "case-3")),
    ]


def test_a_decided_case_is_over() -> None:
    over = decided(received(Case("case-1"), "2016-09-05 09:00"), "2016-09-06 09:00")
    assert verdicts(JUDGE, group(KEY, over, office()), EMPTY) == []
