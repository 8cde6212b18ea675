"""违规延期, by each of its faults."""

from typing import Any

import pytest

from domain.case import commands as cmd
from domain.case.events import Matter
from projections.judges.extension import INVALID, JUDGES
from tests.projections.judges.licences import (
    OK,
    UNDETERMINED,
    VIOLATION,
    accepted,
    at,
    decided,
    said,
    world_without,
)
from tests.projections.told import Case

[EXTENSIONS] = JUDGES


def extended(case: Case, when: str = "2016-10-10 09:00", **changed: Any) -> Case:
    """An extension as article 42 has it, but for what is changed."""
    lawful: dict[str, Any] = {
        "days": 10,
        "approver_level": "organ_head",
        "reason": "情况复杂",
        "told_at": at("2016-10-11 09:00"),
    }
    case.tell(at(when), cmd.Extend(**(lawful | changed)))
    return case


def test_ten_days_by_the_head_of_the_organ_with_the_reason_told_are_lawful() -> None:
    [verdict] = said(EXTENSIONS, extended(accepted("2016-09-20 09:00")), INVALID)
    assert verdict.decision is OK
    assert "期限至2016年11月4日" in verdict.explanation


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"days": 11}, "超过上限10个工作日"),
        (
            {"approver_level": "section_head"},
            "应由本行政机关负责人批准，记录的批准人级别：section_head",
        ),
        ({"when": "2016-10-24 09:00"}, "期满后才批准（期限至2016年10月21日）"),
        ({"told_at": at("2016-10-25 09:00")}, "未将理由告知申请人"),
    ],
)
def test_each_fault_is_told_in_words(changed: dict[str, Any], told: str) -> None:
    [verdict] = said(EXTENSIONS, extended(accepted("2016-09-20 09:00"), **changed), INVALID)
    assert verdict.decision is VIOLATION
    assert told in verdict.explanation
    assert "疑似违规延期（《行政许可法》第四十二条第一款）" in verdict.explanation


def test_a_second_extension_is_a_sign_and_the_first_is_not() -> None:
    case = extended(extended(accepted("2016-09-20 09:00")), "2016-10-12 09:00", days=5)
    first, second = said(EXTENSIONS, case, INVALID)
    assert (first.decision, second.decision) == (OK, VIOLATION)
    assert "再次延长" in second.explanation


def test_the_reason_may_be_told_until_the_last_lawful_day() -> None:
    case = extended(accepted("2016-09-20 09:00"), told_at=None)
    assert not decided(EXTENSIONS, case, INVALID, when=at("2016-10-21 23:59"))
    assert decided(EXTENSIONS, case, INVALID, when=at("2016-10-22 00:00")) == [VIOLATION]


def test_a_promise_alone_cannot_be_extended() -> None:
    case = extended(accepted("2016-09-20 09:00", Matter.OTHER, promised=7), "2016-09-21 09:00")
    [verdict] = said(EXTENSIONS, case, INVALID)
    assert verdict.decision is VIOLATION
    assert "依法不得延长" in verdict.explanation


def test_who_approved_cannot_be_told_where_no_level_is_recorded() -> None:
    case = extended(accepted("2016-09-20 09:00"), approver_level="")
    assert decided(EXTENSIONS, case, INVALID) == [UNDETERMINED]


def test_an_extension_of_no_known_term_cannot_be_told() -> None:
    case = extended(accepted("2016-09-20 09:00", Matter.OTHER))
    assert decided(EXTENSIONS, case, INVALID) == [UNDETERMINED]


def test_an_extension_under_an_unpublished_rule_cannot_be_told() -> None:
    case = extended(accepted("2016-09-20 09:00"))
    assert decided(EXTENSIONS, case, INVALID, world_without("clock_rules")) == [UNDETERMINED]
