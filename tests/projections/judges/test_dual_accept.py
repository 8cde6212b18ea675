"""两头受理: one item accepted in the hall and at the office in one month."""

from datetime import date

from domain.decider import Origin
from projections.judges.dual_accept import JUDGES
from tests.projections.judged import decisions, verdicts, world
from tests.projections.judges.district import (
    HALL,
    ITEM,
    OFFICE,
    OK,
    UNDETERMINED,
    UNIT,
    UNKNOWN,
    VIOLATION,
    accepted,
    exempted,
    group,
    local,
)
from tests.projections.told import Case

[JUDGE] = JUDGES
CODE = "DT_DUAL_ACCEPT"
KEY = f"{UNIT}|{ITEM}"


def cases(*told: tuple[str, Origin]) -> list[Case]:
    return [
        accepted(Case(f"case-{n}", first=10 * n), at, where)
        for n, (at, where) in enumerate(told, 1)
    ]


BOTH = cases(
    ("2016-09-01 00:00", HALL),
    ("2016-09-20 09:00", HALL),
    ("2016-09-30 23:59", OFFICE),
    ("2016-10-01 00:00", OFFICE),
)


def test_both_doors_in_one_local_month_are_one_sign_with_their_share() -> None:
    [said] = verdicts(JUDGE, group(KEY, *BOTH), world())
    assert (said.decision, said.about) == (VIOLATION, ("2016-09",))
    assert said.since == local("2016-09-30 23:59")
    assert said.positions == (10, 30)
    assert "大厅窗口受理2件、单位办公室受理1件，后者占33.3%" in said.explanation


def test_one_door_a_month_is_none() -> None:
    apart = cases(("2016-09-01 09:00", HALL), ("2016-10-01 09:00", OFFICE))
    assert verdicts(JUDGE, group(KEY, *apart), world()) == []


def test_acceptances_that_an_exemption_covers_do_not_count() -> None:
    assert decisions(verdicts(JUDGE, group(KEY, *BOTH), world(exempted())), CODE) == [OK]
    past = exempted(in_force_to=date(2016, 9, 29))
    assert decisions(verdicts(JUDGE, group(KEY, *BOTH), world(past)), CODE) == [VIOLATION]


def test_an_unknown_door_beside_the_office_leaves_it_open() -> None:
    told = cases(("2016-09-01 09:00", UNKNOWN), ("2016-09-20 09:00", OFFICE))
    assert decisions(verdicts(JUDGE, group(KEY, *told), world()), CODE) == [UNDETERMINED]
