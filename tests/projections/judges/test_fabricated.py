"""虚增办件: bursts of one trivial item at one desk."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.case import commands as cmd
from domain.organisation import AccountKind, AccountListed
from projections.group import Group
from projections.judges.fabricated import CODE, JUDGES
from tests.projections.judged import decisions, file, verdicts, world
from tests.projections.judges.recorded import (
    IMPORTER,
    OK,
    SINCE,
    UNDETERMINED,
    VIOLATION,
    item,
    local,
)
from tests.projections.told import BOOK, Case

[JUDGE] = JUDGES
BEGINS = local("2016-09-05 09:00")
LIMIT = BOOK.limit("fabricated_hour_count", BEGINS.date()) or 0
BURST = list(range(LIMIT))
TRIVIAL = item(trivial=True)


def desk(minutes: Sequence[int], actor: str = "w", void: bool = False) -> Group:
    """A desk that took in a case at each of these minutes."""
    cases = []
    for number, minute in enumerate(minutes):
        case = Case(stream=f"case-{number}", first=1 + 2 * number)
        at = BEGINS + timedelta(minutes=minute)
        case.tell(at, cmd.Receive(item="甲", unit="局"), actor=actor)
        if void:
            case.tell(at + timedelta(minutes=1), cmd.Void(reason="测试"), actor=actor)
        cases.append(file(case))
    return Group(f"{actor}|甲|2016-09", tuple(cases))


def test_as_many_trivial_cases_in_an_hour_as_the_limit_are_a_sign() -> None:
    [verdict] = verdicts(JUDGE, desk(BURST), world(TRIVIAL))

    assert verdict.decision is VIOLATION
    assert verdict.about == ("2016-09-05T01:00:00.000000Z",)
    assert verdict.since == BEGINS + timedelta(minutes=LIMIT - 1)
    assert len(verdict.positions) == LIMIT + 1
    assert verdict.dims == {"person": "w"}
    assert "由人核实" in verdict.explanation


def test_one_fewer_is_ordinary_work() -> None:
    assert decisions(verdicts(JUDGE, desk(BURST[1:]), world(TRIVIAL)), CODE) == [OK]


def test_as_many_spread_over_more_than_an_hour_are_ordinary_work() -> None:
    slow = [minute * 4 for minute in BURST]

    assert decisions(verdicts(JUDGE, desk(slow), world(TRIVIAL)), CODE) == [OK]


def test_a_longer_run_is_one_burst_and_a_later_one_another() -> None:
    long = list(range(2 * LIMIT + 50))
    later = [minute + 600 for minute in BURST]

    said = verdicts(JUDGE, desk(long + later), world(TRIVIAL))

    assert [len(one.positions) for one in said] == [2 * LIMIT + 51, LIMIT + 1]


def test_many_cases_of_an_item_that_is_not_trivial_are_no_sign() -> None:
    assert verdicts(JUDGE, desk(BURST), world(item())) == []


def test_voided_cases_count_no_more() -> None:
    assert verdicts(JUDGE, desk(BURST, void=True), world(TRIVIAL)) == []


def test_a_system_takes_in_as_many_as_it_will() -> None:
    system = AccountListed(account="w", kind=AccountKind.SYSTEM, in_force_from=SINCE)

    assert verdicts(JUDGE, desk(BURST), world(TRIVIAL, system)) == []


@pytest.mark.parametrize(("actor", "facts"), [("w", ()), (IMPORTER, (TRIVIAL,))])
def test_an_unknown_item_or_operator_leaves_it_open(actor: str, facts: Sequence[object]) -> None:
    said = verdicts(JUDGE, desk(BURST, actor), world(*facts))

    assert decisions(said, CODE) == [UNDETERMINED]
