"""要点（十）、（十一）: items that are to be in the hall, that left it, that were handed down."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.catalogue import (
    ApproverLevel,
    ExemptionKind,
    ItemCancelled,
    ItemDelegated,
    ItemEntered,
    ItemEntryPlanned,
    ItemExited,
    ItemTaken,
)
from domain.organisation import UnitKind, UnitRegistered
from projections.judge import Judge
from projections.judges.entry import JUDGES
from tests.projections.judged import verdicts, world
from tests.projections.judges.district import (
    ENTERED,
    OK,
    UNDETERMINED,
    UNIT,
    VIOLATION,
    YEAR,
    exempted,
    listed,
    local,
)

NOT_ENTERED, WITHDRAWN, NOT_TAKEN = JUDGES
CODE = "0117001"
MUST = listed(must_enter=True)
PLANNED = ItemEntryPlanned(item=CODE, due=date(2016, 6, 30))
IN_HALL = ItemEntered(item=CODE, hall="大厅", on=date(2016, 9, 1))
LEFT = ItemExited(item=CODE, on=date(2016, 9, 1))


def spans(judge: Judge, *facts: Any) -> Sequence[tuple[Any, Any, Any]]:
    """What is said of the item from when until when."""
    said = judge.judge(CODE, world(*facts))
    return [(one.decision, one.since, one.until) for one in said]


def at(day: str) -> Any:
    return local(f"{day} 00:00")


def test_an_item_that_is_not_in_after_the_day_of_its_plan_is_a_sign_until_it_is() -> None:
    assert spans(NOT_ENTERED, MUST, PLANNED) == [(VIOLATION, at("2016-07-01"), None)]
    assert spans(NOT_ENTERED, MUST, PLANNED, IN_HALL) == [
        (VIOLATION, at("2016-07-01"), at("2016-09-01")),
        (OK, at("2016-09-01"), None),
    ]


def test_an_exemption_of_the_government_splits_it_and_one_of_the_unit_does_not() -> None:
    def excuse(level: ApproverLevel) -> Any:
        return exempted(
            ExemptionKind.ENTRY,
            approver_level=level,
            in_force_from=date(2016, 8, 1),
            in_force_to=date(2016, 8, 31),
        )

    assert spans(NOT_ENTERED, MUST, PLANNED, excuse(ApproverLevel.GOVERNMENT)) == [
        (VIOLATION, at("2016-07-01"), at("2016-08-01")),
        (OK, at("2016-08-01"), at("2016-09-01")),
        (VIOLATION, at("2016-09-01"), None),
    ]
    said = NOT_ENTERED.judge(CODE, world(MUST, PLANNED, excuse(ApproverLevel.UNIT)))
    assert {one.decision for one in said} == {VIOLATION}


def test_it_ends_with_the_item() -> None:
    end = ItemCancelled(item=CODE, on=date(2016, 9, 1))
    assert spans(NOT_ENTERED, MUST, PLANNED, end) == [
        (VIOLATION, at("2016-07-01"), at("2016-09-01"))
    ]


def test_it_stays_open_where_no_plan_says_by_when() -> None:
    assert spans(NOT_ENTERED, MUST) == [(UNDETERMINED, at("2016-01-01"), None)]


def test_an_item_that_need_not_enter_is_none_of_it() -> None:
    assert spans(NOT_ENTERED, listed(), PLANNED) == []
    assert list(NOT_ENTERED.judge("不存在", world())) == []


def test_an_item_that_left_without_approval_is_a_sign_until_it_is_back() -> None:
    [said] = verdicts(WITHDRAWN, CODE, world(MUST, ENTERED, LEFT))
    assert (said.decision, said.about) == (VIOLATION, ("2016-09-01",))
    back = ItemEntered(item=CODE, hall="大厅", on=date(2016, 9, 20))
    assert spans(WITHDRAWN, MUST, ENTERED, LEFT, back) == [
        (VIOLATION, at("2016-09-01"), at("2016-09-20"))
    ]


def test_an_approved_exit_or_one_of_an_item_that_is_gone_is_none() -> None:
    allowed = exempted(ExemptionKind.EXIT)
    assert spans(WITHDRAWN, MUST, ENTERED, LEFT, allowed) == [(OK, at("2016-09-01"), None)]
    own = exempted(ExemptionKind.EXIT, approver_level=ApproverLevel.UNIT)
    assert spans(WITHDRAWN, MUST, ENTERED, LEFT, own) == [(VIOLATION, at("2016-09-01"), None)]
    end = ItemCancelled(item=CODE, on=date(2016, 9, 1))
    assert spans(WITHDRAWN, MUST, ENTERED, LEFT, end) == [(OK, at("2016-09-01"), None)]


def test_whether_an_item_without_a_listing_should_have_stayed_is_not_known() -> None:
    assert spans(WITHDRAWN, ENTERED, LEFT) == [(UNDETERMINED, at("2016-09-01"), None)]


HANDED = ItemDelegated(
    item=CODE, from_unit=UNIT, to_unit="泉交河镇", on=YEAR, take_by=date(2016, 6, 30)
)
TOWN = UnitRegistered(unit="泉交河镇", kind=UnitKind.TOWNSHIP, in_force_from=YEAR)


def test_what_was_handed_down_is_taken_over_in_time() -> None:
    assert spans(NOT_TAKEN, MUST, TOWN, HANDED) == [(VIOLATION, at("2016-07-01"), None)]
    taken = ItemTaken(item=CODE, unit="泉交河镇", on=date(2016, 9, 1))
    assert spans(NOT_TAKEN, MUST, TOWN, HANDED, taken) == [
        (VIOLATION, at("2016-07-01"), at("2016-09-01")),
        (OK, at("2016-09-01"), None),
    ]
    in_time = ItemTaken(item=CODE, unit="泉交河镇", on=date(2016, 6, 1))
    assert spans(NOT_TAKEN, MUST, TOWN, HANDED, in_time) == [(OK, at("2016-07-01"), None)]
    other = ItemTaken(item=CODE, unit="岳家桥镇", on=date(2016, 6, 1))
    assert spans(NOT_TAKEN, MUST, TOWN, HANDED, other) == [(VIOLATION, at("2016-07-01"), None)]


def test_a_holder_that_nobody_registered_leaves_it_open() -> None:
    assert spans(NOT_TAKEN, MUST, HANDED) == [(UNDETERMINED, at("2016-07-01"), None)]


def test_an_item_that_was_not_handed_down_is_none_of_it() -> None:
    assert spans(NOT_TAKEN, MUST, TOWN) == []
