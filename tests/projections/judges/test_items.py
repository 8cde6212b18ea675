"""要点（十一）: what was cancelled or handed down is not handled, nor what nobody listed."""

from datetime import date

from domain.catalogue import ItemCancelled, ItemDelegated
from projections.judges.items import JUDGES
from tests.projections.judged import decisions, file, verdicts, world
from tests.projections.judges.district import (
    OK,
    UNDETERMINED,
    UNIT,
    VIOLATION,
    accepted,
    decided,
    listed,
    local,
    received,
)
from tests.projections.told import Case

CANCELLED, RETAINED, OFF = JUDGES
END = date(2016, 9, 5)
GONE = world(listed(), ItemCancelled(item="0117001", on=END, document="国发〔2016〕9号"))
HANDED = world(
    listed(),
    ItemDelegated(
        item="0117001", from_unit=UNIT, to_unit="各乡镇", on=END, take_by=date(2016, 10, 1)
    ),
)


def test_accepting_on_the_day_an_item_ends_is_a_sign() -> None:
    [said] = verdicts(CANCELLED, file(accepted(Case(), "2016-09-05 00:00")), GONE)
    assert (said.decision, said.since) == (VIOLATION, local("2016-09-05 00:00"))
    assert "2016年9月5日起取消" in said.explanation


def test_deciding_what_was_never_accepted_before_the_end_is_a_sign() -> None:
    case = decided(received(Case(), "2016-09-02 09:00"), "2016-09-09 09:00")
    assert decisions(verdicts(CANCELLED, file(case), GONE), "ITEM_CANCELLED_EXERCISED") == [
        VIOLATION
    ]


def test_what_was_accepted_before_the_end_is_seen_through() -> None:
    case = decided(accepted(Case(), "2016-09-04 23:59"), "2016-09-09 09:00")
    [said] = verdicts(CANCELLED, file(case), GONE)
    assert said.decision is OK
    assert "取消之前" in said.explanation
    assert verdicts(CANCELLED, file(accepted(Case(), "2016-09-04 09:00")), GONE) == []


def test_an_item_outside_the_catalogue_is_another_detectors() -> None:
    assert verdicts(CANCELLED, file(accepted(Case(), "2016-09-05 09:00")), world()) == []


def test_the_holder_before_no_longer_accepts() -> None:
    def said(at: str, unit: str) -> list[object]:
        case = accepted(Case(), at, unit=unit)
        return [*decisions(verdicts(RETAINED, file(case), HANDED), "ITEM_DELEGATED_RETAINED")]

    assert said("2016-09-05 09:00", UNIT) == [VIOLATION]
    assert said("2016-09-04 09:00", UNIT) == []
    assert said("2016-09-05 09:00", "泉交河镇") == []
    assert said("2016-09-05 09:00", "") == [UNDETERMINED]


def test_an_item_that_is_in_no_list_is_a_sign() -> None:
    def said(facts: object, **fields: str) -> list[object]:
        case = accepted(Case(), "2016-09-05 09:00", **fields)
        return [*decisions(verdicts(OFF, file(case), facts), "ITEM_OFF_CATALOGUE")]

    there = world(listed())
    assert said(there) == []
    assert said(there, item="卖水") == [VIOLATION]
    assert said(world(listed(in_force_to=date(2016, 9, 4)), listed(item="2", name="乙"))) == [
        VIOLATION
    ]
    assert said(there, item="") == [UNDETERMINED]
    assert said(there, item="卖水", unit="别的局") == [UNDETERMINED]
    assert said(world()) == [UNDETERMINED]
    assert said(GONE) == []
