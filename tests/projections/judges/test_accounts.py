"""测试账号、管理账号办件. UNDETERMINED cannot arise: an account is listed or it is not."""

from datetime import date

import pytest

from domain.organisation import AccountKind, AccountListed
from projections.judges.accounts import CODE, JUDGES
from tests.projections.judged import decisions, file, verdicts, world
from tests.projections.judges.recorded import OK, SINCE, VIOLATION, accepted, local, reviewed

[JUDGE] = JUDGES


def listed(kind: AccountKind, until: date | None = None) -> AccountListed:
    """The account t1."""
    return AccountListed(account="t1", kind=kind, in_force_from=SINCE, in_force_to=until)


@pytest.mark.parametrize("kind", [AccountKind.TEST, AccountKind.ADMIN])
def test_a_case_in_which_a_listed_account_acted_is_a_sign(kind: AccountKind) -> None:
    case = accepted(actor="t1")

    [verdict] = verdicts(JUDGE, file(case), world(listed(kind)))

    assert verdict.decision is VIOLATION
    assert verdict.about == ("t1",)
    assert verdict.positions == (1, 2, 100_001)
    assert verdict.since == local("2016-09-05 09:00")
    assert verdict.dims == {"person": "t1"}


def test_an_account_named_as_who_did_a_step_is_found() -> None:
    said = verdicts(JUDGE, file(reviewed(by="t1")), world(listed(AccountKind.TEST)))

    assert [one.positions for one in said] == [(3, 100_001)]


def test_cases_of_other_actors_are_clean() -> None:
    said = verdicts(JUDGE, file(accepted()), world(listed(AccountKind.TEST)))

    assert decisions(said, CODE) == [OK]


@pytest.mark.parametrize(
    "account", [listed(AccountKind.SYSTEM), listed(AccountKind.TEST, date(2016, 9, 4))]
)
def test_a_system_or_an_account_no_longer_listed_may_act(account: AccountListed) -> None:
    said = verdicts(JUDGE, file(accepted(actor="t1")), world(account))

    assert decisions(said, CODE) == [OK]


def test_where_no_account_is_listed_nothing_is_said() -> None:
    assert verdicts(JUDGE, file(accepted()), world()) == []
