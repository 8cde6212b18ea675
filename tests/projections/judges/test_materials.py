"""双重收件: the same material, twice, at two places."""

from domain.case import commands as cmd
from domain.decider import Origin
from projections.judges.materials import JUDGES
from tests.projections.judged import file, verdicts, world
from tests.projections.judges.district import (
    HALL,
    OFFICE,
    UNDETERMINED,
    UNKNOWN,
    VIOLATION,
    local,
    received,
)
from tests.projections.told import Case

[JUDGE] = JUDGES


def again(origin: Origin, *between: cmd.CaseCommand) -> Case:
    case = received(Case(), "2016-09-05 09:00", materials=("申请书", "图纸"))
    for command in between:
        case.tell(local("2016-09-06 09:00"), command)
    case.tell(local("2016-09-07 09:00"), cmd.ReceiveCorrection(materials=("图纸", "发票")), origin)
    return case


def test_a_material_asked_for_again_at_another_place_is_a_sign() -> None:
    [said] = verdicts(JUDGE, file(again(OFFICE)), world())
    assert (said.decision, said.positions) == (VIOLATION, (1, 2))
    assert "材料“图纸”先后收取两次" in said.explanation


def test_one_place_may_ask_again_and_what_was_given_back_may_come_anywhere() -> None:
    assert verdicts(JUDGE, file(again(HALL)), world()) == []
    given_back = cmd.ReturnMaterial(materials=("图纸",))
    assert verdicts(JUDGE, file(again(OFFICE, given_back)), world()) == []


def test_it_stays_open_where_one_of_the_places_is_unknown() -> None:
    [said] = verdicts(JUDGE, file(again(UNKNOWN)), world())
    assert said.decision is UNDETERMINED
