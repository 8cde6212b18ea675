"""补正告知超期, 未一次性告知."""

import pytest

from domain.case import commands as cmd
from domain.case.events import Matter
from projections.judges.correction_notices import JUDGES, LATE, TWICE
from tests.projections.judges.licences import (
    OK,
    UNDETERMINED,
    VIOLATION,
    at,
    decided,
    received,
    said,
)
from tests.projections.told import Case

IN_TIME, AT_ONCE = JUDGES


def notified(case: Case, when: str, *materials: str) -> Case:
    """The case with a notice that asks for these."""
    case.tell(at(when), cmd.NotifyCorrection(materials=materials))
    return case


def test_a_notice_on_the_fifth_working_day_is_in_time() -> None:
    case = notified(received("2016-02-05 09:00"), "2016-02-17 17:00", "身份证")
    assert decided(IN_TIME, case, LATE) == [OK]


def test_a_notice_after_the_fifth_working_day_means_accepted_as_of_the_receipt() -> None:
    case = notified(received("2016-02-05 09:00"), "2016-02-18 09:00", "身份证")
    [verdict] = said(IN_TIME, case, LATE)
    assert verdict.decision is VIOLATION
    assert "自收到申请材料之日（2016年2月5日）起即为受理" in verdict.explanation


def test_silence_is_late_from_the_end_of_the_fifth_day() -> None:
    case = received("2016-09-20 09:00")
    assert decided(IN_TIME, case, LATE, when=at("2016-09-27 23:59")) == [OK]
    assert decided(IN_TIME, case, LATE, when=at("2016-09-28 00:00")) == [VIOLATION]


def test_what_is_no_licence_has_no_five_days() -> None:
    assert not said(IN_TIME, received("2016-09-20 09:00", Matter.HUNAN), LATE)


def test_five_days_before_the_licence_law_cannot_be_told() -> None:
    assert decided(IN_TIME, received("2004-03-01 09:00"), LATE) == [UNDETERMINED]


def test_a_later_notice_that_asks_for_something_new_is_a_sign() -> None:
    case = notified(received("2016-09-20 09:00"), "2016-09-21 09:00", "身份证")
    notified(case, "2016-09-23 09:00", "身份证", "照片")
    [verdict] = said(AT_ONCE, case, TWICE)
    assert verdict.decision is VIOLATION
    assert "没有列明的照片" in verdict.explanation


def test_one_notice_or_the_same_again_is_none() -> None:
    case = notified(received("2016-09-20 09:00"), "2016-09-21 09:00", "身份证", "照片")
    assert decided(AT_ONCE, case, TWICE) == [OK]
    assert decided(AT_ONCE, notified(case, "2016-09-23 09:00", "照片"), TWICE) == [OK]


def test_a_material_handed_in_since_may_be_asked_for_again() -> None:
    case = notified(received("2016-09-20 09:00"), "2016-09-21 09:00", "身份证")
    case.tell(at("2016-09-22 09:00"), cmd.ReceiveCorrection(materials=("身份证", "委托书")))
    assert decided(AT_ONCE, notified(case, "2016-09-23 09:00", "委托书"), TWICE) == [OK]


@pytest.mark.parametrize("handed_in", [(), ("身份证", "委托书")])
def test_what_new_materials_caused_cannot_be_told(handed_in: tuple[str, ...]) -> None:
    case = notified(received("2016-09-20 09:00"), "2016-09-21 09:00", "身份证")
    case.tell(at("2016-09-22 09:00"), cmd.ReceiveCorrection(materials=handed_in))
    assert decided(AT_ONCE, notified(case, "2016-09-23 09:00", "照片"), TWICE) == [UNDETERMINED]


def test_a_notice_that_lists_nothing_cannot_be_told() -> None:
    case = notified(received("2016-09-20 09:00"), "2016-09-21 09:00")
    assert decided(AT_ONCE, notified(case, "2016-09-23 09:00", "照片"), TWICE) == [UNDETERMINED]
